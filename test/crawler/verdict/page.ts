// Builds pages as sites send them, for the judge's tests.

/** A page and what came with it. */
export interface Case {
  name: string;
  url?: string;
  finalUrl?: string;
  status?: number;
  headers?: [string, string][];
  listTitle?: string;
  html: string;
}

const SENTENCES = [
  'We moved the counters out of the database on a Tuesday, because nobody deploys on a Tuesday and the graphs were calm.',
  'The first version kept them in memory and wrote them down every minute, which was fine until the machine was restarted.',
  'What followed was a week of arithmetic with missing terms, and a decision to treat every counter as a sum of events.',
  'An event can be counted twice, so each carries an identifier, and the set of identifiers is kept for as long as duplicates may arrive.',
  'That set is the largest thing we store now, and it is the only part of the system that we would design again.',
  'None of this was visible to users, who saw a number that was right, and had seen a number that was right before.',
  'The lesson, if there is one, is that a number is a promise about the past and must be kept with the same care as any other promise.',
];

/** `count` paragraphs of running text, about sixty words each, none alike. */
export function prose(count: number, about = ''): string {
  return Array.from({ length: count }, (_, n) => {
    const sentences = [0, 1, 2].map((k) => SENTENCES[(n + k * 3) % SENTENCES.length]);
    return `<p>${about ? `${about} ` : ''}${sentences.join(' ')}</p>`;
  }).join('\n');
}

/** The frame of a blog: navigation, side bar and footer round `main`. */
export function blog(
  title: string,
  main: string,
  options: { head?: string; bodyClass?: string; after?: string } = {},
): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${options.head ?? ''}
<link rel="stylesheet" href="/style.css"><script src="/app.js"></script></head><body class="${options.bodyClass ?? 'single'}">
<header><a href="/">Slow Systems</a><nav><a href="/about">About</a> <a href="/archive">Archive</a> <a href="/login">Log in</a></nav></header>
<main>${main}</main><aside><h3>Recent posts</h3><ul><li><a href="/a">A tale of two queues</a></li><li><a href="/b">The price of a lock</a></li></ul></aside>
${options.after ?? ''}<footer>We use cookies. <a href="/privacy">Privacy</a> © 2019 Slow Systems</footer></body></html>`;
}

/** A bare page. */
export function bare(title: string, body: string, head = ''): string {
  return `<!DOCTYPE html><html><head><title>${title}</title>${head}</head><body>${body}</body></html>`;
}
