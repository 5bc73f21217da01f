import { changedMeanwhile, versionMeant } from '../../http/api/etag.js';
import { ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { idOf, isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { MOST_MERGES, MOST_PAIRS, UNDO_DAYS } from '../limits.js';
import { liveRecord } from '../live.js';
import { LookAgain, merge, NotAllowed } from '../merge/actions.js';
import type { Mergeable } from '../merge/links.js';
import { asMerger, livePair } from '../merge/pair.js';
import { alikePairs, bringTogether, type MergeRow, mergesInto, setApart } from '../merge/queries.js';
import { isMergeable } from '../merge/routes.js';
import { undoMerge } from '../merge/undo.js';
import type { Module } from '../module.js';
import { fieldsOf, pointer, refused } from './pointers.js';
import { ID, ID_OR_NONE, MOMENT, object } from './schemas.js';

const text = { type: 'string' };
const textOrNone = { type: ['string', 'null'] };
const tick = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const MERGE = object({ id: ID, at: MOMENT, actor_id: ID_OR_NONE, actor: textOrNone, lost: text, undone: tick });
const MERGED = object({ id: ID, name: text, lost: text });
const UNDONE = object({
  name: text,
  kept: text,
  fields_left: { type: 'array', items: text },
  rows_left: object({ stayed: count, anew: count, gone: count }),
});
const SIDE = object({ id: ID, name: text, detail: textOrNone });
const PAIR = object({ low: SIDE, high: SIDE, reason: text, shared: textOrNone });
const SIDES = { type: 'object', additionalProperties: { type: 'string', enum: ['kept', 'lost'] } };

/** Merging two records of a module, taking that apart again, and which may be the same; nothing where records are one person's own. */
export function mergesApi(module: Module, database: Database): ApiRoute[] {
  if (!isMergeable(module)) return [];
  const { kind } = module;
  const path = `/v1${kind.path}`;
  const within: Extract<ApiRoute, { door: 'write' }>['within'] = (req, work) =>
    asMerger(database, req, module, idsOf(req), work);
  const mergeRoute: ApiRoute = {
    method: 'post',
    door: 'write',
    path: `${path}/:id/merges`,
    id: `merge_${kind.name}`,
    group: kind.title,
    status: 201,
    summary: `Merges another ${kind.one} into this one, which stays: of each field its own value, unless it is empty or sides says lost`,
    headers: ['If-Match', 'Idempotency-Key'],
    takes: {
      type: 'object',
      properties: { with: ID, with_version: { type: 'integer', minimum: 1 }, sides: SIDES },
      required: ['with'],
    },
    gives: MERGED,
    refuses: [404, 409, 412, 422],
    within,
    handler: (tx, req) => mergeTwo(tx, req, module),
  };
  return [
    {
      method: 'get',
      door: 'read',
      path: `${path}/possible-duplicates`,
      id: `list_duplicates_of_${kind.name}`,
      group: kind.title,
      status: 200,
      summary: `Lists pairs of ${kind.many} that may be the same, ${MOST_PAIRS} at most, the surest first`,
      gives: object({ data: { type: 'array', items: PAIR } }),
      async handler(db) {
        const pairs = (await alikePairs(db, module)).slice(0, MOST_PAIRS);
        const side = ({ id, name, detail }: (typeof pairs)[number]['low']) => ({ id, name, detail });
        const data = pairs.map((it) => ({ ...it, low: side(it.low), high: side(it.high) }));
        return { body: { data: data.map(({ low, high, reason, shared }) => ({ low, high, reason, shared })) } };
      },
    },
    ...distinctApi(module),
    {
      method: 'get',
      door: 'read',
      path: `${path}/:id/merges`,
      id: `list_merges_of_${kind.name}`,
      group: kind.title,
      status: 200,
      summary: `Lists the last ${MOST_MERGES} merges into one ${kind.one}`,
      gives: object({ data: { type: 'array', items: MERGE } }),
      refuses: [404],
      async handler(db, req) {
        const { id } = await liveRecord(db, kind, req.params.id);
        return { body: { data: (await mergesInto(db, module, id)).map(json) } };
      },
    },
    mergeRoute,
    {
      method: 'post',
      door: 'write',
      path: `${path}/:id/merges/:merge/undo`,
      id: `undo_merge_of_${kind.name}`,
      group: kind.title,
      status: 200,
      summary: `Takes a merge of two ${kind.many} apart within ${UNDO_DAYS} days, but for what was changed since`,
      headers: ['Idempotency-Key'],
      gives: UNDONE,
      refuses: [404, 409],
      within,
      async handler(tx, req) {
        if (!isId(req.params.merge)) throw new NotFound();
        const undone = await undoMerge(tx, req, module, idOf(req).toLowerCase(), req.params.merge);
        const { name, kept, fields: fields_left, rows: rows_left } = undone;
        return { body: { name, kept, fields_left, rows_left } };
      },
    },
  ];
}

function distinctApi({ kind }: Mergeable): ApiRoute[] {
  return [
    {
      method: 'post',
      door: 'write',
      path: `/v1${kind.path}/possible-duplicates/distinct`,
      id: `part_${kind.name}`,
      group: kind.title,
      status: 204,
      summary: `Keeps that two ${kind.many} are two and no possible duplicates any more; with distinct false, takes that back`,
      takes: { ...object({ low: ID, high: ID }), properties: { low: ID, high: ID, distinct: tick } },
      refuses: [422],
      async handler(tx, req) {
        const { low, high, distinct } = pairIn(req);
        if (distinct) await setApart(tx, req.person, low, high);
        else await bringTogether(tx, low, high);
        return {};
      },
    },
  ];
}

async function mergeTwo(tx: WriteDoor, req: ApiRequest, module: Module & Mergeable): Promise<ApiAnswer> {
  const kept = idOf(req).toLowerCase();
  const { with: other, with_version: version, sides = {} } = fieldsOf(req.body, ['with', 'with_version', 'sides']);
  const wrong = (at: string, detail: string) => invalidBody([{ pointer: at, detail }]);
  if (!isId(other)) throw wrong('/with', 'Send the id of the record that becomes a part of this one.');
  if (other.toLowerCase() === kept) throw wrong('/with', 'A record cannot be merged with itself.');
  if (version !== undefined && !Number.isSafeInteger(version)) throw wrong('/with_version', 'Send a whole number.');
  if (typeof sides !== 'object' || sides === null || Array.isArray(sides)) throw wrong('/sides', 'Send an object.');
  for (const [name, side] of Object.entries(sides)) {
    const isField = module.names.includes(name) && !module.merge.joined.includes(name);
    if (!isField) throw wrong(`/sides${pointer(name)}`, 'Nothing is chosen of a field of this name.');
    if (side !== 'kept' && side !== 'lost') throw wrong(`/sides${pointer(name)}`, 'Send kept or lost.');
  }
  const both = await livePair(tx, module, { kept, lost: other });
  const [keptVersion, lostVersion] = [both.kept.version, both.lost.version];
  // Their versions alone: of figures the system would tell everybody's.
  versionMeant(req, { version: keptVersion });
  if (version !== undefined && version !== lostVersion) throw changedMeanwhile({ version: lostVersion });
  const asked = { kept, lost: other.toLowerCase(), keptVersion, lostVersion };
  try {
    const { mergeId: id, name, lost } = await merge(tx, req, module, { ...asked, sides: { ...sides } });
    return { status: 201, body: { id, name, lost }, headers: { Location: `${req.baseUrl}${req.path}/${id}` } };
  } catch (error) {
    if (error instanceof NotAllowed) throw refused(module.fields, error.errors, {});
    if (error instanceof LookAgain) throw meanwhile;
    throw error;
  }
}

// Both records, where their ids can be read: what is wrong with them is said by the handler.
function idsOf({ params, body }: ApiRequest): string[] {
  const ids = [params.id, (body as { with?: unknown } | undefined)?.with].filter(isId);
  return ids.map((id) => id.toLowerCase());
}

const meanwhile = new ApiRefusal({
  status: 409,
  title: 'It was changed meanwhile',
  detail: 'One of the two was changed at this moment. Nothing was merged: look at both and send it again.',
});

function pairIn(req: ApiRequest): { low: string; high: string; distinct: boolean } {
  const { low, high, distinct = true } = fieldsOf(req.body, ['low', 'high', 'distinct']);
  if (typeof distinct !== 'boolean') throw invalidBody([{ pointer: '/distinct', detail: 'Send true or false.' }]);
  if (isId(low) && isId(high) && low.toLowerCase() < high.toLowerCase()) return { low, high, distinct };
  throw invalidBody([{ pointer: '', detail: 'Send the ids of a pair as it is listed: low and high.' }]);
}

function json({ id, at, actor_id, actor, lost, undone }: MergeRow) {
  return { id, at: at.toISOString(), actor_id, actor, lost, undone };
}
