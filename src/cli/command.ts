/** A verb of the command line: its words for people, the settings it takes, and what it does with them. */
import { Command, Option } from 'commander';
import { readConfig } from '../config.js';
import { defaultInWords, type Verb } from '../setting.js';
import { allSettings, type Config } from '../settings.js';
import type { Terminal } from './terminal.js';

/** The command was called in a way that makes no sense; the message says which. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** The exit code after Ctrl-C, as shells have it. */
export const INTERRUPTED = 130;

/** What a verb's action is handed. */
export interface Call {
  /** Positional arguments. */
  readonly args: readonly string[];
  /** The verb's own flags, by commander's names. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly config: Config;
  readonly json: boolean;
  readonly terminal: Terminal;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

export interface VerbDeclaration {
  readonly name: Verb | 'settings';
  readonly summary: string;
  /** In commander's notation: `<file|url...>`, `"[question]"`. */
  readonly args?: string;
  /** The verb's own flags beside the settings: `-k <number>` and what it is for. */
  readonly flags?: readonly (readonly [flag: string, doc: string])[];
  readonly example: string;
  /** Resolves to the exit code; undefined is 0. */
  run(call: Call): Promise<number | undefined>;
}

/** Turns a declaration into a command below `program`. */
export function addVerb(
  program: Command,
  verb: VerbDeclaration,
  context: { terminal: Terminal; signal: AbortSignal; exit(code: number): void },
): void {
  const command = new Command(verb.name).summary(verb.summary).description(verb.summary);
  for (const argument of verb.args?.split(' ') ?? []) command.argument(argument);
  for (const [flag, doc] of verb.flags ?? []) command.option(flag, doc);
  command.option('--json', 'print JSON for programs instead of text for people');
  for (const option of settingOptions(verb.name)) command.addOption(option);
  command.addHelpText('after', `\nExample:\n  ${verb.example}`);
  command.action(async () => {
    const flags = command.opts<Record<string, unknown>>();
    const call = { args: command.args, flags, config: readConfig(flags), json: flags.json === true };
    context.exit((await verb.run({ ...call, terminal: context.terminal, signal: context.signal })) ?? 0);
  });
  program.addCommand(command, { hidden: verb.name === 'settings' });
}

/** The flags of the settings that a verb takes; their help says range, default and environment name. */
function settingOptions(verb: VerbDeclaration['name']): Option[] {
  return allSettings().flatMap(({ setting }) => {
    if (setting.flag === null || (verb !== 'settings' && !setting.verbs.includes(verb))) return [];
    const facts = [setting.range, `default: ${defaultInWords(setting)}`, setting.env];
    if (typeof setting.default === 'boolean') facts.splice(0, 2);
    return [new Option(setting.flag, `${setting.doc} (${facts.join('; ')})`)];
  });
}

/** A whole number given by a flag such as `-k`. */
export function countFlag(call: Call, name: string, fallback: number, max: number): number {
  const raw = call.flags[name];
  if (raw === undefined) return fallback;
  const value = /^\d+$/.test(String(raw)) ? Number(raw) : 0;
  if (value < 1 || value > max)
    throw new BadUsage(`-${name.length > 1 ? '-' : ''}${name}: "${raw}" is not a number from 1 to ${max}`);
  return value;
}
