// Fits and measures the judgement whether the lists cover a question: `npm run bench -- coverage`.
import { inputsOf, probabilityOf, THRESHOLD } from '../../src/answer/coverage.js';
import { auc, type Example, examples, mistakes } from '../answer/coverage-examples.js';
import { shelf } from '../answer/shelf.js';

/** Logistic regression by gradient descent with a ridge; both classes weigh the same. */
export function regress(training: readonly Example[], ridge = 0.01, steps = 6000, rate = 0.5): number[] {
  const inputs = training.map(({ signs }) => inputsOf(signs));
  const share = training.filter(({ covered }) => covered).length / training.length;
  const weights = new Array<number>(inputs[0]!.length).fill(0);
  for (let step = 0; step < steps; step++) {
    const slope = weights.map((weight, at) => (at === 0 ? 0 : ridge * weight));
    training.forEach(({ covered, signs }, n) => {
      const error = probabilityOf(signs, weights) - (covered ? 1 : 0);
      const balance = covered ? 0.5 / share : 0.5 / (1 - share);
      inputs[n]!.forEach((input, at) => {
        slope[at]! += (balance * error * input) / training.length;
      });
    });
    slope.forEach((value, at) => {
      weights[at]! -= rate * value;
    });
  }
  return weights;
}

/** Probabilities of a five-fold run: no question is judged by weights that have seen it, in any of its forms. */
function heldOut(all: readonly Example[]): Map<Example, number> {
  const questions = [...new Set(all.map(({ question }) => question))];
  const foldOf = new Map(questions.map((question, at) => [question, at % 5]));
  const held = new Map<Example, number>();
  for (let fold = 0; fold < 5; fold++) {
    const weights = regress(all.filter(({ question }) => foldOf.get(question) !== fold));
    for (const example of all)
      if (foldOf.get(example.question) === fold) held.set(example, probabilityOf(example.signs, weights));
  }
  return held;
}

/** False alarms that the default threshold may raise on either set. */
const FALSE_ALARMS = 0.03;

export async function run(): Promise<void> {
  const titles = await examples(await shelf({ articles: false }));
  const articles = await examples(await shelf({ articles: true }));
  const away = (set: Example[]): Example[] =>
    set.map((one) => ({ ...one, signs: { ...one.signs, home: false } }));
  report('home', { titles, articles });
  report('away', { titles: away(titles), articles: away(articles) });
}

function report(name: string, sets: Record<string, Example[]>): void {
  const all = Object.values(sets).flat();
  const held = heldOut(all);
  const threshold = Math.min(
    ...Object.values(sets).map((set) => {
      const yes = set.filter(({ covered }) => covered).map((example) => held.get(example)!);
      return yes.sort((a, b) => a - b)[Math.floor(yes.length * FALSE_ALARMS)]!;
    }),
  );
  const weights = regress(all);
  weights[0]! -= Math.log(threshold / (1 - threshold));
  console.log(`\n${name}: weights [${weights.map((weight) => weight.toFixed(2)).join(', ')}]`);
  const groups = { ...sets, 'near misses': all.filter(({ covered, near }) => covered || near) };
  for (const [group, set] of Object.entries(groups)) {
    const fresh = set.map((example) => ({ ...example, probability: held.get(example)! }));
    const shipped = set.map((example) => ({ ...example, probability: probabilityOf(example.signs) }));
    for (const [how, scores, at] of [
      ['5-fold', fresh, threshold],
      ['shipped', shipped, THRESHOLD],
    ] as const) {
      const { falseAlarms, missed } = mistakes(scores, at);
      console.log(
        `${group.padEnd(12)} ${how.padEnd(8)} ${set.length} questions, AUC ${auc(scores).toFixed(3)}, false alarms ${(100 * falseAlarms).toFixed(1)} %, missed ${(100 * missed).toFixed(1)} %`,
      );
    }
  }
  if (name === 'away') return;
  for (const example of all.filter((one) => held.get(one)! >= threshold !== one.covered))
    console.log(
      `${example.covered ? 'false alarm' : 'missed'} ${held.get(example)!.toFixed(2)} "${example.question}"`,
      JSON.stringify(example.signs, (_, value: unknown) =>
        typeof value === 'number' ? Number(value.toFixed(2)) : value,
      ),
    );
}
