// Reading lists: the raw mess, the clean form, the way from one to the other and back.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatList, parseList, type ReadingList } from '../../../crawler/list/list.js';
import { canonicalUrl } from '../../../crawler/url.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

/** Entries as `section > path | title | note | url`. */
function rows(text: string): string[] {
  return parseList(text, 'list').entries.map(({ section, title, note, url }) =>
    [section.join(' > '), title, note, url].join(' | '),
  );
}

function withoutLines({ entries, ...list }: ReadingList) {
  return { ...list, entries: entries.map(({ line: _, ...entry }) => entry) };
}

describe('a messy list', () => {
  it('gives every article link with its section, title and note', () => {
    expect(rows(fixture('messy.md'))).toEqual([
      'Queues | Backpressure in ten minutes |  | https://flow.example.org/backpressure/',
      'Queues > Backpressure in ten minutes | How a toy shop sheds load | with code, 2019 | https://toys.example.net/blog/load?id=7&utm_source=list',
      'Queues > Backpressure in ten minutes > How a toy shop sheds load | Dropping the oldest message |  | http://www.toys.example.net/blog/oldest.html#top',
      'Queues > Backpressure in ten minutes > Retries | Jitter (a short proof) |  | https://math.example.org/a_(jitter)',
      'Queues > Backpressure in ten minutes > Retries | its errata |  | https://math.example.org/errata',
      'Queues > Backpressure in ten minutes > Retries | Missing bracket |  | https://math.example.org/p/62c8dd38',
      'Queues | Todo: read this |  | https://todo.example.org/x',
      'Logs | The one about compaction |  | https://logs.example.org/compaction',
      'Logs | Ordering across partitions |  | https://logs.example.org/ordering',
      'Logs | Tail latency |  | https://logs.example.org/tail',
      'Logs | Tiered storage |  | https://logs.example.org/tiers',
      'Logs | the green book (2nd ed.) |  | https://logs.example.org/book',
      'Logs |  |  | https://logs.example.org/wiki/Log_(system)',
      'Logs |  |  | https://logs.example.org/bare',
      'Logs | Segment files |  | https://logs.example.org/segments',
      'Logs | Slides of the talk on indexes (pdf) |  | https://logs.example.org/indexes.pdf',
      'Logs | Slides of the talk on indexes (video) |  | https://video.example.org/v/1',
      'Logs > Очереди и журналы | Журнал как основа базы |  | https://ru.example.org/журнал',
      'Logs > Очереди и журналы | Как устроен брокер |  | https://ru.example.org/posts/12/',
      'Logs > Очереди и журналы > Further reading | comparison | Table of brokers | https://table.example.org/brokers',
      'Logs > Очереди и журналы > Further reading | wrapped over two lines |  | https://wrap.example.org/two',
      'Logs > Очереди и журналы > Further reading | plain HTML |  | https://html.example.org/?a=1&b=2',
      'Logs > Очереди и журналы > Further reading | reference |  | https://reference.example.org/one',
    ]);
  });

  it('knows the line of each link', () => {
    const text = fixture('messy.md').split('\n');
    for (const { line, url } of parseList(fixture('messy.md'), 'x').entries) {
      const around = text.slice(line - 1, line + 2).join(' ');
      if (!url.includes('reference.'))
        expect(around).toContain(url.replace('&', around.includes('&amp;') ? '&amp;' : '&'));
    }
  });

  it('takes a list apart that was pasted into one line', () => {
    const list = parseList(fixture('flattened.txt'), 'x');
    expect(list.title).toBe('Caches Everywhere');
    expect(rows(fixture('flattened.txt'))).toEqual([
      'Basics | What a cache is - Ada, Example Corp |  | https://cache.example.org/what',
      'Basics | Two * two caches |  | https://cache.example.org/two',
      'Basics | Write-through > write-back? |  | https://cache.example.org/write_(policy)',
      'Basics | Expiry # and TTL |  | https://cache.example.org/ttl#why',
      'Failures | Stampede |  | https://www.cache.example.org/stampede/',
      'Failures | Stampede again |  | http://cache.example.org/stampede',
      'Failures | Cold start at a bakery |  | https://bakery.example.net/cold',
      'Failures | first idea | Somebody, for the | https://idea.example.org/',
    ]);
  });
});

