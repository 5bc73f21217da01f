import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql, typed } from '../../platform/postgres/sql.js';
import { categoriesUp, categoryPath, companyCategory, companyKey, companyName } from '../companies/index.js';
import type { COMPENSATION_LABELS } from './choices.js';
import { calledExclusivity } from './rights.js';

/** What is to be done and for whom: `days` are those on which it goes live. Its own collab's locks do not hold it. */
export type Work = {
  company_id: string | null;
  category_id: string | null;
  territory: string | null;
  compensation: keyof typeof COMPENSATION_LABELS;
  collab_id?: string | null;
  days: readonly { row: string; platform: string | null; live_on: string | null }[];
};
/** An exclusivity and the collab it was agreed in. */
export type Lock = {
  id: string;
  collab_id: string;
  collab: string;
  company: string | null;
  category: string | null;
  competitors: string | null;
  reach: 'paid' | 'organic';
  platforms: string | null;
  territory: string | null;
  from_on: string;
  until_on: string;
};
/** A lock of the kind of work that a day is about, which holds on it or later, and what of it meets that day. */
export type Met = Lock & {
  row: string;
  live_on: string;
  on_platform: boolean;
  in_territory: boolean;
  in_reach: boolean;
  in_days: boolean;
};
/** A day with the locks that it lies in, the first one free of them, and why it is free of others that hold on it. */
export type Conflict = {
  row: string;
  live_on: string;
  locks: Lock[];
  free_on: string | null;
  free_because: Met | null;
};

/** Whether a lock `x` of a collab `b` is in force: it was agreed, or is about to be. */
export const IN_FORCE = sql`b.deleted_at is null and b.state <> 'cancelled'`;
const SAME_PLATFORM = sql`(x.platforms is null or p.platform is null or p.platform = any(string_to_array(x.platforms, ',')))`;
const SAME_TERRITORY = sql`(x.territory is null or w.territory is null or x.territory = w.territory)`;
const IN_REACH = sql`(x.reach = 'organic' or w.compensation <> 'product')`;
const IN_DAYS = sql`daterange(x.from_on, x.until_on, '[]') && daterange(p.live_on, p.live_on, '[]')`;
// What is done for the company that holds the lock is what it is for.
const OF_KIND = sql`(b.company_id is null or w.company_id is null or b.company_id <> w.company_id) and (x.category_id = any(w.up) or w.key = any(
  select left(normal_form(line), 400) from string_to_table(x.competitors, E'\n') as line))`;

/** Whether work `w`, live on a day and a platform `p`, lies in a lock `x` of another collab `b`. */
export const COLLIDES = sql`(${OF_KIND} and ${IN_FORCE} and ${SAME_PLATFORM} and ${SAME_TERRITORY} and ${IN_REACH} and ${IN_DAYS})`;

/** Work as `COLLIDES` asks for it, of a select of company_id, category_id, territory, compensation and collab_id. */
export function workOf(select: Sql): Sql {
  return sql`(select w.*, ${categoriesUp(sql`coalesce(w.category_id, ${companyCategory(sql`w.company_id`)})`)} as up,
    ${companyKey(sql`w.company_id`)} as key from (${select}) w)`;
}

/** What is read of a lock `x` of a collab `b`. */
export const LOCK = sql`'id', x.id, 'collab_id', b.id, 'collab', b.name, 'company', ${companyName(sql`b.company_id`)},
  'category', ${categoryPath(sql`x.category_id`)}, 'competitors', x.competitors, 'reach', x.reach, 'platforms', x.platforms,
  'territory', x.territory, 'from_on', x.from_on, 'until_on', x.until_on`;

/** The locks that work meets, as one value of a select. `work`: as `workOf` takes it; `days`: a select of row, platform and live_on. */
export function metBy(work: Sql, days: Sql): Sql {
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('row', p.row, 'live_on', p.live_on, 'on_platform', ${SAME_PLATFORM}, 'in_territory', ${SAME_TERRITORY},
      'in_reach', ${IN_REACH}, 'in_days', ${IN_DAYS}, ${LOCK}) order by x.until_on desc, x.id), '[]')
    from ${workOf(work)} w cross join (${days}) p join collab_exclusivities x on x.until_on >= p.live_on join collabs b on b.id = x.collab_id
    where ${OF_KIND} and ${IN_FORCE} and b.id is distinct from w.collab_id)`;
}

/** The days of work that lie in one's own locks of other collabs, and those that some lock just leaves free. */
export async function conflictsOf(db: Pick<ReadDoor, 'row'>, work: Work): Promise<Conflict[]> {
  const { company_id, category_id, territory, compensation, collab_id = null, days } = work;
  const found = await db.row<{ met: Met[] }>(
    sql`select ${metBy(
      sql`select ${typed(company_id, 'uuid')} as company_id, ${typed(category_id, 'uuid')} as category_id, ${typed(territory, 'text')} as territory,
      ${typed(compensation, 'text')} as compensation, ${typed(collab_id, 'uuid')} as collab_id`,
      sql`select t.row, t.platform, t.live_on
      from jsonb_to_recordset(${JSON.stringify(days)}::text::jsonb) as t (row text, platform text, live_on date)`,
    )} as met`,
  );
  return conflictsFrom(found?.met ?? []);
}

/** The same of what `metBy` answered. */
export function conflictsFrom(met: readonly Met[]): Conflict[] {
  return [...new Set(met.map(({ row }) => row))].flatMap((row) => {
    const of = met.filter((it) => it.row === row);
    const holding = of.filter((it) => it.on_platform && it.in_territory && it.in_reach);
    const live_on = of[0]?.live_on ?? '';
    const locks = holding.filter((it) => it.in_days);
    const near = of.find((it) => it.in_days && !holding.includes(it)) ?? null;
    if (locks.length === 0 && near === null) return [];
    return [
      { row, live_on, locks, free_on: firstFree(live_on, holding), free_because: locks.length > 0 ? null : near },
    ];
  });
}

// Days are typed until the end of 2199.
const LAST_DAY = '2199-12-31';

/** The first day from `day` on that lies in none of the locks. */
function firstFree(day: string, locks: readonly Lock[]): string | null {
  const lock = locks.find(({ from_on, until_on }) => from_on <= day && day <= until_on);
  if (!lock) return day;
  return lock.until_on >= LAST_DAY ? null : firstFree(dayAfter(lock.until_on, 1), locks);
}

/** What a lock is called. */
export function calledLock(lock: Lock): string {
  return calledExclusivity({ category: lock.category, competitors: lock.competitors });
}
