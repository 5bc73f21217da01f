import { ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { idOf, isId } from '../../http/form.js';
import { count } from '../../http/format.js';
import { writeView } from '../../http/list/address.js';
import { readerOf } from '../../http/list/sql.js';
import type { Query } from '../../http/list/view.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Queue } from '../../platform/queue/queue.js';
import { readChosen, readWanted, type Wanted } from '../bulk/asked.js';
import * as batches from '../bulk/batch.js';
import { doAtOnce, MANY_LIMIT_MS, stopBatch, undoBatch } from '../bulk/doing.js';
import { makeNamed, stepOf } from '../bulk/naming.js';
import type { Operation } from '../bulk/operation.js';
import { sendToJob } from '../bulk/sending.js';
import { doneBy, operationOf } from '../bulk/step.js';
import { whyNotUndone } from '../bulk/undo.js';
import { MOST_ROWS, MOST_TICKED, ROWS_AT_ONCE } from '../limits.js';
import type { ListedModule } from '../module.js';
import { fieldsOf, pointer, refusedForm } from './pointers.js';
import { ID, MOMENT, MOMENT_OR_NONE, object } from './schemas.js';

const ACTS = ['delete', 'tag', 'untag', 'set'];
const COUNT = { type: 'integer', minimum: 0 };
const BATCH = object({
  id: ID,
  module: { type: 'string' },
  act: { type: 'string' },
  state: { type: 'string', enum: ['waiting', 'running', 'done', 'failed', 'undoing', 'undone'] },
  why: { type: ['string', 'null'], enum: ['stopped', 'no_right', 'tried', null] },
  wanted: COUNT,
  done: COUNT,
  skipped: COUNT,
  undoable: { type: 'boolean' },
  at: MOMENT,
  ended_at: MOMENT_OR_NONE,
});
const TAKES = {
  type: 'object',
  properties: {
    ids: { type: 'array', items: ID, maxItems: MOST_TICKED },
    filter: { type: 'object', additionalProperties: { type: ['string', 'array'], items: { type: 'string' } } },
    act: { type: 'string', enum: ACTS },
    tag: { type: 'string' },
    set: { type: 'object', additionalProperties: { type: ['string', 'boolean', 'integer', 'null'] } },
  },
  required: ['act'],
};

/** Acts on many records of a module, of which each is a batch. */
export function bulkApi(module: ListedModule, queue: Queue): ApiRoute[] {
  const { kind } = module;
  return [
    {
      method: 'post',
      door: 'write',
      limitMs: MANY_LIMIT_MS,
      path: `/v1${kind.path}/batches`,
      id: `change_many_${kind.name}`,
      group: kind.title,
      status: 201,
      else: 202,
      summary: `Does one act to many ${kind.many}, by their ids or a filter of their list; beyond ${count(ROWS_AT_ONCE)} as a job`,
      headers: ['Idempotency-Key'],
      takes: TAKES,
      gives: BATCH,
      refuses: [422],
      handler: (tx, req) => act(tx, req, module, queue),
    },
  ];
}

/** What became of one's own acts on many, how they are stopped, and their undo. */
export function batchesApi(modules: readonly ListedModule[], queue: Queue): ApiRoute[] {
  const of = { group: 'Acts on many records', status: 200, gives: BATCH };
  return [
    {
      method: 'get',
      door: 'read',
      path: '/v1/batches/:id',
      id: 'read_batch',
      ...of,
      summary: 'Reads how far an act on many records came',
      refuses: [404],
      async handler(db, req) {
        const [batch] = await db.rows<batches.Batch>(
          sql`select ${batches.BATCH_COLUMNS} from batches b where b.id = ${idOf(req)}::uuid`,
        );
        return told(modules, batch);
      },
    },
    {
      method: 'post',
      door: 'write',
      limitMs: MANY_LIMIT_MS,
      path: '/v1/batches/:id/stop',
      id: 'stop_batch',
      ...of,
      summary: 'Stops an act on many records that a job goes on with; one that is over stays as it is',
      headers: ['Idempotency-Key'],
      refuses: [404],
      async handler(tx, req) {
        await stopBatch(tx, idOf(req));
        return told(modules, await batches.lockBatch(tx, idOf(req)));
      },
    },
    {
      method: 'post',
      door: 'write',
      limitMs: MANY_LIMIT_MS,
      path: '/v1/batches/:id/undo',
      id: 'undo_batch',
      ...of,
      else: 202,
      summary: 'Takes an act on many records back, but for those that were changed since',
      headers: ['Idempotency-Key'],
      refuses: [404, 409],
      handler: (tx, req) => undo(tx, req, modules, queue),
    },
  ];
}

async function act(tx: WriteDoor, req: ApiRequest, module: ListedModule, queue: Queue): Promise<ApiAnswer> {
  const asked = askedOf(fieldsOf(req.body, ['ids', 'filter', 'act', 'tag', 'set']), module);
  const db = readerOf(tx);
  const chosen = await readChosen(db, module, asked, req);
  if (!chosen) throw invalidBody([{ pointer: '', detail: 'Send `ids`, or a `filter` of the list.' }]);
  const wanted = readWanted(module, asked, req);
  refuseFaults(wanted);
  const step = await stepOf(db, module, wanted);
  if (!step) throw invalidBody([{ pointer: '/act', detail: 'Say what is done, and with which value.' }]);
  if ('missing' in step) throw invalidBody([{ pointer: '/set', detail: step.missing }]);
  const { selected } = await batches.reach(db, chosen, operationOf(module, step) as Operation);
  if (selected > MOST_ROWS)
    throw invalidBody([
      { pointer: '/filter', detail: `One act is about ${count(MOST_ROWS)} ${module.kind.many} at most.` },
    ]);
  // In the order in which the page does it: what is named is made before rows are held.
  const made = (await makeNamed(tx, module, step, req.person.id)) ? await stepOf(db, module, wanted) : step;
  if (!made || 'missing' in made) throw new NotFound();
  const start = { module: module.kind.name, step: made, from: null, submissionId: null, wanted: selected };
  if (selected > ROWS_AT_ONCE) {
    const id = (await batches.putOff(tx, chosen, start)) ?? '';
    const answer = await told([module], await batches.lockBatch(tx, id));
    return { ...answer, status: 202, headers: placeOf(req, id), after: () => sendToJob(queue, id) };
  }
  const batch = await doAtOnce(tx, operationOf(module, made) as Operation, chosen, start);
  return { ...told([module], batch), status: 201, headers: placeOf(req, batch?.id ?? '') };
}

async function undo(
  tx: WriteDoor,
  req: ApiRequest,
  modules: readonly ListedModule[],
  queue: Queue,
): Promise<ApiAnswer> {
  const id = idOf(req);
  const undone = await undoBatch(tx, modules, id, req.person);
  if (undone?.kind === 'refused')
    throw new ApiRefusal({ status: 409, title: 'This cannot be undone now', detail: `${undone.why}.` });
  const answer = told(modules, undone?.batch);
  return undone?.kind === 'begun' ? { ...answer, status: 202, after: () => sendToJob(queue, id) } : answer;
}

// The same words as the form of the page sends.
function askedOf({ ids, filter, act: what, tag, set }: Record<string, unknown>, module: ListedModule): Query {
  const wrong = (at: string, detail: string) => invalidBody([{ pointer: at, detail }]);
  if (!ACTS.includes(String(what))) throw wrong('/act', `Send one of ${ACTS.join(', ')}.`);
  if (ids !== undefined && filter !== undefined) throw wrong('/filter', 'Send `ids` or a `filter`, not both.');
  if (ids !== undefined && !(Array.isArray(ids) && ids.length <= MOST_TICKED && ids.every(isId)))
    throw wrong('/ids', `Send a list of ids, ${MOST_TICKED} at most.`);
  const rows = filter === undefined ? { ids } : { all_matching: '1', from: writeView(filterOf(filter, module)) };
  if (what === 'delete') return { ...rows, act: what };
  if (what !== 'set') return { ...rows, act: what, tag: typeof tag === 'string' ? tag : '' };
  if (typeof set !== 'object' || set === null) throw wrong('/set', 'Send the field and its value.');
  const values = Object.entries(set).map(([name, value]) => [name, value === null ? '' : String(value)] as const);
  const field = values.find(([name]) => module.bulk.some((it) => it.name === name))?.[0];
  if (!field)
    throw wrong(
      '/set',
      `Of many ${module.kind.many} these are set: ${module.bulk.map(({ name }) => name).join(', ')}.`,
    );
  const beside =
    module.bulk.find(({ name }) => name === field)?.beside?.((set as Record<string, string>)[field] ?? null) ?? [];
  const strange = values.find(([name]) => name !== field && !beside.some((it) => it.name === name));
  if (strange) throw wrong(`/set${pointer(strange[0])}`, `This is not set along with ${field}.`);
  return { ...rows, field, ...Object.fromEntries(values) };
}

// A filter that is slipped would be about more than was meant.
function filterOf(filter: unknown, { address }: ListedModule): Query {
  const wrong = (at: string, detail: string) => invalidBody([{ pointer: at, detail }]);
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) throw wrong('/filter', 'Send an object.');
  for (const [name, value] of Object.entries(filter)) {
    if (!address.filters.includes(name)) throw wrong(`/filter${pointer(name)}`, 'This list has no such filter.');
    if (![value].flat().every((it) => typeof it === 'string'))
      throw wrong(`/filter${pointer(name)}`, 'Send a text, or a list of them.');
  }
  return filter as Query;
}

function refuseFaults(wanted: Wanted): void {
  if (!('form' in wanted)) return;
  const { errors } = wanted.form;
  if (Object.keys(errors).length > 0) throw refusedForm(errors, wanted.act === 'set' ? '/set' : '');
}

const placeOf = (req: ApiRequest, id: string) => ({ Location: `${req.baseUrl}/v1/batches/${id}` });

function told(modules: readonly ListedModule[], batch: batches.Batch | undefined): ApiAnswer {
  const done = batch && doneBy(modules, batch);
  if (!done) throw new NotFound();
  const { id, module, step, state, wanted, skipped, progress, at, ended_at } = batch;
  const why = state === 'failed' ? (progress.why ?? null) : null;
  const undoable = whyNotUndone(batch, done) === undefined;
  return { body: { id, module, act: step.act, state, why, wanted, done: batch.done, skipped, undoable, at, ended_at } };
}
