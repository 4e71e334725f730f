/**
 * Walls against robots: challenges and blocks of Cloudflare, Akamai, DataDome, Imperva, PerimeterX (HUMAN), AWS WAF, DDoS-Guard, Sucuri,
 * Vercel and their like, whether they answer 403, 429, 503 or 200.
 *
 * A header can settle it. Otherwise two different kinds of sign must agree, because each alone also stands in articles:
 * about captchas (phrases), on sites behind such a service (scripts), titled "Access denied" (titles). Own rules rather than the package
 * is-antibot, which tells providers apart for whole sites and would call many an article behind Cloudflare a wall.
 */
import { firstMatch, LONG, type Look, quote } from './look.js';

/** Titles that walls have and nothing else has, whole. */
const TITLES = [
  /^just a moment(?:\.{3}|…)?$/i,
  /^attention required!?(?: \| cloudflare)?$/i,
  /^(?:one moment,? please|please wait|hold on)(?:\.{3}|…|!)?$/i,
  /^(?:einen moment,? bitte|nur einen moment|un instant|un momento|un momento por favor|один момент|секунду|请稍候|稍等片刻|しばらくお待ちください|잠시만 기다려 주십시오)(?:\.{3}|…)?$/i,
  /^checking your browser\b.{0,40}$/i,
  /^(?:are you (?:a )?(?:robot|human)|are you not a robot|robot check|bot check|bot verification|human verification|robot or human)\??$/i,
  /^(?:security check(?: required)?|security verification|captcha|captcha challenge|client challenge|ddos-guard|vercel security checkpoint)$/i,
  /^pardon our interruption(?:\.{3}|…)?$/i,
  /^(?:access (?:to this page has been )?(?:denied|blocked)|request (?:blocked|rejected)|you have been blocked|blocked)$/i,
  /^(?:verify(?:ing)? (?:that )?you are (?:a )?human|verification required)\b.{0,30}$/i,
  /^sucuri website firewall\b.{0,30}$/i,
];
const PHRASES = [
  /checking (?:if the site connection is secure|your browser before (?:accessing|you access))/i,
  /enable javascript and cookies to continue/i,
  /(?:verify(?:ing)?|confirm|prove|make sure|check(?:ing)?) (?:that )?you(?:['’]re| are) (?:a )?(?:human|not a (?:ro)?bot)/i,
  /needs to (?:review|verify) the security of your connection/i,
  /press (?:&|and|&amp;) hold\b.{0,60}(?:human|robot|bot)/i,
  /unusual (?:traffic|activity) from your (?:computer )?(?:network|ip|device)/i,
  /(?:complete|solve) the (?:security check|captcha|challenge) (?:below )?to (?:access|continue|proceed)/i,
  /sorry,? you have been blocked/i,
  /incapsula incident id/i,
  /you don['’]t have permission to access\b.{0,200}on this server.{0,20}reference\s*(?:&#35;|#)/is,
  /something about your browser made us think you were a bot/i,
  /(?:please )?enable (?:cookies|js|javascript)(?: and (?:disable|turn off) any ad ?blocker)\b/i,
  /ddos protection by/i,
  /(?:we|our systems?) (?:have |has )?(?:detected|believe).{0,60}(?:automated|bots?\b|unusual)/i,
  /this (?:website|site) is using a security service to protect itself/i,
  /performance (?:&|and|&amp;) security by cloudflare/i,
  /(?:браузер.{0,40}проверя|проверя.{0,40}браузер|подтвердите,? что вы не робот|докажите,? что вы не робот)/i,
  /bitte bestätigen sie, dass sie kein roboter/i,
  /(?:access to this page has been denied because we believe)/i,
];
/** Ids, scripts, frames and forms of challenge pages. */
const IDS = [
  'challenge-form',
  'challenge-running',
  'challenge-stage',
  'challenge-error-text',
  'cf-challenge-running',
  'cf-error-details',
  'px-captcha',
  'sec-if-cpt-container',
  'sec-cpt-if',
  'captcha-form',
  'ddg-captcha',
  'distilidentificationblock',
  'aws-waf-captcha',
  'vcs-root',
];
const RESOURCES = [
  /\/cdn-cgi\/challenge-platform\/h\/[a-z]\/orchestrate/i,
  /(?:geo|ct)\.captcha-delivery\.com/i,
  /_Incapsula_Resource/i,
  /\/_sec\/cp_challenge\//i,
  /captcha\.px-(?:cdn|cloud)\.net|\/captcha\/captcha\.js\?a=c&u=/i,
  /awswaf\.com\/.*\/challenge\.js/i,
  /\/\.well-known\/ddos-guard\/|ddos-guard\.net\/check/i,
  /\/\.well-known\/vercel\/security\//i,
  /google\.com\/sorry\//i,
];
const SCRIPTS =
  /window\._cf_chl_opt\s*=|var dd\s*=\s*\{\s*'(?:rt|cid)'|_pxAppId\s*=|AwsWafIntegration\.|gokuProps\s*=/;
/** Statuses with which walls answer. 202 is AWS WAF's. */
const STATUSES = new Set([202, 401, 403, 405, 406, 418, 429, 503, 999]);
/** No wall shows more than this many words. */
const MOST_WORDS = LONG;
const TINY = 40;

/** The evidence for a wall, or null. */
export function wall(look: Look): string | null {
  const { page } = look;
  if (/challenge/i.test(look.header('cf-mitigated') ?? '')) return 'header cf-mitigated: challenge';
  const waf = look.header('x-amzn-waf-action');
  if (waf && /captcha|challenge/i.test(waf)) return `header x-amzn-waf-action: ${quote(waf)}`;
  if (page.status === 999) return 'status 999';
  if (look.words >= LONG || page.html === null) return null;
  const { markup } = look;
  if (look.visibleWords > MOST_WORDS || markup.longParagraphs > 4) return null;
  const signs: string[] = [];
  const title = look.headlines.find((line) => TITLES.some((pattern) => pattern.test(line)));
  if (title) signs.push(`title ${quote(title)}`);
  const phrase = firstMatch(`${markup.text} ${markup.noscript}`, PHRASES);
  if (phrase) signs.push(`text ${quote(phrase)}`);
  const mark = markOf(look);
  if (mark) signs.push(mark);
  if (signs.length === 0) return null;
  if (STATUSES.has(page.status)) signs.push(`status ${page.status}`);
  if (look.visibleWords < TINY) signs.push(`${look.visibleWords} words on the page`);
  const server = /^(?:cloudflare|akamaighost|ddos-guard|sucuri\/cloudproxy)/i.exec(
    look.header('server') ?? '',
  );
  if (server && page.status >= 400) signs.push(`server ${server[0]}`);
  return signs.length >= 2 ? signs.slice(0, 3).join(', ') : null;
}

function markOf({ markup, page }: Look): string | null {
  const id = IDS.find((one) => markup.ids.has(one));
  if (id) return `element #${id}`;
  const resource = [...markup.scripts, ...markup.frames, ...markup.formActions].find((source) =>
    RESOURCES.some((pattern) => pattern.test(source)),
  );
  if (resource) return `resource ${quote(resource)}`;
  const script = SCRIPTS.exec((page.html ?? '').slice(0, 100_000));
  return script ? `script ${quote(script[0])}` : null;
}
