/** Reads the prose that the model is trained on: passages as JSON Lines and WordNet's glosses (I/O: disk). */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** One passage of a document; passages of a document follow each other. */
export interface CorpusPassage {
  source: string;
  title: string;
  headings: string[];
  text: string;
}

/** One synset: its words ("Abraham Lincoln", "President Lincoln") and what they mean. */
export interface Gloss {
  words: string[];
  definition: string;
}

/** Streams `{source, path, title, headings, text}` lines of every file the pattern names, in order of file name. */
export async function* readPassages(pattern: string): AsyncGenerator<CorpusPassage> {
  const files = filesOf(pattern);
  if (files.length === 0) throw new Error(`no corpus file matches ${pattern}`);
  for (const file of files) {
    const raw = createReadStream(file);
    const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== '') yield JSON.parse(line) as CorpusPassage;
    }
  }
}

// A pattern's `*` may stand in the file name only; Node 20 has no fs.globSync yet.
function filesOf(pattern: string): string[] {
  const directory = dirname(pattern);
  if (!existsSync(directory)) return [];
  const name = basename(pattern)
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*');
  const wanted = new RegExp(`^${name}$`);
  return readdirSync(directory)
    .filter((file) => wanted.test(file))
    .sort()
    .map((file) => join(directory, file));
}

/** Reads the noun, verb and adjective synsets of a WordNet 3 database folder (`data.noun`, ...; format: wndb(5WN)). */
export async function readGlosses(directory: string): Promise<Gloss[]> {
  const glosses: Gloss[] = [];
  for (const part of ['noun', 'verb', 'adj']) {
    for (const line of (await readFile(join(directory, `data.${part}`), 'utf8')).split('\n')) {
      const gloss = parseSynset(line);
      if (gloss) glosses.push(gloss);
    }
  }
  return glosses;
}

/**
 * One line of `data.*`: `00211591 04 n 01 follow-through 0 002 ... | carrying some project to completion; "an example"`.
 * The fourth field is the number of words in hex; each word is followed by its lexical id. Returns null for the licence header.
 */
export function parseSynset(line: string): Gloss | null {
  const bar = line.indexOf(' | ');
  if (line.startsWith('  ') || bar < 0) return null;
  const fields = line.slice(0, bar).split(' ');
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words: string[] = [];
  for (let i = 0; i < count; i++) {
    words.push((fields[4 + 2 * i] ?? '').replaceAll('_', ' ').replace(/\((?:a|p|ip)\)$/, ''));
  }
  const definition = line
    .slice(bar + 3)
    .replace(/;?\s*".*$/, '')
    .trim();
  return definition === '' ? null : { words, definition };
}
