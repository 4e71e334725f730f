/** `wellread settings`: every setting with its value in this run and where that came from; or the README's table of them. */
import { resolveSettings } from '../config.js';
import { defaultInWords } from '../setting.js';
import { allSettings } from '../settings.js';
import type { Call, VerbDeclaration } from './command.js';

export const settingsVerb: VerbDeclaration = {
  name: 'settings',
  summary: 'show every setting, its value and where that came from',
  flags: [['--markdown', 'print the table of the README']],
  example: 'WELLREAD_PORT=9000 wellread settings',
  async run(call) {
    if (call.flags.markdown === true) call.terminal.print(settingsTable());
    else printValues(call);
    return 0;
  },
};

function printValues({ flags, json, terminal }: Call): void {
  for (const { group, name, setting, value, origin } of resolveSettings(flags)) {
    const shown = setting.secret && value !== '' ? '(secret)' : value;
    if (json) {
      terminal.print(
        JSON.stringify({
          name: `${group}.${name}`,
          value: shown,
          origin,
          env: setting.env,
          flag: setting.flag,
        }),
      );
    } else {
      const words = defaultInWords({ ...setting, default: shown });
      const line = `${setting.env.padEnd(26)} ${words.padEnd(26)} ${origin}`;
      terminal.print(origin === 'default' ? terminal.color.dim(line) : line);
    }
  }
}

/** The settings as the README's Markdown table. */
export function settingsTable(): string {
  const most = Math.max(...allSettings().map(({ setting }) => setting.verbs.length));
  const rows = allSettings().map(({ setting }) => {
    const verbs =
      setting.verbs.length === most ? 'every verb' : setting.verbs.map((verb) => `\`${verb}\``).join(' ');
    const flag = setting.flag ? `\`${setting.flag}\`` : '';
    const cells = [
      flag,
      `\`${setting.env}\``,
      `\`${defaultInWords(setting)}\``,
      setting.range,
      setting.doc,
      verbs,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '| flag | environment | default | takes | what it is for | verbs |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
