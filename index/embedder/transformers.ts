/** Sentence transformers through transformers.js, from weights that are on this machine (I/O: disk). */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { type Embedder, EmbedderMissing, type Role } from './embedder.js';

export interface TransformerOptions {
  /** Where models lie, each in a folder of its hub name: `<modelsDir>/Xenova/bge-small-en-v1.5`. */
  modelsDir: string;
  /** Never ask the network for weights; otherwise missing ones are fetched into modelsDir. */
  offline: boolean;
  /** Precision of the weights: the file `onnx/model*.onnx` that is read. By default the best that is there. */
  dtype?: Dtype;
  /** Threads of the ONNX runtime; by default all cores. */
  threads?: number;
}

export type Dtype = 'fp32' | 'fp16' | 'q8' | 'q4';

// The file transformers.js reads for each precision, in order of preference.
const WEIGHTS: Record<Dtype, string> = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  q8: 'model_quantized.onnx',
  q4: 'model_q4.onnx',
};

// The runtime's memory grows with the batch (64 texts: 1.7 GB, 8: 0.4 GB) and its speed hardly does.
const BATCH = 8;
// What the family was trained with; longer texts are cut (passages are far below it).
const MAX_TOKENS: Record<string, number> = { minilm: 256 };

interface Family {
  pooling: 'mean' | 'cls';
  prefix: Record<Role, string>;
}

// From the model cards: how each family pools, and what it wants in front of a text.
function familyOf(model: string): Family {
  const name = model.toLowerCase();
  if (/\bbge-/.test(name)) {
    const english = 'Represent this sentence for searching relevant passages: ';
    return { pooling: 'cls', prefix: { query: /bge-m3|-zh/.test(name) ? '' : english, passage: '' } };
  }
  if (/\b(multilingual-)?e5-/.test(name)) {
    return { pooling: 'mean', prefix: { query: 'query: ', passage: 'passage: ' } };
  }
  if (/snowflake-arctic|\bmxbai-|\bgte-.*-v1\.5/.test(name)) {
    const query = name.includes('gte-') ? '' : 'Represent this sentence for searching relevant passages: ';
    return { pooling: 'cls', prefix: { query, passage: '' } };
  }
  if (name.includes('nomic-embed')) {
    return { pooling: 'mean', prefix: { query: 'search_query: ', passage: 'search_document: ' } };
  }
  return { pooling: 'mean', prefix: { query: '', passage: '' } };
}

/** Folder of a model that is given as a path or by its hub name; null where it is not on disk. */
export function folderOf(model: string, modelsDir: string): string | null {
  const candidates =
    isAbsolute(model) || model.startsWith('.') ? [resolve(model)] : [join(modelsDir, model), resolve(model)];
  return candidates.find((folder) => dtypeIn(folder) !== null) ?? null;
}

function dtypeIn(folder: string): Dtype | null {
  if (!existsSync(join(folder, 'config.json')) || !existsSync(join(folder, 'tokenizer.json'))) return null;
  const found = Object.entries(WEIGHTS).find(([, file]) => existsSync(join(folder, 'onnx', file)));
  return (found?.[0] as Dtype | undefined) ?? null;
}

/**
 * Opens a model by local folder or hub name. Throws EmbedderMissing where its weights are neither on disk nor, being
 * offline, to be fetched.
 */
export async function openTransformer(model: string, options: TransformerOptions): Promise<Embedder> {
  const folder = folderOf(model, options.modelsDir);
  if (folder === null && (options.offline || isAbsolute(model) || model.startsWith('.'))) {
    throw new EmbedderMissing(
      model,
      `put config.json, tokenizer.json and onnx/model.onnx into ${join(options.modelsDir, model)}`,
    );
  }
  const dtype = options.dtype ?? (folder === null ? 'fp32' : (dtypeIn(folder) ?? 'fp32'));
  const { AutoModel, AutoTokenizer, env } = await import('@huggingface/transformers');
  env.allowRemoteModels = !options.offline && folder === null;
  env.allowLocalModels = true;
  env.cacheDir = options.modelsDir;
  const source = folder ?? model;
  const session = options.threads === undefined ? {} : { intraOpNumThreads: options.threads };
  const tokenizer = await AutoTokenizer.from_pretrained(source);
  const network = await AutoModel.from_pretrained(source, { dtype, session_options: session });
  const dimensions = await hiddenSize(source, network);
  const family = familyOf(model);
  const limit = maxTokens(model, tokenizer.model_max_length);

  const encodeBatch = async (texts: string[]): Promise<Float32Array[]> => {
    const inputs = tokenizer(texts, { padding: true, truncation: true, max_length: limit });
    const output = await network(inputs);
    const hidden = output.last_hidden_state ?? output.token_embeddings;
    const [rows = 0, width = 0] = hidden.dims as number[];
    const mask = inputs.attention_mask.data as BigInt64Array;
    const vectors = Array.from({ length: rows }, (_, row) =>
      poolRow(hidden.data as Float32Array, mask, row, width, dimensions, family.pooling),
    );
    for (const tensor of [...Object.values(output), ...Object.values(inputs)]) {
      (tensor as { dispose?: () => void }).dispose?.();
    }
    return vectors;
  };

  return {
    name: `${model}@${dtype}`,
    dimensions,
    async embed(texts, role) {
      const prefixed = texts.map((text) => family.prefix[role] + text);
      // Batches of like length waste no work on padding.
      const order = prefixed.map((_, i) => i).sort((a, b) => prefixed[a]!.length - prefixed[b]!.length);
      const vectors = new Array<Float32Array>(texts.length);
      for (let start = 0; start < order.length; start += BATCH) {
        const batch = order.slice(start, start + BATCH);
        const encoded = await encodeBatch(batch.map((i) => prefixed[i]!));
        batch.forEach((i, k) => {
          vectors[i] = encoded[k]!;
        });
      }
      return vectors;
    },
    async close() {
      await network.dispose();
    },
  };
}

async function hiddenSize(source: string, network: { config: object }): Promise<number> {
  const known = (network.config as { hidden_size?: number }).hidden_size;
  if (known !== undefined) return known;
  return (JSON.parse(await readFile(join(source, 'config.json'), 'utf8')) as { hidden_size: number })
    .hidden_size;
}

function maxTokens(model: string, declared: number | undefined): number {
  const family = Object.keys(MAX_TOKENS).find((name) => model.toLowerCase().includes(name));
  const most = declared !== undefined && declared < 8192 ? declared : 512;
  return family === undefined ? most : Math.min(MAX_TOKENS[family]!, most);
}

function poolRow(
  hidden: Float32Array,
  mask: BigInt64Array,
  row: number,
  width: number,
  dimensions: number,
  pooling: Family['pooling'],
): Float32Array {
  const vector = new Float32Array(dimensions);
  for (let i = 0; i < (pooling === 'cls' ? 1 : width); i++) {
    if (mask[row * width + i] === 0n) continue;
    const at = (row * width + i) * dimensions;
    for (let d = 0; d < dimensions; d++) vector[d]! += hidden[at + d]!;
  }
  let energy = 0;
  for (const value of vector) energy += value * value;
  const scale = 1 / Math.sqrt(energy || 1);
  for (let d = 0; d < dimensions; d++) vector[d]! *= scale;
  return vector;
}
