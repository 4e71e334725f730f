// A walk through the pages in a real Chromium: ask, cite, read, filter, map, coverage; by keys, narrow, dark, without scripts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browsing, browserPath, browsing, HOSTILE_URL } from './browsing.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const QUESTION = '/?q=how+do+companies+dedupe+Kafka';
const PAGES = ['/', QUESTION, '/coverage', '/map', '/map?by=section', '/docs', '/nowhere'];

/** Violations that axe calls serious or critical, as `rule: selector`. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Result = { id: string; impact: string; nodes: { target: string[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Result[] }> } };
    const found = (await axe.run()).violations.filter(({ impact }) => /serious|critical/.test(impact));
    return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

async function mapDrawn(page: Page): Promise<void> {
  for (let tries = 0; tries < 60 && (await page.locator('.canvas').count()) === 0; tries++) {
    await page.waitForTimeout(250);
    await page.reload();
  }
}

describe.skipIf(browserPath === undefined)('the pages in a browser', () => {
  let site: Browsing;
  beforeAll(async () => {
    site = await browsing();
  });
  afterAll(() => site?.close());

  it('answer without a reload, and the address can be shared', async () => {
    const { page, complaints } = await site.open('/');
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.fill('#question', 'how do companies dedupe Kafka');
    await page.press('#question', 'Enter');
    await page.waitForSelector('.source');
    expect(await page.textContent('.answer')).toContain('Parcel Works');
    expect(new URL(page.url()).searchParams.get('q')).toBe('how do companies dedupe Kafka');
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    await page.goBack();
    await page.waitForSelector('.starters');
    expect(complaints).toEqual([]);
  });

  it('show the passage of a citation, and lead to it in the reader, marked', async () => {
    const { page, complaints } = await site.open(QUESTION);
    const cite = page.locator('.answer .cite').first();
    await cite.hover();
    expect(await page.textContent('.peek')).toContain('Counting every parcel once');
    const source = await cite.getAttribute('href');
    await cite.click();
    await page.locator(`${source} .reader-link`).click();
    await page.waitForSelector('mark#passage');
    expect(await page.textContent('.reader mark')).toContain('scanners send every event twice');
    expect(await page.textContent('.back')).toContain('how do companies dedupe Kafka');
    expect(complaints).toEqual([]);
  });

  it('narrow down by a facet, in place', async () => {
    const { page } = await site.open('/?q=index+dependency+queue+kafka');
    const facet = page.locator('.facets a', { hasText: 'shelf' }).first();
    await facet.click();
    await page.waitForFunction(() => location.search.includes('list%3Ashelf'));
    await page.waitForFunction(() => !document.querySelector('#page')?.hasAttribute('aria-busy'));
    const lists = await page.locator('.source .meta').allTextContents();
    expect(lists.length).toBeGreaterThan(0);
    for (const text of lists) expect(text).toContain('shelf');
  });

  it('are walked by keys alone', async () => {
    const { page } = await site.open('/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('backpressure');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.source');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.source.current .rank').textContent()).toBe('1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.closest('.source')?.id)).toBe('source-1');
    await page.keyboard.press('?');
    expect(await page.locator('#help').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.waitForSelector('.reader');
  });

  it('remember questions in the browser alone, and forget them when told', async () => {
    const { page } = await site.open('/?q=backpressure');
    await page.goto(`${site.url}/`);
    await page.locator('#history .chip', { hasText: 'backpressure' }).waitFor();
    await page.locator('#history button').click();
    await page.reload();
    expect(await page.locator('#history').isVisible()).toBe(false);
  });

  it('keep the chosen theme', async () => {
    const { page } = await site.open('/');
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.click('#theme');
    await page.click('#theme');
    expect(await paper()).not.toBe(light);
    await page.reload();
    expect(await paper()).not.toBe(light);
  });

  it('show coverage with reasons, filtered by a choice', async () => {
    const { page, complaints } = await site.open('/coverage');
    expect(await page.textContent('.reasons')).toContain('http-404');
    await page.selectOption('select[name="status"]', 'failed');
    await page.waitForFunction(() => location.search.includes('status=failed'));
    expect(await page.locator('table.links tbody tr').allTextContents()).toHaveLength(1);
    expect(await page.textContent('table.links')).toContain('404 Not Found');
    expect(complaints).toEqual([]);
  });

  it('draw the map, zoom it and light a group', async () => {
    const { page } = await site.open('/map');
    await mapDrawn(page);
    expect(await page.locator('.canvas circle').count()).toBeGreaterThan(4);
    const view = () => page.getAttribute('.canvas svg', 'viewBox');
    const whole = await view();
    await page.click('[data-zoom="1.6"]');
    expect(await view()).not.toBe(whole);
    await page.click('[data-zoom="all"]');
    expect(await view()).toBe(whole);
    await page.locator('.map aside li a').first().click();
    expect(await page.locator('.canvas .dim').count()).toBeGreaterThan(0);
  });

  it.each(PAGES)('%s fits a narrow screen', async (path) => {
    const { page } = await site.open(path, { viewport: { width: 360, height: 740 } });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
  });

  it.each(
    PAGES.flatMap((path) => [
      [path, 'light' as const],
      [path, 'dark' as const],
    ]),
  )('%s has no serious barrier (%s)', async (path, colorScheme) => {
    const { page } = await site.open(path, { colorScheme, bypassCSP: true });
    if (path.startsWith('/map')) await mapDrawn(page);
    expect(await violations(page)).toEqual([]);
  });

  it('answer, read and show coverage without scripts', async () => {
    const { page } = await site.open('/', { javaScriptEnabled: false });
    await page.fill('#question', 'what is backpressure');
    await page.click('button[type="submit"]');
    expect(await page.textContent('.answer')).toContain('slow consumer tells a fast producer to wait');
    await Promise.all([page.waitForURL(/\/read\?/), page.locator('.reader-link').first().click()]);
    expect(await page.locator('mark#passage').count()).toBe(1);
    await page.goto(`${site.url}/coverage`);
    expect(await page.locator('.lists h3').count()).toBe(2);
    expect(await page.locator('button[data-crawl]:visible').count()).toBe(0);
  });

  it('run nothing that a list, an article, a question or an address holds', async () => {
    const script = '"><script>window.pwned=1</script><img src=x onerror=window.pwned=1>';
    const encoded = encodeURIComponent(script);
    const paths = [
      '/?q=dependency+injection',
      `/?q=${encoded}`,
      `/?q=list:${encoded}`,
      '/coverage',
      `/coverage?list=${encoded}&reason=${encoded}`,
      `/read?url=${encodeURIComponent(encodeURI(HOSTILE_URL))}&q=${encoded}`,
      `/read?url=${encoded}`,
      `/map?by=section&only=${encoded}`,
    ];
    for (const path of paths) {
      const { page, complaints } = await site.open(path);
      expect(await page.evaluate(() => 'pwned' in window), path).toBe(false);
      expect(
        complaints.filter((text) => !/404/.test(text)),
        path,
      ).toEqual([]);
      expect(await page.locator('a[href^="javascript:"]').count(), path).toBe(0);
      await page.context().close();
    }
  });

  it('say what is wrong with a question that cannot be read', async () => {
    const { page } = await site.open('/?q=kafka+year:banana');
    expect(await page.locator('[role="alert"] mark').textContent()).toContain('banana');
  });

  it('say that the lists do not cover a question', async () => {
    const { page } = await site.open('/?q=how+long+to+boil+an+ostrich+egg');
    expect(await page.textContent('#page')).toContain('do not seem to cover this');
  });
});
