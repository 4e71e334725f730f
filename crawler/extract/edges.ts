/**
 * Drops the blocks at an article's edges and between its paragraphs that are not the author's: the title and dateline
 * at its head, shares, tags and related links at its tail, pointers to other articles in between.
 *
 * Sources of the idea: trafilatura's and jusText's paragraph rules; the difference is that each rule knows where in
 * the text it stands. The head is what precedes the first paragraph of prose, the tail what follows the last; between
 * them only lines that are links or labels may go, and only where they are few. Cost: linear in the blocks.
 */
import type { Block } from './block.js';
import type { Removal } from './extracted.js';
import { CALL, CREDIT, DESK_NOTE, END, LABEL, POINTER } from './phrases.js';

/** What is known of the article and helps to recognise its repetition. */
export interface Known {
  title: string;
  byline: string | null;
  description: string | null;
  url: string;
}

/** Weighted characters of a paragraph that can carry an article's argument. */
const PROSE = 80;
/** Characters of a standfirst: one sentence. A longer description is the first paragraph itself. */
const STANDFIRST = 160;
/** End marks behind which much prose may follow: other people's. */
const COMMENTS = /comment|coment|kommentar|reply|respon|discussion|комментар|コメント|评论|댓글|تعليق|תגוב/iu;

/** The blocks that stay, and what was dropped by which rule. */
export function trimEdges(blocks: readonly Block[], known: Known): { blocks: Block[]; removed: Removal[] } {
  const trimmer = new Trimmer(blocks, known);
  trimmer.between();
  trimmer.tail();
  trimmer.head();
  return { blocks: trimmer.blocks, removed: trimmer.removed };
}

class Trimmer {
  blocks: Block[];
  readonly removed: Removal[] = [];
  private readonly known: Known;

  constructor(blocks: readonly Block[], known: Known) {
    this.blocks = [...blocks];
    this.known = known;
  }

  /** Lines of links and labels anywhere; an article made of links (a digest, a list) keeps them. */
  between(): void {
    const isLinkPost = share(this.blocks, isLinkLine) > 0.25;
    let underPointer = false;
    this.keep((block) => {
      const rule = lineRule(block, isLinkPost) ?? (this.repeatsTitle(block) ? 'title' : null);
      const previousPointed = underPointer;
      underPointer =
        rule === 'pointer' && (block.linked < block.text.length * 0.3 || block.kind === 'heading');
      if (rule) return rule;
      if (previousPointed && linkedShare(block) > 0.5 && block.text.length < 250) {
        underPointer = true;
        return 'pointer';
      }
      return null;
    });
  }

  /** Cuts at an end mark, then drops what trails. */
  tail(): void {
    const cut = this.endMark();
    if (cut >= 0) this.keep((_, i) => (i >= cut ? 'end' : null));
    for (let last = this.blocks.length - 1; last > 0; last = this.blocks.length - 1) {
      const rule = this.tailRule(this.blocks[last]!, last);
      if (!rule) break;
      this.keep((_, i) => (i === last ? rule : null));
    }
    const from = Math.max(1, this.blocks.length - 4);
    this.keep((block, i) => (i >= from && isDeskNote(block) ? 'desk-note' : null));
  }

  /** Drops title, byline, date and labels before the first paragraph. */
  head(): void {
    const first = this.blocks.findIndex(isProse);
    const limit = first < 0 ? Math.min(4, this.blocks.length) : first;
    const body = this.blocks[limit + 1]?.element.parentElement;
    // In a digest the first paragraph stands under its linked title.
    const titled = share(this.blocks, (block) => linkedShare(block) > 0.9) > 0.25 ? limit - 1 : -1;
    this.keep((block, i) => {
      if (i === limit) return this.isStandfirst(block, body) ? 'standfirst' : null;
      const rule = i < limit ? this.headRule(block) : null;
      return rule === 'leading-links' && i === titled ? null : rule;
    });
    const opening = this.blocks[0];
    if (opening && this.blocks.length > 2 && isSame(opening.text, this.known.title)) {
      this.keep((_, i) => (i === 0 ? 'title' : null));
    }
  }

