// What comes from outside: robots.txt against another reader of it, and bytes in any encoding.
import fc from 'fast-check';
import robotsParser from 'robots-parser';
import { describe, expect, it } from 'vitest';
import { charsetOf, decodeText } from '../../crawler/fetch/decode.js';
import { parseRobots } from '../../crawler/frontier/robots.js';
import { BadList, formatList, parseList } from '../../crawler/list/list.js';

// the package says of itself that it is an ES module, which it is not
const readRobots = robotsParser as unknown as typeof robotsParser.default;

describe('robots.txt', () => {
  // what both readers support: no escapes, no empty groups, agents that are names
  const agent = fc.constantFrom('*', 'wellread', 'otherbot');
  const piece = fc.constantFrom('/', 'a', 'b', 'page', '.html', '*', '-', '_', '?', '=', '1');
  const path = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`);
  const pattern = fc.tuple(path, fc.constantFrom('', '', '$')).map(([start, end]) => start + end);
  const rule = fc
    .tuple(fc.constantFrom('Allow', 'Disallow'), pattern)
    .map(([kind, value]) => `${kind}: ${value}`);
  const group = fc
    .tuple(
      fc.uniqueArray(agent, { minLength: 1, maxLength: 2 }),
      fc.array(rule, { minLength: 1, maxLength: 5 }),
    )
    .map(([agents, rules]) => [...agents.map((name) => `User-agent: ${name}`), ...rules].join('\n'));
  const file = fc.array(group, { minLength: 1, maxLength: 3 }).map((groups) => groups.join('\n\n'));
  const asked = path.map((text) => text.replaceAll('*', 'x').replaceAll('$', 'y'));

  it('is read as robots-parser reads it', () => {
    fc.assert(
      fc.property(file, asked, (text, where) => {
        const url = new URL(where.replace(/^\/+/, '/'), 'https://example.org');
        const theirs = readRobots('https://example.org/robots.txt', text).isAllowed(url.href, 'wellread');
        expect(parseRobots(text, 'wellread').allows(url), `${text}\n-> ${url.pathname}${url.search}`).toBe(
          theirs ?? true,
        );
      }),
    );
  });

  it('of any bytes says something, and says it quickly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.webPath(), (bytes, where) => {
        const robots = parseRobots(bytes, 'wellread');
        expect(typeof robots.allows(new URL(`https://example.org${where}`))).toBe('boolean');
        expect(robots.crawlDelay === null || robots.crawlDelay >= 0).toBe(true);
      }),
    );
  });
});

describe('encodings', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 80 })
    .filter((one) => !['\0', '\ufeff', '\u001b'].some((char) => one.includes(char)));

  it('UTF-8 is read as what it is, whatever the header says', () => {
    const label = fc.constantFrom('utf-8', 'UTF8', 'iso-8859-1', 'windows-1251', 'nonsense', '', 'gbk');
    fc.assert(
      fc.property(text, label, (given, said) => {
        const body = new TextEncoder().encode(`${given} – ende`);
        expect(decodeText(body, charsetOf(body, `text/html; charset=${said}`))).toBe(`${given} – ende`);
      }),
    );
  });

  it('UTF-16 with its mark is read as what it is', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (given, big) => {
        const body = Buffer.from(`\ufeff${given}`, 'utf16le');
        if (big) body.swap16();
        expect(decodeText(body, charsetOf(body))).toBe(given);
      }),
    );
  });

  it('any bytes with any label become text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 30 }), (body, said) => {
        const charset = charsetOf(body, said);
        expect(() => new TextDecoder(charset)).not.toThrow();
        expect(typeof decodeText(body, charset)).toBe('string');
      }),
    );
  });
});

describe('a reading list', () => {
  const piece = fc.constantFrom(
    ...['# ', '## ', '- ', '  * ', '1. ', '[', ']', '(', ')', 'https://example.org/a', '<', '>', '|', '---'],
    ...['`', '\n', '\n\n', 'note', '"', '\\', '!', '<a href="https://example.org/b">', '</a>', '&amp;', '\t'],
  );
  const given = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 60 });

  it('is read or refused, and its clean form is read the same', () => {
    fc.assert(
      fc.property(given, (pieces) => {
        let list: ReturnType<typeof parseList>;
        try {
          list = parseList(pieces.join(''), 'x');
        } catch (error) {
          expect(error).toBeInstanceOf(BadList);
          return;
        }
        const again = parseList(formatList(list), 'x');
        const entriesOf = ({ entries }: typeof list) => entries.map(({ line: _, ...entry }) => entry);
        expect(entriesOf(again)).toEqual(entriesOf(list));
      }),
    );
  });
});
