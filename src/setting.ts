/** What a setting is, and the kinds of values one can have: each kind parses what a person typed and says what it expects. */

/** The verbs of the command line that a setting can belong to. */
export type Verb =
  | 'serve'
  | 'import'
  | 'crawl'
  | 'index'
  | 'ask'
  | 'search'
  | 'extract'
  | 'links'
  | 'status'
  | 'eval'
  | 'mcp';

/** One setting. `parse` turns the words a person typed into the value, or throws a `RangeError` saying what was expected. */
export interface Setting<T> {
  /** `--port <number>`, or null for what must not stand on a command line (secrets show up in `ps`). */
  readonly flag: string | null;
  /** The environment variable's name. */
  readonly env: string;
  readonly default: T;
  /** What may be given, in words: `0-65535`, `a URL`, `yes or no`. */
  readonly range: string;
  /** One line, no full stop: what it is for. */
  readonly doc: string;
  readonly verbs: readonly Verb[];
  readonly secret: boolean;
  readonly parse: (raw: string) => T;
}

/** What is written down about a setting; its environment name follows from the flag: `--log-level` is `WELLREAD_LOG_LEVEL`. */
type Declared<T> = Pick<Setting<T>, 'default' | 'doc' | 'verbs'> & { readonly flag: string };

function setting<T>(declared: Declared<T>, range: string, parse: (raw: string) => T): Setting<T> {
  return { ...declared, env: variableOf(declared.flag), range, parse, secret: false };
}

function variableOf(flag: string): string {
  const word = flag.replace(/^--/, '').replace(/ .*$/, '');
  return `WELLREAD_${word.replaceAll('-', '_').toUpperCase()}`;
}

function expected(what: string): never {
  throw new RangeError(what);
}

export function text(declared: Declared<string>, range = 'text'): Setting<string> {
  const mayBeEmpty = declared.default === '';
  return setting(declared, range, (raw) => (raw.trim() !== '' || mayBeEmpty ? raw : expected(range)));
}

/** A value that is known by its environment variable alone: on a command line, every user of the machine could read it. */
export function secret(declared: Omit<Declared<string>, 'flag'> & { readonly env: string }): Setting<string> {
  const minimum = 8; // characters; shorter ones are guessed within the rate limit's patience
  const range = `${minimum} characters or more`;
  const parse = (raw: string) => (raw.length >= minimum ? raw : expected(range));
  return { ...declared, flag: null, range, parse, secret: true };
}

export function integer(declared: Declared<number>, min: number, max: number, unit = ''): Setting<number> {
  const range = `${min}-${max}${unit && ` ${unit}`}`;
  return setting(declared, range, (raw) => {
    const value = /^\d+$/.test(raw.trim()) ? Number(raw) : Number.NaN;
    return value >= min && value <= max ? value : expected(`a whole number, ${range}`);
  });
}

const YES = /^(1|true|yes|on)$/i;
const NO = /^(0|false|no|off)$/i;

export function toggle(declared: Omit<Declared<boolean>, 'default'>): Setting<boolean> {
  return setting({ ...declared, default: false }, 'yes or no', (raw) =>
    YES.test(raw) ? true : NO.test(raw) ? false : expected('yes or no'),
  );
}

export function choice<const C extends string>(declared: Declared<C>, choices: readonly C[]): Setting<C> {
  const range = choices.join(', ');
  return setting(declared, range, (raw) => choices.find((one) => one === raw) ?? expected(`one of ${range}`));
}

export function webAddress(declared: Declared<string>): Setting<string> {
  return setting(declared, 'an http(s) URL', (raw) => {
    if (!URL.canParse(raw) || !/^https?:$/.test(new URL(raw).protocol)) expected('an http(s) URL');
    return raw.replace(/\/+$/, '');
  });
}

export function names(declared: Declared<readonly string[]>, range: string): Setting<readonly string[]> {
  return setting(declared, range, (raw) =>
    raw
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
}

/** `name=url` pairs, comma-separated, for some of the names. */
export function addresses(
  declared: Declared<Readonly<Record<string, string>>>,
  names: readonly string[],
): Setting<Readonly<Record<string, string>>> {
  return setting(declared, `name=url pairs; names: ${names.join(', ')}`, (raw) => {
    const pairs = raw.split(',').filter((pair) => pair.trim() !== '');
    return Object.fromEntries(
      pairs.map((pair) => {
        const [, name = '', url = ''] = /^\s*(\w+)=(\S+)\s*$/.exec(pair) ?? [];
        if (!names.includes(name) || !/^https?:\/\//.test(url))
          expected(`a list such as ${names[0]}=http://127.0.0.1:8000`);
        return [name, url.replace(/\/+$/, '')];
      }),
    );
  });
}

/** The default as a person would type it: `8787`, `no`, `none`. */
export function defaultInWords({ default: value }: Setting<unknown>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(',') || 'none';
  if (typeof value === 'object' && value !== null) {
    return (
      Object.entries(value)
        .map(([name, one]) => `${name}=${one}`)
        .join(',') || 'none'
    );
  }
  return String(value) || 'none';
}
