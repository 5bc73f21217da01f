import { formatMoney } from '../../http/format.js';
import { daysBetween } from '../../platform/clock.js';
import { dayDetail, dayTitle } from '../../records/dated.js';
import { distanceText } from '../../records/due.js';
import type { Reader } from '../../records/list/define.js';
import { PATH } from './asked.js';
import type { SourcedDay } from './queries.js';
import { dayKey, type Source, whatOf } from './sources.js';

/** A day as the calendar shows it. */
export type Entry = {
  day: string;
  href: string;
  title: string;
  detail: string;
  /** The kind in a word for who does not see its colour. */
  kind: string;
  group: string;
  series: string;
  look: 'late' | 'done' | 'open';
  /** How late it is, that it is today, or what it is worth. */
  beside: { text: string; tone: string } | null;
  /** Null where it stays where it is. */
  version: number | null;
};

/** What is shown of a day. */
export function entryView(sources: readonly Source[], row: SourcedDay, reader: Reader): Entry[] {
  const source = sources[row.source];
  if (!source || row.day === null) return [];
  const what = whatOf(source, row);
  const look = lookOf(row, row.day, reader.today);
  return [
    {
      day: row.day,
      href: `${PATH}/days/${dayKey(source, row)}`,
      title: dayTitle(what, row),
      detail: dayDetail(what, row),
      kind: what.group.label,
      group: what.group.name,
      series: what.group.series,
      look,
      beside: besideOf(row, row.day, look, reader.today),
      version: mayMove(row, what.field, reader) ? row.version : null,
    },
  ];
}

/** Whether a day can be moved: what is over stays where it was. */
export function mayMove(
  { standing }: Pick<SourcedDay, 'standing'>,
  field: string | undefined,
  { person }: Reader,
): boolean {
  return field !== undefined && standing === 'open' && person.role !== 'VIEWER';
}

/** How a day stands to today: what only is, and asks for nothing, is over once it has passed. */
export function lookOf(
  { standing, asks }: Pick<SourcedDay, 'standing' | 'asks'>,
  day: string,
  today: string,
): Entry['look'] {
  if (standing !== 'open') return 'done';
  return day >= today ? 'open' : asks ? 'late' : 'done';
}

function besideOf({ amount, currency }: SourcedDay, day: string, look: Entry['look'], today: string): Entry['beside'] {
  if (look === 'late') return { text: distanceText(day, today), tone: 'neg' };
  if (look === 'open' && daysBetween(today, day) === 0) return { text: 'Today', tone: 'warn' };
  return amount === null || !currency ? null : { text: formatMoney(amount, currency), tone: 'soft' };
}
