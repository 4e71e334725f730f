// Extracts one page in a process of its own, with the compiled pool: `node one-page.js TIMEOUT_MS`. Says when it begins, and what came of it.
import { ExtractPool } from '../../../dist/crawler/extract/pool.js';

const page = (paragraphs) => ({
  body: new TextEncoder().encode(
    `<title>Queues at night</title><article>${'<p>A queue absorbs a burst that neither service could take alone.</p>'.repeat(paragraphs)}</article>`,
  ),
  mime: 'text/html',
  charset: 'utf-8',
  url: 'https://example.org/post',
});

const pool = new ExtractPool({ size: 1, timeoutMs: Number(process.argv[2]) });
await pool.run(page(10));
const running = pool.run(page(8000));
process.send('begun');
process.send(await running);
await pool.close();
process.disconnect();
