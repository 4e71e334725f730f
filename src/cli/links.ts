/** `wellread links`: one line a link with what became of it and why. */
import type { LinkStatus } from '../../crawler/link.js';
import { BadUsage, type Call, type VerbDeclaration } from './command.js';
import { withLibrary } from './open.js';
import { plain, type Terminal } from './terminal.js';

const STATUSES: readonly LinkStatus[] = [
  'new',
  'fetched',
  'unchanged',
  'recovered',
  'duplicate',
  'refused',
  'failed',
];

export const linksVerb: VerbDeclaration = {
  name: 'links',
  summary: 'list every link with its status and the reason for it',
  flags: [
    ['--status <status>', `only ${STATUSES.join(', ')}`],
    ['--list <name>', 'only links of this list'],
    ['--host <name>', 'only links of this host and below it'],
    ['--reason <code>', 'only links with this reason, such as http-404'],
  ],
  example: 'wellread links --status failed',
  run: links,
};

async function links(call: Call): Promise<number> {
  const { flags, json, terminal } = call;
  const filter = {
    status: statusOf(flags.status),
    list: flags.list as string | undefined,
    host: flags.host as string | undefined,
    reason: flags.reason as string | undefined,
  };
  const { lineOf } = await import('../library/links.js');
  const found = await withLibrary(call, async (library) => library.links(filter));
  for (const link of found) {
    if (json) terminal.print(JSON.stringify(lineOf(link)));
    else terminal.print(lineFor(link, terminal));
  }
  if (found.length === 0 && !json) terminal.say('no such links');
  return 0;
}

function lineFor(link: import('../../crawler/link.js').Link, { color }: Terminal): string {
  const paint =
    { failed: color.red, refused: color.yellow, new: color.dim }[link.status as string] ?? color.green;
  const reason = link.reason ? ` ${link.reason}` : '';
  const archived = link.archivedAt ? ` archived ${link.archivedAt.slice(0, 7)}` : '';
  const title = plain(link.title);
  return `${paint(link.status.padEnd(9))}${color.dim(reason + archived)} ${plain(link.url)}${title ? `  ${color.dim(title)}` : ''}`;
}

function statusOf(raw: unknown): LinkStatus | undefined {
  if (raw === undefined) return undefined;
  const known = STATUSES.find((status) => status === raw);
  if (known === undefined) throw new BadUsage(`--status: "${raw}" is not one of ${STATUSES.join(', ')}`);
  return known;
}
