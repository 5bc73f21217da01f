import { createHash } from 'node:crypto';
import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Known } from '../fields/field.js';
import type { Kind } from '../kinds.js';
import type { Module } from '../module.js';
import type { ReadRow } from './cells.js';
import { ID, type Mapping, type Place } from './mapping.js';

/** A record that a row may mean. */
export type Match = { id: string; name: string; key: string; in_trash: boolean };

/** By what records of a module are known again: their name, fields that say so, their id. */
export function keysOf({ fields }: Module): Place[] {
  const own = fields.names.flatMap((name) => {
    const field = fields.field(name);
    return field && (name === 'name' || field.known) ? [{ name, label: field.known?.label ?? field.label }] : [];
  });
  return [...own, { name: ID, label: 'Id' }];
}

/** What a row is known by, where its key is not empty. */
export function keyOf({ fields }: Module, { key }: Mapping, row: ReadRow): string | null {
  if (key === null) return null;
  if (key === ID) return row.id;
  const said = row.sent[key]?.trim().replace(/\s+/g, ' ');
  if (!said) return null;
  const known = fields.field(key)?.known;
  return known?.key ? known.key(said) : folded(said);
}

function folded(said: string): string {
  return [...normalForm(said)].slice(0, 400).join('');
}

/** The records that some keys stand for, those in the trash too, which can still come back from there. */
export async function matchesOf(
  tx: WriteDoor,
  { kind, fields, merge }: Module,
  key: string,
  values: string[],
): Promise<Match[]> {
  if (values.length === 0) return [];
  // By their ids besides the join: of a table that Postgres has not counted yet it would read all.
  const found = await tx.$queryRaw<Match[]>(sql`
    with f as materialized (${foundBy(kind, key, fields.field(key)?.known, values)})
    select r.id::text, r.name, f.key, r.deleted_at is not null as in_trash
    from f join ${raw(`${kind.table} r`)} on r.id = f.id
    where r.id = any(array(select f.id from f)) ${merge ? sql`and r.merged_into_id is null` : empty}
    order by r.deleted_at is not null, r.created_at`);
  const isFolded = key !== ID && key !== 'name' && !fields.field(key)?.known?.key;
  return isFolded ? found.map((it) => ({ ...it, key: folded(it.key) })) : found;
}

// A select of the ids of records and their keys.
function foundBy({ table }: Kind, key: string, known: Known | undefined, values: string[]): Sql {
  if (key === ID)
    return sql`select k.id, k.id::text as key from ${raw(`${table} k`)} where k.id = any(${values}::uuid[])`;
  if (known?.found) return sql`select k.id, k.key from ${raw(known.found)}(${values}::text[]) k`;
  const column = raw(`k.${key === 'name' ? 'name_key' : (known?.column ?? key)}`);
  const { of } = known ?? {};
  const only = Object.entries(of?.only ?? {}).map(([name, value]) => sql`and ${raw(`k.${name}`)} = ${value}`);
  return sql`
    select distinct k.${raw(of?.by ?? 'id')} as id, ${column} as key from ${raw(`${of?.table ?? table} k`)}
    where ${known && !known.key ? sql`lower(${column})` : column} = any(${values}::text[]) ${join([empty, ...only], ' ')}`;
}

/** Which records rows of these submission ids made before. */
export function madeBefore(tx: WriteDoor, { kind }: Module, ids: string[]): Promise<Match[]> {
  return tx.$queryRaw<Match[]>(sql`
    select r.id::text, r.name, r.submission_id::text as key, r.deleted_at is not null as in_trash
    from ${raw(`${kind.table} r`)} where r.submission_id = any(${ids}::uuid[])`);
}

/** All that a row says, as one key: a row that says the same is known by it. */
export function contentOf({ sent, tags }: ReadRow): string {
  const said = Object.entries(sent).filter(([, text]) => text !== '');
  return createHash('sha256')
    .update(JSON.stringify([said.sort(([a], [b]) => (a < b ? -1 : 1)), tags]))
    .digest('hex');
}

/** The submission id of what a row says, the same one each time: `nth` tells rows of one file that say the same. */
export function submissionOfRow(person: string, module: string, content: string, nth: number): string {
  const hex = createHash('sha256').update(`${person} ${module} ${content} ${nth}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
