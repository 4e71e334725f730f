/**
 * Reads robots.txt and says whether a path may be fetched. Pure.
 *
 * RFC 9309, the Robots Exclusion Protocol. Groups that name us are merged, else the `*` groups; the longest matching rule wins
 * and `Allow` wins a tie; `*` and a final `$` are the only wildcards; percent escapes are compared in one spelling;
 * `/robots.txt` itself is always allowed; only the first 500 KiB are read. Beyond the RFC we read `Crawl-delay`, which the
 * group's other agents share and which does not end the group's list of agents.
 *
 * Cost: linear in the file to parse; to match, for each rule of the chosen group one pass over the path.
 *
 *   User-agent: *            /docs/a.html   -> allowed: `/docs/` (6 octets) beats `/` (1)
 *   Disallow: /              /docs/a.pdf    -> refused: `/*.pdf$` (7) beats `/docs/` (6)
 *   Allow: /docs/
 *   Disallow: /*.pdf$
 */

export interface Robots {
  /** The rule that decides about a URL's path and query; null where none speaks of it. */
  ruleFor(url: URL): Rule | null;
  allows(url: URL): boolean;
  /** Seconds between two requests the host asks for, or null. */
  crawlDelay: number | null;
}

export interface Rule {
  allow: boolean;
  /** As written in the file. */
  pattern: string;
}

interface CompiledRule extends Rule {
  parts: string[];
  anchored: boolean;
  octets: number;
}

interface Group {
  agents: string[];
  rules: CompiledRule[];
  crawlDelay: number | null;
}

/** RFC 9309, 2.5: at least this much must be read; more would only serve those who want to keep us busy. */
export const ROBOTS_BYTES = 500 * 1024;

/** What a host without robots.txt allows. */
export const ALLOW_ALL: Robots = { ruleFor: () => null, allows: () => true, crawlDelay: null };

/**
 * @param product our product token, compared without case: `wellread`
 */
export function parseRobots(body: Uint8Array | string, product: string): Robots {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body.subarray(0, ROBOTS_BYTES));
  const group = chooseGroup(groupsOf(text.slice(0, ROBOTS_BYTES)), product.toLowerCase());
  const ruleFor = (url: URL): Rule | null => {
    const path = normalize(url.pathname + url.search);
    if (path === '/robots.txt') return null;
    let best: CompiledRule | null = null;
    for (const rule of group.rules) {
      const better = !best || rule.octets > best.octets || (rule.octets === best.octets && rule.allow);
      if (better && matches(rule, path)) best = rule;
    }
    return best;
  };
  return { ruleFor, allows: (url) => ruleFor(url)?.allow ?? true, crawlDelay: group.crawlDelay };
}

function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group | null = null;
  let naming = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const match = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line);
    if (!match) continue;
    const key = (match[1] as string).toLowerCase();
    const value = (match[2] as string).trim();
    if (key === 'user-agent' || key === 'useragent') {
      if (!naming || !group) {
        group = { agents: [], rules: [], crawlDelay: null };
        groups.push(group);
      }
      naming = true;
      group.agents.push(agentOf(value));
    } else if (group && (key === 'allow' || key === 'disallow')) {
      naming = false;
      if (value !== '') group.rules.push(compile(key === 'allow', value));
    } else if (group && key === 'crawl-delay') {
      const seconds = Number(value.replace(',', '.'));
      if (value !== '' && Number.isFinite(seconds) && seconds >= 0) group.crawlDelay ??= seconds;
    }
  }
  return groups;
}

/** The product token at the start of a `User-agent` value: `FooBot` of `FooBot/2.1 (+http://...)`; `*` for everybody. */
function agentOf(value: string): string {
  if (/^\*(?:\s|$)/.test(value)) return '*';
  return /^[a-z_-]*/i.exec(value)?.[0].toLowerCase() ?? '';
}

function chooseGroup(groups: Group[], product: string): Group {
  const ours = groups.filter((group) => group.agents.includes(product));
  const chosen = ours.length > 0 ? ours : groups.filter((group) => group.agents.includes('*'));
  return {
    agents: [product],
    rules: chosen.flatMap((group) => group.rules),
    crawlDelay: chosen.reduce<number | null>((delay, group) => delay ?? group.crawlDelay, null),
  };
}

function compile(allow: boolean, pattern: string): CompiledRule {
  const anchored = pattern.endsWith('$');
  const rooted = /^[/*]/.test(pattern) ? pattern : `/${pattern}`;
  const path = normalize(anchored ? rooted.slice(0, -1) : rooted);
  const parts = path.split(/\*+/).map((part) => part.replaceAll('%24', '$').replaceAll('%2A', '*'));
  return { allow, pattern, parts, anchored, octets: path.length + (anchored ? 1 : 0) };
}

/**
 * One spelling for paths and patterns: unreserved characters bare, all else that is not ASCII escaped in capitals; `$` and
 * `*` of a path keep standing for themselves.
 */
function normalize(path: string): string {
  return path
    .replace(/%([0-9a-f]{2})/gi, (written, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16));
      return /[A-Za-z0-9\-._~]/.test(char) ? char : written.toUpperCase();
    })
    .replace(/[^\x21-\x7e]+/gu, (run) =>
      [...Buffer.from(run)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    );
}

/** Leftmost matching of the pieces between stars finds a match whenever there is one; the last piece of a `$` rule sits at the end. */
function matches({ parts, anchored }: CompiledRule, path: string): boolean {
  const first = parts[0] ?? '';
  if (!path.startsWith(first)) return false;
  if (parts.length === 1) return !anchored || path.length === first.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts.at(-1) ?? '';
  if (anchored) return path.length - last.length >= at && path.endsWith(last);
  return path.indexOf(last, at) >= 0;
}
