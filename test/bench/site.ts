// A local web for the crawl's benchmarks: pages of ordinary size on many loopback hosts.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mark, page } from '../crawler/hostile/prose.js';

export interface LocalSite {
  /** Address of page `n`. */
  urlOf(n: number): string;
  /** A sentence only page `n` has. */
  markOf(n: number): string;
  /** Times each page was asked for. */
  asked: Map<number, number>;
  /** Called with a page's number when it is asked for. */
  onPage: (n: number) => void;
  close(): Promise<void>;
}

/** A page as blogs have them: some 20 KB with a head, navigation, side bar and footer around the article. */
export function blogPage(n: number): string {
  const links = Array.from(
    { length: 60 },
    (_, i) => `<li><a href="/p${(n * 7 + i) % 5000}">Entry ${i}</a></li>`,
  ).join('');
  const head = `<meta charset="utf-8"><meta name="description" content="Case ${n}"><style>${'.a{color:#123;margin:0 auto}'.repeat(60)}</style><script>${'var q=1;'.repeat(200)}</script>`;
  return page(n, { head }).replace(
    '</main>',
    `</main><aside class="sidebar"><ul>${links}</ul></aside><div class="comments">${'<p class="meta">posted in queues</p>'.repeat(20)}</div>`,
  );
}

/** Serves `pages` pages evenly over `hosts` hosts on one port; each answer takes `latencyMs`. */
export async function serveSite(pages: number, hosts: number, latencyMs: number): Promise<LocalSite> {
  const asked = new Map<number, number>();
  const bodies = Array.from({ length: pages }, (_, n) => Buffer.from(blogPage(n)));
  const server = http.createServer((request, response) => {
    const n = Number(/^\/p(\d+)$/.exec(request.url ?? '')?.[1] ?? Number.NaN);
    const body = bodies[n];
    if (!body) return response.writeHead(404).end();
    asked.set(n, (asked.get(n) ?? 0) + 1);
    site.onPage(n);
    const answer = () => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
    return latencyMs > 0 ? setTimeout(answer, latencyMs) : answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const site: LocalSite = {
    urlOf: (n) => `http://127.88.${Math.floor((n % hosts) / 250)}.${((n % hosts) % 250) + 1}:${port}/p${n}`,
    markOf: mark,
    asked,
    onPage: () => {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;
}
