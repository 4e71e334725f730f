/** A link as everyone outside sees it: one line of `wellread links --json` and of `GET /api/links`. */
import type { Link, LinkKind, LinkStatus } from '../../crawler/link.js';

export interface LinkLine {
  url: string;
  canonical: string;
  title: string;
  lists: { list: string; section: string[]; note: string }[];
  kind: LinkKind;
  status: LinkStatus;
  reason: string | null;
  evidence: string | null;
  httpStatus: number | null;
  finalUrl: string | null;
  archivedUrl: string | null;
  archivedAt: string | null;
  words: number;
  lang: string | null;
  published: string | null;
  fetchedAt: string | null;
}

export function lineOf(link: Link): LinkLine {
  const { url, canonical, title, kind, status, reason, evidence, httpStatus, finalUrl } = link;
  const { archivedUrl, archivedAt, words, lang, published, fetchedAt, places } = link;
  const lists = places.map(({ list, section, note }) => ({ list, section, note }));
  return {
    ...{ url, canonical, title, lists, kind, status, reason, evidence, httpStatus, finalUrl },
    ...{ archivedUrl, archivedAt, words, lang, published, fetchedAt },
  };
}
