/** Writes an article's blocks as Markdown. */
import type { Block } from './block.js';
import { escapeLineStart } from './inline.js';

/** Writes blocks as Markdown; `textOf` of it is the texts of the blocks. */
export function markdownOf(blocks: readonly Block[]): string {
  let out = '';
  blocks.forEach((block, i) => {
    const previous = blocks[i - 1];
    if (previous)
      out +=
        block.kind === 'item' && previous.kind === 'item' && previous.quote === block.quote ? '\n' : '\n\n';
    const quote = '> '.repeat(block.quote);
    const pad = quote + ' '.repeat(block.indent);
    out += blockLines(block)
      .map((line, n) => (n === 0 || !block.marker ? pad : pad + ' '.repeat(block.marker.length + 1)) + line)
      .join('\n');
  });
  return out ? `${out}\n` : '';
}

function blockLines(block: Block): string[] {
  if (block.kind === 'code') {
    const longest = Math.max(2, ...(block.text.match(/`{3,}/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    return [fence + block.lang, ...block.text.split('\n'), fence];
  }
  if (block.kind === 'table') return block.markdown.split('\n');
  if (block.kind === 'heading') return [`${'#'.repeat(block.level)} ${escapeTrailingHashes(block.markdown)}`];
  const lines = block.markdown.split('\n').map(escapeLineStart);
  const broken = lines.map((line, i) => (i < lines.length - 1 ? `${line}\\` : line));
  return block.marker ? [`${block.marker} ${broken[0]}`, ...broken.slice(1)] : broken;
}

function escapeTrailingHashes(markdown: string): string {
  return markdown.replace(/(#+)$/, (run) => run.replace(/#/g, '\\#'));
}
