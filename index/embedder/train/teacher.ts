/** Asks the teacher (a sentence transformer) for its vectors of texts and of single tokens, cached on disk (I/O: disk). */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What training needs of a teacher: vectors of texts, in order, each L2-normalised. */
export interface Teacher {
  readonly name: string;
  readonly dimensions: number;
  encode(texts: readonly string[]): Promise<Float32Array[]>;
}

// Texts between two writes: a few seconds of work, which is what an interruption costs at most.
const STRIDE = 512;
const KEY_BYTES = 16;

/**
 * The teacher's vectors of `texts`, row after row. Vectors are kept in `directory` by the hash of their text (two files that
 * only grow, `<teacher>.keys` and `<teacher>.rows`), so a changed list asks for what is new and an interrupted run goes on.
 */
export async function teach(
  teacher: Teacher,
  texts: readonly string[],
  directory: string,
  onProgress: (done: number, total: number) => void,
): Promise<Float32Array> {
  mkdirSync(directory, { recursive: true });
  const cache = openCache(join(directory, teacher.name), teacher.dimensions);
  const missing = [...new Set(texts)].filter((text) => !cache.rows.has(keyOf(text)));
  for (let start = 0; start < missing.length; start += STRIDE) {
    const part = missing.slice(start, start + STRIDE);
    cache.append(part, await teacher.encode(part));
    onProgress(texts.length - missing.length + start + part.length, texts.length);
  }
  const all = new Float32Array(texts.length * teacher.dimensions);
  const bytes = 4 * teacher.dimensions;
  const file = openSync(cache.file, 'r'); // row by row: the whole may be more than one buffer can hold
  texts.forEach((text, i) => {
    readSync(
      file,
      new Uint8Array(all.buffer, i * bytes, bytes),
      0,
      bytes,
      cache.rows.get(keyOf(text))! * bytes,
    );
  });
  closeSync(file);
  return all;
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, KEY_BYTES);
}

// A row counts once its key is written, and keys are written last: a torn tail is cut off here.
function openCache(path: string, dimensions: number) {
  const [keyFile, file] = [`${path}.keys`, `${path}.rows`];
  for (const each of [keyFile, file]) if (!existsSync(each)) writeFileSync(each, '');
  const count = Math.min(statSync(keyFile).size / KEY_BYTES, statSync(file).size / (4 * dimensions)) | 0;
  truncateSync(keyFile, count * KEY_BYTES);
  truncateSync(file, count * 4 * dimensions);
  const rows = new Map<string, number>();
  const keys = readFileSync(keyFile, 'latin1');
  for (let i = 0; i < count; i++) rows.set(keys.slice(i * KEY_BYTES, (i + 1) * KEY_BYTES), i);
  return {
    file,
    rows,
    append(texts: readonly string[], vectors: readonly Float32Array[]) {
      for (const vector of vectors) {
        appendFileSync(file, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
      }
      appendFileSync(keyFile, texts.map(keyOf).join(''));
      for (const text of texts) rows.set(keyOf(text), rows.size);
    },
  };
}

// Tokens a batch: activations stay within the caches, and memory within a few hundred MB.
const BATCH_TOKENS = 1024;
// Tokens of a text that the teacher reads: the corpus' passages end below it.
const MAX_TOKENS = 192;

/** Opens a sentence transformer kept as ONNX in a local folder (config.json, tokenizer.json, onnx/model*.onnx); mean pooling. */
export async function openTeacher(
  directory: string,
  dtype: 'fp32' | 'q8',
  threads: number,
): Promise<Teacher> {
  const { AutoModel, AutoTokenizer, Tensor, env } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(directory);
  const model = await AutoModel.from_pretrained(directory, {
    dtype,
    session_options: { intraOpNumThreads: threads },
  });
  const dimensions = (model.config as { hidden_size?: number }).hidden_size ?? 384;

  const encodeBatch = async (rows: number[][]): Promise<Float32Array[]> => {
    const width = Math.max(...rows.map((row) => row.length));
    const ids = new BigInt64Array(rows.length * width);
    const mask = new BigInt64Array(rows.length * width);
    rows.forEach((row, r) => {
      row.forEach((id, i) => {
        ids[r * width + i] = BigInt(id);
        mask[r * width + i] = 1n;
      });
    });
    const tensor = (data: BigInt64Array) => new Tensor('int64', data, [rows.length, width]);
    const output = await model({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(new BigInt64Array(rows.length * width)),
    });
    const hidden = output.last_hidden_state;
    const vectors = rows.map((row, r) =>
      meanPool(hidden.data as Float32Array, r * width, row.length, dimensions),
    );
    hidden.dispose();
    return vectors;
  };

  return {
    name: `${directory.split('/').filter(Boolean).at(-1)}-${dtype}`,
    dimensions,
    async encode(texts) {
      const rows = texts.map((text) => tokenizer.encode(text).slice(0, MAX_TOKENS));
      // Batches of equal length waste no work on padding.
      const order = rows.map((_, i) => i).sort((a, b) => rows[a]!.length - rows[b]!.length);
      const vectors = new Array<Float32Array>(texts.length);
      for (let start = 0; start < order.length; ) {
        const longest = (end: number) => rows[order[end - 1]!]!.length * (end - start);
        let end = start + 1;
        while (end < order.length && longest(end + 1) <= BATCH_TOKENS) end++;
        const batch = order.slice(start, end);
        const encoded = await encodeBatch(batch.map((i) => rows[i]!));
        batch.forEach((i, k) => {
          vectors[i] = encoded[k]!;
        });
        start = end;
      }
      return vectors;
    },
  };
}

function meanPool(hidden: Float32Array, row: number, length: number, dimensions: number): Float32Array {
  const mean = new Float32Array(dimensions);
  for (let i = 0; i < length; i++) {
    const at = (row + i) * dimensions;
    for (let d = 0; d < dimensions; d++) mean[d]! += hidden[at + d]!;
  }
  let norm = 0;
  for (const value of mean) norm += value * value;
  const scale = 1 / Math.sqrt(norm || 1);
  for (let d = 0; d < dimensions; d++) mean[d]! *= scale;
  return mean;
}
