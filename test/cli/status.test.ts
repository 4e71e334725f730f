// `status`: the scores that the gate measured, of the live index and of the one to go back to, side by side.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillShelf, temporaryFolder } from '../library/shelf.js';
import { serving } from '../server/serving.js';
import { run } from './run.js';

const folder = temporaryFolder();
const data = ['--data', folder.dir];

interface Generations {
  generations: { generation: string; live: boolean; scores: Record<string, number> | null }[];
}

beforeAll(async () => {
  fillShelf(folder.dir);
  for (let round = 0; round < 2; round++)
    expect((await run(['index', '--embedder', 'builtin', ...data])).code).toBe(0);
});
afterAll(() => folder.remove());

it('shows both generations with their scores, and which of them is live', async () => {
  const { out } = await run(['status', '--json', ...data]);
  const { generations } = JSON.parse(out[0]!) as Generations;
  expect(generations.map(({ live }) => live)).toEqual([true, false]);
  for (const { scores } of generations) expect(scores).toMatchObject({ known: 1, recall: 1 });
  const lines = (await run(['status', ...data])).out;
  const [live, before] = generations;
  expect(lines.find((line) => line.includes('live'))).toMatch(
    new RegExp(`${live!.generation}.*known 1\\.000`),
  );
  expect(lines.find((line) => line.includes('before'))).toMatch(
    new RegExp(`${before!.generation}.*known 1\\.000`),
  );
});

it('follows a rollback', async () => {
  const before = JSON.parse((await run(['status', '--json', ...data])).out[0]!) as Generations;
  expect((await run(['index', '--rollback', ...data])).code).toBe(0);
  const after = JSON.parse((await run(['status', '--json', ...data])).out[0]!) as Generations;
  const live = ({ generations }: Generations) => generations.find((one) => one.live)?.generation;
  expect(live(after)).not.toBe(live(before));
  expect(after.generations).toHaveLength(2);
});

it('says the same over HTTP', async () => {
  const server = await serving();
  const body = (await (await server.get('/api/status')).json()) as Generations;
  expect(body.generations).toMatchObject([{ live: true, scores: { known: 1 } }]);
  await server.close();
});
