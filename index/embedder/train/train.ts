/**
 * Trains the built-in embedding table: `npm run train:embedder -- --teacher DIR --corpus GLOB` (I/O: disk).
 *
 * Stages: choose the lessons and ask the teacher (kept in the work folder, so an interrupted run goes on); give every
 * entry its teacher vector; regression on the lessons; the corpus' own pairs beside them; rows of the second language;
 * quantise and write. A checkpoint is kept after every epoch. The same inputs give the same bytes on one version of Node; the
 * teacher's vectors differ by about 1e-5 between processors, and so the table's quality, not its bytes, is what carries over.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeTable } from '../table.js';
import { Tokenizer } from '../tokenizer.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { type CorpusPassage, readPassages } from './corpus.js';
import { type Course, meanCosine, type Progress, pairEpoch, regressionEpoch } from './fit.js';
import { glossaryRows, initialRows, parseGlossary } from './initial.js';
import { type Lesson, makeLessons, makeSentences } from './lesson.js';
import { dealBatches, makePairs } from './pair.js';
import { seeded } from './random.js';
import { RECIPE, type Recipe } from './recipe.js';
import { createStudent, listTokens, type Student } from './student.js';
import { openTeacher, type Teacher, teach } from './teacher.js';
import { makeTopics } from './topic.js';
import { mineVocabulary, teacherEntries } from './vocabulary.js';

/** Length of the vector of a word that stands for itself: that of a rare word's row. */
const OWN_WEIGHT = 1;

export interface Material {
  passages: readonly CorpusPassage[];
  /** The teacher's vocabulary, the most frequent first. */
  vocabulary: readonly string[];
  /** The Russian glossary's text. */
  glossary: string;
}

/** Trains a table and returns its file's bytes. `work` is a folder for the teacher's vectors and checkpoints. */
export async function train(
  teacher: Teacher,
  material: Material,
  recipe: Recipe,
  work: string,
  say: (line: string) => void,
): Promise<Uint8Array> {
  const { passages } = material;
  mkdirSync(work, { recursive: true });
  const words = material.vocabulary.filter(isWholeWord);
  const basic = makeLessons(passages, words, recipe, seeded(recipe.seed));
  const base = teacherEntries(material.vocabulary);
  const mined = mineVocabulary(passages, new Set(base), {
    words: recipe.minedWords,
    pairs: recipe.minedPairs,
  });
  const entries = [...base, ...mined];
  const rowOf = new Map(entries.map((entry, row) => [entry, row]));
  const idOf = (entry: string) => rowOf.get(entry) ?? -1;
  const tokenizer = new Tokenizer({ idOf });
  const asked = (what: string) => (done: number, total: number) =>
    say(`teacher: ${what} ${done} of ${total}`);
  const ownVectors = await teach(
    teacher,
    entries.map((e) => e.replace('##', '')),
    work,
    asked('entries'),
  );
  const lessons = [
    ...basic,
    ...makeSentences(passages, recipe.sentences, seeded(recipe.seed * 4000)),
    ...topicsOf(entries, ownVectors, teacher.dimensions, recipe),
  ];
  const texts = lessons.flatMap((lesson) => lesson.texts);
  say(
    `${lessons.length} lessons, ${texts.length} texts, ${entries.length} entries of which ${mined.length} mined`,
  );
  const list = listTokens(texts.map((text) => tokenizer.tokenize(text)));
  const groups = groupTexts(lessons);
  const course: Course = {
    list,
    teacher: await teach(teacher, texts, work, asked('lessons')),
    groups: groups.slice(recipe.heldOut),
  };
  const student = createStudent(
    initialRows(entries, ownVectors, teacher.dimensions, list),
    teacher.dimensions,
    OWN_WEIGHT,
  );
  const held = groups.slice(0, recipe.heldOut);
  runEpochs(
    student,
    course,
    held,
    { entries, tokenizer, passages, recipe, teacher: teacher.name },
    work,
    say,
  );

  const second = glossaryRows(parseGlossary(material.glossary), idOf, student.vectors, student.dimensions);
  const vectors = new Float32Array((entries.length + second.size) * student.dimensions);
  vectors.set(student.vectors);
  [...second.values()].forEach((row, i) => {
    vectors.set(row, (entries.length + i) * student.dimensions);
  });
  const { dimensions, places, repeats, ownWeight } = student;
  return writeTable({
    dimensions,
    words: [...entries, ...second.keys()],
    vectors,
    places,
    repeats,
    ownWeight,
  });
}

/** No piece of a word, no pair of words, no number, more than one letter. */
function isWholeWord(entry: string): boolean {
  return /^[a-z][a-z0-9]+$/.test(entry);
}