describe('titles and notes', () => {
  const url = 'https://example.org/a';
  it.each([
    [`${url} Behind`, 'Behind', ''],
    [`${url}.  Behind`, 'Behind', ''],
    [`<${url}> - behind it`, 'behind it', ''],
    [`Before: ${url}`, 'Before', ''],
    [`Before: ${url} and a remark`, 'Before', 'and a remark'],
    [`Line before\n${url}`, 'Line before', ''],
    [`Line before:\n\n${url}`, 'Line before', ''],
    [`${url}\nLine behind`, 'Line behind', ''],
    [`- ${url}\n  wrapped line`, 'wrapped line', ''],
    [`- Title\n  ${url}`, 'Title', ''],
    [`- [Title](${url}) - a note\n  that goes on`, 'Title', 'a note that goes on'],
    [`- [Title](${url}): a note.`, 'Title', 'a note.'],
    [`- [Title](${url} "tooltip")`, 'Title', ''],
    [`- **[Title](${url})**`, 'Title', ''],
    [`- [*Title* with \`code\` &amp; \\*stars\\*](${url})`, 'Title with code & *stars*', ''],
    [`- [${url}](${url}) words`, 'words', ''],
    [`- A paper on clocks [PDF](${url})`, 'A paper on clocks (PDF)', ''],
    [`- [link](${url})`, 'link', ''],
    [`* \`Title <${url}>\`_ with a note`, 'Title', 'with a note'],
    [`* [[${url}][Title]] with a note`, 'Title', 'with a note'],
    [`* ${url}[Title] with a note`, 'Title', 'with a note'],
    [`* [${url} Title] with a note`, 'Title', 'with a note'],
    [`* [${url}][1] words`, 'words', ''],
    [`| [Title](${url}) | 2019 | good |`, 'Title', '2019 | good'],
    [
      `${'Far too many words for a title. '.repeat(7)}\n${url}`,
      '',
      `${'Far too many words for a title. '.repeat(7)}`.trim(),
    ],
    [`A paragraph of two lines\nthat is about something else.\n\n${url}`, '', ''],
    [`# Heading\n\n${url}`, '', ''],
  ])('%j', (text, title, note) => {
    expect(parseList(text, 'x').entries).toMatchObject([{ url, title, note }]);
  });

  it('does not give one line of words to two links', () => {
    const text = `First\nhttps://example.org/1\nSecond\nhttps://example.org/2\n\nhttps://example.org/3\nThird\nhttps://example.org/4\nFourth`;
    expect(rows(text).map((row) => row.split(' | ').slice(1, 2).join())).toEqual([
      'First',
      'Second',
      'Third',
      'Fourth',
    ]);
  });

  it('cuts a very long note at a word', () => {
    const [entry] = parseList(`- [Title](${url}) ${'wordy '.repeat(400)}`, 'x').entries;
    expect(entry!.note).toMatch(/^(wordy )+…$/);
    expect(entry!.note.length).toBeLessThanOrEqual(500);
  });
});

describe('what is no article link', () => {
  it.each([
    ['[anchor](#here)'],
    ['[relative](docs/a.md) [absolute](/a) [mail](mailto:a@example.org) [script](javascript:alert(1))'],
    ['![image](https://example.org/a.png)'],
    ['[![badge](https://example.org/a.svg)](https://example.org/build)'],
    ['<a href="https://example.org/"><img src="a.png"></a>'],
    ['[tweet it](https://twitter.com/intent/tweet?url=x) and [on Weibo](https://short.example/x)'],
    ['[CC BY](https://creativecommons.org/licenses/by/4.0/)'],
    ['```\nhttps://example.org/code\n```'],
    ['`https://example.org/code`'],
    ['<!-- https://example.org/\n[a](https://example.org/b) -->'],
    ['\\[a\\]\\(https\\://example.org/\\)'],
    ['https:// and http://'],
  ])('%j', (text) => {
    expect(parseList(text, 'x').entries).toEqual([]);
  });

  it('takes an unclosed fence for text', () => {
    expect(rows('```\nhttps://example.org/a\n\nhttps://example.org/b')).toHaveLength(2);
  });
});

describe('sections', () => {
  it('come from headings of both forms, bold lines and parent items', () => {
    const text = `Title\n=====\n\nOne\n---\n- https://example.org/1\n\n**Two**\n\n- https://example.org/2\n- Parent\n\n  - https://example.org/3\n## Three\n- https://example.org/4`;
    expect(parseList(text, 'x').title).toBe('Title');
    expect(parseList(text, 'x').entries.map((entry) => entry.section)).toEqual([
      ['One'],
      ['One', 'Two'],
      ['One', 'Two', 'Parent'],
      ['Three'],
    ]);
  });

  it('keeps the first of several top headings when links follow it at once', () => {
    const { title, entries } = parseList(
      '# A\n- https://example.org/1\n# B\n- https://example.org/2',
      'some-list',
    );
    expect(title).toBe('Some list');
    expect(entries.map((entry) => entry.section)).toEqual([['A'], ['B']]);
  });

  it('lets a link in a heading or item be a parent', () => {
    expect(
      rows('## [Topic](https://example.org/t)\n- [Sub](https://example.org/s)\n\t- https://example.org/x'),
    ).toEqual([
      ' | Topic |  | https://example.org/t',
      'Topic | Sub |  | https://example.org/s',
      'Topic > Sub |  |  | https://example.org/x',
    ]);
  });
});

