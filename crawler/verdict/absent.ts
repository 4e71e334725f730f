/**
 * Soft 404: a page that says "not found" with status 200, or a redirect to the front page in place of an answer.
 * Articles about 404 pages say it too, but not as their whole headline over a handful of words.
 */
import { LONG, type Look, quote } from './look.js';
import { matchesPromise } from './promise.js';

/** Headlines that say nothing but that the page is missing. */
const HEADLINES = [
  /^(?:oops!?,?\s*|sorry!?,?\s*|whoops!?\s*|uh[- ]oh!?\s*|error:?\s*|http\s*)*(?:error\s*)?(?:404|410)(?:\s*error)?[\s:!.,—–|-]*(?:(?:page|file|document|post|article|content|object|file or directory)?\s*(?:was |could |can )?(?:not|n['’]t) (?:be )?found|error|oops|page|gone|that['’]s an error)?[\s!.]*$/i,
  /^(?:oops!?,?\s*|sorry,?\s*|hmm+,?\s*|whoops!?\s*|we['’]re sorry[,.]?\s*|error:?\s*)*(?:the |this |that |requested |your )*(?:page|file|document|post|article|story|content|url|resource|entry|link|item|topic|question|blog|site|user|profile|object|directory|project)s?\s*(?:you (?:requested|were looking for|are looking for|['’]re looking for|were after)\s*)?(?:was |is |were |has |could |can |does |do |did |has been )?(?:not|n['’]t|cannot|can['’]t|couldn['’]t|doesn['’]t|isn['’]t|removed|deleted|no longer|missing|unavailable|gone)\s*(?:be )?(?:found|exists?|available|here|there|located)?(?: (?:here|anymore|any more|on this (?:server|site)))?[\s!.]*$/i,
  /^(?:oops!?,?\s*|sorry,?\s*|error:?\s*)*(?:not found|does not exist)[\s!.]*$/i,
  /^(?:oops!?,?\s*|sorry,?\s*|whoops!?\s*)?(?:nothing (?:found|here|to see here)(?: here)?|page (?:missing|removed|unavailable)|this is not the page you are looking for|you(?:['’]re| are) lost|lost\?|we (?:can['’]t|cannot|can not|couldn['’]t|could not) find (?:that|the|this|your) (?:page|post|article)(?: you(?:['’]re| are) looking for)?)[\s!.?]*$/i,
  /^(?:seite (?:wurde )?nicht gefunden|diese seite existiert nicht|page (?:introuvable|non trouvée)|página no encontrada|página não encontrada|pagina non trovata|pagina niet gevonden|sidan (?:kunde inte hittas|hittades inte)|strona nie (?:została )?znaleziona|stránka nenalezena|sayfa bulunamadı|страница не (?:найдена|существует)|ошибка 404|404\s*[-–—:]?\s*(?:страница не найдена|not found)|сторінку не знайдено|ページが見つかりません(?:でした)?|お探しのページは見つかりません(?:でした)?|(?:页面|頁面|网页)(?:不存在|未找到|没有找到)|找不到(?:页面|頁面|网页)|페이지를 찾을 수 없습니다)[\s!.。]*$/i,
];
const PHRASES =
  /(?:the |this )?(?:page|article|post|document|file|content|url|link)s? (?:you (?:requested|(?:are|were) (?:looking for|trying to reach))|you['’]re looking for|at this address|requested)[^.]{0,60}(?:not (?:be )?found|n['’]t (?:be )?(?:found|exist)|does not exist|no longer|moved|removed|unavailable|cannot be found)|(?:it looks like|it seems|looks like) nothing was found at this location|(?:page|article|post|link) (?:may have been|might have been|has been|was) (?:moved|removed|deleted|renamed)|запрашиваем\S+ страниц\S+ не|die (?:von ihnen )?(?:angeforderte|gesuchte|gewünschte) seite|la page (?:que vous (?:recherchez|demandez)|demandée)|la página que (?:buscas|busca|solicit\S+)/i;
/** Class of the body that blog engines give to this page alone. */
const BODY = /\s(?:error-?404|page-?404|is-404|template-404|not-?found|notfound404)\s/;
/** The same, in markup that has not been parsed. */
const BODY_TAG =
  /<body[^>]{0,300}\bclass=["'][^"'>]{0,300}\b(?:error-?404|(?:page|is|template)-404|not-?found)\b/i;
/** A final path that is the site's page for missing ones. */
const ERROR_PATH =
  /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?(?:404|error-?404|404-?error|(?:page-?)?not-?found|notfound|errors?\/(?:404|not-?found)|page_not_found)(?:\.\w{2,5})?\/?$/i;
const FRONT_PATH = /^\/(?:(?:index|default|home|main)(?:\.\w{2,5})?\/?|[a-z]{2}(?:-[a-z]{2})?\/?)?$/i;

/** The evidence that the page is not there, or null. */
export function absent(look: Look): string | null {
  const { page } = look;
  const path = look.final?.pathname ?? '/';
  if (look.redirected && ERROR_PATH.test(path)) return `redirected to ${quote(path)}`;
  if (look.redirected && isFrontPage(look) && !matchesPromise(look))
    return `redirected to the front page ${quote(look.final?.host ?? '')}`;
  if (page.html === null || (look.words >= LONG && !BODY_TAG.test(page.html))) return null;
  const { markup } = look;
  const headline = look.headlines.find((line) => HEADLINES.some((pattern) => pattern.test(line.trim())));
  const phrase = PHRASES.exec(markup.text.slice(0, 6000))?.[0];
  const code = BODY.test(markup.bodyClass) ? `body class ${quote(markup.bodyClass)}` : statusMeta(look);
  if (code && (headline || phrase)) return `${code}, ${quote(headline ?? phrase ?? '')}`;
  if (!headline) return null;
  const few = look.words < 120 && markup.longParagraphs <= 2;
  const said = phrase && markup.longParagraphs <= 2;
  if (few) return `headline ${quote(headline)}, ${look.words} words`;
  return said ? `headline ${quote(headline)}, text ${quote(phrase)}` : null;
}

/** Pages made in the browser tell crawlers the status they would have had. */
function statusMeta({ markup }: Look): string | null {
  const status = markup.meta.get('prerender-status-code') ?? markup.meta.get('status');
  return status && /^(?:404|410)/.test(status.trim()) ? `meta status ${status.trim()}` : null;
}

/** A deep link that ended at a site's root; a link to a root is no deep link. */
function isFrontPage({ requested, final }: Look): boolean {
  if (!requested || !final || final.search.length > 1) return false;
  const deep = !FRONT_PATH.test(requested.pathname) || requested.search.length > 1;
  return deep && FRONT_PATH.test(final.pathname);
}
