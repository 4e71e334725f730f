// The tree shows the architecture, and this test keeps it true: direction, cycles, I/O, lazy loading, first lines.
import { describe, expect, it } from 'vitest';
import { importsOf, type SourceFile, sourceFiles } from './source.js';

const files = sourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

/** Rooms from left to right; a file imports from its own room and from rooms left of it. */
const ROOMS: [name: string, pattern: RegExp][] = [
  ['crawler', /^crawler\//],
  ['index', /^index\//],
  ['src/search', /^src\/search\//],
  ['src/answer', /^src\/answer\//],
  ['src/library', /^src\/library(\.ts|\/)/],
  ['src/problem', /^src\/(problem|system-failure)\.ts$/],
  ['src/ui', /^src\/ui\//],
  ['src/mcp', /^src\/mcp\//],
  ['src/server', /^src\/server\//],
  ['src/cli', /^src\/cli\//],
];

/** Settings and configuration know no room, and every room of `src/` may read their types. */
const LEAVES = new Set(['src/setting.ts', 'src/settings.ts', 'src/config.ts']);

/** Packages and modules through which a file reaches network, disk or environment. */
const IO = new Set(
  (
    'node:fs node:net node:tls node:http node:https node:dns node:child_process undici better-sqlite3 ' +
    '@hono/node-server proper-lockfile hnswlib-node'
  ).split(' '),
);

/** Packages that cost a start tens of megabytes or milliseconds: only where they are used, only when used. */
const LAZY = new Set(['@huggingface/transformers', 'jsdom', 'unpdf', 'openai', 'onnxruntime-node']);

const roomOf = (path: string): number => ROOMS.findIndex(([, pattern]) => pattern.test(path));

describe('the tree', () => {
  it('puts every file into a room', () => {
    const homeless = files.filter((file) => roomOf(file.path) < 0 && !LEAVES.has(file.path));
    expect(homeless.map((file) => file.path)).toEqual([]);
  });

  it('lets imports point left only', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const { target, own } of file.imports) {
        if (!own || (LEAVES.has(target) && file.path.startsWith('src/'))) continue;
        if (LEAVES.has(file.path) || roomOf(target) > roomOf(file.path))
          wrong.push(`${file.path} -> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has no import that leads nowhere and none out of the code rooms', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter(({ own, target }) => own && !byPath.has(target))
        .map(({ target }) => `${file.path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no cycle, types included', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('a file', () => {
  it('opens with a sentence of purpose', () => {
    const mute = files.filter((file) => !/^(#![^\n]*\n)?(\/\/ \S|\/\*\*?\s*\n?\s*\*?\s*\S)/.test(file.text));
    expect(mute.map((file) => file.path)).toEqual([]);
  });

  it('says in its opening comment that it does I/O, where it does', () => {
    const silent = files.filter((file) => doesIo(file) && !/\(I\/O: [a-z, ]+\)/.test(opening(file)));
    expect(silent.map((file) => file.path)).toEqual([]);
  });

  it('reads the environment in src/config.ts alone', () => {
    const readers = files.filter(
      (file) => /\bprocess\.env\b/.test(file.text) && file.path !== 'src/config.ts',
    );
    expect(readers.map((file) => file.path)).toEqual([]);
  });

  it('loads heavy packages only when they are needed', () => {
    const eager = files.flatMap((file) =>
      file.imports
        .filter(({ own, target, typeOnly, dynamic }) => !own && LAZY.has(target) && !typeOnly && !dynamic)
        .map(({ target }) => `${file.path} -> ${target}`),
    );
    expect(eager).toEqual([]);
  });

  it('is one concept: at most 300 lines, no drawer for leftovers', () => {
    const long = files.filter((file) => file.text.split('\n').length > 301).map((file) => file.path);
    expect(long).toEqual([]);
    const drawers = files.filter(({ path }) =>
      /(^|\/)(utils?|common|helpers?|misc|types|index)(\/|\.tsx?$)/.test(path.replace(/^index\//, '')),
    );
    expect(drawers.map((file) => file.path)).toEqual([]);
  });

  it('never catches an error to drop it', () => {
    const empty = files.filter((file) => /catch\s*(\([^)]*\))?\s*\{\s*\}/.test(file.text));
    expect(empty.map((file) => file.path)).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('sees static, type, multi-line and dynamic imports and no comments', () => {
    const text = [
      "import type { A } from 'a';",
      "import {\n  b,\n} from '@b/c/d';",
      "export { e } from 'node:fs';",
      "// import x from 'y';",
      "const f = await import('f');",
    ].join('\n');
    expect(
      importsOf('src/x.ts', text).map(({ target, typeOnly, dynamic }) => [target, typeOnly, dynamic]),
    ).toEqual([
      ['a', true, false],
      ['@b/c', false, false],
      ['node:fs', false, false],
      ['f', false, true],
    ]);
  });
});

function opening(file: SourceFile): string {
  return /^(#![^\n]*\n)?(\/\*[\s\S]*?\*\/|(\/\/[^\n]*\n)+)/.exec(file.text)?.[0] ?? '';
}

function doesIo(file: SourceFile): boolean {
  return file.imports.some(({ own, target, typeOnly }) => !own && !typeOnly && IO.has(target));
}

/** Every cycle found by depth-first search, as `a -> b -> a`. */
function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push([...trail.slice(at), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const { own, target, dynamic } of byPath.get(path)?.imports ?? []) {
      if (own && !dynamic) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return found;
}
