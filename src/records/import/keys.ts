import { createHash } from 'node:crypto';
import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Module } from '../module.js';
import type { ReadRow } from './cells.js';
import { ID, type Mapping, type Place } from './mapping.js';

/** A record that a row may mean. */
export type Match = { id: string; name: string; key: string; in_trash: boolean };

/** By what records of a module are known again: their id, their name, and short texts of theirs that none needs to have. */
export function keysOf({ fields }: Module): Place[] {
  const own = fields.names.flatMap((name) => {
    const field = fields.field(name);
    const isKey = name === 'name' || (field?.kind === 'text' && field.optional && field.filter && !field.input.url);
    return field && isKey ? [{ name, label: field.label }] : [];
  });
  return [...own, { name: ID, label: 'Id' }];
}

/** What a row is known by, where its key is not empty. */
export function keyOf({ key }: Mapping, row: ReadRow): string | null {
  if (key === null) return null;
  if (key === ID) return row.id;
  const said = row.sent[key]?.trim().replace(/\s+/g, ' ');
  if (!said) return null;
  return key === 'name' ? [...normalForm(said)].slice(0, 400).join('') : said;
}

/** The records that some keys stand for, those in the trash too, which can still come back from there. */
export async function matchesOf(
  tx: WriteDoor,
  { kind, merge }: Module,
  key: string,
  values: string[],
): Promise<Match[]> {
  if (values.length === 0) return [];
  const { at, where } = whereOf(key, values);
  return tx.$queryRaw<Match[]>(sql`
    select r.id::text, r.name, ${at} as key, r.deleted_at is not null as in_trash from ${raw(`${kind.table} r`)}
    where ${where} ${merge ? sql`and r.merged_into_id is null` : empty}
    order by r.deleted_at is not null, r.created_at`);
}

// Names and ids stand in an index. Others are looked for in a hash table, which a join that was planned for one row is not.
function whereOf(key: string, values: string[]): { at: Sql; where: Sql } {
  if (key === ID) return { at: sql`r.id::text`, where: sql`r.id = any(${values}::uuid[])` };
  if (key === 'name') return { at: sql`r.name_key`, where: sql`r.name_key = any(${values}::text[])` };
  const at = raw(`r.${key}`);
  return { at, where: sql`(${at} in (select unnest(${values}::text[]))) is true` };
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
