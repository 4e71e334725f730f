// The reader view: a stored article as quiet text with the cited passage marked, offline like everything else.
import type { Child, FC } from 'hono/jsx';
import type { Article } from '../../crawler/catalog/catalog.js';
import { type MarkdownBlock, parseBlocks } from '../../crawler/extract/markdown.js';
import type { Link } from '../../crawler/link.js';
import { Frame } from './frame.js';
import { archivedMonth, safeHref } from './source.js';

/** Offsets into `Article.text`, half open. */
export interface Range {
  start: number;
  end: number;
}

/** A block with the offset of its first character in the article's text. */
interface PlacedBlock extends MarkdownBlock {
  start: number;
}

/** Blocks with their places; each is found behind the one before it, as `joinBlocks` put them there. */
export function placeBlocks(markdown: string, text: string): PlacedBlock[] {
  let at = 0;
  return parseBlocks(markdown).map((block) => {
    const start = Math.max(at, text.indexOf(block.text, at));
    at = start + block.text.length;
    return { ...block, start };
  });
}

/** The text of a block with the part inside `range` marked. The first mark of the page carries the anchor. */
function marked({ text, start }: PlacedBlock, range: Range | null, anchor: boolean): Child {
  const from = range ? Math.max(0, range.start - start) : 0;
  const to = range ? Math.min(text.length, range.end - start) : 0;
  if (from >= to) return text;
  return (
    <>
      {text.slice(0, from)}
      <mark id={anchor ? 'passage' : undefined}>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}

const Block: FC<{ block: PlacedBlock; range: Range | null; anchor: boolean }> = ({
  block,
  range,
  anchor,
}) => {
  const text = marked(block, range, anchor);
  if (block.kind === 'heading')
    return block.level === 1 ? <h2>{text}</h2> : block.level === 2 ? <h3>{text}</h3> : <h4>{text}</h4>;
  if (block.kind === 'code') return <pre tabindex={0}>{text}</pre>;
  if (block.kind === 'quote') return <blockquote>{text}</blockquote>;
  if (block.kind === 'table') return <pre tabindex={0}>{text}</pre>;
  if (block.kind === 'item') return <li>{text}</li>;
  return <p>{text}</p>;
};

/** Neighbouring items stand in one list. */
function grouped(blocks: PlacedBlock[]): (PlacedBlock | PlacedBlock[])[] {
  const groups: (PlacedBlock | PlacedBlock[])[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== 'item') groups.push(block);
    else if (Array.isArray(last)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

export const Reader: FC<{ link: Link; article: Article; range: Range | null; back: string | null }> = (
  props,
) => {
  const { link, article, range, back } = props;
  const title = link.title || article.title || link.url;
  const blocks = placeBlocks(article.markdown, article.text);
  const first = blocks.find(
    ({ start, text }) => range && start < range.end && start + text.length > range.start,
  );
  const show = (block: PlacedBlock) => <Block block={block} range={range} anchor={block === first} />;
  return (
    <Frame title={`${title} · wellread`} here="/read" styles={['ask', 'reader']}>
      {back !== null && (
        <p class="back">
          <a href={`/?${new URLSearchParams({ q: back })}`}>← back to “{back}”</a>
        </p>
      )}
      <article class="reader" lang={article.lang ?? undefined}>
        <header>
          <h1>{title}</h1>
          <p class="meta">
            {article.byline && <span>{article.byline}</span>}
            {article.site && <span>{article.site}</span>}
            {article.published && <time datetime={article.published}>{article.published.slice(0, 10)}</time>}
            <span>{article.words.toLocaleString('en')} words</span>
            {link.archivedUrl && (
              <span class="badge archived">archived {archivedMonth(link.archivedAt)}</span>
            )}
          </p>
          <p class="links">
            <a class="button small" href={safeHref(link.url)} rel="noreferrer">
              Open the original
            </a>
            {link.archivedUrl && (
              <a class="button small" href={safeHref(link.archivedUrl)} rel="noreferrer">
                Open the archived copy
              </a>
            )}
            {first && (
              <a class="button small" href="#passage">
                Go to the passage
              </a>
            )}
          </p>
        </header>
        {grouped(blocks).map((group) => (Array.isArray(group) ? <ul>{group.map(show)}</ul> : show(group)))}
      </article>
    </Frame>
  );
};
