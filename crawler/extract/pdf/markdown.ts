/** Writes the paragraphs of a PDF as Markdown. */
import { escapeLineStart, escapeMarkdown } from '../inline.js';
import type { Line } from './layout.js';
import type { Paragraph } from './paragraph.js';

/** The document: blocks between blank lines, neighbouring list items on lines of their own. */
export function markdownOf(paragraphs: readonly Paragraph[]): string {
  let out = '';
  for (const [index, paragraph] of paragraphs.entries()) {
    const items = paragraph.kind === 'item' && paragraphs[index - 1]?.kind === 'item';
    out += (index === 0 ? '' : items ? '\n' : '\n\n') + blockOf(paragraph);
  }
  return out;
}

function blockOf({ kind, level, text, lines }: Paragraph): string {
  // A fence within code would end it; no PDF means one by three back quotes at the start of a line.
  if (kind === 'code') return `\`\`\`\n${text.replace(/^`{3,}/gm, '')}\n\`\`\``;
  if (kind === 'table') return tableOf(lines);
  const inline = escapeMarkdown(text);
  if (kind === 'heading') return `${'#'.repeat(level)} ${inline.replace(/#+$/, '')}`;
  return `${kind === 'item' ? '- ' : ''}${escapeLineStart(inline)}`;
}

function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(
    ({ parts }) => `| ${parts.map((part) => escapeMarkdown(part).replace(/\|/g, '\\|')).join(' | ')} |`,
  );
  return [rows[0], `|${' --- |'.repeat(lines[0]!.parts.length)}`, ...rows.slice(1)].join('\n');
}
