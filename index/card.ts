/** The card of a link: what the reading lists and the address say of it, searchable before and without a crawl. */
import type { Link } from '../crawler/link.js';
import { hostOf } from '../crawler/url.js';

/** What is shown of a link, and what else of it is searched. */
export interface Card {
  /** Titles and notes, one a line; what a person reads. */
  text: string;
  /** Section path in the first list that has one. */
  heading: string[];
  title: string;
  /** Notes, every section path, host and URL words: `Case Studies > Search · eng.uber.com · tech stack`. */
  context: string;
}

/** File endings and path words that every site has and that say nothing. */
const NOISE =
  /^(html?|php|aspx?|jsp|cfm|pdf|index|amp|www|p|s|watch|detail|item|post|posts|articles?|blog|en|ru|com)$/i;
/** An identifier of the site rather than a word: digits, hexadecimal, or letters and digits mixed at length. */
const IDENTIFIER = /^(?:\d+|[0-9a-f]{8,}|(?=\w*\d)(?=\w*[a-z])\w{9,})$/i;

/** The card of a link; a link without any title shows its URL words, else its address. */
export function cardOf(link: Link): Card {
  const titles = distinct([link.title, ...link.places.map((place) => place.title)]);
  const notes = distinct(link.places.map((place) => place.note)).filter((note) => !titles.includes(note));
  const words = urlWords(link.url);
  const sections = distinct(link.places.map((place) => place.section.join(' > ')));
  const heading = link.places.find((place) => place.section.length > 0)?.section ?? [];
  const lines = [...titles, ...notes];
  return {
    text: lines.length > 0 ? lines.join('\n') : words || link.canonical,
    heading,
    title: titles.join('\n'),
    context: distinct([...notes, ...sections, hostOf(link.url), words]).join(' · '),
  };
}

function distinct(strings: string[]): string[] {
  return [...new Set(strings.map((string) => string.trim()))].filter((string) => string !== '');
}

/** The words of a URL's path: `https://x.org/2019/07/how-we-cache.html` gives `how we cache`. */
export function urlWords(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return decoded(path)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !NOISE.test(word) && !IDENTIFIER.test(word))
    .join(' ');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return path;
  }
}
