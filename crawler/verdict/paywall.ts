/**
 * Paywall previews: the page itself says that its text is not free, and the text shows that it was cut. Many papers set the flag
 * and send the whole article all the same; that passes.
 */
import { firstMatch, type Look, quote } from './look.js';

const FLAG = /"isAccessibleForFree"\s*:\s*(?:"?(?:false|no)"?)/i;
/** Any of the flags, in markup that has not been parsed. */
const FLAGS = /isAccessibleForFree|meteredContent|article:content[_-]tier/i;
const TIERS = /^(?:locked|metered|paid|premium|subscriber|members?)$/i;
/** Invitations to pay or to sign in for the rest. */
const PHRASES = [
  /(?:subscribe|sign up|sign in|log in|register|create an? (?:free )?account|upgrade|become a member|join|start your free trial) (?:now |today |here )?to (?:continue|read|keep|finish|unlock|view|access|get (?:full )?access)/i,
  /to (?:continue|keep|finish) reading(?: this| the)?/i,
  /(?:the author made this story|this (?:article|story|post|content|report|page|newsletter) is) (?:only )?(?:available )?(?:exclusively )?(?:to|for) (?:\w+ )?(?:paying |paid |premium )?(?:subscribers?|members?)/i,
  /already an? (?:paid )?(?:subscriber|member)\??/i,
  /(?:member|subscriber)s?[- ]only (?:story|stories|content|article|post)|for (?:paid )?subscribers only/i,
  /(?:read|unlock) the (?:rest|full (?:story|article|post)) (?:of|with|by)/i,
  /you(?:['’]ve| have) (?:reached|used|read) (?:your|all|the)\b.{0,40}(?:free )?(?:articles?|stories|limit)/i,
  /this (?:post|article) is for (?:paid|paying) subscribers/i,
  /(?:jetzt|hier) (?:weiterlesen mit|abonnieren)|nur für abonnenten|mit .{0,20}plus weiterlesen|réservé aux abonnés|(?:solo|exclusivo) para su[bs]scriptores|доступ\S* (?:только )?(?:по подписке|подписчикам)|この記事は(?:有料)?会員限定/i,
];
const CUT = /(?:\.{3}|…|\[…\]|\[\.{3}\])\s*$/;
/** A preview has fewer words than this; the largest measured had 330. */
const MOST_WORDS = 400;
/** Below this the flag weighs more: hardly an article is so short. */
const FEW_WORDS = 150;

/** The evidence for a preview, or null. */
export function paywall(look: Look): string | null {
  const { page } = look;
  if (page.html === null || look.words >= MOST_WORDS) return null;
  if (look.words >= FEW_WORDS && !FLAGS.test(page.html)) return null;
  const flag = flagOf(look);
  const after = textAround(look);
  const phrases = PHRASES.filter((pattern) => pattern.test(after));
  const phrase = firstMatch(after, phrases);
  if (flag && phrase) return `${flag}, text ${quote(phrase)}, ${look.words} words`;
  if (flag && CUT.test(page.text)) return `${flag}, the text breaks off after ${look.words} words`;
  if (look.words < FEW_WORDS && phrases.length >= 2 && look.markup.longParagraphs <= 4)
    return `text ${phrases.map((one) => quote(firstMatch(after, [one]) ?? '')).join(' and ')}, ${look.words} words`;
  return null;
}

function flagOf(look: Look): string | null {
  const { page, markup } = look;
  if (FLAG.test(page.html ?? '')) return 'isAccessibleForFree: false';
  if (markup.classes.has('meteredcontent')) return 'article.meteredContent';
  const tier = markup.meta.get('article:content_tier') ?? markup.meta.get('article:content-tier');
  return tier && TIERS.test(tier.trim()) ? `article:content_tier ${quote(tier)}` : null;
}

/** The page's visible text without the article itself, whose own sentences about subscriptions count for nothing. */
function textAround(look: Look): string {
  const { text } = look.markup;
  const paragraphs = look.page.text.split(/\n+/).filter((paragraph) => paragraph.length > 120);
  return paragraphs.reduce(
    (rest, paragraph) => rest.replace(paragraph.replace(/\s+/g, ' ').trim(), ' '),
    text,
  );
}
