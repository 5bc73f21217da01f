import { ApiRefusal, invalidBody, unreadableBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { readerOf } from '../../http/list/sql.js';
import type { Sent } from '../../http/uploads.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Storage } from '../../platform/storage/storage.js';
import { attach, makeFirst, removeFile, restoreFile, setLogo } from '../attachments/actions.js';
import { type FileRow, fileOf, filesOf } from '../attachments/queries.js';
import { audit } from '../audit.js';
import type { Kind } from '../kinds.js';
import { MOST_FILES } from '../limits.js';
import { liveRecord, lockedRecord } from '../live.js';
import type { RecordModule } from '../module.js';
import { ID, ID_OR_NONE, MOMENT, object, pageSchema } from './schemas.js';

const text = { type: 'string' };
const FILE = object({
  id: ID,
  name: text,
  size: { type: 'integer', minimum: 0 },
  media_type: text,
  is_image: { type: 'boolean' },
  created_at: MOMENT,
  author_id: ID_OR_NONE,
  author: { type: ['string', 'null'] },
});
const NAME = { name: 'name', about: 'What the file is called', schema: text };

/** The files of a module's records. One is sent as it is, by itself: its bytes are the body, its name stands in the address. */
export function filesApi(module: RecordModule, storage: Storage): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}/:id/files`;
  const one = `${path}/:file`;
  const of = (act: string, at: string) => ({ id: `${act}_of_${kind.name}`, path: at, group: kind.title });
  return [
    {
      method: 'get',
      door: 'read',
      ...of('list_files', path),
      status: 200,
      summary: `Lists the files of one ${kind.one}, the newest first`,
      gives: pageSchema(FILE),
      refuses: [404],
      handler: (db, req) => list(db, req, module),
    },
    {
      method: 'post',
      door: 'file',
      ...of('add_file', path),
      status: 201,
      else: 200,
      summary: `Adds a file to one ${kind.one}: one that it has already, by name and content, is answered as it is`,
      query: [NAME],
      takes: { type: 'string', format: 'binary' },
      sends: 'application/octet-stream',
      gives: FILE,
      refuses: [400, 404, 413, 422, 503],
      // Before a byte is read: a stranger's, a missing and a deleted record take nothing.
      before: async (tx, req) => void (await lockedRecord(tx, kind, req.params.id)),
      handler: (tx, req, sent) => add(tx, req, module, sent),
    },
    {
      method: 'get',
      door: 'read',
      ...of('read_file', one),
      status: 200,
      summary: 'Reads the bytes of a file',
      headers: ['If-None-Match'],
      refuses: [404],
      handler: (db, req) => bytesOf(db, req, kind, storage),
    },
    {
      method: 'delete',
      door: 'write',
      ...of('delete_file', one),
      status: 204,
      summary: 'Moves a file to the trash',
      refuses: [404],
      async handler(tx, req) {
        await removeFile(tx, await lockedRecord(tx, kind, req.params.id), req.params.file);
        await audit(tx, req, 'deleted', { kind: 'attachments', id: String(req.params.file) });
        return {};
      },
    },
    {
      method: 'post',
      door: 'write',
      ...of('restore_file', `${one}/restoration`),
      status: 204,
      summary: 'Takes a file out of the trash',
      refuses: [404],
      async handler(tx, req) {
        await restoreFile(tx, await lockedRecord(tx, kind, req.params.id), req.params.file);
        return {};
      },
    },
    {
      method: 'post',
      door: 'write',
      ...of('put_file_first', `${one}/first`),
      status: 204,
      summary: 'Puts a picture before the others',
      refuses: [404],
      async handler(tx, req) {
        await makeFirst(tx, await lockedRecord(tx, kind, req.params.id), req.params.file);
        return {};
      },
    },
    ...(module.pictures === 'logo' ? logoApi(kind, `${one}/logo`) : []),
  ];
}

function logoApi(kind: Kind, path: string): ApiRoute[] {
  return (['post', 'delete'] as const).map((method) => ({
    method,
    door: 'write',
    path,
    id: `${method === 'post' ? 'make' : 'take_away'}_logo_of_${kind.name}`,
    group: kind.title,
    status: 204,
    summary: method === 'post' ? 'Makes a picture the logo' : 'Takes the logo away: its file stays',
    refuses: [404],
    async handler(tx, req) {
      const record = await lockedRecord(tx, kind, req.params.id);
      await setLogo(tx, record, method === 'post' ? String(req.params.file) : null);
      return {};
    },
  }));
}

async function list(db: ReadDoor, req: ApiRequest, module: RecordModule): Promise<ApiAnswer> {
  const record = await liveRecord(db, module.kind, req.params.id);
  return { body: { data: (await filesOf(db, module, record.id)).map(json), next: null } };
}

async function add(tx: WriteDoor, req: ApiRequest, module: RecordModule, sent: Sent): Promise<ApiAnswer> {
  if (sent.fault)
    throw new ApiRefusal({ status: sent.unavailable ? 503 : 413, title: 'The file was not kept', detail: sent.fault });
  const record = await lockedRecord(tx, module.kind, req.params.id);
  const [file] = sent.files;
  if (!file || file.size === 0) throw unreadableBody('It is empty. Send the bytes of the file.');
  const attached = await attach(tx, record, sent);
  if (attached.kind === 'too_many')
    throw invalidBody([{ pointer: '', detail: `A record takes ${MOST_FILES} files. Delete some first.` }]);
  const isFresh = attached.fresh.length > 0;
  const all = await filesOf(readerOf(tx), module, record.id);
  const kept = all.find((it) => (isFresh ? it.id === file.id : it.name === file.name && it.size === file.size));
  if (!kept) throw new NotFound();
  return {
    status: isFresh ? 201 : 200,
    body: json(kept),
    headers: { Location: `${req.baseUrl}${req.path}/${kept.id}` },
  };
}

async function bytesOf(db: ReadDoor, req: ApiRequest, kind: Kind, storage: Storage): Promise<ApiAnswer> {
  const row = await fileOf(db, await liveRecord(db, kind, req.params.id), req.params.file);
  async function read() {
    const found = await storage.read(row.id, 'original', row.in_fallback);
    if (!found) throw new NotFound();
    return found;
  }
  return { stored: { name: row.name, type: row.media_type, etag: row.sha256, read } };
}

function json({ id, name, size, media_type, is_image, created_at, author_id, author }: FileRow) {
  return { id, name, size, media_type, is_image, created_at, author_id, author };
}
