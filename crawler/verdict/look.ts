/** A page under judgement with what the rules derive from it, each derived once and only when a rule asks. */
import { countWords, type JudgedPage, type Markup, readMarkup } from './page.js';

/** Texts with at least this many words are past every check that looks for a page without an article. */
export const LONG = 250;

export class Look {
  readonly page: JudgedPage;
  /** Words of the extracted article. */
  readonly words: number;
  private readMarkup: Markup | null = null;
  private counted = -1;

  constructor(page: JudgedPage) {
    this.page = page;
    this.words = countWords(page.text, 2000);
  }

  /** The facts about the markup; for pages without markup, those of an empty page. */
  get markup(): Markup {
    this.readMarkup ??= readMarkup(this.page.html ?? '');
    return this.readMarkup;
  }

  /** Words a visitor sees on the whole page, navigation included. */
  get visibleWords(): number {
    if (this.counted < 0) this.counted = countWords(this.markup.text, 2000);
    return this.counted;
  }

  header(name: string): string | null {
    for (const [key, value] of this.page.headers) if (key.toLowerCase() === name) return value;
    return null;
  }

  /** The page's title and first headings, without parts that only name the site. */
  get headlines(): string[] {
    const { title, headings } = this.markup;
    return [title, ...title.split(/\s+[|•·—–:»-]+\s+/), ...headings.slice(0, 2), this.page.title].filter(
      Boolean,
    );
  }

  get requested(): URL | null {
    return parsed(this.page.url);
  }

  get final(): URL | null {
    return parsed(this.page.finalUrl);
  }

  /** Whether the answer came from another page than the one that was asked for (scheme, `www.` and final slash apart). */
  get redirected(): boolean {
    const bare = (url: URL | null) =>
      url ? `${url.hostname.replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${url.search}` : '';
    return bare(this.requested) !== bare(this.final);
  }
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** The first match of a list of patterns, as it stands in the text. */
export function firstMatch(text: string, patterns: readonly RegExp[]): string | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match) return match[0].slice(0, 80);
  }
  return null;
}

/** Evidence on one line: strings of the page are quoted, shortened and rid of control characters. */
export function quote(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return `"${clean.length > 80 ? `${clean.slice(0, 77)}...` : clean}"`;
}
