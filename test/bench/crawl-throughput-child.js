// One system of the crawl-throughput benchmark, in a process of its own (plain JavaScript, so that neither loader nor
// compiler is part of the measure): SYSTEM URLS.json DATA_FOLDER CRAWLEE_FOLDER.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [system, urlsFile = '', data = '', crawlee = ''] = process.argv.slice(2);
const urls = JSON.parse(readFileSync(urlsFile, 'utf8'));
const dist = (file) => import(createRequire(import.meta.url).resolve(`#package/dist/crawler/${file}`));
mkdirSync(data, { recursive: true });

if (system === 'wellread') await wellread();
else await cheerio(system === 'cheerio-extract');
const { user, system: kernel } = process.cpuUsage();
console.log(JSON.stringify({ cpuSeconds: (user + kernel) / 1e6 }));

async function wellread() {
  const [{ Catalog }, { crawl }, { createFetcher }, { createGuard }] = await Promise.all([
    dist('catalog/catalog.js'),
    dist('crawl.js'),
    dist('fetch/fetch.js'),
    dist('fetch/guard.js'),
  ]);
  const catalog = Catalog.open(data);
  const entries = urls.map((url, i) => ({ url, title: `Page ${i}`, note: '', section: [], line: i + 1 }));
  catalog.addList({ name: 'pages', title: 'Pages', entries }, 'memory');
  const fetcher = createFetcher({ guard: createGuard({ allowPrivate: true }), userAgent: 'bench' });
  const { byStatus } = await crawl({ catalog, dataDir: data, fetcher, hostDelayMs: 0, recover: false });
  if (byStatus.fetched !== urls.length) throw new Error(`fetched ${byStatus.fetched} of ${urls.length}`);
  await fetcher.close();
  catalog.close();
}

/** Crawlee as its documentation shows it, storing what it finds; its own choice of concurrency. */
async function cheerio(extracting) {
  process.chdir(data);
  const entry = createRequire(join(crawlee, 'package.json')).resolve('@crawlee/cheerio');
  const { CheerioCrawler, Configuration, log, LogLevel } = await import(pathToFileURL(entry).href);
  log.setLevel(LogLevel.ERROR);
  const { extract } = extracting ? await dist('extract/extract.js') : { extract: null };
  const crawler = new CheerioCrawler(
    {
      respectRobotsTxtFile: false,
      maxRequestsPerCrawl: urls.length,
      async requestHandler({ $, request, body, pushData }) {
        if (extract) {
          const { title, text } = await extract({
            body: Buffer.from(body),
            mime: 'text/html',
            charset: 'utf-8',
            url: request.url,
          });
          await pushData({ url: request.url, title, text });
        } else {
          await pushData({ url: request.url, title: $('title').text(), text: $('body').text() });
        }
      },
    },
    new Configuration({ storageClientOptions: { localDataDirectory: data } }),
  );
  await crawler.run(urls);
}
