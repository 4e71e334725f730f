/** The table before it learns, and the rows of a second language, which are made of the first one's. */
import { russianStem } from '../russian.js';
import type { TokenList } from './student.js';

// Smooth inverse frequency (Arora et al. 2017): a word of share p in the lessons weighs a / (a + p).
const RARITY = 1e-3;
// A pair adds to what its two words say already, so it starts low and earns its length.
const PAIR_WEIGHT = 0.3;

/** Every entry's own teacher vector (as Model2Vec does), weighted by how rare the entry is in the lessons. */
export function initialRows(
  entries: readonly string[],
  teacherRows: Float32Array,
  dimensions: number,
  lessons: TokenList,
): Float32Array {
  const counts = new Float64Array(entries.length);
  for (const token of lessons.tokens) if (token >= 0) counts[token]!++;
  const rows = new Float32Array(teacherRows.length);
  entries.forEach((entry, row) => {
    const share = (counts[row]! + 1) / lessons.tokens.length;
    const weight = (RARITY / (RARITY + share)) * (entry.includes(' ') ? PAIR_WEIGHT : 1);
    for (let d = row * dimensions; d < (row + 1) * dimensions; d++) rows[d] = teacherRows[d]! * weight;
  });
  return rows;
}

/** A word of the second language and the words of the first that it means, the closest first; none: a function word. */
export interface GlossaryLine {
  word: string;
  meanings: string[];
}

/** Lines of `word<TAB>meaning meaning ...`; `#` opens a comment line. */
export function parseGlossary(text: string): GlossaryLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [word = '', meanings = ''] = line.split('\t');
      return { word, meanings: meanings.split(' ').filter((meaning) => meaning !== '') };
    });
}

/**
 * Rows for the stems of a Russian glossary: the mean of the meanings' rows, the first counting 1, the second 1/2, ..., as
 * long as the first's. A function word's row is zero, so that it says nothing. Stems that lines share are averaged.
 */
export function glossaryRows(
  lines: readonly GlossaryLine[],
  idOf: (word: string) => number,
  vectors: Float32Array,
  dimensions: number,
): Map<string, Float32Array> {
  const rows = new Map<string, Float32Array>();
  const shared = new Map<string, number>();
  for (const { word, meanings } of lines) {
    const known = meanings.flatMap((meaning) => meaning.split('-')).filter((meaning) => idOf(meaning) >= 0);
    if (known.length === 0 && meanings.length > 0) continue;
    const row = meaningRow(known.map(idOf), vectors, dimensions);
    const stem = russianStem(word);
    const before = rows.get(stem);
    const count = (shared.get(stem) ?? 0) + 1;
    shared.set(stem, count);
    if (before) for (let d = 0; d < dimensions; d++) row[d] = before[d]! + (row[d]! - before[d]!) / count;
    rows.set(stem, row);
  }
  return rows;
}

function meaningRow(ids: readonly number[], vectors: Float32Array, dimensions: number): Float32Array {
  const row = new Float32Array(dimensions);
  const lengthOf = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  let first = 0;
  ids.forEach((id, i) => {
    const meaning = vectors.subarray(id * dimensions, (id + 1) * dimensions);
    const length = lengthOf(meaning) || 1;
    if (i === 0) first = length;
    for (let d = 0; d < dimensions; d++) row[d]! += meaning[d]! / length / (i + 1);
  });
  const scale = first / (lengthOf(row) || 1);
  for (let d = 0; d < dimensions; d++) row[d]! *= scale;
  return row;
}
