/** `wellread serve`: the main job. Answers over HTTP within seconds, crawls and re-indexes behind it, ends without cutting anybody short. */
import { once } from 'node:events';
import { packageVersion } from '../library/version.js';
import type { Call, VerbDeclaration } from './command.js';

export const serveVerb: VerbDeclaration = {
  name: 'serve',
  summary: 'answer questions over HTTP, and keep the library up to date in the background',
  example: 'wellread serve --port 8787 --offline',
  run: serve,
};

async function serve({ config, terminal, signal }: Call): Promise<number> {
  const { Library } = await import('../library/library.js');
  const { createLog } = await import('../server/log.js');
  const log = createLog(config.log, terminal.canvas !== null);
  const library = Library.open({
    config,
    repair: true,
    notify: (level, text, err) => log[level](err === undefined ? {} : { err }, text),
  });
  try {
    // The first index is built by a thread while this one loads the server and what questions need.
    const prepared = library.prepare();
    prepared.catch(() => undefined); // said below, when the server is up or on its way out
    const [{ createApp }, { listen }, { Metrics }, { warm }] = await Promise.all([
      import('../server/app.js'),
      import('../server/listen.js'),
      import('../server/metrics.js'),
      import('../library/asking.js'),
    ]);
    const room = {
      library,
      config,
      log,
      metrics: new Metrics(library),
      version: packageVersion(),
      shutdown: signal,
    };
    const interrupted = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    const server = await listen(createApp(room), config.server);
    try {
      await warm();
      await Promise.race([prepared, interrupted]);
      if (signal.aborted) return 0;
      library.startService();
      terminal.say(
        `wellread answers at ${terminal.sayColor.cyan(server.url)}  ${terminal.sayColor.dim('(Ctrl-C ends it)')}`,
      );
      log.info({ url: server.url, offline: config.library.offline }, 'listening');
      await interrupted;
      terminal.say('finishing what is in flight; Ctrl-C again ends at once');
    } finally {
      await server.close();
    }
  } finally {
    await library.close();
  }
  return 0;
}
