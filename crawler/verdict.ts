/** Judges whether what came back is the article a link promised, and names the reason where it is not. */
import { absent } from './verdict/absent.js';
import { consent, login } from './verdict/gate.js';
import { listing } from './verdict/listing.js';
import { Look } from './verdict/look.js';
import type { JudgedPage } from './verdict/page.js';
import { parked } from './verdict/parked.js';
import { paywall } from './verdict/paywall.js';
import { shell } from './verdict/shell.js';
import { wall } from './verdict/wall.js';

/** `ok` pages become articles. Otherwise `reason` is a stable code and `evidence` one line that shows what led to it. */
export interface Verdict {
  ok: boolean;
  reason: string | null;
  evidence: string | null;
}

/** Reasons that hide an article from a robot: `recover` may look for a copy made before the wall stood. */
export const WALLED: readonly string[] = ['bot-wall', 'paywall', 'login', 'consent', 'app-shell'];
/** Reasons under which the article is no longer where the link says. */
export const GONE: readonly string[] = ['soft-404', 'parked', 'http-404', 'http-410'];

/** Fewer words than this are no article, not even a short one. */
const MIN_WORDS = 8;
const TEXTUAL =
  /^(?:text\/|application\/(?:xhtml|xml|rss|atom|rdf|pdf|json|markdown|x-pdf)|[^/]+\/[^/]*\+xml)/i;

/** Rules in the order in which they are asked: what explains an empty page best comes before what merely describes it. */
const RULES: readonly [reason: string, rule: (look: Look) => string | null][] = [
  ['bot-wall', wall],
  ['decode', undecodable],
  ['unsupported-type', unsupported],
  ['parked', parked],
  ['soft-404', absent],
  ['consent', consent],
  ['login', login],
  ['paywall', paywall],
  ['app-shell', shell],
  ['not-an-article', listing],
  ['empty', empty],
];

/**
 * The verdict on a page. Pure; never throws. Precision first: a rule speaks only where the page shows more than one
 * sign, or one sign that articles cannot show. An answer with status 400 or above is at best a wall; else its status is the reason.
 */
export function judge(page: JudgedPage): Verdict {
  const look = new Look(page);
  if (page.status >= 400) {
    const walled = wall(look);
    if (walled) return refusal('bot-wall', walled);
    return page.status === 402
      ? refusal('paywall', 'status 402')
      : refusal(`http-${page.status}`, `status ${page.status}`);
  }
  for (const [reason, rule] of RULES) {
    const evidence = rule(look);
    if (evidence) return refusal(reason, evidence);
  }
  return { ok: true, reason: null, evidence: null };
}

function refusal(reason: string, evidence: string): Verdict {
  return { ok: false, reason, evidence };
}

/** Text that was decoded with the wrong charset, or was never text: replacement and control characters. */
function undecodable({ page }: Look): string | null {
  const sample = page.text.slice(0, 20_000);
  const wrong = sample.match(/\ufffd|(?![\t\n\v\f\r])\p{Cc}/gu)?.length ?? 0;
  return wrong >= 20 && wrong > sample.length * 0.03
    ? `${wrong} of ${sample.length} characters cannot be read`
    : null;
}

function unsupported({ page }: Look): string | null {
  if (page.html !== null || page.text || !page.mime || TEXTUAL.test(page.mime)) return null;
  return `type ${page.mime.slice(0, 80)}`;
}

function empty(look: Look): string | null {
  return look.words < MIN_WORDS ? `${look.words} words` : null;
}
