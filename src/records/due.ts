import { count, formatMoney } from '../http/format.js';
import { daysBetween } from '../platform/clock.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { anyDay, join, raw, type Sql, sql } from '../platform/postgres/sql.js';
import { type Dated, type DatedRow, type DayAct, datedColumns, dayDetail, dayHref, dayTitle } from './dated.js';
import { DUE_DAYS, MOST_COMING, MOST_DUE } from './limits.js';
import type { Reader } from './list/define.js';

/** Something that asks for an act until a day, as the dashboard shows it. */
export type Due = {
  /** Null for what has no day and is asked for now. */
  due_on: string | null;
  /** How many days ago that was: none today, below it still to come. */
  days_late: number;
  /** What is said where there is no day. */
  dayless: string | null;
  href: string;
  title: string;
  detail: string;
  icon: string;
  /** What it is worth, '' for nothing. */
  amount: string;
  /** What is done about it. */
  act: DayAct | undefined;
  /** As the days to come name it: the whole, its kind, and the colour of that (a class of the charts' series). */
  agenda: { label: string; kind: string; series: string };
};

/** What is due soon, the soonest first, and how much is due until today, of which the first alone are listed. */
export type DueSoon = { rows: Due[]; count: number };

type DueRow = DatedRow & { source: number; total: number };

/** What of each module's days asks for something until today, what has no day last, and what comes in the days after it: one statement. */
export async function dueOf(db: ReadDoor, all: readonly Dated[], reader: Reader): Promise<DueSoon[]> {
  const today = anyDay(reader.today);
  // Each module's days are read once; then what is due is counted, and the first of it and of what comes are taken.
  const parts = all.map((dated, n) => {
    const isDayless = Object.values(dated.whats).some(({ dayless }) => dayless);
    const soon = sql`d.day <= ${today} + ${DUE_DAYS}::int`;
    const first = (isDue: Sql, most: number) =>
      sql`(select * from days d where d.is_due = ${isDue} order by d.day, d.name, d.id limit ${raw(String(most))})`;
    return sql`(
      with days as materialized (
        select d.* from (
          select d.*, d.day is null or d.day <= ${today} as is_due from (${dated.rows('open')}) d
          where d.deleted_at is null and ${isDayless ? sql`(${soon} or d.day is null)` : soon}) d
        where d.asks or not d.is_due)
      select ${n}::integer as source, case when d.is_due then (select count(*) from days where is_due) else 0 end as total,
        ${datedColumns(dated)}
      from (${first(sql`true`, MOST_DUE)} union all ${first(sql`false`, MOST_COMING)}) d)`;
  });
  const found = await db.rows<DueRow>(join(parts, ' union all '));
  return all.map((dated, n) => {
    const rows = found.filter(({ source }) => source === n);
    return {
      rows: rows.flatMap((row) => dueView(dated, row, reader)),
      count: Math.max(0, ...rows.map(({ total }) => total)),
    };
  });
}

function dueView(dated: Dated, row: DatedRow, reader: Reader): Due[] {
  const what = dated.whats[row.what];
  if (!what) return [];
  const title = dayTitle(what, row);
  return [
    {
      due_on: row.day,
      days_late: row.day ? daysBetween(row.day, reader.today) : 0,
      title,
      dayless: row.day === null ? (what.dayless ?? 'No day') : null,
      href: dayHref(dated, row, reader),
      detail: dayDetail(what, row),
      icon: what.icon,
      amount: row.amount === null || !row.currency ? '' : `${formatMoney(row.amount, row.currency)} ${row.currency}`,
      act: what.act?.(row, reader),
      agenda: { label: title, kind: what.word, series: what.group.series },
    },
  ];
}

/** How far a day is from today: '9 d late', 'today', 'tomorrow', 'in 5 d'. */
export function distanceText(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'today';
  if (days < 0) return `${-days} d late`;
  return days === 1 ? 'tomorrow' : `in ${count(days)} d`;
}
