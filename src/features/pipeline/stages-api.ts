import { ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { ApiRequest, ApiRoute, ApiSchema } from '../../http/api/route.js';
import { readerOf } from '../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { fieldsOf as named, refused } from '../../records/api/pointers.js';
import { ID, object, sendableFields } from '../../records/api/schemas.js';
import { readSent } from '../../records/api/sent.js';
import { MANY_MS } from '../../records/limits.js';
import { PIPELINE } from './kind.js';
import { type NamedRow, type NameList, namedRowsOf, REASONS, STAGES } from './stage-rows.js';
import { fieldsOf, moveStage, removeStage, rowIn, saveStage } from './stage-saves.js';
import { STANDING_LABELS } from './stages.js';

const WAYS = ['up', 'down'];
/** What may be sent back as it was read. */
const READ_ALONE = { exported: { kind: String, deals: String, probability: String, stale_after: String } };
const COUNT = { type: 'integer', minimum: 0 };

/** The stages of one's pipeline, and the reasons for which deals are lost. */
export function stagesApi(): ApiRoute[] {
  // The reasons' addresses stand before those of a stage, which would take them for one.
  return [REASONS, STAGES].flatMap(listApi);
}

function listApi(list: NameList): ApiRoute[] {
  const path = `/v1${list.path}`;
  const called = list === STAGES ? 'stage' : 'lost_reason';
  const gives = schemaOf(list);
  const takes = { type: 'object', properties: sendableFields(fieldsOf(list, null)) };
  const of = (act: string, at: string) => ({
    id: `${act}_${called}`,
    path: at,
    group: PIPELINE.title,
    status: 200,
    gives,
  });
  const row = `${path}/:row`;
  return [
    {
      method: 'get',
      door: 'read',
      ...of('list', path),
      summary: `Lists ${list === STAGES ? 'the stages of one’s pipeline' : 'the reasons for which deals are lost'}, in their order`,
      gives: object({ data: { type: 'array', items: gives } }),
      handler: async (db) => ({ body: { data: (await namedRowsOf(db, list)).map((it) => json(list, it)) } }),
    },
    {
      method: 'post',
      door: 'write',
      ...of('create', path),
      status: 201,
      summary: `Adds a ${list.one} behind the others, ${list.most} at most`,
      headers: ['Idempotency-Key'],
      takes,
      refuses: [422],
      async handler(tx, req) {
        const body = await save(tx, req, list, undefined);
        return { status: 201, body, headers: { Location: `${req.baseUrl}${req.path}/${body.id}` } };
      },
    },
    {
      method: 'patch',
      door: 'write',
      ...of('change', row),
      summary: `Changes a ${list.one}: what is not sent stays`,
      takes,
      refuses: [404, 422],
      handler: async (tx, req) => ({ body: await save(tx, req, list, req.params.row) }),
    },
    {
      method: 'post',
      door: 'write',
      ...of('step', `${row}/move`),
      summary: `Moves a ${list.one} one place up or down`,
      takes: object({ way: { type: 'string', enum: WAYS } }),
      refuses: [404, 422],
      async handler(tx, req) {
        const { way } = named(req.body, ['way']);
        if (way !== 'up' && way !== 'down') throw invalidBody([{ pointer: '/way', detail: 'Send up or down.' }]);
        await moveStage(tx, list, req.params.row, way);
        return { body: await one(tx, list, req.params.row) };
      },
    },
    {
      method: 'post',
      door: 'write',
      limitMs: MANY_MS,
      id: `remove_${called}`,
      path: `${row}/removal`,
      group: PIPELINE.title,
      status: 204,
      summary:
        list === STAGES
          ? 'Removes a stage; its deals go to the open one that into names'
          : 'Removes a reason that no deal names',
      ...(list === STAGES && { takes: { type: 'object', properties: { into: ID } }, bodyless: true as const }),
      headers: ['Idempotency-Key'],
      refuses: [404, 409, 422],
      async handler(tx: WriteDoor, req: ApiRequest) {
        const { into } = named(req.body ?? {}, ['into']);
        const done = await removeStage(tx, list, req.params.row, into);
        if (done.kind === 'stays') throw new ApiRefusal({ status: 409, title: done.title, detail: done.text });
        if (done.kind === 'full') throw invalidBody([{ pointer: '/into', detail: done.text }]);
        return {};
      },
    },
  ];
}

// What is not sent of a row stays, by the words of its form.
async function save(tx: WriteDoor, req: ApiRequest, list: NameList, id: unknown) {
  const before = id === undefined ? null : rowIn(await namedRowsOf(readerOf(tx), list), id);
  const fields = fieldsOf(list, before);
  const told = before && { version: 1, ...json(list, before) };
  const sent = await readSent(
    readerOf(tx),
    { kind: { untagged: true }, list: READ_ALONE, fields },
    req.body,
    before && told && { typed: fields.typed({ ...before }), told },
  );
  if (sent.errors.length > 0) throw invalidBody(sent.errors);
  const saved = await saveStage(tx, list, id, sent.body);
  if (saved.kind === 'invalid') throw refused(fields, saved.form.errors, req.body);
  const all = await namedRowsOf(readerOf(tx), list);
  return json(list, all.find((it) => it.id === before?.id || it.name === saved.name) as NamedRow);
}

async function one(tx: WriteDoor, list: NameList, id: unknown) {
  return json(list, rowIn(await namedRowsOf(readerOf(tx) as ReadDoor, list), id));
}

function schemaOf(list: NameList): ApiSchema {
  const fields = fieldsOf(list, null);
  const own = Object.fromEntries(fields.names.map((name) => [name, fields.field(name)?.schema ?? {}]));
  const kind = { type: 'string', enum: Object.keys(STANDING_LABELS) };
  return object({ id: ID, ...own, ...(list === STAGES && { kind }), deals: COUNT });
}

function json(list: NameList, row: NamedRow) {
  const { id, kind, deals } = row;
  return { id, ...fieldsOf(list, null).json({ ...row }), ...(list === STAGES && { kind }), deals };
}
