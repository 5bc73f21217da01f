import type { Request } from 'express';
import { isDate, isId } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import { AUDIT_ACTS } from '../../records/audit.js';
import { byOrAbout, isByOrAbout } from './audit-lines.js';

type Door = Pick<ReadDoor, 'row' | 'rows'>;

type Place = { behind: Sql; way: Sql; limit: number };

/** What is asked of the log: the condition, and what of the address cannot be read, a message a field. */
export type AuditAsked = {
  /** Of `audit_log a`; with a limit so many lines of it are enough, those behind `place` by its way. */
  where(place?: Place): Sql;
  faults: Record<string, string>;
  kinds: string[];
  isFiltered: boolean;
};

/** The filters of the log, as they were typed. */
export const AUDIT_FILTERS = ['person', 'act', 'kind', 'at_from', 'at_to'] as const;
type Typed = Record<(typeof AUDIT_FILTERS)[number], string>;

/** Reads the filters of the log; days are those of the reader's time zone. */
export async function readAuditFilter(db: Door, query: Request['query'], timeZone: string): Promise<AuditAsked> {
  const faults: Record<string, string> = {};
  const read = (name: keyof Typed) => {
    const value = query[name];
    if (value !== undefined && typeof value !== 'string') faults[name] = 'Send one value here.';
    return (one(value) ?? '').trim();
  };
  const typed = Object.fromEntries(AUDIT_FILTERS.map((name) => [name, read(name)])) as Typed;
  const kinds = await kindsInLog(db);
  if (typed.act && !AUDIT_ACTS.some((act) => act === typed.act)) faults.act = 'Choose one of the list.';
  if (typed.kind && !kinds.includes(typed.kind)) faults.kind = 'Choose one of the list.';
  for (const name of ['at_from', 'at_to'] as const)
    if (typed[name] && !isDate(typed[name])) faults[name] = 'Type a date such as 2026-11-18.';
  if (!faults.at_from && !faults.at_to && typed.at_from && typed.at_to && typed.at_to < typed.at_from)
    faults.at_to = 'Choose a day that is not before the first.';
  const person = typed.person && !faults.person ? await personOf(db, typed.person) : null;
  if (person === undefined) faults.person = 'No account has this address. Somebody who is gone is found by their id.';
  return {
    faults,
    kinds,
    isFiltered: Object.values(typed).some(Boolean),
    where: (place) => whereOf(typed, person ?? null, timeZone, place),
  };
}

function whereOf(typed: Typed, person: string | null, timeZone: string, place?: Place): Sql {
  const { act, kind, at_from, at_to } = typed;
  const midnight = (day: string, later: number) =>
    sql`((${day}::date + ${later}::int)::timestamp at time zone ${timeZone})`;
  const conditions = all([
    ...(act ? [sql`a.act = ${act}`] : []),
    ...(kind ? [sql`a.subject_kind = ${kind}`] : []),
    ...(at_from ? [sql`a.at >= ${midnight(at_from, 0)}`] : []),
    ...(at_to ? [sql`a.at < ${midnight(at_to, 1)}`] : []),
    ...(place ? [place.behind] : []),
  ]);
  if (!person) return conditions;
  return place ? byOrAbout(person, conditions, place) : all([isByOrAbout(person), conditions]);
}

// Whoever is gone is known by their id alone.
async function personOf(db: Door, typed: string): Promise<string | undefined> {
  const text = typed.toLowerCase();
  if (isId(text as unknown)) return text;
  if (text.includes('\0') || !text.isWellFormed()) return undefined;
  const row = await db.row<{ id: string }>(sql`select id::text from users where email = ${text}`);
  return row?.id;
}

// One step of the index a kind, however long the log is.
async function kindsInLog(db: Door): Promise<string[]> {
  const rows = await db.rows<{ kind: string }>(sql`
    with recursive kinds as (
      (select subject_kind as kind from audit_log where subject_kind is not null order by 1 limit 1)
      union all
      select (select a.subject_kind from audit_log a where a.subject_kind > kinds.kind order by 1 limit 1) from kinds where kinds.kind is not null)
    select kind from kinds where kind is not null`);
  return rows.map(({ kind }) => kind);
}
