// A judged retrieval collection in BEIR's layout, and how well a ranking of it does.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Collection {
  name: string;
  documents: { id: string; title: string; text: string }[];
  /** Judged queries only; `type` is '' where the collection has none. */
  queries: { id: string; text: string; type: string; grades: Map<string, number> }[];
}

export function readCollection(directory: string): Collection {
  const grades = new Map<string, Map<string, number>>();
  for (const line of readFileSync(join(directory, 'qrels', 'test.tsv'), 'utf8')
    .split('\n')
    .slice(1)) {
    const [query, document, grade] = line.split('\t');
    if (query === undefined || document === undefined) continue;
    if (!grades.has(query)) grades.set(query, new Map());
    grades.get(query)?.set(document, Number(grade));
  }
  const lines = (file: string) =>
    readText(join(directory, file))
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line) =>
          JSON.parse(line) as { _id: string; title?: string; text: string; metadata?: { type?: string } },
      );
  return {
    name: directory.split('/').filter(Boolean).at(-1) ?? directory,
    documents: lines('corpus.jsonl').map(({ _id, title, text }) => ({ id: _id, title: title ?? '', text })),
    queries: lines('queries.jsonl')
      .filter(({ _id }) => [...(grades.get(_id)?.values() ?? [])].some((grade) => grade > 0))
      .map(({ _id, text, metadata }) => ({
        id: _id,
        text,
        type: metadata?.type ?? '',
        grades: grades.get(_id)!,
      })),
  };
}

function readText(file: string): string {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
    : gunzipSync(readFileSync(`${file}.gz`)).toString('utf8');
}

/** nDCG@10 with linear gain, as trec_eval and BEIR compute it. */
export function ndcg10(ranked: readonly string[], grades: ReadonlyMap<string, number>): number {
  const gain = (values: number[]) =>
    values.slice(0, 10).reduce((sum, grade, i) => sum + Math.max(0, grade) / Math.log2(i + 2), 0);
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return ideal === 0 ? 0 : gain(ranked.map((id) => grades.get(id) ?? 0)) / ideal;
}
