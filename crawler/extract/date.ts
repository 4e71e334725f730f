/**
 * Reads dates as people and machines write them and gives them back as ISO 8601, by day: `2014-03-17`, or `2014-03`
 * where no day is said. The day is the one the page names: a time zone never moves it to the day before or after.
 *
 * Understood: ISO 8601 and its look-alikes (`2014/3/17`, `20140317T10:00`), RFC 2822, Unix seconds and milliseconds, `D:20140317…`
 * of PDF, dates with a month's name in fifteen languages and any order, CJK dates, and all-number dates where order is
 * certain: `17.3.2014` (day first), `3/17/2014` (a part above 12 decides; else American, since only American sites use slashes this way
 * more often than not; `dayFirst` says otherwise).
 */

/** Bounds within which a date is believed. */
export interface DateBounds {
  /** First and last believable day, ISO. */
  earliest: string;
  latest: string;
}

/** Names of months by their first letters, lower case, without a trailing dot; index 0 is January. */
const MONTHS: string[][] = [
  ['jan', 'янв', 'ene', 'gen', 'jän', 'sty', 'led', 'tammi', 'oca', 'січ', 'januari'],
  ['feb', 'фев', 'fév', 'fev', 'lut', 'úno', 'helmi', 'şub', 'лют'],
  ['mar', 'мар', 'mär', 'mrz', 'maa', 'mrt', 'бер', 'bře'],
  ['apr', 'апр', 'abr', 'avr', 'kwi', 'dub', 'huhti', 'nis', 'кві'],
  ['may', 'мая', 'май', 'mai', 'mei', 'mag', 'maj', 'kvě', 'touko', 'трав'],
  ['jun', 'июн', 'juin', 'giu', 'cze', 'kesä', 'haz', 'черв', 'červn'],
  ['jul', 'июл', 'juil', 'lug', 'lip', 'heinä', 'tem', 'лип', 'července', 'červenec'],
  ['aug', 'авг', 'ago', 'aoû', 'aou', 'sie', 'srp', 'elo', 'ağu', 'серп'],
  ['sep', 'сен', 'set', 'wrz', 'zář', 'syys', 'eyl', 'вер'],
  ['oct', 'окт', 'okt', 'out', 'ott', 'paź', 'říj', 'loka', 'eki', 'жовт'],
  ['nov', 'ноя', 'lis', 'marras', 'kas', 'лист'],
  ['dec', 'дек', 'dez', 'dic', 'déc', 'gru', 'pro', 'joulu', 'ara', 'груд', 'des'],
];
const LETTER = '\\p{L}';
const NAMED_DAY_FIRST = new RegExp(
  `(?<![\\p{L}\\p{N}.,/-])(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)?(?:\\s+(?:de|of)(?=\\s)|\\s+d')?[\\s/-]*(${LETTER}{3,12})\\.?(?:\\s+(?:de|del))?[,\\s/-]*(?:'(\\d{2})|(\\d{4}))(?!\\d)`,
  'giu',
);
const NAMED_MONTH_FIRST = new RegExp(
  `(?<!${LETTER})(${LETTER}{3,12})\\.?[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?(?:,|\\s|-)+\\s*(?:at\\s+)?(\\d{4})(?!\\d)`,
  'giu',
);
/** As `date` and C's `ctime` print it: `Mar 21 13:10:11 2013`, with or without a zone before the year. */
const CTIME = /(?<![a-z])([a-z]{3})\s+(\d{1,2})\s+\d{2}:\d{2}(?::\d{2})?\s+(?:[A-Z]{3,4}\s+)?(\d{4})(?!\d)/gi;
const YEAR_FIRST_NAMED = new RegExp(
  `(?<!\\d)(\\d{4})[\\s,/-]+(${LETTER}{3,12})\\.?[\\s/-]+(\\d{1,2})(?!\\d)`,
  'giu',
);
const NAMED_MONTH_YEAR = new RegExp(
  `(?<!${LETTER})(${LETTER}{3,12})\\.?,?\\s+(?:de\\s+|of\\s+)?(\\d{4})(?!\\d)`,
  'giu',
);
const ISO = /(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g;
const COMPACT = /^(?:D:)?(\d{4})(\d{2})(\d{2})(?:[T\s]?\d{2,6}|$|[Z+-])/;
const CJK = /(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]?/g;
const NUMERIC = /(?<![\p{L}\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d/-]|\.\d)/gu;

interface Part {
  year: number;
  month: number;
  day: number | null;
}

/**
 * The first believable date in a text of any kind (an attribute's value, a byline), or null. `at` of `findDate` is where it
 * stands. Example: `parseDate('Posted by Ann on 17 March 2014 at 9am', bounds)` gives `2014-03-17`.
 */
export function parseDate(text: string, bounds: DateBounds, dayFirst = false): string | null {
  return machineDate(text.trim(), bounds) ?? findDate(text, bounds, dayFirst)?.date ?? null;
}

/** A value that is nothing but a machine's date: Unix time, compact ISO, PDF. */
function machineDate(text: string, bounds: DateBounds): string | null {
  if (/^\d{10}(?:\.\d+)?$/.test(text)) return believed(ofUnix(Number(text) * 1000), bounds);
  if (/^\d{13}$/.test(text)) return believed(ofUnix(Number(text)), bounds);
  const compact = COMPACT.exec(text);
  return compact ? believed(parts(compact[1], compact[2], compact[3]), bounds) : null;
}

/** The first believable date in running text and its place; a date without a day only where no full one is found. */
export function findDate(
  text: string,
  bounds: DateBounds,
  dayFirst = false,
): { date: string; at: number; length: number } | null {
  const readings: [RegExp, (match: RegExpMatchArray) => Part | null][] = [
    [ISO, (match) => parts(match[1], match[2], match[3])],
    [CJK, (match) => parts(match[1], match[2], match[3])],
    [NAMED_DAY_FIRST, (match) => named(match[3] ? `20${match[3]}` : match[4], match[2], match[1])],
    [NAMED_MONTH_FIRST, (match) => named(match[3], match[1], match[2])],
    [CTIME, (match) => named(match[3], match[1], match[2])],
    [YEAR_FIRST_NAMED, (match) => named(match[1], match[2], match[3])],
    [NUMERIC, (match) => numeric(match, dayFirst)],
  ];
  const full = earliestMatch(text, readings, bounds);
  return full ?? earliestMatch(text, [[NAMED_MONTH_YEAR, (match) => named(match[2], match[1])]], bounds);
}

function earliestMatch(
  text: string,
  readings: [RegExp, (match: RegExpMatchArray) => Part | null][],
  bounds: DateBounds,
): { date: string; at: number; length: number } | null {
  let best: { date: string; at: number; length: number } | null = null;
  for (const [pattern, read] of readings) {
    for (const match of text.matchAll(pattern)) {
      if (best && match.index >= best.at) break;
      const date = believed(read(match), bounds);
      if (!date) continue;
      best = { date, at: match.index, length: match[0].length };
      break;
    }
  }
  return best;
}

/** A date in an address: `/2014/03/17/`, `/2014-03-17-title`, `/20140317/`, `/2014/mar/17/`; by month only if no day is there. */
export function dateInUrl(url: string, bounds: DateBounds): string | null {
  let path: string;
  try {
    path = new URL(url).pathname;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
  const full =
    /(?:^|[/_-])((?:19|20)\d{2})[/_-](\d{1,2})[/_-](\d{1,2})(?=[/_.-]|$)/.exec(path) ??
    /(?:^|[/_-])((?:19|20)\d{2})(\d{2})(\d{2})(?=[/_.-]|$)/.exec(path);
  if (full) {
    const date = believed(parts(full[1], full[2], full[3]), bounds);
    if (date) return date;
  }
  const word = /\/((?:19|20)\d{2})\/([a-z]{3,9})\/(\d{1,2})(?=[/-]|$)/i.exec(path);
  if (word) return believed(named(word[1], word[2], word[3]), bounds);
  const month = /\/((?:19|20)\d{2})[/-](\d{2})(?=\/)/.exec(path);
  return month ? believed(parts(month[1], month[2]), bounds) : null;
}

function numeric(match: RegExpMatchArray, dayFirst: boolean): Part | null {
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const dayLeads = first > 12 || (second <= 12 && (match[2] === '.' || match[2] === '-' || dayFirst));
  return dayLeads ? { year, month: second, day: first } : { year, month: first, day: second };
}

function named(year: string | undefined, month: string | undefined, day?: string): Part | null {
  const number = month ? monthOf(month) : 0;
  return number > 0 && year ? { year: Number(year), month: number, day: day ? Number(day) : null } : null;
}

function parts(year: string | undefined, month: string | undefined, day?: string): Part {
  return { year: Number(year), month: Number(month), day: day === undefined ? null : Number(day) };
}

/** 1-12, or 0 if the word is no month. The longest matching beginning wins (`juin` before `jun`, `červenec` before `červn`). */
function monthOf(word: string): number {
  const name = word.toLowerCase();
  let best = 0;
  let length = 0;
  MONTHS.forEach((beginnings, index) => {
    for (const beginning of beginnings) {
      if (beginning.length > length && name.startsWith(beginning))
        [best, length] = [index + 1, beginning.length];
    }
  });
  return isMonthWord(name, best) ? best : 0;
}

/** Words that begin like a month and are none: "marketing", "mayor", "separate", "decide", "octopus", "Marc". */
function isMonthWord(name: string, month: number): boolean {
  if (month === 0) return false;
  if (!/^[a-z]+$/.test(name)) return true;
  return name.length <= 4 ? SHORT_MONTHS.has(name) : LATIN_MONTHS.test(name);
}
const SHORT_MONTHS = new Set(
  (
    'jan janv feb febr fev mar mars mart marz marc mrz mrt apr abr avr may maj maja mai maio mei mag mayo maj june jun juin juni jul july juli ' +
    'juil lug lip aug ago aou aout sep sept set sett oct okt out ott eki ekim nov lis kas dec dez dic des gru ene gen sty lut kwi cze ' +
    'wrz sie dub maa haz tem agu ara nis oca ocak led giu'
  ).split(' '),
);
const LATIN_MONTHS =
  /^(?:janu?ary?i?|janvier|januar|janeiro|enero|gennaio|tammikuu\w*|ocak|stycz\w+|leden|ledna|febru\w+|feber|febrero|febbraio|fevereiro|helmikuu\w*|luty|lutego|march|marzo?|marts|maart|mars|marec|marca|marzec|maaliskuu\w*|april\w?|aprile?|abril|avril|kwie\w+|duben|dubna|huhtikuu\w*|nisan|maggio|mayis|toukokuu\w*|june?|juni|junio|junho|giugno|czerw\w+|kesakuu\w*|haziran|july?|juli|juillet|julio|julho|luglio|lip\w+|heinakuu\w*|temmuz|august\w?|agosto|sierp\w+|srpen|srpna|elokuu\w*|septem\w+|setembro|settembre|septiembre|setiembre|sept|wrze\w+|syyskuu\w*|eylul|octo\w+|oktober|oktobra|outubro|ottobre|lokakuu\w*|ekim|novem\w+|listopad\w*|marraskuu\w*|kasim|decem\w+|dezem\w+|dicembre|diciembre|grud\w+|prosin\w+|joulukuu\w*|aralik|desember)$/;

function ofUnix(ms: number): Part {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The ISO form of a date that exists in the calendar and lies within the bounds. */
function believed(part: Part | null, bounds: DateBounds): string | null {
  if (!part || part.month < 1 || part.month > 12) return null;
  const month = `${part.year}-${String(part.month).padStart(2, '0')}`;
  if (part.day === null)
    return month >= bounds.earliest.slice(0, 7) && month <= bounds.latest.slice(0, 7) ? month : null;
  if (part.day < 1 || part.day > new Date(Date.UTC(part.year, part.month, 0)).getUTCDate()) return null;
  const date = `${month}-${String(part.day).padStart(2, '0')}`;
  return date >= bounds.earliest && date <= bounds.latest ? date : null;
}
