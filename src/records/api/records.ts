import { changedMeanwhile, etagOf, versionMeant } from '../../http/api/etag.js';
import { ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest } from '../../http/api/route.js';
import { idOf } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import { Collided, NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { lockedRecord } from '../live.js';
import type { Module } from '../module.js';
import type { Saved } from '../record/draft.js';
import { seenIn } from '../record/likely.js';
import { createRecord, mustRead, placeRecord, saveRecord } from '../record/save.js';
import { deleteRecord, restoreRecord } from '../record/trash.js';
import type { RecordState } from '../state.js';
import { makeTags, scopeOf, tagRecord } from '../tags/index.js';
import { type RecordJson, readForApi } from './json.js';
import { pointer, refused } from './pointers.js';
import { NOT_ITS_NAME, readSent, type Sent } from './sent.js';

/** How often a change without If-Match is tried anew where somebody else was quicker. */
const TRIES = 3;

/** One record, with the ETag that a change of it is held against. */
export async function readRecord(db: ReadDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  return answerOf(await toldOf(db, module, idOf(req)));
}

/** A record as it is answered. */
export function answerOf(record: RecordJson): ApiAnswer {
  return { body: record, headers: { ETag: etagOf(record) } };
}

/** Makes a record of what was sent, by the rules of its form. One that is likely there already is told of, unless it was seen. */
export async function postRecord(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const { person } = req;
  const { fields } = module;
  const sent = await readSent(readerOf(tx), module, req.body, null);
  await tagsFirst(tx, module, sent);
  const read = fields.read(sent.body, module.rules, person.currency);
  if (!read.ok || sent.errors.length > 0) throw faults(module, req, sent, read.ok ? {} : read.form.errors);
  await module.hold?.(tx);
  const placed = await placeRecord(tx, module, { data: read.data, before: null, person, sent: sent.body });
  if (!placed.ok) throw refused(fields, placed.errors, req.body);
  await refuseLikely(tx, req, module, read.data);
  const { id } = await createRecord(tx, module, placed, null);
  const record = await finished(tx, req, module, id, sent);
  return { status: 201, body: record, headers: { Location: `${req.baseUrl}${req.path}/${id}`, ETag: etagOf(record) } };
}

/** Changes what was sent of a record (JSON Merge Patch), by the rules of its form. */
export async function patchRecord(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const id = idOf(req);
  await module.hold?.(tx);
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const told = await toldOf(readerOf(tx), module, id);
    const meant = versionMeant(req, told);
    const before = await mustRead(tx, module, id);
    const sent = await readSent(readerOf(tx), module, req.body, { typed: module.typed(before.fields), told });
    if (tries === 1) await tagsFirst(tx, module, sent);
    const saved = await save(tx, req, module, before, meant ?? told.version, sent);
    if (saved.kind === 'invalid') throw refused(module.fields, saved.errors, req.body);
    if (saved.kind === 'in_trash') throw new NotFound();
    if (saved.kind !== 'conflict') {
      return answerOf(await finished(tx, req, module, id, sent));
    }
    if (meant !== undefined) throw changedMeanwhile(await toldOf(readerOf(tx), module, id));
  }
  throw new Collided('others changed the record again and again');
}

/** Moves a record to the trash; one that lies there already stays as it is. */
export async function removeRecord(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const id = idOf(req);
  if (req.get('if-match') !== undefined) {
    await lockedRecord(tx, module.kind, id);
    versionMeant(req, await toldOf(readerOf(tx), module, id));
  }
  refuseWhere(await deleteRecord(tx, module, id));
  return {};
}

/** Takes a record out of the trash. */
export async function bringBackRecord(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const id = idOf(req);
  refuseWhere(await restoreRecord(tx, module, id));
  return answerOf(await toldOf(readerOf(tx), module, id));
}

/** The record as programs are told it; what lies in the trash or became a part of another is not there, and that is said. */
export async function toldOf(db: Pick<ReadDoor, 'row'>, module: Module, id: string): Promise<RecordJson> {
  const record = await readForApi(db, module, id);
  if (!record) throw new NotFound();
  if (record.deleted_at === null) return record;
  throw new ApiRefusal({
    status: 404,
    title: 'It is in the trash',
    detail:
      'It was deleted, or became a part of another. What was deleted comes back by a POST to its address with /restoration.',
  });
}

function save(
  tx: WriteDoor,
  req: ApiRequest,
  module: Module,
  before: RecordState,
  version: number,
  sent: Sent,
): Promise<Saved> {
  const { person } = req;
  const read = module.fields.read(sent.body, module.rules, String(before.fields.currency ?? person.currency));
  if (!read.ok || sent.errors.length > 0) throw faults(module, req, sent, read.ok ? {} : read.form.errors);
  return saveRecord(tx, module, version, { data: read.data, before, person, sent: sent.body });
}

// A value of a wrong type has its own message; the form's would say that it is missing.
function faults({ fields }: Module, req: ApiRequest, { errors }: Sent, ofForm: Record<string, string>): ApiRefusal {
  const others = refused(fields, ofForm, req.body).problem.errors ?? [];
  const known = errors.map((it) => ('pointer' in it ? it.pointer : ''));
  const isNew = (it: object) =>
    !('pointer' in it) || !known.some((at) => at === it.pointer || at.startsWith(`${it.pointer}/`));
  return invalidBody([...errors, ...others.filter(isNew)]);
}

// Before the record is held: acts on many make their tags first too.
async function tagsFirst(tx: WriteDoor, { kind }: Module, { tags = [], errors }: Sent): Promise<void> {
  if (tags.length > 0 && errors.length === 0) await makeTags(tx, scopeOf(kind), tags);
}

async function finished(tx: WriteDoor, req: ApiRequest, module: Module, id: string, sent: Sent): Promise<RecordJson> {
  const record = await toldOf(readerOf(tx), module, id);
  const strange = Object.keys(sent.called).filter((name) => record[name] !== sent.called[name]);
  if (strange.length > 0) throw invalidBody(strange.map((name) => ({ pointer: pointer(name), detail: NOT_ITS_NAME })));
  if (!sent.tags) return record;
  const remove = (record.tags as string[]).filter((it) => !sent.tags?.includes(it));
  const done = await tagRecord(tx, module.kind, id, { add: sent.tags, remove });
  if (!done.ok) throw refused(module.fields, { tags: done.error }, req.body);
  return done.changed ? toldOf(readerOf(tx), module, id) : record;
}

async function refuseLikely(tx: WriteDoor, req: ApiRequest, module: Module, data: object): Promise<void> {
  const seen = seenIn(req.query.seen);
  const likely = (await module.likely?.(readerOf(tx), data as never, null)) ?? [];
  const candidates = likely
    .filter(({ id }) => !seen.includes(id))
    .map(({ id, name, detail, reason = null }) => ({ id, name, detail, reason }));
  if (candidates.length === 0) return;
  throw new ApiRefusal({
    status: 409,
    title: `This ${module.kind.one} may be there already`,
    detail: 'Nothing was saved. Send it again with ?seen= and the ids of the candidates to have one more.',
    candidates,
  });
}

function refuseWhere(stays: string | undefined): void {
  if (stays) throw new ApiRefusal({ status: 409, title: 'It stays where it is', detail: stays });
}
