// The charset zoo: pages in many encodings that say so in many places, wrongly, or not at all.
import type { Expected, Site } from './web.js';

const RUSSIAN =
  'Репликация журнала между узлами кластера требует подтверждения большинства, иначе запись считается потерянной. Каждый потребитель читает раздел со своего смещения и хранит его отдельно от сообщений. ';
const RUSSIAN_MARK = 'Каждый потребитель читает раздел';
const GERMAN =
  'Die Warteschlange hält Nachrichten zurück, bis der Empfänger sie bestätigt. Größere Blöcke würden den Durchsatz erhöhen, aber die Verzögerung für alle übrigen verschlechtern. ';
const GERMAN_MARK = 'Größere Blöcke würden';

function frame(head: string, paragraph: string, title: string): string {
  const paragraphs = Array.from({ length: 6 }, (_, i) => `<p>${i + 1}. ${paragraph.repeat(3)}</p>`).join(
    '\n',
  );
  return `<html><head>${head}<title>${title}</title></head><body><article><h1>${title}</h1>${paragraphs}</article></body></html>`;
}

/** Letters of Russian in a single-byte encoding, by its decoder. */
function encode(text: string, charset: string): Buffer {
  const decoder = new TextDecoder(charset);
  const codes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) codes.set(decoder.decode(Uint8Array.of(byte)), byte);
  return Buffer.from([...text].map((char) => codes.get(char) ?? 0x3f));
}

/** Text in a double-byte encoding, by its decoder. */
function encodeWide(text: string, charset: string): Buffer {
  const decoder = new TextDecoder(charset);
  const wanted = new Set([...text].filter((char) => char > '\x7f'));
  const codes = new Map<string, number[]>();
  for (let first = 0x81; first <= 0xfe && codes.size < wanted.size; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      const char = decoder.decode(Uint8Array.of(first, second));
      if (wanted.has(char) && !codes.has(char)) codes.set(char, [first, second]);
    }
  }
  return Buffer.from(
    [...text].flatMap((char) => (char <= '\x7f' ? [char.charCodeAt(0)] : (codes.get(char) ?? [0x3f]))),
  );
}

function utf16(text: string, big: boolean, mark: boolean): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return big ? bytes.swap16() : bytes;
}

function zoo(name: string, text: string, bytes: Buffer, contentType = 'text/html'): Site {
  const expected: Expected = { status: 'fetched', text };
  return {
    name: `charset: ${name}`,
    http: (_request, response) => response.writeHead(200, { 'content-type': contentType }).end(bytes),
    links: { '/page': expected },
  };
}

const meta = (charset: string) => `<meta charset="${charset}">`;
const oldMeta = (charset: string) =>
  `<meta http-equiv="Content-Type" content="text/html; charset=${charset}">`;
const russian = (head = '') => frame(head, RUSSIAN, 'Журнал');
const german = (head = '') => frame(head, GERMAN, 'Warteschlangen');

const JAPANESE =
  'メッセージキューは受信側が確認するまでメッセージを保持します。大きなブロックにすると処理能力は上がりますが、ほかの人の待ち時間は長くなります。';
const CHINESE =
  '消息队列在接收方确认之前一直保存消息。我们把每一个分区的日志写到三个节点上，这样在一个节点出现问题的时候不会丢失数据。';
const TAIWANESE =
  '訊息佇列在接收方確認之前會一直保存訊息。我們把每一個分區的日誌寫到三個節點上，這樣在一個節點出現問題的時候不會遺失資料。';
const KOREAN =
  '메시지 대기열은 받는 쪽이 확인할 때까지 메시지를 보관합니다. 블록이 커지면 처리량은 늘어나지만 다른 사람의 지연은 길어집니다.';

