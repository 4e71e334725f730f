/** `wellread extract`: what the extractor makes of pages, as a report for people or one object a line for programs. */
import type { Examined } from '../../crawler/extract/report.js';
import type { Call, VerbDeclaration } from './command.js';
import { BadUsage } from './command.js';

export const extractVerb: VerbDeclaration = {
  name: 'extract',
  summary: 'show what the extractor makes of pages: title, text, verdict, and what was removed and why',
  args: '<file|url...>',
  flags: [['--url <url>', 'address the page of a file came from, for relative links and dates']],
  example: 'wellread extract page.html --url https://example.org/post',
  run: extract,
};

async function extract({ args, flags, config, json, terminal, signal }: Call): Promise<number> {
  const url = flags.url as string | undefined;
  if (url !== undefined && !URL.canParse(url)) throw new BadUsage(`--url: "${url}" is not a URL`);
  if (url !== undefined && args.length > 1) throw new BadUsage('--url goes with one file');
  const [{ extractFiles }, { ExtractPool }, { isFailure, report }] = await Promise.all([
    import('../../crawler/extract/files.js'),
    import('../../crawler/extract/pool.js'),
    import('../../crawler/extract/report.js'),
  ]);
  const pool = new ExtractPool();
  const network = await loader(args, config);
  let failed = 0;
  try {
    for await (const one of extractFiles(args, { pool, ...(url && { url }), ...network.options })) {
      signal.throwIfAborted();
      if (isFailure(one.result)) failed++;
      terminal.print(json ? JSON.stringify(lineOf(one)) : report(one));
    }
  } finally {
    await Promise.all([pool.close(), network.close()]);
  }
  return failed > 0 ? 1 : 0;
}

/** A way to load addresses, opened only where one was given. */
async function loader(args: readonly string[], config: Call['config']) {
  if (!args.some((arg) => /^https?:\/\//i.test(arg))) return { options: {}, close: async () => {} };
  const [{ openFetcher }, { isFailure }] = await Promise.all([
    import('../library/fetcher.js'),
    import('../../crawler/fetch/failure.js'),
  ]);
  const fetcher = await openFetcher(config.crawl);
  const load = async (address: string) => {
    const answer = await fetcher(address);
    if (isFailure(answer)) return answer;
    return { body: answer.body, mime: answer.mime, charset: answer.charset, url: answer.finalUrl };
  };
  return { options: { load }, close: () => fetcher.close() };
}

/** The same fields for every document: one without an extraction has the reason as its verdict and no text. */
function lineOf({ file, url, result }: Examined): object {
  if ('failed' in result) {
    const verdict = { ok: false, reason: result.failed, evidence: result.detail };
    const nothing = { title: '', byline: null, published: null, lang: null, text: '', markdown: '' };
    return { file, url, ...nothing, verdict, removed: [] };
  }
  const { title, byline, published, lang, text, markdown, verdict, removed, ...rest } = result;
  return { file, url, title, byline, published, lang, text, markdown, verdict, removed, ...rest };
}