/** Lessons about whole words of the vocabulary. */
function topicsOf(
  entries: readonly string[],
  vectors: Float32Array,
  dimensions: number,
  { topics, seed }: Recipe,
): Lesson[] {
  const rows = entries.flatMap((entry, row) => (isWholeWord(entry) ? [row] : []));
  const own = new Float32Array(rows.length * dimensions);
  rows.forEach((row, i) => {
    own.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  });
  const words = rows.map((row) => entries[row]!);
  return makeTopics(words, own, dimensions, topics, seeded(seed * 3000));
}

function groupTexts(lessons: readonly Lesson[]): number[][] {
  let next = 0;
  return lessons.map((lesson) => lesson.texts.map(() => next++));
}

interface Curriculum {
  entries: readonly string[];
  tokenizer: Tokenizer;
  passages: readonly CorpusPassage[];
  recipe: Recipe;
  teacher: string;
}

// Both stages, from where their checkpoints left off. Every epoch draws from its own seed, so going on changes nothing.
function runEpochs(
  student: Student,
  course: Course,
  held: Course['groups'],
  curriculum: Curriculum,
  work: string,
  say: (line: string) => void,
): void {
  const { recipe, passages, tokenizer } = curriculum;
  const { regression, pairs } = recipe;
  const runStage = (stage: string, epochs: number, identity: string, epochOf: (epoch: number) => void) => {
    const file = join(work, `${stage}.checkpoint`);
    for (let epoch = loadCheckpoint(file, student, identity); epoch < epochs; epoch++) {
      epochOf(epoch);
      saveCheckpoint(file, student, identity, epoch + 1);
      const cosine = meanCosine(student, course, held).toFixed(4);
      say(`${stage}, epoch ${epoch + 1} of ${epochs}: cosine with the teacher on held-out lessons ${cosine}`);
    }
  };
  const progress =
    (stage: string): Progress =>
    (at, of, loss) => {
      const losses = Object.entries(loss).map(([name, value]) => `${name} ${value.toFixed(4)}`);
      if (at % 100 === 0 || at === of) say(`${stage}: step ${at} of ${of}, ${losses.join(', ')}`);
    };
  const [first, second] = identities(curriculum, course);
  runStage('lessons', regression.epochs, first, (epoch) =>
    regressionEpoch(
      student,
      course,
      regression,
      epoch,
      seeded(recipe.seed * 1000 + epoch),
      progress('lessons'),
    ),
  );
  runStage('pairs', pairs.epochs, second, (epoch) => {
    const random = seeded(recipe.seed * 2000 + epoch);
    const made = makePairs(passages, pairs.shares, random);
    const dealt = dealBatches(made, pairs.size, pairs.hard, random).slice(0, pairs.steps);
    pairEpoch(student, course, dealt, tokenizer, pairs, epoch, random, progress('pairs'));
  });
}

// What each stage's result depends on: the second on all, the first on all but the second's numbers.
function identities({ recipe, teacher, entries, passages }: Curriculum, course: Course): [string, string] {
  const inputs = [teacher, entries, course.list.tokens.length, passages.length];
  const hashOf = (values: unknown[]) => createHash('sha256').update(JSON.stringify(values)).digest('hex');
  return [hashOf([{ ...recipe, pairs: null }, ...inputs]), hashOf([recipe, ...inputs])];
}

async function main(): Promise<void> {
  const own = createRequire(import.meta.url).resolve('#package/index/embedder/glossary.ru.tsv');
  const { values } = parseArgs({
    options: {
      teacher: { type: 'string' },
      corpus: { type: 'string' },
      glossary: { type: 'string', default: own },
      work: { type: 'string', default: 'data/train' },
      out: { type: 'string', default: own.replace('glossary.ru.tsv', 'table.bin') },
      dtype: { type: 'string', default: 'q8' },
      threads: { type: 'string', default: '2' },
    },
  });
  const { teacher: folder, corpus } = values;
  if (folder === undefined || corpus === undefined) {
    console.error('usage: npm run train:embedder -- --teacher DIR --corpus GLOB [--work DIR] [--out FILE]');
    process.exitCode = 2;
    return;
  }
  const passages: CorpusPassage[] = [];
  for await (const passage of readPassages(corpus)) passages.push(passage);
  const material: Material = {
    passages,
    vocabulary: readFileSync(join(folder, 'vocab.txt'), 'utf8').split('\n'),
    glossary: readFileSync(values.glossary, 'utf8'),
  };
  const teacher = await openTeacher(folder, values.dtype === 'fp32' ? 'fp32' : 'q8', Number(values.threads));
  const started = process.hrtime.bigint();
  const say = (line: string) => {
    const seconds = Number((process.hrtime.bigint() - started) / 1_000_000_000n);
    console.error(`[${String(seconds).padStart(5)} s] ${line}`);
  };
  const bytes = await train(teacher, material, RECIPE, values.work, say);
  writeFileSync(values.out, bytes);
  say(`${values.out}: ${bytes.length} bytes`);
}

if (process.argv[1]?.endsWith('train.js') || process.argv[1]?.endsWith('train.ts')) await main();
