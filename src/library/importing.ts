/** Adds reading lists to the catalog (I/O: disk). */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Catalog } from '../../crawler/catalog.js';
import type { Config } from '../settings.js';

export interface Imported {
  list: string;
  added: number;
  known: number;
  links: number;
}

export interface ImportDeps {
  catalog: Catalog;
  config: Config;
  clock: () => Date;
}

export async function importFrom(sources: readonly string[], { catalog }: ImportDeps): Promise<Imported[]> {
  const { parseList } = await import('../../crawler/list.js');
  const lists = await Promise.all(
    sources.map(async (source) => ({
      source,
      list: parseList(await readFile(source, 'utf8'), basename(source).replace(/\.\w+$/, '')),
    })),
  );
  return lists.map(({ source, list }) => catalog.addList(list, source));
}
