/** How a person writes numbers and dates. Pure: whose way is the present one is told by the request, or in the browser by the page. */

export type Writing = {
  /** A BCP 47 tag of `LOCALES`. */
  locale: string;
  decimal: '.' | ',';
  /** What stands between groups of digits, and how many digits a number has at least before it is grouped. */
  group: string;
  groupedFrom: number;
  /** The last three digits are a group, those before them pairs: 1,23,456. */
  inPairs: boolean;
  order: 'dmy' | 'mdy' | 'ymd';
  hour12: boolean;
  /** The day that a week begins on, 1 for Monday to 7 for Sunday. */
  weekStart: number;
};

/** The way of the product itself, and of those who chose none: 1,234.50 and 18 Nov 2026. */
export const STANDARD: Writing = {
  locale: 'en',
  decimal: '.',
  group: ',',
  groupedFrom: 4,
  inPairs: false,
  order: 'dmy',
  hour12: false,
  weekStart: 1,
};

/** The ways of writing that a person may choose, as BCP 47 tags. */
export const LOCALES =
  'en en-AU en-CA en-IE en-IN en-NL en-NZ en-GB en-US cs da de de-AT de-CH es es-MX et fi fr fr-CA fr-CH hr hu id it ja ko lt lv nb nl nl-BE pl pt-BR pt-PT ro sk sl sv th tr uk vi zh'.split(
    ' ',
  );

const made = new Map<string, Writing>([['en', STANDARD]]);

/** The way of writing of a locale; of an unknown one the standard. Made once for each. */
export function writingOf(locale: string): Writing {
  const known = made.get(locale);
  if (known) return known;
  if (!LOCALES.includes(locale)) return STANDARD;
  const writing = madeOf(locale);
  made.set(locale, writing);
  return writing;
}

// Digits are those of the standard in every locale, and months are English words: the page around them is English.
function madeOf(locale: string): Writing {
  const numbers = new Intl.NumberFormat(locale, { numberingSystem: 'latn', minimumFractionDigits: 1 });
  const parts = numbers.formatToParts(1_234_567.5);
  const part = (type: string) => parts.find((it) => it.type === type)?.value;
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', calendar: 'gregory' }).formatToParts(0);
  const order = days.flatMap(({ type }) => (['day', 'month', 'year'].includes(type) ? [type[0]] : [])).join('');
  return {
    locale,
    decimal: part('decimal') === ',' ? ',' : '.',
    group: part('group') ?? '',
    groupedFrom: numbers.formatToParts(1234).some(({ type }) => type === 'group') ? 4 : 5,
    inPairs: parts.filter(({ type }) => type === 'integer')[1]?.value.length === 2,
    order: order === 'mdy' || order === 'ymd' ? order : 'dmy',
    hour12: new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true,
    weekStart: weekStartOf(locale),
  };
}

type WithWeek = Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } };

// As a method, as the property that it was, or not at all, as in Firefox: then by where a week begins on Sunday.
function weekStartOf(locale: string): number {
  const known = new Intl.Locale(locale) as WithWeek;
  const week = known.getWeekInfo?.() ?? known.weekInfo;
  return week?.firstDay ?? (FROM_SUNDAY.includes(locale) ? 7 : 1);
}

const FROM_SUNDAY = 'en-CA en-IN en-US es-MX fr-CA id ja ko pt-BR pt-PT th'.split(' ');

let present = (): Writing => STANDARD;

/** How the one for whom something is written, or who typed something, writes. */
export function currentWriting(): Writing {
  return present();
}

/** Says where `currentWriting` learns it. */
export function takeWritingFrom(source: () => Writing): void {
  present = source;
}

/** What `work` makes as another writes; it must be made at once. */
export function writtenAs<T>(locale: string, work: () => T): T {
  const before = present;
  present = () => writingOf(locale);
  try {
    return work();
  } finally {
    present = before;
  }
}

/** What a locale is called. */
export function localeName(locale: string): string {
  return names.of(locale) ?? locale;
}
const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });

/** The first locale of an Accept-Language header that is among ours, else `en`. */
export function localeAsked(header: string | undefined): string {
  const asked = (header ?? '').slice(0, 500).split(',').map(weighed);
  const wanted = asked.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const found = LOCALES.find((it) => it.toLowerCase() === tag) ?? NEAREST[tag.split('-')[0] ?? ''];
    if (found) return found;
  }
  return STANDARD.locale;
}

// A language that we have in several ways, or under another tag, by the way of most who speak it.
const NEAREST: Record<string, string> = {
  ...Object.fromEntries(LOCALES.flatMap((it) => (it.includes('-') ? [] : [[it, it]]))),
  no: 'nb',
  nn: 'nb',
  pt: 'pt-BR',
};

function weighed(part: string) {
  const [tag = '', ...parameters] = part
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/);
  const q = parameters.find((it) => it.startsWith('q='))?.slice(2);
  const weight = q === undefined ? 1 : Number(q);
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}