  /** Where the article's end is marked by a heading-like line with little prose behind it; -1 if nowhere. */
  private endMark(): number {
    const total = proseOf(this.blocks);
    let before = 0;
    for (let i = 0; i < this.blocks.length; i++) {
      const block = this.blocks[i]!;
      const marks =
        block.kind !== 'code' &&
        block.text.length <= 80 &&
        (END.test(block.text) || (block.kind === 'heading' && POINTER.test(block.text)));
      if (marks && before > 0 && total - before <= total * (COMMENTS.test(block.text) ? 0.5 : 0.08)) return i;
      before += isProse(block) ? block.text.length : 0;
    }
    return -1;
  }

  private tailRule(block: Block, index: number): string | null {
    const { text } = block;
    if (block.kind === 'code' || block.kind === 'table') return null;
    if (block.kind === 'heading') return 'dangling-heading';
    if (linkedShare(block) > 0.6 && (block.kind !== 'item' || !this.isListOfLinksInBody(index)))
      return 'trailing-links';
    if (LABEL.test(text) || END.test(text)) return 'label';
    if (
      text.length < 400 &&
      (CALL.test(text) || POINTER.test(text)) &&
      (block.kind !== 'item' || linkedShare(block) > 0.2)
    )
      return 'call';
    if (isDeskNote(block)) return 'desk-note';
    if (this.isAuthorNote(block)) return 'author';
    if (isSame(text, this.known.title) || isUrl(text, this.known.url)) return 'title';
    return null;
  }

  /** A list of links that closes the article under its own heading (references, resources) is the author's. */
  private isListOfLinksInBody(index: number): boolean {
    let at = index;
    while (at > 0 && this.blocks[at]!.kind === 'item') at--;
    const before = this.blocks[at];
    return (
      before !== undefined && (before.kind === 'heading' || before.text.endsWith(':')) && index - at >= 1
    );
  }

  /** Every post of a thread carries the thread's title once more. */
  private repeatsTitle(block: Block): boolean {
    return (
      block.kind === 'heading' &&
      isSame(block.text.replace(/^(?:re|aw|sv|fwd?)\s*:\s*/i, ''), this.known.title)
    );
  }

  private isAuthorNote(block: Block): boolean {
    const name = this.known.byline?.trim();
    if (!name || name.length < 5 || block.text.length > 500) return false;
    return block.text.toLowerCase().startsWith(name.toLowerCase()) && block.kind === 'paragraph';
  }

  private headRule(block: Block): string | null {
    const { text } = block;
    const { title, byline, description, url } = this.known;
    if (block.kind === 'code' || block.kind === 'table') return null;
    if (isSame(text, title)) return 'title';
    if (isUrl(text, url)) return 'title';
    if (linkedShare(block) > 0.5 && text.length < 200) return 'leading-links';
    if (LABEL.test(text) || END.test(text) || isDeskNote(block)) return 'label';
    if (isDateLine(text)) return 'date';
    if (isByline(text, byline)) return 'byline';
    if (description && text.length <= STANDFIRST && isSame(text, description)) return 'standfirst';
    return null;
  }

  /** The page's description once more, set apart from the paragraphs that follow. */
  private isStandfirst(block: Block, body: Element | null | undefined): boolean {
    const { description } = this.known;
    return (
      description !== null &&
      block.text.length <= STANDFIRST &&
      isSame(block.text, description) &&
      block.element.parentElement !== body
    );
  }

  private keep(ruleOf: (block: Block, index: number) => string | null): void {
    this.blocks = this.blocks.filter((block, i) => {
      const rule = ruleOf(block, i);
      if (rule) this.removed.push({ rule, what: block.text.slice(0, 80), chars: block.text.length });
      return rule === null;
    });
  }
}

