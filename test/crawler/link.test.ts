// What kind of thing a link points at, by its address alone.
import { expect, it } from 'vitest';
import { kindOf } from '../../crawler/link.js';

it.each([
  ['https://blog.example.org/2019/01/queues.html', 'article'],
  ['blog.example.org/queues', 'article'],
  ['https://www.youtube.com/watch?v=x', 'video'],
  ['https://youtu.be/x', 'video'],
  ['https://vimeo.com/12', 'video'],
  ['https://www.youtube.com/', 'other'],
  ['https://news.ycombinator.com/item?id=1', 'discussion'],
  ['https://www.reddit.com/r/programming/comments/1/x/', 'discussion'],
  ['https://stackoverflow.com/questions/1/x', 'discussion'],
  ['https://github.com/some/thing/issues/4', 'discussion'],
  ['https://github.com/some/thing', 'repository'],
  ['https://github.com/some/thing/tree/main/docs', 'repository'],
  ['https://github.com/some', 'repository'],
  ['https://github.com/some/thing/blob/main/paper.pdf', 'paper'],
  ['https://github.com/some/thing/blob/main/README.md', 'article'],
  ['https://github.com/features/actions', 'article'],
  ['https://arxiv.org/abs/1704.00411', 'paper'],
  ['https://example.org/whitepaper.PDF', 'paper'],
  ['https://example.org/slides/talk.pdf', 'slides'],
  ['https://www.slideshare.net/a/b', 'slides'],
  ['https://speakerdeck.com/a/b', 'slides'],
  ['https://www.amazon.com/dp/1', 'book'],
  ['https://www.amazon.co.uk/dp/1', 'book'],
  ['https://notamazon.org/dp/1', 'article'],
  ['mailto:someone', 'other'],
])('%s is a %s', (url, kind) => {
  expect(kindOf(url)).toBe(kind);
});
