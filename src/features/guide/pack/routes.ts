import { one } from '../../../http/list/page.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { file, page, type Reply } from '../../../http/reply.js';
import { type Route, userRoutes } from '../../../http/routes.js';
import { NotFound } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { lockedRecord } from '../../../records/live.js';
import type { Module } from '../../../records/module.js';
import { GUIDE } from '../kind.js';
import { answerChapters, showChapters } from './chapters-page.js';
import { piecesOf } from './pieces.js';
import { readPack } from './read.js';
import { makeMend, readMend, savePlan } from './save.js';
import { readShift } from './shift.js';
import { packView } from './view.js';

const PATH = `${GUIDE.path}/:id/pack`;

/** The publish pack of an episode: its page and files, the mends of what fails, all shifted, and a list of chapters read back in. */
export function packRoutes(module: Module): Route[] {
  return userRoutes(({ get, form, post }) => {
    get(PATH, async (db, req) =>
      page('guide/pack.njk', { pack: packView(await readPack(db, req.params.id), req.person) }),
    );
    get(`${PATH}/files/:file`, giveFile);
    post(`${PATH}/mends`, async (tx, req) => {
      const pack = await heldPack(tx, req);
      return makeMend(tx, req, module, pack, readMend(req.body, pack));
    });
    post(`${PATH}/shift`, async (tx, req) => answerShift(tx, req, module));
    form(`${PATH}/chapters`, showChapters);
    post(`${PATH}/chapters`, async (tx, req) => answerChapters(tx, req, module, await heldPack(tx, req)));
  });
}

async function giveFile(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const pack = await readPack(db, req.params.id);
  const name = one(req.params.file);
  const found = piecesOf(pack, req.person.name)
    .flatMap(({ files }) => files)
    .find((it) => it.file === name);
  if (!found) throw new NotFound();
  return file(
    found.file,
    found.type,
    (async function* () {
      yield found.text;
    })(),
  );
}

async function answerShift(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const pack = await heldPack(tx, req);
  const read = readShift(req.body);
  if (!read.ok) return page('guide/pack.njk', { pack: packView(pack, req.person, read.form) }, 422);
  const plan = { ...pack.plan, shift: read.data.by, intro: read.data.intro };
  return savePlan(tx, req, module, pack, { plan }, read.data.by === 0 ? 'Nothing is shifted.' : 'All is shifted.');
}

async function heldPack(tx: WriteDoor, req: PersonRequest) {
  const { id } = await lockedRecord(tx, GUIDE, req.params.id);
  return readPack(readerOf(tx), id);
}
