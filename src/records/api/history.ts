import { changedMeanwhile, versionMeant } from '../../http/api/etag.js';
import { invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { idOf } from '../../http/form.js';
import { keyset, pageOf } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Changes, currencyAt, type HistoryAct } from '../history.js';
import { isOwnAbout } from '../kinds.js';
import { liveRecord } from '../live.js';
import type { Module } from '../module.js';
import { type Restored, restoreField, reverseEntry } from '../restoring/restoring.js';
import { byToken, SOMEBODY, sentenceOf } from '../sentences.js';
import { recordAnswer } from './acts.js';
import { nextHref, pageAsked } from './list.js';
import { fieldsOf, refused } from './pointers.js';
import { toldOf } from './records.js';
import { ID, ID_OR_NONE, MOMENT, object, PAGE_PARAMETERS, pageSchema, recordSchema } from './schemas.js';

const text = { type: 'string' };
const BY_AGE = { at: { expression: sql`h.at`, type: 'timestamptz' } } as const;
const CHANGE = object({ field: text, before: text, after: text });
const ENTRY = object({
  id: ID,
  at: MOMENT,
  act: text,
  actor_id: ID_OR_NONE,
  actor: { type: ['string', 'null'] },
  token: {
    type: ['object', 'null'],
    properties: { id: ID, name: text },
    required: ['id', 'name'],
    description: 'The API token by which it came, as it was called then; it may be gone.',
  },
  text: { ...text, description: 'What happened, in words.' },
  changes: { type: 'array', items: CHANGE, description: 'Each field with what it was and became, in words.' },
});

type WriteRoute = Extract<ApiRoute, { door: 'write' }>;
type Entry = {
  id: string;
  at: Date;
  act: HistoryAct;
  actor_id: string | null;
  actor: string | null;
  changes: Changes;
  token: { id: string; name: string } | null;
  sort_value: string;
};

/** The history of a module's records: read, and changes taken back by it. */
export function historyApi(module: Module): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}/:id/history`;
  const write: Omit<WriteRoute, 'path' | 'id' | 'summary' | 'handler'> = {
    method: 'post',
    door: 'write',
    group: kind.title,
    status: 200,
    headers: ['If-Match', 'Idempotency-Key'],
    gives: recordSchema(module),
    refuses: [404, 409, 412, 422],
  };
  return [
    {
      method: 'get',
      door: 'read',
      path,
      id: `read_history_of_${kind.name}`,
      group: kind.title,
      status: 200,
      summary: `Lists what happened to one ${kind.one}, the last first`,
      query: PAGE_PARAMETERS,
      gives: pageSchema(ENTRY),
      refuses: [400, 404],
      handler: (db, req) => list(db, req, module),
    },
    {
      ...write,
      path: `${path}/:entry/reversal`,
      id: `undo_change_of_${kind.name}`,
      summary: `Takes back all that one change made of one ${kind.one}, unless any of it was changed since`,
      handler: (tx: WriteDoor, req: ApiRequest) => takeBack(tx, req, module, () => reverseEntry(tx, module, req)),
    },
    {
      ...write,
      path: `${path}/:entry/restoration`,
      id: `set_back_field_of_${kind.name}`,
      summary: `Sets one field of one ${kind.one} back to what it was before a change`,
      takes: object({ field: text }),
      handler: (tx: WriteDoor, req: ApiRequest) =>
        takeBack(tx, req, module, () => restoreField(tx, module, req, fieldIn(req, module))),
    },
  ];
}

async function list(db: ReadDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const record = await liveRecord(db, module.kind, req.params.id);
  const page = pageAsked(req, BY_AGE, '-at');
  const { where, order } = keyset(page, BY_AGE.at, sql`h.id`);
  const found = await db.rows<Entry>(sql`
    select h.id::text, h.at, h.act, h.actor_id::text, p.name as actor, h.changes, h.at::text as sort_value,
      case when h.token_id is not null then jsonb_build_object('id', h.token_id, 'name', h.token_name) end as token
    from history h left join people p on p.id = h.actor_id where ${isOwnAbout('h', record)} and ${where} ${order}`);
  const { rows, next } = pageOf(found, page);
  const { cursor } = page;
  const currency = cursor && (await currencyAt(db, record, cursor.value));
  const now = currency ?? String((await toldOf(db, module, record.id)).currency ?? '');
  return { body: { data: told(module, rows, now), next: nextHref(req, next) } };
}

// From the newest back: amounts are in the currency of their time.
function told(module: Module, entries: readonly Entry[], currency: string) {
  let after = currency;
  return entries.map((entry) => {
    const { id, at, act, actor_id, actor, changes, token } = entry;
    const was = changes.currency?.[0];
    const before = typeof was === 'string' ? was : after;
    const said = sentenceOf(module, entry, actor ?? SOMEBODY, { before, after });
    after = before;
    const state = said.from === undefined ? [] : [{ field: 'state', before: said.from, after: said.to ?? '' }];
    const others = said.diff.map(({ name, from, to }) => ({ field: name, before: from, after: to }));
    const words = token ? `${said.text}, ${byToken(token.name)}` : said.text;
    return { id, at: at.toISOString(), act, actor_id, actor, token, text: words, changes: [...state, ...others] };
  });
}

function fieldIn({ body }: ApiRequest, { names }: Module): string {
  const { field } = fieldsOf(body, ['field']);
  if (typeof field === 'string' && names.includes(field)) return field;
  throw invalidBody([{ pointer: '/field', detail: 'Send the name of a field that the change tells of.' }]);
}

async function takeBack(
  tx: WriteDoor,
  req: ApiRequest,
  module: Module,
  work: () => Promise<Restored>,
): Promise<ApiAnswer> {
  const id = idOf(req);
  versionMeant(req, await toldOf(readerOf(tx), module, id));
  const done = await work();
  if (done.kind === 'refused') throw new Conflict(done.text);
  if (done.kind === 'invalid') throw invalidBody(refused(module.fields, done.errors, {}).problem.errors ?? []);
  if (done.kind === 'in_trash') throw new NotFound();
  if (done.kind === 'conflict') throw changedMeanwhile(await toldOf(readerOf(tx), module, id));
  return recordAnswer(tx, req, module, id);
}
