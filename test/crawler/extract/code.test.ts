/** Code survives extraction, line by line and indented, whatever highlighter drew it. */
import { describe, expect, it } from 'vitest';
import { extract } from '../../../crawler/extract/extract.js';
import { parseBlocks } from '../../../crawler/extract/markdown.js';
import { HIGHLIGHTERS } from './highlighters.js';

const CODE = [
  'async function dedupe(messages, seen) {',
  '  const fresh = [];',
  '  for (const message of messages) {',
  '    if (await seen.has(message.id)) {',
  '      return "duplicate <" + message.id + ">";',
  '    }',
  '',
  '    fresh.push({ ...message, at: 1 & 2 });',
  '  }',
  '  return fresh;',
  '}',
];

const page = (
  code: string,
) => `<!doctype html><html lang="en"><head><title>Exactly once is a promise</title></head><body>
<header><nav><a href="/">Home</a> <a href="/archive">Archive</a></nav></header>
<article><h1>Exactly once is a promise</h1>
<p>A consumer that crashes between its work and its acknowledgement will see the message again, and no broker can spare it that, since the broker cannot know which of the two it was.</p>
<p>So the consumer keeps a window of the identifiers it has seen, in a store that shares its transaction, and throws away what it meets for the second time.</p>
${code}
<p>The window has to be longer than the longest pause of a consumer; we took seven days, measured what that costs in memory, and were surprised how little it was.</p>
<p>What remains is the order of things: the check comes first, the work second, and both are committed together or not at all.</p></article>
<footer><p>All opinions are our own.</p></footer></body></html>`;

async function codeOf(markup: string): Promise<string[]> {
  const result = await extract({
    body: Buffer.from(page(markup)),
    mime: 'text/html',
    url: 'https://example.org/post',
  });
  return parseBlocks(result.markdown)
    .filter((block) => block.kind === 'code')
    .map((block) => block.text);
}

describe('code blocks', () => {
  it.each(Object.entries(HIGHLIGHTERS))('keeps every line of %s', async (_, markup) => {
    expect(await codeOf(markup(CODE))).toEqual([CODE.join('\n')]);
  });
});