export const charsets: Site[] = [
  zoo(
    'windows-1251 by header',
    RUSSIAN_MARK,
    encode(russian(), 'windows-1251'),
    'text/html; charset=windows-1251',
  ),
  zoo('windows-1251 by meta', RUSSIAN_MARK, encode(russian(meta('windows-1251')), 'windows-1251')),
  zoo(
    'windows-1251 by old meta, without quotes in the header',
    RUSSIAN_MARK,
    encode(russian(oldMeta('windows-1251')), 'windows-1251'),
  ),
  zoo('windows-1251, undeclared', RUSSIAN_MARK, encode(russian(), 'windows-1251')),
  zoo(
    'windows-1251 under a blind ISO-8859-1 header',
    RUSSIAN_MARK,
    encode(russian(meta('windows-1251')), 'windows-1251'),
    'text/html; charset=ISO-8859-1',
  ),
  zoo(
    'windows-1251 that calls itself UTF-8',
    RUSSIAN_MARK,
    encode(russian(meta('utf-8')), 'windows-1251'),
    'text/html; charset=utf-8',
  ),
  zoo('koi8-r by header', RUSSIAN_MARK, encode(russian(), 'koi8-r'), 'text/html; charset=koi8-r'),
  zoo('koi8-r, undeclared', RUSSIAN_MARK, encode(russian(), 'koi8-r')),
  zoo('ISO-8859-5 by meta', RUSSIAN_MARK, encode(russian(meta('iso-8859-5')), 'iso-8859-5')),
  zoo('cp866 by header', RUSSIAN_MARK, encode(russian(), 'ibm866'), 'text/html; charset=cp866'),
  zoo('UTF-8, undeclared', RUSSIAN_MARK, Buffer.from(russian())),
  zoo('UTF-8 with a mark', RUSSIAN_MARK, Buffer.from(`\ufeff${russian()}`)),
  zoo(
    'UTF-8 with a mark under a windows-1251 header',
    RUSSIAN_MARK,
    Buffer.from(`\ufeff${russian()}`),
    'text/html; charset=windows-1251',
  ),
  zoo(
    'UTF-8 under an ISO-8859-1 header',
    RUSSIAN_MARK,
    Buffer.from(russian()),
    'text/html; charset=ISO-8859-1',
  ),
  zoo('UTF-8 under a windows-1251 meta', RUSSIAN_MARK, Buffer.from(russian(meta('windows-1251')))),
  zoo(
    'UTF-8 by an XML declaration',
    RUSSIAN_MARK,
    Buffer.from(`<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>${russian()}`),
  ),
  zoo(
    'UTF-8 with one broken byte',
    RUSSIAN_MARK,
    Buffer.concat([Buffer.from(russian(meta('utf-8'))), Buffer.from([0xff])]),
  ),
  zoo('UTF-16LE with a mark', RUSSIAN_MARK, utf16(russian(), false, true)),
  zoo('UTF-16BE with a mark', RUSSIAN_MARK, utf16(russian(), true, true)),
  zoo('UTF-16LE by header', RUSSIAN_MARK, utf16(russian(), false, false), 'text/html; charset=utf-16'),
  zoo('UTF-16BE, undeclared', RUSSIAN_MARK, utf16(russian(), true, false)),
  zoo('a label nobody knows', RUSSIAN_MARK, Buffer.from(russian()), 'text/html; charset=klingon-8'),
  zoo(
    'a label in quotes and capitals',
    RUSSIAN_MARK,
    encode(russian(), 'windows-1251'),
    'text/html; Charset="Windows-1251"',
  ),
  zoo(
    'an alias nobody lists',
    RUSSIAN_MARK,
    encode(russian(), 'windows-1251'),
    'text/html; charset=win-1251',
  ),
  zoo('windows-1252, undeclared', GERMAN_MARK, encode(german(), 'windows-1252')),
  zoo('ISO-8859-15 by meta', GERMAN_MARK, encode(german(meta('iso-8859-15')), 'iso-8859-15')),
  zoo(
    'a meta late in the head',
    RUSSIAN_MARK,
    encode(russian(`<!-- ${'x'.repeat(3000)} -->${meta('koi8-r')}`), 'koi8-r'),
  ),
  zoo(
    'Shift_JIS by meta',
    '大きなブロックにすると',
    encodeWide(frame(meta('shift_jis'), JAPANESE, '待ち行列'), 'shift_jis'),
  ),
  zoo('EUC-JP, undeclared', '大きなブロックにすると', encodeWide(frame('', JAPANESE, '待ち行列'), 'euc-jp')),
  zoo('GB18030, undeclared', '我们把每一个分区', encodeWide(frame('', CHINESE, '消息队列'), 'gb18030')),
  zoo(
    'GBK by header',
    '我们把每一个分区',
    encodeWide(frame('', CHINESE, '消息队列'), 'gb18030'),
    'text/html; charset=gbk',
  ),
  zoo('Big5, undeclared', '我們把每一個分區', encodeWide(frame('', TAIWANESE, '訊息佇列'), 'big5')),
  zoo(
    'EUC-KR by meta',
    '받는 쪽이 확인할 때까지',
    encodeWide(frame(meta('euc-kr'), KOREAN, '대기열'), 'euc-kr'),
  ),
];
