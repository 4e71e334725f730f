/** Reads the settings of this run: flag before environment before default, each checked against its range (I/O: environment). */
import { allSettings, type Config, type NamedSetting } from './settings.js';

/** A value that a setting does not take. `origin` is where it was given: `--port` or `WELLREAD_PORT`. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
  readonly origin: string;
  readonly value: string;
  readonly expected: string;
  constructor(origin: string, value: string, expected: string) {
    super(`${origin}: ${value === '' ? 'an empty value' : `"${value}"`} is not ${expected}`);
    this.origin = origin;
    this.value = value;
    this.expected = expected;
  }
}

/** Where a value came from, for `wellread settings`. */
export type Origin = 'flag' | 'environment' | 'default';

/** A setting with the value this run has for it. */
export interface ResolvedSetting extends NamedSetting {
  readonly value: unknown;
  readonly origin: Origin;
}

/** `--log-level <level>` becomes `logLevel`, the name under which commander hands the flag over. */
export function flagKey(flag: string): string {
  const word = flag.replace(/^--/, '').replace(/ .*$/, '');
  return word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * All settings with their values. `flags` are commander's options (strings, or `true` for a switch that stands there);
 * an empty environment variable counts as not set. Throws `BadSetting`.
 */
export function resolveSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv = process.env,
): ResolvedSetting[] {
  return allSettings().map((named) => {
    const { setting } = named;
    const given = setting.flag === null ? undefined : flags[flagKey(setting.flag)];
    if (given !== undefined) {
      const origin = setting.flag?.replace(/ .*$/, '') ?? setting.env;
      return {
        ...named,
        value: parsed(named, given === true ? 'yes' : String(given), origin),
        origin: 'flag',
      };
    }
    const variable = environment[setting.env];
    if (variable !== undefined && variable !== '') {
      return { ...named, value: parsed(named, variable, setting.env), origin: 'environment' };
    }
    return { ...named, value: setting.default, origin: 'default' };
  });
}

/** The same as a frozen object by room: `config.server.port`. */
export function readConfig(
  flags: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv = process.env,
): Config {
  const config: Record<string, Record<string, unknown>> = {};
  for (const { group, name, value } of resolveSettings(flags, environment)) {
    config[group] ??= {};
    config[group][name] = value;
  }
  for (const slice of Object.values(config)) Object.freeze(slice);
  return Object.freeze(config) as unknown as Config;
}

function parsed({ setting }: NamedSetting, raw: string, origin: string): unknown {
  try {
    return setting.parse(raw);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BadSetting(origin, setting.secret ? '(secret)' : raw, error.message);
  }
}
