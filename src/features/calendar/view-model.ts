import { count, formatDate, longDay, monthYear, plural, shortDate, weekdayOf } from '../../http/format.js';
import { dayAfter } from '../../platform/clock.js';
import type { DayGroup } from '../../records/dated.js';
import { DAY_PAGE, SHOWN_A_DAY, SHOWN_LATE } from '../../records/limits.js';
import type { Reader } from '../../records/list/define.js';
import { type Asked, addressOf, LATE, PATH } from './asked.js';
import { type Entry, entryView } from './entry-view.js';
import { isMonth, monthAfter, weeksOfMonth } from './month.js';
import type { Found } from './queries.js';
import { groupsOf, type Source, whatOf } from './sources.js';

/** What was found, as it is shown: the first entries of each day, and how many there are of each group. */
type Shown = { entries: Entry[]; counts: { day: string | null; group: string; count: number }[] };

/** What the calendar prints of a month, by weeks or day by day, with what is late today where that is its month. */
export function monthView(
  sources: readonly Source[],
  asked: Asked,
  { found, late }: { found: Found; late: Found | null },
  reader: Reader,
) {
  const { today } = reader;
  const shown = shownOf(sources, found, reader);
  const inMonth = shown.counts.filter(({ day }) => day?.startsWith(asked.month));
  const isNow = today.startsWith(asked.month);
  const title = monthYear(`${asked.month}-01`);
  const weeks = weeksOfMonth(asked.month);
  return {
    ...headView(sources, asked, inMonth, { reader, title, newOn: isNow ? today : `${asked.month}-01` }),
    before: steppedTo(asked, -1),
    after: steppedTo(asked, 1),
    is_agenda: asked.layout === 'agenda',
    is_month: asked.layout === 'month',
    weekdays: (weeks[0] ?? []).map((day) => ({ short: weekdayOf(day).slice(0, 3), long: weekdayOf(day) })),
    weeks: weeks.map((week) => week.map((day) => cellOf(day, asked, shown, today))),
    agenda: agendaOf(asked, shown, late && shownOf(sources, late, reader), today),
    now: {
      shown: isNow,
      label: `${weekdayOf(today).slice(0, 3)} ${shortDate(today)}`,
      ...listOf(today, asked, shown),
    },
  };
}

/** What the calendar prints of one day, or of all that is late. */
export function dayView(sources: readonly Source[], asked: Asked, found: Found, reader: Reader) {
  const shown = shownOf(sources, found, reader);
  const day = asked.day === LATE ? null : asked.day;
  const title = day ? `${weekdayOf(day)}, ${formatDate(day)}` : 'Late';
  const first = (asked.page - 1) * DAY_PAGE;
  const entries = shown.entries.slice(first, first + DAY_PAGE);
  const all = countOf(shown.counts, asked);
  const turn = (page: number) => addressOf(asked, { day: asked.day, page });
  return {
    ...headView(sources, asked, shown.counts, { reader, title, newOn: day ?? reader.today }),
    before: day && steppedBy(asked, day, -1),
    after: day && steppedBy(asked, day, 1),
    day: asked.day,
    entries,
    pages:
      all <= DAY_PAGE
        ? null
        : {
            text: `${count(first + 1)}–${count(first + entries.length)} of ${count(all)}`,
            previous: asked.page > 1 && turn(asked.page - 1),
            next: first + entries.length < all && turn(asked.page + 1),
          },
  };
}

function headView(
  sources: readonly Source[],
  asked: Asked,
  counts: Shown['counts'],
  { reader, title, newOn }: { reader: Reader; title: string; newOn: string },
) {
  const back = addressOf(asked, { day: asked.day, page: asked.page });
  return {
    path: PATH,
    title,
    back,
    month: asked.month,
    fault: asked.fault,
    may_write: reader.person.role !== 'VIEWER',
    today_href: addressOf(asked, { month: reader.today.slice(0, 7) }),
    layouts: { month_href: addressOf(asked, { layout: 'month' }), agenda_href: addressOf(asked, { layout: 'agenda' }) },
    kinds: groupsOf(sources).map((group) => chipOf(group, asked, counts)),
    nothing: nothingOf(asked, countOf(counts, { kinds: [] }), title),
    new_href: `/tasks/new?due_on=${newOn}&back=${encodeURIComponent(back)}`,
  };
}

const RANK = { late: 0, open: 1, done: 2 };
const byDay = (a: Entry, b: Entry) =>
  a.day.localeCompare(b.day) || RANK[a.look] - RANK[b.look] || a.series.localeCompare(b.series);

