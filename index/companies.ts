/**
 * Which company an article speaks of, from its address and title, and which companies a sentence names (I/O: disk).
 *
 * `companies.tsv` has one company a line: canonical name, hosts or host/path prefixes, other names. A title that
 * says "at Netflix" beats the host (a talk printed by a magazine, a customer story on a vendor's blog); the host
 * beats a name that is merely mentioned. Names that are ordinary words as well ("Target", "Box", "LINE") count only
 * in their own spelling and after a word such as "at" or before "'s". A company that is not in the file is guessed
 * where the form leaves little doubt: a title that ends in "at Name", a host such as `engineering.name.com`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Company {
  name: string;
  names: string[];
}

/** Company names that English uses otherwise; "Slack", "Discord" and "Yelp" are left out: prose hardly ever has them capitalised. */
const ORDINARY = new Set(
  'Target Box LINE King Square Medium Segment Apple Notion Wise Elastic Meta Parse Jet Riot Asana Canva Snap Indeed Grab Oracle Booking Pivotal Telegraph Guardian Amazon'.split(
    ' ',
  ),
);
/** A title that merely has one of these speaks of a product: "Microsoft SQL versus MySQL". */
const VENDORS = new Set('Microsoft Oracle Amazon Google IBM Apple Elastic MongoDB Databricks'.split(' '));
/** What stands in front of the company whose story it is. */
const BEFORE = /(?:\b(?:at|by|from|of|inside|how|why|for|with|meet|в|у|от)|@)\s+$/iu;
/** What follows it: "Netflix's", "Uber: ...". */
const AFTER =
  /^(?:['’]s?\b|:|\s+(?:uses?|used|engineering|tech|scaled|scales|built|builds|handles?|runs?|moved|migrated|engineers?)\b)/iu;

/** No name has more words. */
const LONGEST_NAME = 4;

export class Companies {
  readonly #byHost: [prefix: string, name: string][] = [];
  readonly #pattern: RegExp;
  readonly #byName = new Map<string, string>();
  /** Names in lower case -> as they are written. */
  readonly #byLowerCase = new Map<string, string>();

  constructor(companies: readonly (Company & { hosts: string[] })[]) {
    for (const { name, names, hosts } of companies) {
      for (const host of hosts) this.#byHost.push([host, name]);
      for (const each of [name, ...names]) {
        this.#byName.set(each, name);
        this.#byLowerCase.set(each.toLowerCase(), each);
      }
    }
    this.#byHost.sort((a, b) => b[0].length - a[0].length);
    const spellings = [...this.#byName.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
    this.#pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${spellings.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  }

  /** The company whose article this is, or null. `url` with or without scheme. */
  ofArticle(url: string, title: string): string | null {
    const mentions = this.#mentions(title);
    const told = mentions.filter((mention) => mention.told);
    const known = told.at(-1)?.name ?? this.ofUrl(url);
    const mentioned = mentions.length === 1 && !VENDORS.has(mentions[0]!.name) ? mentions[0]!.name : null;
    return known ?? guessFromTitle(title) ?? guessFromUrl(url) ?? mentioned;
  }

  /** The company that publishes at an address, or null: the longest known prefix of host and path. */
  ofUrl(url: string): string | null {
    const place = url
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '');
    for (const [prefix, name] of this.#byHost) {
      if (place === prefix || place.startsWith(`${prefix}/`) || hostEndsWith(place, prefix)) return name;
    }
    return null;
  }

  /** Companies that a sentence names, in order, each once. */
  inText(text: string): string[] {
    return [...new Set(this.#mentions(text).map((mention) => mention.name))];
  }

  /**
   * Companies that a question names, each once. People do not capitalise what they type, so any letter case will do, except for
   * names that are ordinary words as well: those need their own spelling inside the question ("why Box left", not "box or boxes").
   */
  inQuestion(text: string): string[] {
    const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}.&-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu)].map(
      ([word]) => word,
    );
    const found = new Set<string>();
    for (let from = 0; from < words.length; from++) {
      for (let length = Math.min(LONGEST_NAME, words.length - from); length > 0; length--) {
        const asked = words.slice(from, from + length).join(' ');
        const spelling = this.#byLowerCase.get(asked.toLowerCase());
        if (spelling === undefined || (ORDINARY.has(spelling) && (from === 0 || asked !== spelling)))
          continue;
        found.add(this.#byName.get(spelling)!);
        from += length - 1;
        break;
      }
    }
    return [...found];
  }

  #mentions(text: string): { name: string; told: boolean }[] {
    const found: { name: string; told: boolean }[] = [];
    for (const match of text.matchAll(this.#pattern)) {
      const told =
        BEFORE.test(text.slice(0, match.index)) || AFTER.test(text.slice(match.index + match[0].length));
      if (ORDINARY.has(match[0]) && !told) continue;
      found.push({ name: this.#byName.get(match[0])!, told });
    }
    return found;
  }
}

/** The companies that come with the package, read once. */
export function loadCompanies(): Companies {
  if (!loaded) {
    const path = createRequire(import.meta.url).resolve('#package/index/companies.tsv');
    loaded = new Companies(parseCompanies(readFileSync(path, 'utf8')));
  }
  return loaded;
}

let loaded: Companies | undefined;

/** Reads one company a line: name, hosts, other names; tabs between, `;` within. */
export function parseCompanies(tsv: string): (Company & { hosts: string[] })[] {
  const companies: (Company & { hosts: string[] })[] = [];
  for (const line of tsv.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [name = '', hosts = '', names = ''] = line.split('\t');
    companies.push({ name: name.trim(), hosts: parts(hosts), names: parts(names) });
  }
  return companies;
}

/** "Event sourcing at Quayside Bank" speaks of Quayside Bank; "Caching at Scale" of nobody. */
function guessFromTitle(title: string): string | null {
  const name = /\sat\s+(\p{Lu}[\p{L}\p{N}.&'’-]*(?:\s\p{Lu}[\p{L}\p{N}.&'’-]*){0,2})\s*(?:\([^)]*\))?$/u.exec(
    title.trim(),
  )?.[1];
  return name &&
    !/^(?:Scale|Large|Runtime|Work|Home|Night|Rest|High|Massive|Web|Internet|Edge|Planet|Petabyte|Velocity|The)\b/.test(
      name,
    )
    ? name
    : null;
}

/** `engineering.name.com`, `name.engineering`, `medium.com/name-engineering`. */
function guessFromUrl(url: string): string | null {
  const place = url
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '');
  const label =
    /^(?:engineering|eng|tech|techblog|engblog|developers|devblog)\.([a-z0-9-]+)\.[a-z]{2,}(?:\.[a-z]{2})?(?:\/|$)/.exec(
      place,
    )?.[1] ??
    /^([a-z0-9-]+)\.engineering(?:\/|$)/.exec(place)?.[1] ??
    /^medium\.com\/@?([a-z0-9]+)[-_](?:engineering|tech|techblog|eng)(?:\/|$)/.exec(place)?.[1];
  if (!label) return null;
  return label
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** `research.google.com` belongs to `google.com`, `notuber.com` does not belong to `uber.com`. */
function hostEndsWith(place: string, prefix: string): boolean {
  return !prefix.includes('/') && place.split('/', 1)[0]!.endsWith(`.${prefix}`);
}

function parts(cell: string): string[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
