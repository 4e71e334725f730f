// The README keeps its promises: its tour is made of the files' own first sentences, and its tables miss nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, sourceFiles } from './source.js';

const README = join(ROOT, 'README.md');
const readme = readFileSync(README, 'utf8');
const files = sourceFiles();

/** A generated part stands between `<!-- NAME -->` and `<!-- /NAME -->`. `UPDATE_README=1 npx vitest run test/readme.test.ts` writes it anew. */
function part(name: string): string {
  return new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)\n<!-- /${name} -->`).exec(readme)?.[1] ?? '';
}

function expectPart(name: string, expected: string): void {
  if (process.env.UPDATE_README) {
    const now = readFileSync(README, 'utf8');
    const between = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`);
    writeFileSync(
      README,
      now.replace(between, (_, open: string, close: string) => open + expected + close),
    );
    return;
  }
  expect(part(name)).toBe(expected);
}

/** The rooms in the order of the pipeline, and of each the files that a newcomer should open first. */
const TOUR: [room: string, files: string[]][] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'tour.json'), 'utf8'),
);

/** The first sentence of a file's opening comment, without what it says about I/O. */
function purpose(path: string): string {
  const file = files.find((one) => one.path === path);
  if (!file) throw new Error(`the tour names ${path}, which is not there`);
  const comment = /^(?:\/\*\*?([\s\S]*?)\*\/|((?:\/\/[^\n]*\n)+))/.exec(file.text);
  const words =
    (comment?.[1] ?? comment?.[2] ?? '').replace(/^\s*(?:\*|\/\/) ?/gm, '').split(/\n\s*\n/)[0] ?? '';
  return words
    .replace(/\s*\(I\/O: [^)]*\)\.?/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^([\s\S]*?\.)(?= [A-Z`][\s\S]*$)[\s\S]*$/, '$1')
    .replace(/\.?$/, '.');
}

describe('the README', () => {
  it('gives the tour in the words of the files', () => {
    const lines = TOUR.flatMap(([room, files]) => [
      `**\`${room}\`**`,
      '',
      ...files.map((file) => `- \`${file}\`: ${purpose(file)}`),
      '',
    ]);
    expectPart('tour', lines.join('\n').trim());
  });

  it('gives a reason for each dependency, and names no other', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const section = /^## Dependencies[\s\S]*?(?=^## )/m.exec(readme)?.[0] ?? '';
    const named = [...section.matchAll(/^\| `([@\w./-]+)` \| \S/gm)].map((match) => match[1]);
    const types = /^@types\//;
    const needed = [...Object.keys(dependencies), ...Object.keys(devDependencies)].filter(
      (name) => !types.test(name),
    );
    expect(named.sort()).toEqual(needed.sort());
  });

  it('names no command that package.json does not have', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] as string);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
