// Which embedder a setting opens, and what is said where it cannot be had. Nothing here asks a network.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EmbedderMissing } from '../../../index/embedder/embedder.js';
import { openEmbedder, UPGRADE } from '../../../index/embedder/open.js';
import { folderOf } from '../../../index/embedder/transformers.js';

function emptyDir(): string {
  return mkdtempSync(join(tmpdir(), 'wellread-models-'));
}

function pretendWeights(folder: string, weights: string): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const file of ['config.json', 'tokenizer.json']) writeFileSync(join(folder, file), '{}');
  writeFileSync(join(folder, 'onnx', weights), '');
}

describe('openEmbedder', () => {
  it('takes the built-in for auto where no weights are on disk', async () => {
    const embedder = await openEmbedder('auto', { modelsDir: emptyDir(), offline: false });
    expect(embedder.name).toMatch(/^builtin-[0-9a-f]{8}$/);
  });

  it('tries the transformer for auto where its weights are', async () => {
    const modelsDir = emptyDir();
    pretendWeights(join(modelsDir, UPGRADE), 'model_quantized.onnx');
    // The weights are empty: that opening fails in the runtime shows that it was tried.
    await expect(openEmbedder('auto', { modelsDir, offline: true })).rejects.toThrow();
  });

  it('says where the weights belong', async () => {
    const modelsDir = emptyDir();
    const opening = openEmbedder('Some/model-small', { modelsDir, offline: true });
    await expect(opening).rejects.toThrow(EmbedderMissing);
    await expect(opening).rejects.toThrow(join(modelsDir, 'Some/model-small'));
    await expect(openEmbedder('./nowhere', { modelsDir, offline: false })).rejects.toThrow(EmbedderMissing);
  });
});

describe('folderOf', () => {
  it('needs configuration, tokenizer and weights', () => {
    const modelsDir = emptyDir();
    expect(folderOf('a/b', modelsDir)).toBeNull();
    pretendWeights(join(modelsDir, 'a/b'), 'other.onnx');
    expect(folderOf('a/b', modelsDir)).toBeNull();
    pretendWeights(join(modelsDir, 'a/b'), 'model.onnx');
    expect(folderOf('a/b', modelsDir)).toBe(join(modelsDir, 'a/b'));
    expect(folderOf(join(modelsDir, 'a/b'), '/nowhere')).toBe(join(modelsDir, 'a/b'));
  });
});
