import { fileSize } from '../../http/file-name.js';
import { blankForm, isId, withError } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect, stored } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { MAX_FILE_BYTES, MAX_PICTURE_BYTES } from '../../http/uploads/limits.js';
import type { Sent } from '../../http/uploads.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Storage } from '../../platform/storage/storage.js';
import { audit } from '../../records/audit.js';
import { removePicture, servedPicture, setPicture } from './picture.js';

const PATH = '/account/picture';
const KINDS = 'JPEG, PNG, WebP, AVIF or GIF';
const HINT = `${KINDS}, up to ${fileSize(MAX_PICTURE_BYTES)}. Shown as a circle.`;
const NO_PICTURE = `This cannot be read as a picture, or it has too many pixels. Choose another one: ${KINDS}.`;
const OWN = { ownAccount: true };

/** One's own picture: sent, replaced, removed; and each member's, as all members see it. */
export function pictureRoutes({ storage }: { storage: Storage }): Route[] {
  return userRoutes(({ get, post, postFiles }) => {
    get(PATH, () => page('account/picture.njk', { form: blankForm(), hint: HINT }));
    postFiles(PATH, savePicture, { field: 'picture', makes: 'portrait', ...OWN });
    post(
      `${PATH}/delete`,
      async (tx, req) => {
        if (await removePicture(tx)) await noted(tx, req);
        return redirect('/account', 'Picture removed.');
      },
      OWN,
    );
    get('/people/pictures/:file', (db, req) => serve(db, req.params.file, storage));
  });
}

async function savePicture(tx: WriteDoor, req: PersonRequest, sent: Sent): Promise<Reply> {
  const fault = faultOf(sent);
  const [file] = sent.files;
  if (fault || !file) {
    const view = { form: withError(blankForm(), 'picture', fault ?? NO_PICTURE), hint: HINT };
    return invalid('account/picture.njk', view);
  }
  await setPicture(tx, file);
  await noted(tx, req);
  return redirect('/account', 'Picture saved.');
}

function faultOf({ fault, files }: Sent): string | undefined {
  const tooLarge = `A picture may have ${fileSize(MAX_PICTURE_BYTES)} at most. Choose a smaller one.`;
  if (fault) return fault.includes(fileSize(MAX_FILE_BYTES)) ? tooLarge : fault;
  if (files.length !== 1) return files.length === 0 ? 'Choose a picture first.' : 'Choose one picture.';
  if ((files[0]?.size ?? 0) > MAX_PICTURE_BYTES) return tooLarge;
  return files[0]?.unseen && NO_PICTURE;
}

function noted(tx: WriteDoor, req: PersonRequest): Promise<void> {
  return audit(tx, req, 'settings_changed', { kind: 'user', id: req.person.id });
}

async function serve(db: ReadDoor, id: unknown, storage: Storage): Promise<Reply> {
  const picture = isId(id) ? await servedPicture(db, id) : undefined;
  if (!picture) throw new NotFound();
  return stored({
    name: `${picture.id}.webp`,
    type: 'image/webp',
    etag: picture.sha256,
    inline: true,
    async read() {
      const found = await storage.read(picture.id, 'original', picture.in_fallback);
      if (!found) throw new NotFound();
      return found;
    },
  });
}
