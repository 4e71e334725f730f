/** Judged retrieval sets in BEIR layout: `corpus.jsonl` (or `.gz`), `queries.jsonl`, `qrels/test.tsv` (I/O: disk). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface JudgedSet {
  corpus: { id: string; title: string; text: string }[];
  /** Only queries with at least one relevant document. */
  queries: { id: string; text: string; type: string | null; grades: Map<string, number> }[];
}

/** A folder that is no such set; `file` and `line` say where reading ended. */
export class BadJudgedSet extends Error {
  override readonly name = 'BadJudgedSet';
  readonly file: string;
  readonly line: number | null;
  constructor(file: string, line: number | null, detail: string) {
    super(`${file}${line === null ? '' : `:${line}`}: ${detail}`);
    this.file = file;
    this.line = line;
  }
}

/** Reads a folder; throws BadJudgedSet. */
export function readJudgedSet(folder: string): JudgedSet {
  const plain = join(folder, 'corpus.jsonl');
  const corpus = jsonLines(existsSync(plain) ? plain : `${plain}.gz`).map((record, at) => ({
    id: textOf(record, '_id', plain, at),
    title: textOf(record, 'title', plain, at, ''),
    text: textOf(record, 'text', plain, at, ''),
  }));
  const grades = readGrades(join(folder, 'qrels', 'test.tsv'));
  const file = join(folder, 'queries.jsonl');
  const queries = jsonLines(file).flatMap((record, at) => {
    const id = textOf(record, '_id', file, at);
    const judged = grades.get(id);
    if (!judged || ![...judged.values()].some((grade) => grade > 0)) return [];
    const metadata = record.metadata as { type?: unknown } | undefined;
    const type = typeof metadata?.type === 'string' ? metadata.type : null;
    return [{ id, text: textOf(record, 'text', file, at), type, grades: judged }];
  });
  if (queries.length === 0) throw new BadJudgedSet(folder, null, 'no query has a relevant document');
  return { corpus, queries };
}

function readFile(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new BadJudgedSet(
      file,
      null,
      `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'damaged'})`,
    );
  }
}

function jsonLines(file: string): Record<string, unknown>[] {
  return readFile(file)
    .split('\n')
    .flatMap((line, at) => {
      if (line.trim() === '') return [];
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch (error) {
        throw new BadJudgedSet(file, at + 1, `not a line of JSON (${(error as Error).message})`);
      }
    });
}

function textOf(
  record: Record<string, unknown>,
  key: string,
  file: string,
  at: number,
  missing?: string,
): string {
  const value = record[key] ?? missing;
  if (typeof value !== 'string') throw new BadJudgedSet(file, at + 1, `"${key}" is missing`);
  return value;
}

/** Query id -> document id -> grade; a first line without a number is a header. */
function readGrades(file: string): Map<string, Map<string, number>> {
  const grades = new Map<string, Map<string, number>>();
  readFile(file)
    .split('\n')
    .forEach((line, at) => {
      const [query, document, grade] = line.split('\t');
      if (line.trim() === '' || (at === 0 && !Number.isFinite(Number(grade)))) return;
      if (!query || !document || !Number.isFinite(Number(grade)))
        throw new BadJudgedSet(file, at + 1, 'not "query, document, grade" with tabs between');
      if (!grades.has(query)) grades.set(query, new Map());
      grades.get(query)!.set(document, Number(grade));
    });
  return grades;
}
