// Feeds: the entry that was meant, or all of them.
import { describe, expect, it } from 'vitest';
import { feed, isFeed } from '../../../crawler/extract/feed.js';
import { textOf } from '../../../crawler/extract/markdown.js';

const fetchedAt = new Date('2026-06-01');
const rss = `<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Slow Systems</title><link>https://slow.example/</link><language>en-us</language><description>Notes on slowness</description>
<item><title>On &amp;quot;fast&amp;quot; paths</title><link>https://slow.example/2014/fast/</link><dc:creator>Ann Lee</dc:creator>
<pubDate>Mon, 17 Mar 2014 10:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>A fast path is a <b>bet</b>.</p><pre>if (likely(x))</pre><ul><li>one</li><li>two</li></ul>]]></content:encoded></item>
<item><title>Second</title><link>https://slow.example/2014/second</link><pubDate>Tue, 18 Mar 2014 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Escaped &lt;em&gt;markup&lt;/em&gt; here.&lt;/p&gt;</description></item></channel></rss>`;
const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Langsame Systeme</title><author><name>Eva Beispiel</name></author>
<entry><title>Warteschlangen</title><link rel="self" href="https://a.example/feed"/><link rel="alternate" href="https://a.example/warten"/><updated>2016-05-04T00:00:00Z</updated><published>2016-05-03T00:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eine Warteschlange ist ein Versprechen.</p></div></content></entry>
<entry><title>Zahlen</title><id>https://a.example/zahlen</id><updated>2016-06-01T00:00:00Z</updated><summary type="text">3 &lt; 4 &amp; mehr</summary></entry></feed>`;

describe('isFeed', () => {
  it.each([rss, atom, '<rdf:RDF xmlns="http://purl.org/rss/1.0/">'])('knows a feed', (xml) => {
    expect(isFeed(xml)).toBe(true);
  });
  it.each(['<html><body><feed></body></html>', '<?xml version="1.0"?><svg/>', 'text about <rss> feeds'])(
    'knows %j is none',
    (text) => {
      expect(isFeed(text)).toBe(false);
    },
  );
});

describe('feed', () => {
  it('gives the entry that the address means, from its fullest text', () => {
    const entry = feed(rss, { url: 'http://www.slow.example/2014/fast?utm_source=x', fetchedAt });
    expect(entry).toMatchObject({
      title: 'On "fast" paths',
      byline: 'Ann Lee',
      published: '2014-03-17',
      lang: 'en',
      site: 'Slow Systems',
      verdict: { ok: true },
      removed: [{ rule: 'feed:other-entries', what: '1 entries', chars: 0 }],
    });
    expect(textOf(entry.markdown)).toBe('A fast path is a bet.\n\nif (likely(x))\n\none\ntwo');
  });

  it('gives all entries under their titles where none is meant', () => {
    const all = feed(rss, { url: 'https://slow.example/feed.xml', fetchedAt });
    expect(all).toMatchObject({ title: 'Slow Systems', published: '2014-03-17', modified: '2014-03-18' });
    expect(textOf(all.markdown)).toContain('Second\n\nEscaped markup here.');
  });

  it('reads Atom: authors of the feed, XHTML content, plain summaries', () => {
    const entry = feed(atom, { url: 'https://a.example/warten', fetchedAt });
    expect(entry).toMatchObject({
      title: 'Warteschlangen',
      published: '2016-05-03',
      modified: '2016-05-04',
      lang: 'de',
    });
    expect(textOf(entry.markdown)).toBe('Eine Warteschlange ist ein Versprechen.');
    const all = feed(atom, { url: 'https://a.example/feed', fetchedAt });
    expect(all.byline).toBe('Eva Beispiel');
    expect(textOf(all.markdown)).toContain('3 < 4 & mehr');
  });

  it('is empty where it holds nothing, and survives broken markup', () => {
    expect(
      feed('<rss><channel><title>x</title></channel></rss>', { url: 'https://x.example/f' }).verdict,
    ).toEqual({
      ok: false,
      reason: 'empty',
      evidence: 'a feed with 0 entries',
    });
    expect(feed('<feed><entry><title>a<summary>b', { url: 'https://x.example/f' }).title).toBe('');
  });
});
