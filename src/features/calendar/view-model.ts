import { longDay, monthYear, plural, shortDate, weekdayOf } from '../../http/format.js';
import { dayAfter } from '../../platform/clock.js';
import type { DayGroup } from '../../records/dated.js';
import { MOST_DAYS } from '../../records/limits.js';
import type { Reader } from '../../records/list/define.js';
import { type Asked, addressOf, PATH } from './asked.js';
import { type Entry, entryView } from './entry-view.js';
import { isMonth, monthAfter, weeksOfMonth } from './month.js';
import type { SourcedDay } from './queries.js';
import { groupsOf, type Source } from './sources.js';

/** How many entries a day of the month shows; where it has more, one less and how many more. */
const SHOWN = 3;

/** What the calendar prints. */
export function calendarView(sources: readonly Source[], asked: Asked, found: readonly SourcedDay[], reader: Reader) {
  const { today, person } = reader;
  const { month, kinds } = asked;
  const entries = found.flatMap((row) => entryView(sources, row, reader)).sort(byDay);
  const shown = kinds.length === 0 ? entries : entries.filter(({ group }) => kinds.includes(group));
  const inMonth = (entry: Entry) => entry.day.startsWith(month);
  const isNow = today.startsWith(month);
  const may = person.role !== 'VIEWER';
  return {
    path: PATH,
    month,
    today,
    is_agenda: asked.layout === 'agenda',
    fault: asked.fault,
    may_write: may,
    title: monthYear(`${month}-01`),
    back: addressOf(asked),
    before: steppedTo(asked, -1),
    after: steppedTo(asked, 1),
    today_href: addressOf(asked, { month: today.slice(0, 7) }),
    layouts: { month_href: addressOf(asked, { layout: 'month' }), agenda_href: addressOf(asked, { layout: 'agenda' }) },
    kinds: groupsOf(sources).map((group) => chipOf(group, asked, entries.filter(inMonth))),
    weekdays: (weeksOfMonth(month)[0] ?? []).map((day) => ({
      short: weekdayOf(day).slice(0, 3),
      long: weekdayOf(day),
    })),
    weeks: weeksOfMonth(month).map((week) => week.map((day) => cellOf(day, asked, shown, today))),
    agenda: agendaOf(shown, asked, today),
    nothing: nothingOf(asked, entries.filter(inMonth).length, monthYear(`${month}-01`)),
    now: {
      label: `${weekdayOf(today).slice(0, 3)} ${shortDate(today)}`,
      entries: shown.filter(({ day }) => day === today),
      shown: isNow,
    },
    new_href: `/tasks/new?due_on=${isNow ? today : `${month}-01`}&back=${encodeURIComponent(addressOf(asked))}`,
    more: sources.some((_, n) => found.filter(({ source, is_past }) => source === n && !is_past).length >= MOST_DAYS)
      ? `Of each kind the first ${MOST_DAYS} of the month are shown.`
      : null,
  };
}

const RANK = { late: 0, open: 1, done: 2 };
const byDay = (a: Entry, b: Entry) =>
  a.day.localeCompare(b.day) || RANK[a.look] - RANK[b.look] || a.series.localeCompare(b.series);

function steppedTo(asked: Asked, by: number) {
  const month = monthAfter(asked.month, by);
  return isMonth(month) ? { href: addressOf(asked, { month }), label: monthYear(`${month}-01`) } : null;
}

function chipOf({ name, label, series }: DayGroup, { kinds }: Asked, entries: readonly Entry[]) {
  const count = entries.filter(({ group }) => group === name).length;
  return { name, label, series, count, on: kinds.length === 0 || kinds.includes(name) };
}

function cellOf(day: string, asked: Asked, shown: readonly Entry[], today: string) {
  const entries = shown.filter((it) => it.day === day);
  const most = entries.length > SHOWN ? SHOWN - 1 : SHOWN;
  return {
    day,
    number: Number(day.slice(8)),
    is_today: day === today,
    is_out: !day.startsWith(asked.month),
    href: `${addressOf(asked, { layout: 'agenda', month: day.slice(0, 7) })}#d-${day}`,
    label: `${longDay(day)}, ${plural(entries.length, 'entry', 'entries')}`,
    entries: entries.slice(0, most),
    more: entries.length > most ? entries.length - most : 0,
    dots: entries.slice(0, 3).map(({ series, look }) => ({ series, late: look === 'late' })),
  };
}

// What an empty month says: what its days are made of, or that those there are are not shown.
function nothingOf(asked: Asked, hidden: number, month: string) {
  if (asked.kinds.length === 0 || hidden === 0)
    return {
      title: `Nothing is dated in ${month}`,
      text: 'The days of your records come here by themselves. What else there is to do is a task.',
    };
  return {
    title: `Nothing of what is ticked is dated in ${month}`,
    text: `${plural(hidden, 'entry', 'entries')} of other kinds ${hidden === 1 ? 'is' : 'are'} not shown.`,
    all: { label: 'Show all kinds', kind: 'secondary', href: addressOf(asked, { kinds: [] }) },
  };
}

// What is late stands first; in the month that is now, what was before today is folded.
function agendaOf(shown: readonly Entry[], { month }: Asked, today: string) {
  const isNow = today.startsWith(month);
  const late = isNow ? shown.filter(({ look, day }) => look === 'late' && day < today) : [];
  const rest = shown.filter((entry) => entry.day.startsWith(month) && !late.includes(entry));
  const days = new Set(rest.map(({ day }) => day));
  if (isNow) for (const day of [today, dayAfter(today, 1)]) if (day.startsWith(month)) days.add(day);
  const rows = [...days].sort().map((day) => ({
    day,
    number: Number(day.slice(8)),
    is_today: day === today,
    long: longDay(day),
    weekday: day === today ? 'Today' : weekdayOf(day).slice(0, 3),
    entries: rest.filter((it) => it.day === day),
  }));
  return {
    any: late.length + rest.length > 0,
    late,
    earlier: isNow ? rows.filter(({ day }) => day < today) : [],
    days: isNow ? rows.filter(({ day }) => day >= today) : rows,
  };
}