describe('the clean form', () => {
  it.each(['messy.md', 'flattened.txt'])('of %s is read back as the same list', (name) => {
    const list = parseList(fixture(name), 'x');
    const clean = formatList(list);
    expect(withoutLines(parseList(clean, 'x'))).toEqual(withoutLines(list));
    expect(formatList(parseList(clean, 'x'))).toBe(clean);
  });

  it('nests items below items and sections below headings', () => {
    const entry = (url: string, title: string, section: string[]) => ({
      url,
      title,
      section,
      note: '',
      line: 0,
    });
    const list: ReadingList = {
      name: 'x',
      title: 'T',
      entries: [
        entry('https://example.org/0', 'Top', []),
        entry('https://example.org/1', 'A', ['S']),
        entry('https://example.org/2', 'B', ['S', 'A']),
        entry('https://example.org/3', 'C', ['S', 'A', 'unlinked']),
        entry('https://example.org/4', '', ['S']),
        entry('https://example.org/5', 'D', ['1', '2', '3', '4', '5', '6', '7']),
        entry('https://example.org/6', 'E', []),
      ],
    };
    expect(formatList(list)).toBe(`# T

- [Top](https://example.org/0)

## S

- [A](https://example.org/1)
  - [B](https://example.org/2)
  - unlinked
    - [C](https://example.org/3)
- <https://example.org/4>

## 1

### 2

#### 3

##### 4

###### 5

- 6
  - 7
    - [D](https://example.org/5)

# T

- [E](https://example.org/6)
`);
    expect(withoutLines(parseList(formatList(list), 'x'))).toEqual(withoutLines(list));
  });

  it('comes back from any list that was parsed from anything', () => {
    const mark = fc.constantFrom(
      ...[
        '# ',
        '## ',
        '- ',
        '  * ',
        '\t- ',
        '1. ',
        '> ',
        '\n',
        '\n\n',
        '[',
        '](',
        ')',
        '](https://example.org/a)',
        '**',
        '_',
        '`',
        '```\n',
      ],
      ...[
        '\\',
        '<',
        '>',
        '|',
        '---\n',
        '===\n',
        ' https://example.org/b?x=1&y=(2) ',
        '<https://example.org/c>',
        '![',
        ':smile:',
        '&amp;',
        ': ',
      ],
      ...[
        '<!--',
        '-->',
        '<br>',
        '<a href="https://example.org/d">',
        '</a>',
        '[ref]: https://example.org/e\n',
        '[ref]',
        'www.example.org/f',
        ' # ',
        ' * [',
      ],
    );
    const text = fc.array(
      fc.oneof({ weight: 3, arbitrary: mark }, fc.string({ maxLength: 6 }), fc.lorem({ maxCount: 3 })),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const list = parseList(parts.join(''), 'x');
        expect(withoutLines(parseList(formatList(list), 'x'))).toEqual(withoutLines(list));
      }),
      { numRuns: 2_000, seed: 2_000 },
    );
  });
});

it('never throws, and takes time in proportion to the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(parseList(text, 'x').name).toBe('x');
    }),
    { numRuns: 500, seed: 500 },
  );
  for (const piece of [
    '[',
    '](',
    '[a](',
    '*',
    '_a',
    '`',
    '<',
    '(',
    '<!--',
    'http://',
    '[[]](x)',
    '| ',
    '> ',
    '# ',
    '![',
    '\\',
    '[a](http://b.c/(',
  ]) {
    expect(parseList(piece.repeat(60_000 / piece.length), 'x').name).toBe('x');
  }
});

describe('seeds/', () => {
  const names = [
    'backend-reads',
    'awesome-scalability',
    'scalability-patterns',
    'architecture-notes',
    'medium-picks',
  ];
  const seeds = names.map((name) => {
    const text = readFileSync(new URL(`../../../seeds/${name}.md`, import.meta.url), 'utf8');
    return { name, text, list: parseList(text, name) };
  });
  const unique = (list: ReadingList) => new Set(list.entries.map((entry) => canonicalUrl(entry.url)));

  it('hold the links of the five lists: 1,224 entries, 1,011 links', () => {
    expect(seeds.map(({ list }) => list.entries.length)).toEqual([17, 601, 215, 308, 83]);
    expect(seeds.map(({ list }) => unique(list).size)).toEqual([17, 597, 214, 297, 83]);
    expect(new Set(seeds.flatMap(({ list }) => [...unique(list)])).size).toBe(1_011);
  });

  it('are in the clean form', () => {
    for (const { text, list } of seeds) expect(formatList(list)).toBe(text);
  });

  it('keep sections, nesting, titles and notes', () => {
    const [reads, , patterns, notes] = seeds.map(({ list }) => list);
    expect(reads!.entries.find((entry) => entry.url.includes('tech-stack-part-one'))).toMatchObject({
      section: ['Articles:', 'Case Studies'],
      title: 'The Uber Tech Stack: Part I',
    });
    expect(patterns!.entries.filter((entry) => entry.section.length === 4).length).toBeGreaterThan(3);
    expect(notes!.entries.some((entry) => /[а-я]/.test(entry.section.join()) && entry.title !== '')).toBe(
      true,
    );
    expect(notes!.entries.filter((entry) => entry.title !== '').length).toBeGreaterThan(70);
  });
});