function lineRule(block: Block, isLinkPost: boolean): string | null {
  const { text, kind } = block;
  if (kind === 'code' || kind === 'table' || text.length > 300) return null;
  if (CREDIT.test(text) && text.length < 200) return 'credit';
  if (POINTER.test(text) && (linkedShare(block) > 0.3 || /[:：]$/.test(text.trim()))) return 'pointer';
  if (LABEL.test(text) && kind !== 'item') return 'label';
  if (!isLinkPost && isLinkLine(block)) return 'link-line';
  if (kind === 'paragraph' && CALL.test(text) && linkedShare(block) > 0.2) return 'call';
  return null;
}

/** A paragraph or heading that is one link from end to end. */
function isLinkLine(block: Block): boolean {
  return (
    block.kind === 'paragraph' &&
    block.quote === 0 &&
    linkedShare(block) > 0.9 &&
    block.text.length > 15 &&
    !/^https?:\/\//.test(block.text)
  );
}

function linkedShare(block: Block): number {
  return block.text.length === 0 ? 0 : block.linked / block.text.length;
}

function isProse(block: Block): boolean {
  return (
    block.kind !== 'heading' &&
    (block.kind === 'code' || (weightOf(block.text) >= PROSE && linkedShare(block) < 0.5))
  );
}

function weightOf(text: string): number {
  return text.length + 1.5 * (text.match(/[\u2e80-\u9fff]/g)?.length ?? 0);
}

function proseOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + (isProse(block) ? block.text.length : 0), 0);
}

function share(blocks: readonly Block[], test: (block: Block) => boolean): number {
  return blocks.length === 0 ? 0 : blocks.filter(test).length / blocks.length;
}

function isDeskNote(block: Block): boolean {
  return (
    block.kind !== 'heading' && block.kind !== 'code' && block.text.length < 400 && DESK_NOTE.test(block.text)
  );
}

function isUrl(text: string, url: string): boolean {
  return (
    /^https?:\/\/\S+$/.test(text) &&
    text.replace(/[?#].*$/, '').replace(/^https?:/, '') === url.replace(/[?#].*$/, '').replace(/^https?:/, '')
  );
}

/** A short line with a year, or a clock, and a day: `Nov. 20, 2019 5:52 AM EST`, `2019年11月20日`. */
function isDateLine(text: string): boolean {
  if (text.length > 90) return false;
  const year = /(?<!\d)(?:19|20)\d\d(?!\d)/.test(text);
  const clock = /(?<!\d)\d{1,2}[:.h]\d\d(?!\d)/.test(text);
  const day = /(?<!\d)\d{1,2}(?!\d)/.test(text.replace(/(?<!\d)(?:19|20)\d\d(?!\d)/, ''));
  const words = text.match(/\p{L}+/gu)?.length ?? 0;
  return (year || clock) && day && words <= 10 && !/[.!?。]$/.test(text);
}

function isByline(text: string, byline: string | null): boolean {
  if (text.length > 120) return false;
  if (byline && text.toLowerCase().includes(byline.toLowerCase()) && text.length < byline.length + 60)
    return true;
  return (
    /^(?:by|von|par|por|di|door|av|автор|текст|oleh|写|文)[\s:：]+\p{Lu}[\p{L}.'’-]+(?:[ ,&]|and|und|\p{Lu}[\p{L}.'’-]+){0,12}/iu.test(
      text,
    ) &&
    text.length < 80 &&
    !/[.!?]$/.test(text)
  );
}

/** Whether two lines say the same, up to case, punctuation and a short rest. */
export function isSame(a: string, b: string): boolean {
  const left = letters(a);
  const right = letters(b);
  if (left.length < 4 || right.length < 4) return false;
  if (left === right) return true;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return long.includes(short) && short.length / long.length > 0.75;
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
