/** GitHub: a repository is its README, a file, wiki page or gist is the text itself. (I/O: network) */
import type { FetchFailure } from '../fetch/failure.js';
import type { Fetched } from '../fetch/fetch.js';
import { answered, type Door, type DoorContext, type Opened, pageOf } from './door.js';

/** In the order of how common they are. */
const READMES = [
  'README.md',
  'readme.md',
  'README.rst',
  'README.markdown',
  'Readme.md',
  'README.adoc',
  'README.txt',
  'README',
];
/** First path parts that are no account. */
const RESERVED =
  /^(features|topics|explore|about|pricing|collections|trending|orgs|sponsors|marketplace|settings|search|apps|security|enterprise)$/;

export const github: Door = {
  name: 'github',
  matches: (url) => /^(www\.)?(gist\.)?github\.com$/.test(url.hostname) && pathsOf(url) !== null,
  async open(url, context) {
    const { paths, title } = pathsOf(url)!;
    const first = await firstOf(paths, context);
    if ('failed' in first) return first;
    const page = pageOf(url, first);
    if (/\.(md|markdown|mdown)$/i.test(first.finalUrl)) page.mime = 'text/markdown';
    const titled = /^\s{0,3}#\s+\S|^=+\s*$/m.test(new TextDecoder().decode(page.body.subarray(0, 4_000)));
    return {
      page,
      about: { site: 'GitHub', ...(titled ? {} : { title }) },
      brief: false,
      related: [],
    } satisfies Opened;
  },
};

/** Paths below the raw host that may hold what a GitHub address shows, best first; null for addresses that show something else. */
function pathsOf(url: URL): { paths: string[]; title: string } | null {
  const parts = url.pathname.split('/').filter(Boolean);
  const [owner, repository, view, ...rest] = parts;
  if (!owner || !repository || RESERVED.test(owner)) return null;
  const base = `/${owner}/${repository.replace(/\.git$/, '')}`;
  const title = `${owner}/${repository.replace(/\.git$/, '')}`;
  const path = rest.join('/');
  if (url.hostname.startsWith('gist.')) return view ? null : { paths: [`/gist${base}/raw`], title };
  if (view === undefined) return { paths: READMES.map((name) => `${base}/HEAD/${name}`), title };
  if (view === 'tree' && rest.length > 0)
    return { paths: READMES.slice(0, 3).map((name) => `${base}/${path}/${name}`), title };
  if ((view === 'blob' || view === 'raw') && rest.length > 1)
    return { paths: [`${base}/${path}`], title: rest.at(-1)! };
  if (view === 'wiki')
    return {
      paths: [`/wiki${base}/${path || 'Home'}.md`],
      title: rest.at(-1)?.replaceAll('-', ' ') ?? title,
    };
  return null;
}

/** The first that is there; a failure that has nothing to do with the name ends the search. */
async function firstOf(
  paths: readonly string[],
  { fetch, bases }: DoorContext,
): Promise<Fetched | FetchFailure> {
  let last: FetchFailure = { failed: 'http-404', evidence: 'no README', httpStatus: 404, transient: false };
  for (const path of paths) {
    const gist = path.startsWith('/gist/');
    const base = gist
      ? bases.githubRaw.replace('raw.githubusercontent.com', 'gist.githubusercontent.com')
      : bases.githubRaw;
    const answer = answered(await fetch(base + (gist ? path.slice('/gist'.length) : path)));
    if (!('failed' in answer)) return answer;
    last = answer;
    if (answer.failed !== 'http-404') return answer;
  }
  return last;
}
