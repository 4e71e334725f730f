/** Keeps a half-trained table on disk after every epoch, so that an interrupted training goes on there (I/O: disk). */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Student } from './student.js';

interface Saved {
  /** What the training was made of: another recipe, corpus or teacher must not go on from here. */
  recipe: string;
  epochs: number;
  steps: number;
}

const parts = (student: Student): Float32Array[] => {
  const { first, second, curveFirst, curveSecond } = student.moments;
  return [student.vectors, student.places, student.repeats, first, second, curveFirst, curveSecond];
};

/** Writes the state after `epochs` epochs. One file, replaced whole. */
export function saveCheckpoint(file: string, student: Student, recipe: string, epochs: number): void {
  const saved: Saved = { recipe, epochs, steps: student.steps };
  const header = Buffer.from(`${JSON.stringify(saved).padEnd(1023)}\n`);
  const bytes = parts(student).map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  writeFileSync(`${file}.tmp`, Buffer.concat([header, ...bytes]));
  renameSync(`${file}.tmp`, file);
}

/** Restores the state into `student` and returns how many epochs it has behind it; 0 where there is none of this recipe. */
export function loadCheckpoint(file: string, student: Student, recipe: string): number {
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  const saved = JSON.parse(bytes.subarray(0, 1024).toString()) as Saved;
  const size = parts(student).reduce((sum, part) => sum + part.byteLength, 1024);
  if (saved.recipe !== recipe || bytes.length !== size) return 0;
  let at = 1024;
  for (const part of parts(student)) {
    Buffer.from(part.buffer, part.byteOffset, part.byteLength).set(bytes.subarray(at, at + part.byteLength));
    at += part.byteLength;
  }
  student.steps = saved.steps;
  return saved.epochs;
}
