import { etagOf, versionMeant } from '../../http/api/etag.js';
import { invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { parseForm } from '../../http/form.js';
import { keyset, pageOf } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { isAbout, type Kind } from '../kinds.js';
import { liveRecord, lockedRecord } from '../live.js';
import { addNote, deleteNote, editNote, ownNote, restoreNote } from '../notes/actions.js';
import { type Note, noteOf } from '../notes/queries.js';
import { MAX_NOTE, newNote } from '../notes/schema.js';
import { nextHref, pageAsked } from './list.js';
import { textsOf } from './pointers.js';
import { ID, ID_OR_NONE, MOMENT, object, PAGE_PARAMETERS, pageSchema } from './schemas.js';

const BY_AGE = { created_at: { expression: sql`n.created_at`, type: 'timestamptz' } } as const;
const BODY = { type: 'string', minLength: 1, maxLength: MAX_NOTE };
const TAKES = object({ body: BODY });
const NOTE = object({
  id: ID,
  body: BODY,
  version: { type: 'integer', minimum: 1 },
  created_at: MOMENT,
  updated_at: MOMENT,
  author_id: ID_OR_NONE,
  author: { type: ['string', 'null'] },
});

/** The notes about the records of a module: read by whoever sees the record, written by their authors. */
export function notesApi({ kind }: { kind: Kind }): ApiRoute[] {
  const path = `/v1${kind.path}/:id/notes`;
  const one = `${path}/:note`;
  const of = (act: string, at: string) => ({ id: `${act}_of_${kind.name}`, path: at, group: kind.title });
  const door = 'write';
  return [
    {
      method: 'get',
      door: 'read',
      ...of('list_notes', path),
      status: 200,
      summary: `Lists the notes about one ${kind.one}, the newest first`,
      query: PAGE_PARAMETERS,
      gives: pageSchema(NOTE),
      refuses: [400, 404],
      handler: (db, req) => list(db, req, kind),
    },
    {
      method: 'post',
      door,
      ...of('add_note', path),
      status: 201,
      summary: `Adds a note to one ${kind.one}`,
      headers: ['Idempotency-Key'],
      takes: TAKES,
      gives: NOTE,
      refuses: [404, 422],
      handler: (tx, req) => add(tx, req, kind),
    },
    {
      method: 'get',
      door: 'read',
      ...of('read_note', one),
      status: 200,
      summary: 'Reads one note',
      headers: ['If-None-Match'],
      gives: NOTE,
      refuses: [404],
      handler: async (db, req) => told(await noteOf(db, await liveRecord(db, kind, req.params.id), req.params.note)),
    },
    {
      method: 'patch',
      door,
      ...of('change_note', one),
      status: 200,
      summary: 'Changes a note of one’s own',
      headers: ['If-Match'],
      takes: TAKES,
      gives: NOTE,
      refuses: [404, 412, 422],
      handler: (tx, req) => change(tx, req, kind),
    },
    {
      method: 'delete',
      door,
      ...of('delete_note', one),
      status: 204,
      summary: 'Moves a note of one’s own to the trash',
      refuses: [404],
      async handler(tx, req) {
        await deleteNote(tx, await lockedRecord(tx, kind, req.params.id), String(req.params.note));
        return {};
      },
    },
    {
      method: 'post',
      door,
      ...of('restore_note', `${one}/restoration`),
      status: 200,
      summary: 'Takes a note of one’s own out of the trash',
      gives: NOTE,
      refuses: [404],
      async handler(tx, req) {
        const record = await lockedRecord(tx, kind, req.params.id);
        await restoreNote(tx, record, String(req.params.note));
        return told(await noteOf(readerOf(tx), record, req.params.note));
      },
    },
  ];
}

async function list(db: ReadDoor, req: ApiRequest, kind: Kind): Promise<ApiAnswer> {
  const record = await liveRecord(db, kind, req.params.id);
  const page = pageAsked(req, BY_AGE, '-created_at');
  const { where, order } = keyset(page, BY_AGE.created_at, sql`n.id`);
  const found = await db.rows<Note & { sort_value: string }>(sql`
    select n.id, n.body, n.version, n.created_at, n.updated_at, n.author_id, p.name as author, n.created_at::text as sort_value
    from notes n left join people p on p.id = n.author_id
    where ${isAbout('n', record)} and n.deleted_at is null and ${where} ${order}`);
  const { rows, next } = pageOf(found, page);
  return { body: { data: rows.map(json), next: nextHref(req, next) } };
}

async function add(tx: WriteDoor, req: ApiRequest, kind: Kind): Promise<ApiAnswer> {
  const record = await lockedRecord(tx, kind, req.params.id);
  const id = await addNote(tx, record, { body: bodyOf(req), submission_id: null });
  const note = await noteOf(readerOf(tx), record, id);
  const { body, headers } = told(note);
  return { status: 201, body, headers: { ...headers, Location: `${req.baseUrl}${req.path}/${id}` } };
}

async function change(tx: WriteDoor, req: ApiRequest, kind: Kind): Promise<ApiAnswer> {
  const record = await lockedRecord(tx, kind, req.params.id);
  const now = await ownNote(tx, record, String(req.params.note));
  versionMeant(req, json(await noteOf(readerOf(tx), record, now.id)));
  // It is held: nobody else changes it meanwhile.
  await editNote(tx, record, now, { body: bodyOf(req), version: now.version });
  return told(await noteOf(readerOf(tx), record, now.id));
}

function bodyOf(req: ApiRequest): string {
  const { body = '' } = textsOf(req.body, ['body']);
  const read = parseForm(newNote, { body });
  if (read.ok) return read.data.body;
  throw invalidBody([{ pointer: '/body', detail: read.form.errors.body ?? '' }]);
}

function told(note: Note): ApiAnswer & { headers: Record<string, string> } {
  const body = json(note);
  return { body, headers: { ETag: etagOf(body) } };
}

function json({ id, body, version, created_at, updated_at, author_id, author }: Note) {
  return { id, body, version, created_at, updated_at, author_id, author };
}
