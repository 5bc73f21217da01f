import { isId } from '../../../http/form.js';
import { one } from '../../../http/list/page.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { type Route, userRoutes } from '../../../http/routes.js';
import { NotFound } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import type { Module } from '../../../records/module.js';
import { liveRow } from '../../../records/record/routes.js';
import type { CollabData } from '../fields.js';
import { answerProof, answerTicks, answerUndo, showProof } from './answers.js';
import { type OfDeliverable, showDisclosure } from './page.js';
import { exportUndisclosed, noteUndisclosed, showUndisclosed } from './report.js';

/** The lists of deliverables, their ticks and proofs, and what is live without them. */
export function disclosureRoutes(module: Module): Route[] {
  const { path } = module.kind;
  const own = `${path}/:id/deliverables/:row/disclosure`;
  return userRoutes(({ get, form, post, stream }) => {
    get(`${path}/undisclosed`, showUndisclosed);
    stream(`${path}/undisclosed.csv`, async (db, req) => exportUndisclosed(db, req), noteUndisclosed);
    get(own, async (db, req) => showDisclosure(db, req, await deliverableOf(db, req, module)));
    post(own, async (tx, req) => answerTicks(tx, req, await held(tx, req, module)));
    post(`${own}/undo`, async (tx, req) => answerUndo(tx, req, await held(tx, req, module)));
    form(`${own}/:rule`, async (db, req) => showProof(db, req, module, await deliverableOf(db, req, module)));
    post(`${own}/:rule`, async (tx, req) => answerProof(tx, req, module, await held(tx, req, module)));
  });
}

const held = (tx: WriteDoor, req: PersonRequest, module: Module) =>
  deliverableOf(readerOf(tx) as ReadDoor, req, module);

/** The deliverable of an address, with its collab. */
export async function deliverableOf(db: ReadDoor, req: PersonRequest, module: Module): Promise<OfDeliverable> {
  const collab = (await liveRow(db, req, module)) as unknown as CollabData & { id: string; version: number };
  const id = one(req.params.row);
  const row = isId(id) ? collab.deliverables.find((it) => it.row === id.toLowerCase()) : undefined;
  if (!row) throw new NotFound();
  return { collab, row };
}
