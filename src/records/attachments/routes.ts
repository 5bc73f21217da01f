import { blankForm, withError } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect, stored } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { Sent } from '../../http/uploads.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Rendition } from '../../platform/storage/files.js';
import type { Storage } from '../../platform/storage/storage.js';
import { audit } from '../audit.js';
import { type Kind, pathOf } from '../kinds.js';
import { MOST_FILES } from '../limits.js';
import { liveRecord, lockedRecord } from '../live.js';
import type { RecordModule } from '../module.js';
import { afterRestoring } from '../trash.js';
import { attach, makeFirst, removeFile, restoreFile, setLogo } from './actions.js';
import { fileOf, photosOf } from './queries.js';
import { attachView, photoView } from './view.js';
import { attachedWords } from './words.js';

const NOTHING = 'Choose a file first.';
const TOO_MANY = `A record takes ${MOST_FILES} files. Delete some first.`;

/** Files of the records of a module: attached, shown, saved, and what is done with pictures. */
export function attachmentRoutes(module: RecordModule, storage: Storage): Route[] {
  const { kind, pictures } = module;
  const { path } = kind;
  const file = `${path}/:id/files/:file`;
  return userRoutes(({ get, post, postFiles }) => {
    postFiles(
      `${path}/:id/files`,
      (tx, req, sent) => answerFiles(tx, req, kind, sent),
      // Before a byte is read: a stranger's, a missing and a deleted record take nothing.
      { before: async (tx, req) => void (await lockedRecord(tx, kind, req.params.id)) },
    );
    get(file, (db, req) => serve(db, req, kind, storage, 'original'));
    get(`${file}/thumbnail`, (db, req) => serve(db, req, kind, storage, 'thumbnail'));
    get(`${file}/large`, (db, req) => serve(db, req, kind, storage, 'large'));
    get(`${file}/photo`, (db, req) => showPhoto(db, req, module));

    post(`${file}/delete`, async (tx, req) => {
      const record = await lockedRecord(tx, kind, req.params.id);
      await removeFile(tx, record, req.params.file);
      await audit(tx, req, 'deleted', { kind: 'attachments', id: String(req.params.file) });
      const undo = { action: `${pathOf(record)}/files/${req.params.file}/restoration`, label: 'Undo' };
      return redirect(tabOf(pathOf(record)), { text: '1 file moved to the trash.', undo });
    });
    post(`${file}/restoration`, async (tx, req) => {
      const record = await lockedRecord(tx, kind, req.params.id);
      await restoreFile(tx, record, req.params.file);
      return afterRestoring(req, tabOf(pathOf(record)), 'File restored from the trash.');
    });
    post(`${file}/first`, async (tx, req) => {
      const record = await lockedRecord(tx, kind, req.params.id);
      await makeFirst(tx, record, req.params.file);
      return redirect(pathOf(record), 'This photo is the first now.');
    });
    if (pictures === 'logo') {
      post(`${file}/logo`, (tx, req) => answerLogo(tx, req, kind, String(req.params.file), 'The logo was set.'));
      post(`${file}/logo/delete`, (tx, req) =>
        answerLogo(tx, req, kind, null, 'The logo was removed. Its file stays.'),
      );
    }
  });
}

async function answerFiles(tx: WriteDoor, req: PersonRequest, kind: Kind, sent: Sent): Promise<Reply> {
  const record = await lockedRecord(tx, kind, req.params.id);
  const refused = (message: string) => {
    const form = withError(blankForm(), 'files', message);
    return invalid('records/attach.njk', attachView(record, form));
  };
  if (sent.fault || sent.files.length === 0) return refused(sent.fault ?? NOTHING);
  const attached = await attach(tx, record, sent);
  if (attached.kind === 'too_many') return refused(TOO_MANY);
  return redirect(tabOf(pathOf(record)), attachedWords(attached));
}

async function serve(
  db: ReadDoor,
  req: PersonRequest,
  kind: Kind,
  storage: Storage,
  rendition: Rendition,
): Promise<Reply> {
  const record = await liveRecord(db, kind, req.params.id);
  const row = await fileOf(db, record, req.params.file);
  const isOriginal = rendition === 'original';
  if (!isOriginal && !row.is_image) throw new NotFound();
  return stored({
    name: row.name,
    type: isOriginal ? row.media_type : 'image/webp',
    etag: isOriginal ? row.sha256 : `${row.sha256}-${rendition}`,
    inline: !isOriginal,
    async read() {
      const found = await storage.read(row.id, rendition, row.in_fallback);
      if (!found) throw new NotFound();
      return found;
    },
  });
}

async function showPhoto(db: ReadDoor, req: PersonRequest, module: RecordModule): Promise<Reply> {
  const record = await liveRecord(db, module.kind, req.params.id);
  const { id, is_image } = await fileOf(db, record, req.params.file);
  if (!is_image) throw new NotFound();
  return page('records/photo.njk', photoView(module, record, await photosOf(db, record), id, req.person));
}

async function answerLogo(
  tx: WriteDoor,
  req: PersonRequest,
  kind: Kind,
  id: string | null,
  said: string,
): Promise<Reply> {
  const record = await lockedRecord(tx, kind, req.params.id);
  await setLogo(tx, record, id);
  return redirect(tabOf(pathOf(record)), said);
}

const tabOf = (path: string) => `${path}?tab=files`;
