/** All doors: sources that are better entered by another way than their web page. */
import { arxiv } from './arxiv.js';
import type { Door } from './door.js';
import { github } from './github.js';
import { hackerNews } from './hackernews.js';
import { medium } from './medium.js';
import { vimeo, youtube } from './oembed.js';
import { wikipedia } from './wikipedia.js';

const DOORS: readonly Door[] = [github, hackerNews, arxiv, youtube, vimeo, medium, wikipedia];

/** The door of an address; null where the ordinary way in is the only one. */
export function doorFor(address: string): Door | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return DOORS.find((door) => door.matches(url)) ?? null;
}
