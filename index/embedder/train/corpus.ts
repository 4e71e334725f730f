/** Reads the prose that the model is trained on: passages as JSON Lines (I/O: disk). */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
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
