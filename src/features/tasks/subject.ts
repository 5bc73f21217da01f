import { isId } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { patternOf } from '../../http/list/sql.js';
import { normalForm } from '../../http/normal-form.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { join, raw, sql } from '../../platform/postgres/sql.js';
import { type Kind, kindNamed, type Target } from '../../records/kinds.js';
import type { RecordModule } from '../../records/module.js';
import type { TaskRow } from '../../records/tasks/queries.js';
import { readSought, searchRecords } from '../search/index.js';

/** `strange`: that the hidden field names no record that one may see. */
type Subject = { about: Target | null | undefined } | { error: string; strange?: true };
type Named = { kind: Kind; id: string; name: string };

const NOBODY = 'No record is called that. Choose one of the list.';
const GONE = 'The record that was chosen is not there. Choose one of the list.';

/** A record as a form's hidden field names it. */
export const subjectKey = ({ kind, id }: Target) => `${kind.name}:${id}`;

/** Reads what `subjectKey` wrote; undefined for anything else. */
export function readSubjectKey(kinds: readonly Kind[], sent: unknown): Target | undefined {
  const [name, id, ...rest] = (one(sent) ?? '').split(':');
  const kind = kindNamed(kinds, name);
  return kind && isId(id) && rest.length === 0 ? { kind, id } : undefined;
}

/**
 * The record that a form names: the chosen one while its name still stands in the field, or the one that it was merged into, else
 * the one of that name, of which there must be one alone. Undefined: it is left as it stands, which may lie in the trash; `now`
 * is the task that is edited.
 */
export async function readSubject(
  tx: WriteDoor,
  kinds: readonly Kind[],
  body: Record<string, unknown>,
  now?: TaskRow,
  again = false,
): Promise<Subject> {
  const typed = (one(body.about) ?? '').replaceAll('\0', '').toWellFormed().trim();
  const chosen = readSubjectKey(kinds, body.about_record);
  if (chosen && chosen.id === now?.about_id && typed === now.about_name) return { about: undefined };
  // What names nothing is no slip of a hand, and is not passed over for the name beside it.
  const isStrange = body.about_record && !(chosen && (await isThere(tx, chosen)));
  if (isStrange) return { error: GONE, strange: true };
  if (typed === '') return { about: null };
  const merged = chosen && (await mergedInto(tx, chosen, typed));
  const found = merged ? [merged] : await named(tx, kinds, typed);
  const same = found.find(({ kind, id }) => chosen?.kind === kind && chosen.id === id);
  const only = same ?? (found.length === 1 ? found[0] : undefined);
  if (!only) return { error: found.length > 1 ? 'Several records are called that. Choose one of the list.' : NOBODY };
  if (await hold(tx, only)) return { about: { kind: only.kind, id: only.id } };
  // One that was merged while this waited for it leads on by now.
  const sent = merged ? body.about_record : subjectKey(only);
  return again ? { error: NOBODY } : readSubject(tx, kinds, { ...body, about_record: sent }, now, true);
}

/** The record that a link to the form of a new task names, with what it is called; undefined when it is not there. */
export async function subjectOf(db: ReadDoor, target: Target | undefined): Promise<Named | undefined> {
  if (!target) return undefined;
  const { table } = target.kind;
  const row = await db.row<{ name: string }>(
    sql`select name from ${raw(table)} where id = ${target.id}::uuid and deleted_at is null`,
  );
  return row && { ...target, name: row.name };
}

/** What may be meant by what is typed, the closest of each module. */
export async function suggestSubjects(db: ReadDoor, modules: readonly RecordModule[], typed: unknown) {
  const sought = readSought(typed);
  const found = sought ? await searchRecords(db, modules, sought) : [];
  return found.map(({ kind, id, name }) => ({ id: subjectKey({ kind, id }), label: name, detail: kind.title }));
}

// Be it in the trash.
async function isThere(tx: WriteDoor, { kind, id }: Target): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>(sql`select id from ${raw(kind.table)} where id = ${id}::uuid`);
  return rows.length > 0;
}

// Until the task is written: a merge would not find it, and would leave it to a record that is gone.
async function hold(tx: WriteDoor, { kind, id }: Target): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>(
    sql`select id from ${raw(kind.table)} where id = ${id}::uuid and deleted_at is null for share`,
  );
  return rows.length > 0;
}

// A form that was open during a merge says the lost one, by its id and its name.
async function mergedInto(tx: WriteDoor, { kind, id }: Target, name: string): Promise<Target | undefined> {
  const { table, own } = kind;
  if (own) return undefined;
  const [row] = await tx.$queryRaw<{ id: string }[]>(sql`
    select k.id::text from ${raw(table)} l join ${raw(table)} k on k.id = l.merged_into_id
    where l.id = ${id}::uuid and normal_form(l.name) = normal_form(${name}) and k.deleted_at is null`);
  return row && { kind, id: row.id };
}

async function named(tx: WriteDoor, kinds: readonly Kind[], name: string): Promise<Named[]> {
  const parts = kinds.map(
    (kind, at) => sql`(select ${at}::int as at, id::text, name from ${raw(kind.table)}
      where search_text like ${patternOf(normalForm(name))} and normal_form(name) = normal_form(${name}) and deleted_at is null limit 50)`,
  );
  const found = await tx.$queryRaw<{ at: number; id: string; name: string }[]>(sql`${join(parts, ' union all ')}`);
  return found.map(({ at, ...row }) => ({ kind: kinds[at] as Kind, ...row }));
}
