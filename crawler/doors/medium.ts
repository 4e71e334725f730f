/** Medium: a short link `/p/ID` is the story it redirects to, under the story's lasting address. (I/O: network) */
import { answered, type Door, pageOf } from './door.js';

/** Parameters that tell who came from where; the story is the same without them. */
const TRACKING = /^(gi|source|sk|_branch_match_id|postPublishedType)$/;

export const medium: Door = {
  name: 'medium',
  matches: (url) =>
    /^(www\.)?medium\.com$/.test(url.hostname) && /^\/p\/[0-9a-f]{8,16}\/?$/.test(url.pathname),
  async open(url, { fetch, bases }) {
    const answer = answered(await fetch(bases.medium + url.pathname.replace(/\/$/, '')));
    if ('failed' in answer) return answer;
    return {
      page: pageOf(url, answer, lasting(answer.finalUrl)),
      about: {},
      brief: false,
      related: [],
    };
  },
};

function lasting(address: string): string {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  url.hash = '';
  return url.href;
}
