/** Wikipedia: an article by its REST interface, without the site around it. (I/O: network) */
import { answered, type Door, pageOf } from './door.js';

const HOST = /^([a-z][a-z0-9-]{1,11})\.(?:m\.)?wikipedia\.org$/;
/** Pages about the encyclopedia, not of it. */
const NAMESPACE =
  /^(?:Special|File|Category|Talk|User|User_talk|Help|Template|Portal|Wikipedia|Служебная|Файл|Категория|Обсуждение|Участник):/i;

export const wikipedia: Door = {
  name: 'wikipedia',
  matches: (url) => HOST.test(url.hostname) && titleOf(url) !== null,
  async open(url, { fetch, bases }) {
    const language = HOST.exec(url.hostname)![1]!;
    const title = titleOf(url)!;
    const base = bases.wikipedia.replaceAll('{lang}', language);
    const answer = answered(await fetch(`${base}/api/rest_v1/page/html/${encodeURIComponent(title)}`));
    if ('failed' in answer) return answer;
    const about = { title: title.replaceAll('_', ' '), site: 'Wikipedia' };
    return { page: pageOf(url, answer), about, brief: false, related: [] };
  },
};

function titleOf(url: URL): string | null {
  const path = /^\/wiki\/(.+)$/.exec(url.pathname)?.[1];
  if (!path) return null;
  let title: string;
  try {
    title = decodeURIComponent(path);
  } catch {
    return null; // no title that Wikipedia would know
  }
  return NAMESPACE.test(title) ? null : title;
}
