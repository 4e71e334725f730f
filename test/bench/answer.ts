// How well and how fast questions are answered over the test shelf: `npm run bench -- answer [ROUNDS]`.
import { answer } from '../../src/answer/answer.js';
import type { Hit } from '../../src/search/hit.js';
import { measure } from '../answer/measure.js';
import { COVERED } from '../answer/questions.js';
import { shelf } from '../answer/shelf.js';

export async function run(args: string[]): Promise<void> {
  const rounds = Number(args[0] ?? 10);
  const library = await shelf({ articles: true });
  const { measures, misses } = await measure(library);
  console.log(`${library.index.size} passages, ${COVERED.length} questions`);
  for (const [name, value] of Object.entries(measures)) console.log(`${name.padEnd(28)} ${value.toFixed(3)}`);
  for (const { question, answer: said } of misses)
    console.log(`missed: ${question}\n${said.map((text) => `   ${text}`).join('\n')}`);

  const found: [string, Hit[]][] = [];
  for (const { question } of COVERED) found.push([question, await library.hits(question)]);
  const wall: number[] = [];
  const once = async (): Promise<void> => {
    for (const [question, hits] of found) {
      const began = performance.now();
      await answer(question, hits, { index: library.index, embedder: library.embedder });
      wall.push(performance.now() - began);
    }
  };
  for (let round = 0; round < 3; round++) await once();
  wall.length = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await once();
  const { user, system } = process.cpuUsage(before);
  wall.sort((a, b) => a - b);
  const at = (share: number): string =>
    wall[Math.min(wall.length - 1, Math.floor(wall.length * share))]!.toFixed(2);
  console.log(
    `extractive answer beyond the search, ${wall.length} answers: CPU ${((user + system) / 1000 / wall.length).toFixed(2)} ms each, wall p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
}
