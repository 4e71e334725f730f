// Runs a benchmark by name: `npm run bench -- NAME [ARGUMENT...]`.
interface Bench {
  run(args: string[]): Promise<void>;
}

const benches: Record<string, () => Promise<Bench>> = {
  answer: () => import('./answer.js'),
  catalog: () => import('./catalog.js'),
  'crawl-kill': () => import('./crawl-kill.js'),
  'crawl-throughput': () => import('./crawl-throughput.js'),
  coverage: () => import('./coverage.js'),
  embedding: () => import('./embedding.js'),
  damage: () => import('./damage.js'),
  http: () => import('./http.js'),
  incremental: () => import('./incremental.js'),
  load: () => import('./load.js'),
  'publish-kill': () => import('./publish-kill.js'),
  extraction: () => import('./extraction.js'),
  search: () => import('./search.js'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (load === undefined) {
  console.error(
    `usage: npm run bench -- NAME [ARGUMENT...], where NAME is one of: ${Object.keys(benches).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  await (await load()).run(args);
}
