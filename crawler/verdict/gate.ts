/** Gates in front of an article: log in first, or agree to cookies first. */
import { firstMatch, LONG, type Look, quote } from './look.js';

const LOGIN_PATH =
  /\/(?:log-?in|sign-?in|logon|auth(?:orize|wall|enticate)?|sso|oauth2?|users\/sign_in|sessions?\/new|accounts?\/(?:login|signin)|uas\/login|checkpoint|ServiceLogin|wp-login\.php|saml2?)(?:[/.?]|$)/i;
const LOGIN_HOST = /^(?:accounts|login|signin|auth|sso|idp|id)\./i;
const LOGIN_TITLE =
  /^(?:log ?in|sign ?in|log ?on|login|sign ?up|join|please (?:log|sign) in\b.{0,40}|(?:log|sign) in (?:to|or|with|required|•|-).{0,60}|.{0,40}(?:log ?in|sign ?in)|authentication required|members only|anmelden|einloggen|connexion|se connecter|iniciar sesión|accedi|войти|вход|авторизация|ログイン|登录)$/i;
const CONSENT_HOST = /^(?:consent|guce|privacy|cmp|cookies?)\./i;
const CONSENT_PATH =
  /\/(?:consent|collectconsent|cookie-?(?:consent|wall|check)|privacy-?(?:gate|wall|consent)|gdpr(?:-consent)?|accept-?cookies)(?:[/.?]|$)/i;
const CONSENT_TITLE =
  /^(?:before you continue(?: to .{0,30})?|bevor (?:sie|du) (?:zu .{0,20})?(?:weitergeh|fortfahr).{0,20}|avant d['’]accéder à .{0,30}|antes de (?:continuar|ir a) .{0,30}|we value your privacy|your privacy(?: choices)?|(?:cookie|privacy) (?:consent|settings|preferences|wall)|cookies? (?:are )?required|.{0,30} (?:is part of the yahoo family of brands|consent))$/i;
const CONSENT_PHRASES = [
  /we (?:value|care about|respect) your privacy/i,
  /(?:we|our partners|we and our (?:\d+ )?(?:partners|vendors))(?: store and\/or| use)? (?:access|cookies|store).{0,120}(?:device|personal data|cookies|information)/i,
  /(?:you must|please) (?:accept|agree to|allow|enable) (?:our |the use of )?cookies (?:to|before|in order to)/i,
  /before you continue to/i,
  /we (?:and our partners )?use cookies/i,
  /(?:wir (?:und unsere partner )?(?:verwenden|nutzen|benötigen ihre zustimmung)|ihre privatsphäre|nous utilisons des cookies|utilizamos cookies|мы используем (?:файлы )?cookie)/i,
];
const CONSENT_CHOICES =
  /\b(?:accept all|agree|i agree|reject all|manage (?:options|preferences|settings|choices)|alle akzeptieren|tout accepter|aceptar todo|принять (?:все|всё)?)\b/i;

/** The evidence for a log-in page, or null. */
export function login(look: Look): string | null {
  const { page } = look;
  if (page.html === null || look.words >= LONG) return null;
  const { markup } = look;
  const final = look.final;
  const place = final !== null && (LOGIN_PATH.test(final.pathname) || LOGIN_HOST.test(final.hostname));
  const title = [
    markup.title,
    ...markup.title.split(/\s+[|•·—–»-]+\s+/),
    ...markup.headings.slice(0, 2),
  ].find((line) => LOGIN_TITLE.test(line.trim()));
  const field = markup.passwordFields > 0;
  const few = look.words < 100 && markup.longParagraphs <= 1;
  if (look.redirected && place && (field || title || look.words < 60))
    return `redirected to ${quote(`${final.hostname}${final.pathname}`)}`;
  if (field && title && few) return `password field, title ${quote(title)}, ${look.words} words`;
  return place && field && few ? `password field at ${quote(final.pathname)}` : null;
}

/** The evidence for a consent page in place of the article, or null. */
export function consent(look: Look): string | null {
  const { page } = look;
  if (page.html === null || look.words >= LONG) return null;
  const { markup } = look;
  const final = look.final;
  const place = final !== null && (CONSENT_HOST.test(final.hostname) || CONSENT_PATH.test(final.pathname));
  const title = [markup.title, ...markup.headings.slice(0, 1)].find((line) =>
    CONSENT_TITLE.test(line.trim()),
  );
  const phrase = firstMatch(markup.text, CONSENT_PHRASES);
  const choice = CONSENT_CHOICES.exec(markup.text)?.[0];
  const signs = [
    look.redirected && place ? `redirected to ${quote(`${final.hostname}${final.pathname}`)}` : null,
    title ? `title ${quote(title)}` : null,
    phrase ? `text ${quote(phrase)}` : null,
  ].filter((sign) => sign !== null);
  const strong = (look.redirected && place) || title !== undefined;
  if (strong && signs.length >= 2) return signs.join(', ');
  const nothingElse =
    look.visibleWords < 150 && markup.articles === 0 && phrase !== null && choice !== undefined;
  return nothingElse && restOf(look) < 25
    ? `text ${quote(phrase)}, choice ${quote(choice)}, nothing else`
    : null;
}

/** Visible words outside the sentences that speak of cookies, privacy and consent. */
function restOf(look: Look): number {
  const sentences = look.markup.text.split(/(?<=[.!?])\s+/);
  const others = sentences.filter(
    (sentence) =>
      !/cookie|privacy|consent|partner|personal data|agree|accept|reject|preferences|zustimm|datenschutz/i.test(
        sentence,
      ),
  );
  return others.join(' ').split(/\s+/).filter(Boolean).length;
}
