// An answer that a model writes, in a real browser: it comes into the page while it is written, and what fails is said.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, modelServer } from '../answer/model-server.js';
import { type Browsing, browserPath, browsing } from './browsing.js';

describe.skipIf(browserPath === undefined)('a written answer on the page', () => {
  let model: ModelServer;
  let site: Browsing | null = null;
  beforeAll(async () => {
    model = await modelServer();
  });
  afterAll(async () => {
    await site?.close();
    await model.close();
  });

  async function asking(llmModel: string) {
    await site?.close();
    site = await browsing({ llmUrl: model.url, llmModel, llmTimeout: 10 });
    const opened = await site.open('/');
    await opened.page.check('input[name=mode]');
    await opened.page.fill('#question', 'how do companies dedupe Kafka');
    await opened.page.press('#question', 'Enter');
    return opened;
  }

  it('comes sentence by sentence, sources first, and gives way to the whole', async () => {
    const { page, complaints } = await asking('held');
    await page.waitForSelector('.coming .cite');
    expect(await page.locator('.source').count(), 'the sources are there').toBeGreaterThan(0);
    expect(await page.locator('.answer').count(), 'the whole is not').toBe(0);
    model.release();
    await page.waitForSelector('.answer');
    expect(await page.textContent('#answer-title')).toBe('Answer, written by the model and checked');
    expect(await page.locator('.coming').isVisible()).toBe(false);
    const cite = page.locator('.answer .cite').first();
    await cite.hover();
    expect(await page.textContent('.peek')).not.toBe('');
    expect(new URL(page.url()).searchParams.get('mode')).toBe('llm');
    expect(complaints).toEqual([]);
  });

  it.each([
    ['http-500', 'The language model refused (HTTP 500)'],
    ['cut', 'The language model broke off in the middle'],
    ['inventor', 'Nothing the language model wrote was borne out by the sources'],
  ])('%s ends in the words of the sources, with a notice', async (name, notice) => {
    const { page, complaints } = await asking(name);
    await page.waitForSelector('.answer');
    expect(await page.textContent('.notice')).toContain(notice);
    expect(await page.textContent('#answer-title')).toBe('Answer');
    expect(await page.textContent('#page')).not.toContain('Penguins');
    expect(complaints).toEqual([]);
  });
});
