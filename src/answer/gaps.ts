/**
 * Questions that the lists do not cover: what to look for next, in an append-only file (I/O: disk).
 *
 * One JSON object a line, so a line that a crash tore is skipped and harms no other. The file is bounded: when it has twice
 * as many lines as are kept, the newest are written to a new file that takes its place. Equal questions are counted
 * when the log is read.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A question nobody could be answered, with how often and when last; `nearest` is the title that came closest. */
export interface Gap {
  question: string;
  nearest: string | null;
  count: number;
  /** ISO 8601. */
  lastAsked: string;
}

/** File in the data folder. */
export const GAPS = 'gaps.jsonl';
/** Entries kept; at 200 bytes each the file stays below half a megabyte. */
const KEPT = 1_000;
/** Longest question kept (characters). */
const LONGEST = 300;

interface Entry {
  at: string;
  question: string;
  nearest: string | null;
}

export class GapLog {
  readonly #file: string;
  #lines: number;

  constructor(dataDir: string) {
    this.#file = join(dataDir, GAPS);
    this.#lines = this.#read().length;
  }

  /** Notes a question. Throws what the disk throws. */
  add(question: string, nearest: string | null, at: Date): void {
    const entry: Entry = {
      at: at.toISOString(),
      question: clean(question),
      nearest: nearest && clean(nearest),
    };
    if (entry.question === '') return;
    mkdirSync(dirname(this.#file), { recursive: true });
    // the line break stands in front: it ends what a crash may have left unfinished
    appendFileSync(this.#file, `\n${JSON.stringify(entry)}`);
    if (++this.#lines >= 2 * KEPT) this.#shorten();
  }

  /** The gaps, most often asked first, then newest. */
  list(limit = 50): Gap[] {
    const gaps = new Map<string, Gap>();
    for (const { question, nearest, at } of this.#read()) {
      const key = question
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
      gaps.set(key, { question, nearest, count: (gaps.get(key)?.count ?? 0) + 1, lastAsked: at });
    }
    return [...gaps.values()]
      .sort((a, b) => b.count - a.count || b.lastAsked.localeCompare(a.lastAsked))
      .slice(0, limit);
  }

  #read(): Entry[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return text
      .split('\n')
      .flatMap((line) => parsed(line))
      .slice(-KEPT);
  }

  #shorten(): void {
    const kept = this.#read();
    const next = `${this.#file}.tmp`;
    writeFileSync(next, kept.map((entry) => `\n${JSON.stringify(entry)}`).join(''));
    renameSync(next, this.#file);
    this.#lines = kept.length;
  }
}

function parsed(line: string): Entry[] {
  try {
    const entry = JSON.parse(line) as Partial<Entry> | null;
    if (typeof entry?.at !== 'string' || typeof entry.question !== 'string') return [];
    return [{ at: entry.at, question: entry.question, nearest: entry.nearest ?? null }];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

/** One line without control characters, cut to length. */
function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}
