/** One epoch of training: the lessons alone, or lessons and the corpus' own pairs step by step. Pure: no clock, no disk. */
import type { Tokenizer } from '../tokenizer.js';
import { batchLoss, pairLoss } from './loss.js';
import type { Pair } from './pair.js';
import { type Random, shuffle } from './random.js';
import { Gradient, listTokens, pool, type Student, step, type TokenList } from './student.js';

/** Lessons as training sees them: tokens, the teacher's vectors, and which texts belong together. */
export interface Course {
  list: TokenList;
  teacher: Float32Array;
  groups: readonly (readonly number[])[];
}

export interface Pace {
  /** Adam's rate at the start; it falls to a fiftieth along a line over the whole stage. */
  rate: number;
  /** Epochs of the stage. */
  epochs: number;
  /** Texts a batch of lessons. */
  batch: number;
}

// Steps over which the rate rises from nothing, so that Adam's moments settle first.
const WARM_UP = 50;
const LEAST_RATE = 0.02;

function rateAt(pace: Pace, epoch: number, step: number, steps: number): number {
  const done = (epoch * steps + step) / (pace.epochs * steps);
  const rising = epoch === 0 ? Math.min(1, (step + 1) / WARM_UP) : 1;
  return pace.rate * Math.max(LEAST_RATE, 1 - done) * rising;
}

/** Loss of an epoch so far, for the progress line. */
export type Progress = (step: number, steps: number, loss: Record<string, number>) => void;

/** One pass over the lessons. `epoch` counts from 0. */
export function regressionEpoch(
  student: Student,
  course: Course,
  pace: Pace,
  epoch: number,
  random: Random,
  onProgress: Progress,
): void {
  const gradient = new Gradient(student.dimensions);
  const batches = lessonBatches(course, pace.batch, random);
  let regression = 0;
  batches.forEach((texts, i) => {
    gradient.clear();
    regression += lessonGradient(student, course, texts, 1, gradient);
    step(student, gradient, rateAt(pace, epoch, i, batches.length));
    onProgress(i + 1, batches.length, { regression: regression / (i + 1) });
  });
}

/** One pass over `batches` of pairs; every step also takes a batch of lessons, so that nothing learned there is lost. */
export function pairEpoch(
  student: Student,
  course: Course,
  batches: readonly (readonly Pair[])[],
  tokenizer: Tokenizer,
  pace: Pace & { temperature: number; weight: number },
  epoch: number,
  random: Random,
  onProgress: Progress,
): void {
  const gradient = new Gradient(student.dimensions);
  let lessons: number[][] = [];
  let contrast = 0;
  let regression = 0;
  batches.forEach((pairs, i) => {
    if (lessons.length === 0) lessons = lessonBatches(course, pace.batch, random);
    gradient.clear();
    contrast += pairGradient(student, pairs, tokenizer, pace, gradient);
    regression += lessonGradient(student, course, lessons.pop()!, 1, gradient);
    step(student, gradient, rateAt(pace, epoch, i, batches.length));
    onProgress(i + 1, batches.length, { contrast: contrast / (i + 1), regression: regression / (i + 1) });
  });
}

/** Mean cosine with the teacher over the texts of `groups`: what the held-out lessons are for. */
export function meanCosine(student: Student, course: Course, groups: Course['groups']): number {
  const { dimensions } = student;
  const vector = new Float32Array(dimensions);
  const texts = groups.flat();
  let sum = 0;
  for (const text of texts) {
    pool(student, course.list, text, vector);
    for (let d = 0; d < dimensions; d++) sum += vector[d]! * course.teacher[text * dimensions + d]!;
  }
  return sum / Math.max(1, texts.length);
}

function lessonBatches(course: Course, size: number, random: Random): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const group of shuffle([...course.groups], random)) {
    if (batch.length + group.length > size) {
      batches.push(batch);
      batch = [];
    }
    batch.push(...group);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

interface Pooled {
  list: TokenList;
  texts: readonly number[];
  units: Float32Array;
  lengths: Float64Array;
}

function poolAll(student: Student, list: TokenList, texts: readonly number[]): Pooled {
  const { dimensions } = student;
  const units = new Float32Array(texts.length * dimensions);
  const lengths = Float64Array.from(texts, (text, i) =>
    pool(student, list, text, units.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  return { list, texts, units, lengths };
}

function addAll(student: Student, pooled: Pooled, derivative: Float32Array, gradient: Gradient): void {
  const { dimensions } = student;
  const row = (values: Float32Array, i: number) => values.subarray(i * dimensions, (i + 1) * dimensions);
  pooled.texts.forEach((text, i) => {
    gradient.add(student, pooled.list, text, row(pooled.units, i), pooled.lengths[i]!, row(derivative, i));
  });
}

function lessonGradient(
  student: Student,
  course: Course,
  texts: readonly number[],
  weight: number,
  gradient: Gradient,
): number {
  const { dimensions } = student;
  const pooled = poolAll(student, course.list, texts);
  const goal = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => {
    goal.set(course.teacher.subarray(text * dimensions, (text + 1) * dimensions), i * dimensions);
  });
  const derivative = new Float32Array(goal.length);
  const shares = { regression: weight, ranking: 0, temperature: 1 };
  const loss = batchLoss(pooled.units, goal, dimensions, shares, derivative);
  addAll(student, pooled, derivative, gradient);
  return loss.regression;
}

function pairGradient(
  student: Student,
  pairs: readonly Pair[],
  tokenizer: Tokenizer,
  pace: { temperature: number; weight: number },
  gradient: Gradient,
): number {
  const all = pairs.map((_, i) => i);
  const poolTexts = (texts: string[]) =>
    poolAll(student, listTokens(texts.map((text) => tokenizer.tokenize(text))), all);
  const queries = poolTexts(pairs.map(({ query }) => query));
  const passages = poolTexts(pairs.map(({ passage }) => passage));
  const [forQueries, forPassages] = [
    new Float32Array(queries.units.length),
    new Float32Array(passages.units.length),
  ];
  const { temperature, weight } = pace;
  const loss = pairLoss(
    queries.units,
    passages.units,
    student.dimensions,
    temperature,
    forQueries,
    forPassages,
  );
  for (let i = 0; i < forQueries.length; i++) {
    forQueries[i]! *= weight;
    forPassages[i]! *= weight;
  }
  addAll(student, queries, forQueries, gradient);
  addAll(student, passages, forPassages, gradient);
  return loss;
}
