import { etagOf, versionMeant } from '../../http/api/etag.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { idOf } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { targetOf } from '../../records/about.js';
import { listRecords } from '../../records/api/list.js';
import { refusedForm, textsOf } from '../../records/api/pointers.js';
import {
  ID,
  ID_OR_NONE,
  listParameters,
  listSchema,
  MOMENT_OR_NONE,
  object,
  pageSchema,
  recordSchema,
} from '../../records/api/schemas.js';
import type { Kind, Target } from '../../records/kinds.js';
import { lockedRecord } from '../../records/live.js';
import { kindsOf, type Listed, type RecordModule } from '../../records/module.js';
import { addTask, changeTask, deleteTask, heldTask } from '../../records/tasks/actions.js';
import { type TaskRow, taskOf, tasksAbout } from '../../records/tasks/queries.js';
import { REPEATS } from '../../records/tasks/repeat.js';
import { MAX_TITLE, readTask, typedFrom } from '../../records/tasks/schema.js';
import { actsOnOne } from './api-acts.js';

const day = { type: ['string', 'null'], format: 'date' };
const text = { type: ['string', 'null'] };
const TASK = object({
  id: ID,
  version: { type: 'integer' },
  title: { type: 'string' },
  due_on: day,
  repeats: { type: ['string', 'null'], enum: [...REPEATS, null] },
  remind_at: MOMENT_OR_NONE,
  done_at: MOMENT_OR_NONE,
  module: text,
  record_id: ID_OR_NONE,
  record: text,
});
const NAMES = ['title', 'due_on', 'repeats', 'remind_on', 'remind_time'];
const TAKES = {
  type: 'object',
  properties: {
    title: { type: 'string', maxLength: MAX_TITLE },
    due_on: day,
    repeats: { type: ['string', 'null'], enum: [...REPEATS, null] },
    remind_on: day,
    remind_time: text,
  },
};

/** One's own tasks, for programs: those about a record are added below it. */
export function tasksApi(tasks: Listed, modules: readonly RecordModule[]): ApiRoute[] {
  const kinds = kindsOf(modules);
  const one = '/v1/tasks/:id';
  const of = (act: string, path: string) => ({ id: `${act}_task`, path, group: tasks.kind.title });
  const door = 'write';
  return [
    {
      method: 'get',
      door: 'read',
      path: '/v1/tasks',
      id: 'list_tasks',
      group: tasks.kind.title,
      status: 200,
      summary: 'Lists one’s own tasks, a page at a time',
      query: listParameters(tasks),
      gives: listSchema(recordSchema(tasks)),
      refuses: [400, 422],
      handler: listRecords(tasks),
    },
    {
      method: 'post',
      door,
      ...of('create', '/v1/tasks'),
      status: 201,
      summary: 'Makes a task about no record',
      headers: ['Idempotency-Key'],
      takes: TAKES,
      gives: TASK,
      refuses: [422],
      handler: (tx, req) => create(tx, req, kinds, null),
    },
    {
      method: 'get',
      door: 'read',
      ...of('read', one),
      status: 200,
      summary: 'Reads one task',
      headers: ['If-None-Match'],
      gives: TASK,
      refuses: [404],
      handler: (db, req) => told(db, kinds, req.params.id),
    },
    {
      method: 'patch',
      door,
      ...of('change', one),
      status: 200,
      summary: 'Changes one task: what is not sent stays, null empties',
      headers: ['If-Match'],
      takes: TAKES,
      gives: TASK,
      refuses: [404, 412, 422],
      handler: (tx, req) => change(tx, req, kinds),
    },
    {
      method: 'delete',
      door,
      ...of('delete', one),
      status: 204,
      summary: 'Moves one task to the trash',
      refuses: [404],
      async handler(tx, req) {
        await deleteTask(tx, idOf(req));
        return {};
      },
    },
    ...actsOnOne(kinds).map(
      ({ method, noun, verb, summary, act }): ApiRoute => ({
        method: method ?? 'post',
        door,
        ...of(verb, `${one}/${noun}`),
        status: 200,
        summary,
        gives: TASK,
        refuses: [404],
        async handler(tx, req) {
          await act(tx, req);
          return told(readerOf(tx), kinds, req.params.id);
        },
      }),
    ),
    ...kinds.flatMap((kind) => tasksOf(kind)),
  ];
}

function tasksOf(kind: Kind): ApiRoute[] {
  const path = `/v1${kind.path}/:id/tasks`;
  return [
    {
      method: 'get',
      door: 'read',
      path,
      id: `list_tasks_of_${kind.name}`,
      group: kind.title,
      status: 200,
      summary: `Lists one’s own tasks about one ${kind.one}: those to do, then those done last`,
      gives: pageSchema(TASK),
      refuses: [404],
      async handler(db, req) {
        const record = { kind, id: idOf(req) };
        return { body: { data: (await tasksAbout(db, record)).map((it) => json([kind], it)), next: null } };
      },
    },
    {
      method: 'post',
      door: 'write',
      path,
      id: `add_task_of_${kind.name}`,
      group: kind.title,
      status: 201,
      summary: `Makes a task about one ${kind.one}`,
      headers: ['Idempotency-Key'],
      takes: TAKES,
      gives: TASK,
      refuses: [404, 422],
      handler: async (tx, req) => create(tx, req, [kind], await lockedRecord(tx, kind, req.params.id)),
    },
  ];
}

async function create(
  tx: WriteDoor,
  req: ApiRequest,
  kinds: readonly Kind[],
  about: Target | null,
): Promise<ApiAnswer> {
  const id = await addTask(tx, dataOf(req, {}), about, null);
  const made = await told(readerOf(tx), kinds, id);
  return { ...made, status: 201, headers: { ...made.headers, Location: `${req.baseUrl}/v1/tasks/${id}` } };
}

async function change(tx: WriteDoor, req: ApiRequest, kinds: readonly Kind[]): Promise<ApiAnswer> {
  const now = await heldTask(tx, kinds, idOf(req));
  versionMeant(req, json(kinds, now));
  const data = dataOf(req, typedFrom(now, req.person.timeZone));
  // What it is about stays as it is.
  await changeTask(tx, kinds, now, { data, about: undefined, version: now.version });
  return told(readerOf(tx), kinds, now.id);
}

function dataOf(req: ApiRequest, before: Record<string, string>) {
  const read = readTask({ title: '', ...before, ...textsOf(req.body, NAMES) }, req.person.timeZone);
  if (read.ok) return read.data;
  throw refusedForm(read.form.errors);
}

async function told(db: Pick<ReadDoor, 'row'>, kinds: readonly Kind[], id: unknown): Promise<ApiAnswer> {
  const body = json(kinds, await taskOf(db, kinds, id));
  return { body, headers: { ETag: etagOf(body) } };
}

function json(kinds: readonly Kind[], task: TaskRow) {
  const { id, version, title, due_on, repeats, remind_at, done_at, about_name } = task;
  const target = targetOf(kinds, task);
  const about = { module: target?.kind.name ?? null, record_id: target?.id ?? null, record: about_name ?? null };
  return { id, version, title, due_on, repeats, remind_at, done_at, ...about };
}
