// PDFs: reading order, mended words, furniture, front matter, and files without text to read.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../crawler/extract/markdown.js';
import { mend } from '../../../crawler/extract/pdf/paragraph.js';
import { pdf } from '../../../crawler/extract/pdf.js';
import { type Placed, pdfFile } from './pdf-file.js';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/pdf/${name}`, import.meta.url)));
const fetchedAt = new Date('2026-06-01');

const left = [
  'Storage engines differ in where they put',
  'the cost of a write. A log-structured en-',
  'gine appends and pays later, when it com-',
  'pacts; a tree pays at once, and its pages',
  'are in order from then on. Neither choice',
  'is wrong, and both are regretted by those',
  'who did not know that they had made one.',
  'The measurements below were taken on the',
  'machine that we had, which is an old one.',
];
const right = [
  'Compaction is work that competes with the',
  'requests of users. We limited it to a quar-',
  'ter of the disk and watched the debt grow',
  'by day and shrink by night. The debt is a',
  'number that an operator can be shown, and',
  'it is the only one that predicted trouble',
  'on all of the occasions when trouble came.',
  'A tree has no such debt, and its trouble',
  'comes unannounced.',
];
const columns = (order: 'interleaved' | 'right first'): Placed[] => {
  const l = left.map((text, n) => ({ text, x: 54, y: 650 - n * 12 }));
  const r = right.map((text, n) => ({ text, x: 320, y: 650 - n * 12 }));
  return order === 'interleaved' ? l.flatMap((line, n) => [line, r[n]!]) : [...r, ...l];
};
const title: Placed = { text: 'Where the Cost of a Write Goes', x: 150, y: 720, size: 18 };

describe('a two-column paper typeset by groff', () => {
  it('comes out in reading order, hyphens mended, furniture and references apart', async () => {
    const paper = await pdf(fixture('two-columns.pdf'), { fetchedAt: new Date('2026-12-01') });
    expect(paper.verdict).toEqual({ ok: true, reason: null, evidence: null });
    expect(paper.title).toBe('Backpressure in Pipelines of Unequal Stages');
    expect(paper.byline).toBe('Mara Lindqvist, Jonas Okafor');
    expect(paper.lang).toBe('en');
    const source = readFileSync(new URL('./fixtures/pdf/two-columns.ms', import.meta.url), 'utf8');
    const body = source.slice(source.indexOf('.AB'), source.indexOf('.SH\nReferences'));
    const paragraphs = body.split('\n').filter((line) => line && !line.startsWith('.'));
    const text = textOf(paper.markdown);
    let from = 0;
    for (const paragraph of paragraphs) {
      const at = text.indexOf(paragraph, from);
      expect({ paragraph, found: at >= from }).toEqual({ paragraph, found: true });
      from = at + paragraph.length;
    }
    expect(text).not.toMatch(/Proceedings|Imaginary|\p{L}- ?\n/u);
    expect(paper.markdown).toContain('## 2. Background');
    expect(paper.markdown).toContain('### 2.1. Credit-based schemes');
    expect(paper.removed.map(({ rule }) => rule).sort()).toEqual([
      'pdf:front-matter',
      'pdf:page-number',
      'pdf:references',
      'pdf:running-header',
    ]);
  });
});

describe('a two-column paper typeset by TeX with bitmap fonts', () => {
  it('comes out in reading order, with its ligatures and both authors', async () => {
    const paper = await pdf(fixture('latex.pdf'), { fetchedAt: new Date('2026-12-01') });
    expect(paper.title).toBe('Counting Without Clocks');
    expect(paper.byline).toBe('Ada Lovelock, Brian de Groot');
    const source = readFileSync(new URL('./fixtures/pdf/latex.tex', import.meta.url), 'utf8');
    const body = source.slice(source.indexOf('\\begin{abstract}'), source.indexOf('\\section*{References}'));
    const paragraphs = body.split('\n').filter((line) => line && !line.startsWith('\\'));
    const text = textOf(paper.markdown);
    let from = 0;
    for (const paragraph of paragraphs) {
      const at = text.indexOf(paragraph, from);
      expect({ paragraph, found: at >= from }).toEqual({ paragraph, found: true });
      from = at + paragraph.length;
    }
    expect(paper.description).toBe(paragraphs[0]);
    expect(text).not.toMatch(/Nobody|Brian|\p{Cc}(?<!\n)/u);
  });
});

describe('columns', () => {
  const expected = `${mend(left, new Map())} ${mend(right, new Map())}`;

  it.each(['interleaved', 'right first'] as const)(
    'are read one after the other when drawn %s',
    async (order) => {
      const { markdown } = await pdf(pdfFile([[title, ...columns(order)]]), { fetchedAt });
      expect(textOf(markdown).replace(/\s+/g, ' ')).toBe(expected);
      expect(expected).toContain('log-structured engine appends and pays later, when it compacts; a tree');
      expect(expected).toContain('a quarter of the disk');
    },
  );

  it('are cut by a line that crosses them', async () => {
    const wide = {
      text: 'Figure 1: the debt of compaction over one week, in gigabytes, as an operator sees it.',
      x: 90,
      y: 530,
    };
    const below = columns('interleaved').map((line) => ({ ...line, y: line.y - 160 }));
    const { markdown } = await pdf(pdfFile([[...columns('interleaved'), wide, ...below]]), { fetchedAt });
    const text = textOf(markdown).replace(/\s+/g, ' ');
    expect(text.indexOf('comes unannounced.')).toBeLessThan(text.indexOf('Figure 1'));
    expect(text.indexOf('Figure 1')).toBeLessThan(text.lastIndexOf('Storage engines'));
    expect(text.match(/Storage engines/g)).toHaveLength(2);
  });

  it('are not seen in one column of text with a ragged edge', async () => {
    const lines = [...left, ...right].map((text, n) => ({ text: `${text} ${text}`, x: 72, y: 700 - n * 14 }));
    const { markdown } = await pdf(pdfFile([lines]), { fetchedAt });
    expect(textOf(markdown)).toContain('differ in where they put Storage engines differ');
  });
});

describe('mend', () => {
  const words = (text: string) => new Map(text.split(' ').map((word) => [word, 1]));

  it('joins a divided word, and keeps a hyphen that the document uses', () => {
    expect(mend(['the con-', 'sumer waits'], words(''))).toBe('the consumer waits');
    expect(mend(['a write-', 'ahead log'], words('write-ahead'))).toBe('a write-ahead log');
    expect(mend(['a write-', 'ahead log'], words('writeahead'))).toBe('a writeahead log');
    expect(mend(['a self-', 'stabilizing ring'], words(''))).toBe('a self-stabilizing ring');
  });

  it('keeps what is no division', () => {
    expect(mend(['from 1990-', '1995 and'], words(''))).toBe('from 1990-1995 and');
    expect(mend(['pages 3 -', 'and so on'], words(''))).toBe('pages 3 - and so on');
    expect(mend(['日本語の', '文章'], words(''))).toBe('日本語の文章');
    expect(mend(['soft\u00ad', 'ware'], words(''))).toBe('software');
  });
});

describe('pages', () => {
  const NUMBERS = 'Zero One Two Three Four Five Six Seven Eight'.split(' ');
  const page = (n: number): Placed[] => [
    { text: n % 2 ? 'On Queues' : 'M. Lindqvist', x: 250, y: 760, size: 8 },
    ...left.map((_, line) => ({
      text: line === 0 ? `${NUMBERS[n]} things follow.` : left[(line + n) % left.length]!,
      x: 72,
      y: 720 - line * 14,
    })),
    { text: `- ${n} -`, x: 300, y: 30, size: 8 },
  ];

  it('lose running headers, also alternating ones, and page numbers', async () => {
    const { markdown, removed } = await pdf(pdfFile([1, 2, 3, 4, 5, 6, 7, 8].map(page)), { fetchedAt });
    expect(markdown).not.toMatch(/On Queues|M\. Lindqvist|- \d -/);
    expect(markdown).toContain('Eight things follow.');
    expect(removed.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['pdf:page-number', 'pdf:running-header']),
    );
  });

  it('beyond the limit are listed as removed', async () => {
    const { markdown, removed } = await pdf(pdfFile([1, 2, 3].map(page)), { fetchedAt, pages: 2 });
    expect(markdown).not.toContain('Three things');
    expect(removed).toContainEqual({ rule: 'pdf:size-limit', what: 'pages 3 to 3', chars: 0 });
  });

  it('keep code as code, with its indentation', async () => {
    const code = ['while (true) {', '  take(queue);', '}'].map((text, n) => ({
      text: text.trimStart(),
      x: 72 + (text.startsWith('  ') ? 12 : 0),
      y: 500 - n * 12,
      mono: true,
    }));
    const { markdown } = await pdf(
      pdfFile([[...left.map((text, n) => ({ text, x: 72, y: 720 - n * 14 })), ...code]]),
      {
        fetchedAt,
      },
    );
    expect(markdown).toContain('```\nwhile (true) {\n  take(queue);\n}\n```');
  });

  it('keep tables as tables and drop the marks of footnotes', async () => {
    const rows = [
      ['Site', 'Events', 'Memory'],
      ['North', '12', '4'],
      ['South', '98', '17'],
    ];
    const table = rows.flatMap((row, n) =>
      row.map((text, k) => ({ text, x: 72 + k * 120, y: 500 - n * 12 })),
    );
    const mark: Placed[] = [
      { text: 'The first of them counts.', x: 72, y: 440 },
      { text: '3', x: 185.5, y: 444, size: 6 },
      { text: 'and 2', x: 72, y: 420 },
      { text: '10', x: 97.5, y: 424, size: 6 },
    ];
    const prose = left.map((text, n) => ({ text, x: 72, y: 720 - n * 14 }));
    const { markdown } = await pdf(pdfFile([[...prose, ...table, ...mark]]), { fetchedAt });
    expect(markdown).toContain('| Site | Events | Memory |\n| --- | --- | --- |\n| North | 12 | 4 |');
    expect(markdown).toContain('The first of them counts.\n');
    expect(markdown).toMatch(/and 2 ?10/);
  });

  it('leave out the stamp at the margin, but for its date', async () => {
    const stamp: Placed = {
      text: 'arXiv:1412.00001v2 [cs.DC] 6 Dec 2014',
      x: 20,
      y: 200,
      size: 20,
      upright: true,
    };
    const info = { CreationDate: 'D:20150101000000Z', Title: 'Microsoft Word - paper.doc', Author: 'admin' };
    const paper = await pdf(pdfFile([[stamp, title, ...columns('interleaved')]], info), { fetchedAt });
    expect(paper).toMatchObject({ title: title.text, byline: null, published: '2014-12-06' });
    expect(paper.provenance.published).toBe('arXiv stamp');
    expect(paper.markdown).not.toContain('arXiv');
  });

  it('take title, author and date from the file where the page agrees or is silent', async () => {
    const info = {
      Title: 'Where the Cost of a Write Goes',
      Author: 'Nina Castellan',
      CreationDate: "D:20110203040506+01'00'",
    };
    const paper = await pdf(pdfFile([[title, ...columns('interleaved')]], info), { fetchedAt });
    expect(paper).toMatchObject({
      title: 'Where the Cost of a Write Goes',
      byline: 'Nina Castellan',
      published: '2011-02-03',
      provenance: { title: 'pdf:Title', byline: 'pdf:Author', published: 'pdf:CreationDate' },
    });
  });
});

describe('a file without text to read', () => {
  it('is encrypted', async () => {
    expect((await pdf(fixture('encrypted.pdf'))).verdict).toMatchObject({
      ok: false,
      reason: 'pdf-encrypted',
    });
  });

  it('is scanned', async () => {
    expect((await pdf(pdfFile([[], [], []]))).verdict).toEqual({
      ok: false,
      reason: 'pdf-scanned',
      evidence: '0 characters on 3 pages',
    });
  });

  it.each([
    ['cut off', pdfFile([columns('interleaved')]).slice(0, 200)],
    ['no PDF at all', new TextEncoder().encode('<html>not a PDF</html>')],
    ['empty', new Uint8Array()],
    ['noise', Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 251)],
  ])('is broken: %s', async (_, bytes) => {
    const { verdict } = await pdf(bytes);
    expect(verdict.ok).toBe(false);
    expect(verdict.reason).toMatch(/^pdf-(?:broken|scanned)$/);
    expect(verdict.evidence).toBeTruthy();
  });

  it('leaves the bytes it was given as they were', async () => {
    const bytes = pdfFile([columns('interleaved')]);
    const copy = bytes.slice();
    await pdf(bytes);
    expect(bytes).toEqual(copy);
  });
});
