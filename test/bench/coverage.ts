// Fits and measures the judgement whether the lists cover a question: `npm run bench -- coverage`.
import { inputsOf, probabilityOf, THRESHOLD, WEIGHTS } from '../../src/answer/coverage.js';
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

export async function run(): Promise<void> {
  const sets = {
    titles: await examples(await shelf({ articles: false })),
    articles: await examples(await shelf({ articles: true })),
  };
  const all = [...sets.titles, ...sets.articles];
  const questions = [...new Set(all.map(({ question }) => question))];
  const foldOf = new Map(questions.map((question, at) => [question, at % 5]));
  const held = new Map<Example, number>();
  for (let fold = 0; fold < 5; fold++) {
    const weights = regress(all.filter(({ question }) => foldOf.get(question) !== fold));
    for (const example of all)
      if (foldOf.get(example.question) === fold) held.set(example, probabilityOf(example.signs, weights));
  }
  const weights = regress(all);
  console.log('weights', weights.map((weight) => weight.toFixed(2)).join(', '));
  const sorted = all
    .filter(({ covered }) => covered)
    .map((example) => held.get(example)!)
    .sort((a, b) => a - b);
  const threshold = sorted[Math.floor(sorted.length * 0.025)]!;
  console.log('threshold for 2.5 % false alarms, held out:', threshold.toFixed(3));
  for (const [name, set] of Object.entries({
    ...sets,
    near: all.filter(({ covered, near }) => covered || near),
  })) {
    const fresh = set.map((example) => ({ ...example, probability: held.get(example)! }));
    const shipped = set.map((example) => ({
      ...example,
      probability: probabilityOf(example.signs, WEIGHTS),
    }));
    for (const [how, scores, at] of [
      ['5-fold', fresh, threshold],
      ['shipped', shipped, THRESHOLD],
    ] as const) {
      const { falseAlarms, missed } = mistakes(scores, at);
      console.log(
        `${name.padEnd(9)} ${how.padEnd(8)} ${set.length} questions, AUC ${auc(scores).toFixed(3)}, false alarms ${(100 * falseAlarms).toFixed(1)} %, missed ${(100 * missed).toFixed(1)} %`,
      );
    }
  }
  const wrong = all.filter((example) => held.get(example)! >= threshold !== example.covered);
  for (const example of wrong)
    console.log(
      `${example.covered ? 'false alarm' : 'missed'} ${held.get(example)!.toFixed(2)} ${sets.titles.includes(example) ? 'titles' : 'articles'} "${example.question}"`,
      JSON.stringify(
        Object.fromEntries(
          Object.entries(example.signs).map(([name, value]) => [name, Number(value.toFixed(2))]),
        ),
      ),
    );
}