function shownOf(sources: readonly Source[], { rows, counts }: Found, reader: Reader): Shown {
  return {
    entries: rows.flatMap((row) => entryView(sources, row, reader)).sort(byDay),
    counts: counts.flatMap(({ source, ...it }) => {
      const of = sources[source];
      return of ? [{ ...it, group: whatOf(of, it).group.name }] : [];
    }),
  };
}

// How many there are of what is ticked, on a day or on all.
function countOf(counts: Shown['counts'], { kinds }: Pick<Asked, 'kinds'>, day?: string): number {
  return counts
    .filter((it) => (day === undefined || it.day === day) && (kinds.length === 0 || kinds.includes(it.group)))
    .reduce((sum, it) => sum + it.count, 0);
}

function steppedTo(asked: Asked, by: number) {
  const month = monthAfter(asked.month, by);
  return isMonth(month) ? { href: addressOf(asked, { month }), label: monthYear(`${month}-01`) } : null;
}

function steppedBy(asked: Asked, from: string, by: number) {
  const day = dayAfter(from, by);
  return isMonth(day.slice(0, 7)) ? { href: addressOf(asked, { day }), label: longDay(day) } : null;
}

function chipOf({ name, label, series }: DayGroup, { kinds }: Asked, counts: Shown['counts']) {
  return {
    name,
    label,
    series,
    count: count(countOf(counts, { kinds: [name] })),
    on: kinds.length === 0 || kinds.includes(name),
  };
}

// The entries of a day, how many more it has, and where all are.
function listOf(day: string, asked: Asked, shown: Shown, most = SHOWN_A_DAY[asked.layout]) {
  const entries = shown.entries.filter((it) => it.day === day).slice(0, most);
  const all = countOf(shown.counts, asked, day);
  return {
    day,
    entries,
    all,
    more: all - entries.length,
    href: addressOf(asked, { day }),
    where: `on ${longDay(day)}`,
  };
}

function cellOf(day: string, asked: Asked, shown: Shown, today: string) {
  const list = listOf(day, asked, shown);
  return {
    ...list,
    // One of its lines says how many more there are.
    ...(list.more > 0 && listOf(day, asked, shown, list.entries.length - 1)),
    number: Number(day.slice(8)),
    is_today: day === today,
    is_out: !day.startsWith(asked.month),
    label: `${longDay(day)}, ${plural(list.all, 'entry', 'entries')}`,
    dots: list.entries.map(({ series, look }) => ({ series, late: look === 'late' })),
  };
}

// What an empty page says: what its days are made of, or that those there are are not shown.
function nothingOf(asked: Asked, hidden: number, title: string) {
  const when = asked.day === LATE ? 'is late' : `is dated ${asked.day ? 'on' : 'in'} ${title}`;
  if (asked.kinds.length === 0 || hidden === 0)
    return {
      title: `Nothing ${when}`,
      text: 'The days of your records come here by themselves. What else there is to do is a task.',
    };
  return {
    title: `Nothing of what is ticked ${when}`,
    text: `${plural(hidden, 'entry', 'entries')} of other kinds ${hidden === 1 ? 'is' : 'are'} not shown.`,
    all: { label: 'Show all kinds', kind: 'secondary', href: addressOf(asked, { day: asked.day, kinds: [] }) },
  };
}

// What is late stands first; in the month that is now, what was before today is folded.
function agendaOf(asked: Asked, shown: Shown, late: Shown | null, today: string) {
  const { month } = asked;
  const days = new Set(shown.entries.map(({ day }) => day).filter((day) => day.startsWith(month)));
  const isNow = late !== null;
  const any = days.size > 0 || (late?.entries.length ?? 0) > 0;
  if (isNow) for (const day of [today, dayAfter(today, 1)]) if (day.startsWith(month)) days.add(day);
  const rows = [...days].sort().map((day) => ({
    ...listOf(day, asked, shown),
    long: longDay(day),
    number: Number(day.slice(8)),
    is_today: day === today,
    weekday: day === today ? 'Today' : weekdayOf(day).slice(0, 3),
  }));
  return {
    any,
    late: late && lateOf(asked, late),
    earlier: isNow ? rows.filter(({ day }) => day < today) : [],
    days: isNow ? rows.filter(({ day }) => day >= today) : rows,
  };
}

function lateOf(asked: Asked, late: Shown) {
  const entries = late.entries.slice(0, SHOWN_LATE);
  const more = countOf(late.counts, asked) - entries.length;
  return { entries, more, href: addressOf(asked, { day: LATE }), where: 'of what is late' };
}
