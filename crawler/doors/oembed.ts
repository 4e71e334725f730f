/** YouTube and Vimeo: a video is its title, author and description, and its captions where they can be had. (I/O: network) */
import type { FetchFailure } from '../fetch/failure.js';
import type { Fetched } from '../fetch/fetch.js';
import {
  answered,
  type Door,
  type DoorContext,
  jsonOf,
  markdownText,
  type Opened,
  unexpected,
  writtenPage,
} from './door.js';

interface Embed {
  title?: unknown;
  author_name?: unknown;
  description?: unknown;
  upload_date?: unknown;
}

/** Characters of captions kept: two hours of talk. */
const MAX_CAPTIONS = 150_000;

export const youtube: Door = {
  name: 'youtube',
  matches: (url) => videoOf(url) !== null,
  async open(url, context) {
    const { fetch, bases } = context;
    const video = videoOf(url)!;
    const watch = `https://www.youtube.com/watch?v=${video}`;
    const embed = await embedOf(
      `${bases.youtube}/oembed?format=json&url=${encodeURIComponent(watch)}`,
      context,
    );
    if ('failed' in embed) return embed;
    const page = answered(await fetch(`${bases.youtube}/watch?v=${video}`));
    if ('failed' in page) return written(url, 'YouTube', embed.said, [embed.answer]);
    const html = new TextDecoder().decode(page.body);
    const said = {
      ...embed.said,
      description: jsonString(html, 'shortDescription') ?? embed.said.description,
    };
    const captions = await captionsOf(html, context);
    const answers: [Fetched, ...Fetched[]] = [embed.answer, page, ...(captions ? [captions.answer] : [])];
    return written(url, 'YouTube', said, answers, captions?.text);
  },
};

export const vimeo: Door = {
  name: 'vimeo',
  matches: (url) =>
    /^(www\.|player\.)?vimeo\.com$/.test(url.hostname) && /^\/(video\/)?\d+/.test(url.pathname),
  async open(url, context) {
    const embed = await embedOf(
      `${context.bases.vimeo}/api/oembed.json?url=${encodeURIComponent(url.href)}`,
      context,
    );
    return 'failed' in embed ? embed : written(url, 'Vimeo', embed.said, [embed.answer]);
  },
};

function videoOf(url: URL): string | null {
  const host = url.hostname.replace(/^(www|m|music)\./, '');
  const short = /^\/(?:embed\/|shorts\/|live\/|v\/)([\w-]{11})(?:\/|$)/.exec(url.pathname)?.[1];
  const id =
    host === 'youtu.be'
      ? url.pathname.slice(1).replace(/\/$/, '')
      : /^youtube(-nocookie)?\.com$/.test(host)
        ? (short ?? (url.pathname === '/watch' ? url.searchParams.get('v') : null))
        : null;
  return id !== null && /^[\w-]{11}$/.test(id) ? id : null;
}

async function embedOf(
  address: string,
  { fetch }: DoorContext,
): Promise<{ said: Embed; answer: Fetched } | FetchFailure> {
  const answer = answered(await fetch(address));
  if ('failed' in answer) return answer;
  const said = jsonOf(answer) as Embed | null;
  return said && typeof said.title === 'string' && said.title !== ''
    ? { said, answer }
    : unexpected(answer, 'no title');
}

function written(
  url: URL,
  site: string,
  said: Embed,
  answers: [Fetched, ...Fetched[]],
  captions = '',
): Opened {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
  const [title, author, description] = [text(said.title), text(said.author_name), text(said.description)];
  const paragraphs = (words: string) =>
    words
      .split(/\n+/)
      .map((line) => markdownText(line.trim()))
      .filter((line) => line !== '');
  const lines = [
    `# ${markdownText(title)}`,
    `A video${author ? ` by ${markdownText(author)}` : ''} on ${site}.`,
    ...paragraphs(description),
  ];
  if (captions !== '') lines.push('## Transcript', ...paragraphs(captions));
  const date = /^\d{4}-\d{2}-\d{2}/.exec(text(said.upload_date))?.[0];
  return {
    page: writtenPage(url, `${lines.join('\n\n')}\n`, answers),
    about: { site, title, ...(author ? { byline: author } : {}), ...(date ? { published: date } : {}) },
    brief: true,
    related: [],
  };
}

/** A string of the page's player data, which is JSON inside a script. */
function jsonString(html: string, key: string): string | undefined {
  const quoted = new RegExp(`"${key}":("(?:[^"\\\\]|\\\\.){0,20000}")`).exec(html)?.[1];
  return quoted ? (JSON.parse(quoted) as string) : undefined;
}

/** Captions made by a person in English, else by a person, else whatever there is; none is common and no failure. */
async function captionsOf(
  html: string,
  { fetch, bases }: DoorContext,
): Promise<{ text: string; answer: Fetched } | null> {
  const tracks =
    /"captionTracks":(\[.{0,20000}?\])(?=,"(?:audioTracks|translationLanguages|defaultAudioTrackIndex)")/s.exec(
      html,
    )?.[1];
  if (!tracks) return null;
  const all = parsedTracks(tracks).sort((one, other) => rankOf(one) - rankOf(other));
  const address = all[0]?.baseUrl;
  if (!address || !URL.canParse(address, bases.youtube)) return null;
  const { pathname, searchParams } = new URL(address, bases.youtube);
  searchParams.set('fmt', 'json3');
  const answer = answered(await fetch(`${bases.youtube}${pathname}?${searchParams}`));
  if ('failed' in answer) return null;
  const { events } = (jsonOf(answer) ?? {}) as { events?: { segs?: { utf8?: string }[] }[] };
  if (!Array.isArray(events)) return null;
  const words = events.map(({ segs }) => (segs ?? []).map(({ utf8 }) => utf8 ?? '').join('')).join(' ');
  const text = words.replace(/\s+/g, ' ').trim().slice(0, MAX_CAPTIONS);
  return text === '' ? null : { text: inParagraphs(text), answer };
}

interface Track {
  baseUrl?: string;
  languageCode?: string;
  kind?: string;
}

function parsedTracks(json: string): Track[] {
  try {
    return JSON.parse(json) as Track[];
  } catch {
    return []; // the page's data changed its form: a video without captions
  }
}

function rankOf({ kind, languageCode = '' }: Track): number {
  return (kind === 'asr' ? 2 : 0) + (languageCode.startsWith('en') ? 0 : 1);
}

/** Speech has no paragraphs: one after some 80 words, at the end of a sentence where there is one. */
function inParagraphs(text: string): string {
  return text.replace(/((?:\S+\s+){79}(?:\S+\s+){0,60}?\S*[.?!…]?)(?=\s)\s+/g, '$1\n');
}
