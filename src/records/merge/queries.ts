import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { MOST_MERGES, MOST_PAIRS, UNDO_DAYS } from '../limits.js';
import type { SearchRow } from '../module.js';
import { forgivingSlips, readSought } from '../search.js';
import type { Mergeable } from './links.js';
import type { AlikeRow } from './merging.js';

/** A merge into a record, with what is told of it. */
export type MergeRow = {
  id: string;
  at: Date;
  actor_id: string | null;
  actor: string | null;
  lost: string;
  undone: boolean;
  late: boolean;
};
/** A record that may be meant. */
export type Match = Pick<SearchRow, 'id' | 'name' | 'detail'>;
/** Two records that may be the same, each with what tells it from others. */
export type PairRow = Pick<AlikeRow, 'low_id' | 'high_id' | 'reason' | 'shared'> & { low: PairSide; high: PairSide };
type PairSide = { id: string; name: string; detail: string | null; updated_at: string };

const MOST_MATCHES = 10;

/** The merges into a record, the last first. */
export function mergesInto(db: ReadDoor, { kind }: Mergeable, id: string): Promise<MergeRow[]> {
  return db.rows<MergeRow>(sql`
    select m.id, m.at, m.actor_id, p.name as actor, m.lost_name as lost, m.undone_at is not null as undone,
      m.at <= now() - make_interval(days => ${UNDO_DAYS}::int) as late
    from merges m left join people p on p.id = m.actor_id
    where m.${raw(kind.column)} = ${id}::uuid order by m.at desc, m.id desc limit ${MOST_MERGES}`);
}

/** The records that a typed name may mean, that one left out; the closest first. */
export async function matchesOf(
  db: Pick<ReadDoor, 'rows'>,
  module: Mergeable,
  typed: string,
  except: string,
): Promise<Match[]> {
  const sought = readSought(typed.replaceAll('\0', ''));
  if (!sought) return [];
  const found = module.search(sought, MOST_MATCHES + 1);
  return forgivingSlips<Match>(
    db,
    sql`select f.id::text, f.name, f.detail from (${found}) f where f.id <> ${except}::uuid limit ${MOST_MATCHES}`,
  );
}

/** Pairs of records that may be the same, the surest first, with what tells them apart. */
export function alikePairs(db: ReadDoor, { kind, merge }: Mergeable): Promise<PairRow[]> {
  const table = raw(kind.table);
  return db.rows<PairRow>(sql`
    with alike as (${merge.alike(MOST_PAIRS)}),
    pairs as (select distinct on (low_id, high_id) * from alike order by low_id, high_id, place, likeness desc)
    select p.low_id, p.high_id, p.reason, p.shared, (select to_jsonb(s) from (${side(sql`p.low_id`)}) s) as low,
      (select to_jsonb(s) from (${side(sql`p.high_id`)}) s) as high
    from (select * from pairs order by place, likeness desc, low_id, high_id limit ${MOST_PAIRS + 1}) p
    order by p.place, p.likeness desc, p.low_id, p.high_id`);

  function side(id: Sql): Sql {
    return sql`select c.id, c.name, ${merge.detail} as detail, c.updated_at from ${table} c where c.id = ${id}`;
  }
}

/** Keeps that two records are two. */
export async function setApart(tx: WriteDoor, person: { id: string }, low: string, high: string): Promise<void> {
  await tx.$executeRaw(sql`
    insert into distinct_pairs (low_id, high_id, actor_id) values (${low}::uuid, ${high}::uuid, ${person.id}::uuid) on conflict do nothing`);
}

/** Takes back that two records are two. */
export async function bringTogether(tx: WriteDoor, low: string, high: string): Promise<void> {
  await tx.$executeRaw(sql`delete from distinct_pairs where low_id = ${low}::uuid and high_id = ${high}::uuid`);
}
