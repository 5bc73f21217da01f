import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { blankForm, idOf } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { firstReached } from '../../records/history.js';
import { panelOf } from '../../records/panel.js';
import { afterRestoring, inTrash } from '../../records/trash.js';
import { deleteItem, restoreItem } from './actions.js';
import { answerCreate, answerUpdate } from './form-answers.js';
import { editValues, formView, newValues } from './form-view.js';
import type { ItemFields } from './item.js';
import { INVENTORY } from './kind.js';
import { inventoryModule } from './module.js';
import { placeOf } from './place.js';
import { type RecordRow, recordRow } from './record-queries.js';
import { recordView } from './record-view.js';
import { answerSplit, splitPage } from './split-answers.js';

/** One item: its page and forms, and what is done to it. The list's own paths must be mounted before `/:id`. */
export const inventoryRecordRoutes: Route[] = userRoutes(({ get, post }) => {
  get('/inventory/new', (_db, req) => {
    const form = blankForm({ ...newValues(req.person, req.query, new Date()), submission_id: uuidv7() }, req.kept);
    return page('inventory/form.njk', formView(form, req.person));
  });

  post('/inventory', answerCreate);

  get('/inventory/:id', showItem);

  get('/inventory/:id/edit', async (db, req) => {
    const row = await liveRow(db, req);
    const fields = row as unknown as ItemFields;
    const form = blankForm(editValues(fields, req.person, req.query, new Date()), req.kept);
    // What was kept was typed over the version that it names.
    const version = one(req.kept?.version) ?? row.version;
    return page('inventory/form.njk', formView(form, req.person, { id: row.id, name: row.name, version }));
  });

  post('/inventory/:id', (tx, req) => answerUpdate(tx, req, idOf(req)));

  post('/inventory/:id/delete', async (tx, req) => {
    const id = idOf(req);
    await deleteItem(tx, id);
    return redirect('/inventory', {
      text: '1 item moved to the trash.',
      undo: { action: `/inventory/${id}/restoration`, label: 'Undo' },
    });
  });

  post('/inventory/:id/restoration', async (tx, req) => {
    const id = idOf(req);
    await restoreItem(tx, id);
    return afterRestoring(req, `/inventory/${id}`);
  });

  get('/inventory/:id/split', async (db, req) =>
    splitPage(await liveRow(db, req), blankForm({ quantity: '1', submission_id: uuidv7() }, req.kept)),
  );

  post('/inventory/:id/split', (tx, req) => answerSplit(tx, req, idOf(req)));
});

async function showItem(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const row = await found(db, req);
  if (row.deleted_at) return inTrash(INVENTORY, row);
  const reached = await firstReached(db, { kind: INVENTORY, id: row.id }, 'state');
  const place = await placeOf(db, req.query, row.id);
  const panel = await panelOf(db, inventoryModule, row.id, req, row.currency);
  return page('inventory/show.njk', { record: recordView(row, reached, new Date(), req.person), place, panel });
}

async function liveRow(db: ReadDoor, req: Request): Promise<RecordRow> {
  const row = await found(db, req);
  if (row.deleted_at) throw new NotFound();
  return row;
}

async function found(db: ReadDoor, req: Request): Promise<RecordRow> {
  const row = await recordRow(db, idOf(req));
  if (!row) throw new NotFound();
  return row;
}
