import type { PersonRequest } from '../../http/person.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { audit } from '../audit.js';
import type { Changes } from '../history.js';
import { UNDO_DAYS } from '../limits.js';
import type { FieldValues } from '../module.js';
import { type Moved, mustBeThere, recordJoining } from './actions.js';
import { type Left, takeBack } from './ledger.js';
import type { Mergeable } from './links.js';
import type { Pair } from './merging.js';
import { lockPair } from './pair.js';
import { namingLost, tellOfMerge } from './relinking.js';

/** What an undo brought back, and from which; then what was changed since: the fields it had to leave, and rows. */
export type Undone = { name: string; kept: string; fields: string[]; rows: Left };

type Row = { id: string; lost_id: string; lost_name: string; moved: Moved; undone: boolean; late: boolean };

/** Takes a merge apart: rows and fields go back as they were unless they were changed since. Throws what stands in the way. */
export async function undoMerge(
  tx: WriteDoor,
  req: PersonRequest,
  module: Mergeable,
  kept: string,
  mergeId: string,
): Promise<Undone> {
  const { lost_id: lost, lost_name: name, moved } = await lockMerge(tx, module, kept, mergeId);
  await lockPair(tx, module, { kept, lost });
  const before = await mustBeThere(tx, module, kept);
  await refuseUnlessThere(tx, module, { kept, lost }, name);
  // The one that stays gives up the name first; what names the other one can only be written once that is back.
  const waiting = await takeFieldsBack(tx, req, module, kept, moved.fields);
  const common = module.merge.links.filter(({ everybodys }) => !everybodys).map(({ table }) => table);
  const rows = await takeBack(tx, moved.ledger, [...new Set(common)]);
  await bringBack(tx, module, lost, name);
  const left = await takeFieldsBack(tx, req, module, kept, only(moved.fields, waiting.refused));
  const after = await mustBeThere(tx, module, kept);
  await tellOfMerge(tx, await namingLost(tx, module, { kept, lost }), 'linked_back', [before.name, name]);
  await recordJoining(tx, module, 'unmerged', [name, null], before, after);
  await tx.$executeRaw(sql`update merges set undone_at = now() where id = ${mergeId}::uuid`);
  await audit(tx, req, 'unmerged', { kind: module.kind.name, id: kept });
  const fields = [...waiting.changed, ...left.changed, ...left.refused].map((name) => module.label(name));
  return { name, kept: after.name, fields, rows };
}

async function lockMerge(tx: WriteDoor, { kind }: Mergeable, kept: string, mergeId: string): Promise<Row> {
  const [row] = await tx.$queryRaw<Row[]>(sql`
    select m.id::text, m.lost_id::text, m.lost_name, m.moved, m.undone_at is not null as undone,
      m.at <= now() - make_interval(days => ${UNDO_DAYS}::int) as late
    from merges m where m.id = ${mergeId}::uuid and m.${raw(kind.column)} = ${kept}::uuid for update`);
  if (!row) throw new NotFound();
  if (row.undone) throw new Conflict('This merge was undone already.');
  if (row.late) throw new Conflict(`A merge can be undone for ${UNDO_DAYS} days; this one is older.`);
  return row;
}

async function refuseUnlessThere(tx: WriteDoor, { kind }: Mergeable, { kept, lost }: Pair, name: string) {
  const table = raw(kind.table);
  const [row] = await tx.$queryRaw<{ name: string; into: string | null; gone: boolean; waits: boolean }[]>(sql`
    select k.name, i.name as into, k.deleted_at is not null as gone,
      exists (select from ${table} l where l.id = ${lost}::uuid and l.merged_into_id = k.id and l.deleted_at is not null) as waits
    from ${table} k left join ${table} i on i.id = k.merged_into_id where k.id = ${kept}::uuid`);
  if (!row) throw new NotFound();
  if (row.into) throw new Conflict(`${row.name} was merged into ${row.into} since. Undo that merge first.`);
  if (row.gone) throw new Conflict(`${row.name} is in the trash. Restore it first.`);
  if (!row.waits) throw new Conflict(`${name} is no longer there to be brought back.`);
}

async function bringBack(tx: WriteDoor, { kind, returnable }: Mergeable, lost: string, name: string): Promise<void> {
  const table = raw(kind.table);
  await tx.$executeRaw(sql`update ${table} set merged_into_id = null where id = ${lost}::uuid`);
  const back = await tx.$executeRaw(sql`
    update ${table} r set deleted_at = null where r.id = ${lost}::uuid and ${returnable ?? sql`true`}`);
  if (back === 0)
    throw new Conflict(`${name} cannot come back: another ${kind.one} has its place by now. Change that one first.`);
}

// Writes the fields of before, through the rules of the form. Answers what was changed since, and what the rules refused.
async function takeFieldsBack(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Mergeable,
  kept: string,
  fields: Changes,
): Promise<{ changed: string[]; refused: string[] }> {
  const now = await mustBeThere(tx, module, kept);
  const changed = Object.keys(fields).filter((name) => !same(now.fields[name], fields[name]?.[1]));
  let names = Object.keys(fields).filter((name) => !changed.includes(name));
  const refused: string[] = [];
  while (names.length > 0) {
    const before: FieldValues = Object.fromEntries(names.map((name) => [name, fields[name]?.[0] ?? null]));
    const form = module.typed({ ...now.fields, ...before });
    const updated = await module.update(tx, person, kept, now.version, form);
    if (updated.kind !== 'invalid') break;
    const wrong = names.filter((name) => updated.errors[name]);
    refused.push(...(wrong.length > 0 ? wrong : names));
    names = wrong.length > 0 ? names.filter((name) => !wrong.includes(name)) : [];
  }
  return { changed, refused };
}

function only(fields: Changes, names: string[]): Changes {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
