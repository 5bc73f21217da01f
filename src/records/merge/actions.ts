import { v7 as uuidv7 } from 'uuid';
import type { PersonRequest } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { audit } from '../audit.js';
import { type Changes, changesBetween, type HistoryAct, recordHistory } from '../history.js';
import { columnOf } from '../kinds.js';
import type { RecordState } from '../module.js';
import { chosenForm } from './fields.js';
import type { Ledger } from './ledger.js';
import { type Mergeable, moveLinks } from './links.js';
import type { Pair } from './merging.js';
import { type Both, livePair, lockPair } from './pair.js';
import { namingLost, tellOfMerge } from './relinking.js';

/** A merge as it was asked for: both versions that the person saw, and the side chosen for each field. */
export type MergeAsked = Pair & { keptVersion: number; lostVersion: number; sides: Record<string, unknown> };
/** What a merge keeps for its undo. */
export type Moved = { fields: Changes; ledger: Ledger };
type Merged = { mergeId: string; name: string; lost: string };

/** One of the records is no longer what the person looked at: nothing was merged. */
export class LookAgain extends Error {
  override name = 'LookAgain';
}

/** The record that would stay may not have these fields: nothing was merged. */
export class NotAllowed extends Error {
  override name = 'NotAllowed';
  constructor(readonly errors: Record<string, string>) {
    super('the merged record breaks a rule of its form');
  }
}

/** Merges one record into another. All of it is thrown away when this throws. */
export async function merge(tx: WriteDoor, req: PersonRequest, module: Mergeable, asked: MergeAsked): Promise<Merged> {
  await lockPair(tx, module, asked);
  const both = await livePair(tx, module, asked);
  const { kept, lost } = both;
  if (kept.version !== asked.keptVersion || lost.version !== asked.lostVersion) throw new LookAgain();
  const naming = await namingLost(tx, module, asked);
  const ledger: Ledger = [];
  await retire(tx, module, asked);
  await moveLinks(tx, ledger, module, asked);
  await writeChosen(tx, req, module, both, asked.sides);
  const after = await mustBeThere(tx, module, kept.id);
  await module.merge.settle?.(tx, ledger, asked, after.name);
  await tellOfMerge(tx, naming, 'relinked', [lost.name, after.name]);
  const chosen = module.names.filter((name) => !module.merge.joined.includes(name));
  const moved: Moved = { fields: changesBetween(kept.fields, after.fields, chosen), ledger };
  await recordJoining(tx, module, 'merged', [null, lost.name], kept, after);
  await audit(tx, req, 'merged', { kind: module.kind.name, id: kept.id });
  return { mergeId: await keep(tx, req, module, both, moved), name: after.name, lost: lost.name };
}

/** Writes that the record's rows were joined by another's, or left by them, as one new version of it. */
export async function recordJoining(
  tx: WriteDoor,
  module: Mergeable,
  act: HistoryAct & ('merged' | 'unmerged'),
  other: [before: string | null, after: string | null],
  before: RecordState,
  after: RecordState,
): Promise<void> {
  // A form that was opened before would undo it: what joined stands in its fields.
  await tx.$executeRaw(sql`
    update ${raw(module.kind.table)} set version = version + 1, updated_at = now(), updated_by = app_user_id()
    where id = ${after.id}::uuid`);
  const joined = changesBetween(before.fields, after.fields, module.merge.joined);
  const changes = { merged: other, ...module.history.kept(joined) };
  await recordHistory(tx, { act, target: { kind: module.kind, id: after.id }, changes });
}

/** The record, which is held and hence there. */
export async function mustBeThere(tx: WriteDoor, module: Mergeable, id: string): Promise<RecordState> {
  const found = await module.read(tx, id);
  if (!found) throw new Error('a record that is held went away');
  return found;
}

// Before anything else: its name and its website must be free for the one that stays.
async function retire(tx: WriteDoor, { kind }: Mergeable, { kept, lost }: Pair): Promise<void> {
  await tx.$executeRaw(sql`
    update ${raw(kind.table)} set deleted_at = now(), merged_into_id = ${kept}::uuid where id = ${lost}::uuid`);
}

async function writeChosen(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Mergeable,
  both: Both,
  sides: Record<string, unknown>,
): Promise<void> {
  const now = await mustBeThere(tx, module, both.kept.id);
  const form = chosenForm(module, both, now.fields, sides);
  const updated = await module.update(tx, person, now.id, now.version, form);
  if (updated.kind === 'invalid') throw new NotAllowed(updated.errors);
  if (updated.kind === 'conflict' || updated.kind === 'in_trash') throw new LookAgain();
}

async function keep(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Mergeable,
  { kept, lost }: Both,
  moved: Moved,
): Promise<string> {
  const id = uuidv7();
  await tx.$executeRaw(sql`
    insert into merges (id, actor_id, ${columnOf(module.kind)}, lost_id, lost_name, moved)
    values (${id}::uuid, ${person.id}::uuid, ${kept.id}::uuid, ${lost.id}::uuid, ${lost.name}, ${JSON.stringify(moved)}::jsonb)`);
  return id;
}
