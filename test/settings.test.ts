// Settings: declared once, read with the right precedence, refused with words that help, shown in the README as they are.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DOOR_BASES } from '../crawler/doors/door.js';
import { settingsTable } from '../src/cli/settings.js';
import { BadSetting, flagKey, readConfig, resolveSettings } from '../src/config.js';
import { problemOf } from '../src/problem.js';
import { defaultInWords } from '../src/setting.js';
import { allSettings } from '../src/settings.js';

describe('the declarations', () => {
  it('name every flag and every environment variable once', () => {
    const flags = allSettings().flatMap(({ setting }) => (setting.flag ? [flagKey(setting.flag)] : []));
    const variables = allSettings().map(({ setting }) => setting.env);
    expect(new Set(flags).size).toBe(flags.length);
    expect(new Set(variables).size).toBe(variables.length);
    for (const variable of variables) expect(variable).toMatch(/^WELLREAD_[A-Z_]+$/);
  });

  it('have defaults that they would take from a person', () => {
    for (const { setting } of allSettings()) {
      if (setting.default === '') continue;
      const typed = defaultInWords(setting);
      if (typed !== 'none') expect(setting.parse(typed), setting.env).toEqual(setting.default);
    }
  });

  it('keep secrets off the command line', () => {
    for (const { setting } of allSettings()) {
      if (/TOKEN|KEY/.test(setting.env)) expect([setting.secret, setting.flag]).toEqual([true, null]);
    }
  });

  it('stand in the README as they are declared', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const table = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme)?.[1];
    expect(table?.trim()).toBe(settingsTable());
  });
});

describe('the values of a run', () => {
  it('come from the flag before the environment before the default', () => {
    const environment = { WELLREAD_PORT: '9000', WELLREAD_HOST: '::1' };
    const { server } = readConfig({ port: '7000' }, environment);
    expect([server.port, server.host, server.rateLimit]).toEqual([7000, '::1', 300]);
    const origins = resolveSettings({ port: '7000' }, environment).filter((s) => s.group === 'server');
    expect(origins.slice(0, 3).map((s) => s.origin)).toEqual(['flag', 'environment', 'default']);
  });

  it('take an empty variable as not set, and a switch as yes', () => {
    expect(readConfig({}, { WELLREAD_PORT: '', WELLREAD_OFFLINE: '' }).library.offline).toBe(false);
    expect(readConfig({ offline: true }, {}).library.offline).toBe(true);
    expect(readConfig({}, { WELLREAD_OFFLINE: 'on' }).library.offline).toBe(true);
    expect(readConfig({}, { WELLREAD_OFFLINE: 'No' }).library.offline).toBe(false);
  });

  it('split lists and drop the last slash of a base URL', () => {
    const config = readConfig(
      { allowedHosts: 'a.example, b.example,', wayback: 'http://127.0.0.1:1/x/' },
      {},
    );
    expect(config.server.allowedHosts).toEqual(['a.example', 'b.example']);
    expect(config.crawl.wayback).toBe('http://127.0.0.1:1/x');
  });

  it('name the services of the doors as the crawler does', () => {
    const names = Object.keys(DOOR_BASES);
    const typed = names.map((name) => `${name}=http://127.0.0.1:1/${name}/`).join(', ');
    const { doors } = readConfig({ doors: typed }, {}).crawl;
    expect(doors).toEqual(Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:1/${name}`])));
    expect(() => readConfig({ doors: 'gopher=http://a' }, {})).toThrow(BadSetting);
    expect(() => readConfig({ doors: 'arxiv' }, {})).toThrow(BadSetting);
  });

  it('are frozen', () => {
    const config = readConfig({}, {});
    expect(Object.isFrozen(config) && Object.isFrozen(config.crawl)).toBe(true);
  });

  it.each([
    [{ port: '70000' }, {}, '--port: "70000" is not a whole number, 0-65535'],
    [{ port: '8e3' }, {}, '--port: "8e3" is not a whole number, 0-65535'],
    [
      {},
      { WELLREAD_PORT: 'tcp://10.0.0.1:80' },
      'WELLREAD_PORT: "tcp://10.0.0.1:80" is not a whole number, 0-65535',
    ],
    [{}, { WELLREAD_OFFLINE: 'maybe' }, 'WELLREAD_OFFLINE: "maybe" is not yes or no'],
    [{ logLevel: 'loud' }, {}, '--log-level: "loud" is not one of auto, debug, info, warn, error, silent'],
    [{ wayback: 'file:///etc/passwd' }, {}, '--wayback: "file:///etc/passwd" is not an http(s) URL'],
    [{ data: ' ' }, {}, '--data: " " is not a folder'],
  ])('refuse %j %j in words that help', (flags, environment, message) => {
    expect(() => readConfig(flags, environment)).toThrow(new BadSetting(...parts(message)));
  });

  it('never repeat a secret', () => {
    const attempt = () => readConfig({}, { WELLREAD_ADMIN_TOKEN: 'hunter2' });
    expect(attempt).toThrow(/8 characters or more/);
    expect(attempt).not.toThrow(/hunter2/);
  });

  it('end the command with exit code 2', () => {
    expect(problemOf(new BadSetting('--port', 'x', 'a number'))).toMatchObject({
      exit: 2,
      code: 'bad-setting',
    });
  });
});

/** `--port: "x" is not y` back into the parts it was made of. */
function parts(message: string): [string, string, string] {
  const [, origin, value, expected] = /^(\S+): "(.*?)" is not (.*)$/.exec(message) ?? [];
  return [origin ?? '', value ?? '', expected ?? ''];
}
