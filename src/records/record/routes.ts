import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Form, idOf } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Beside } from '../beside.js';
import { readerNow } from '../list/routes.js';
import { placeAsked, placeInList } from '../list/sql.js';
import { leadOn } from '../merge/merged.js';
import type { Module } from '../module.js';
import { type Kept, keptOf, panelOf } from '../panel.js';
import type { Related } from '../related.js';
import { inState } from '../states.js';
import { inTrash } from '../trash.js';
import { actsOf, moreOf } from './acts.js';
import { chosenBefore, withLost } from './along.js';
import { formView } from './form.js';
import { type RecordRow, readRow } from './state.js';

/** The form of a new record; a link may fill it. */
export async function showNew(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const reader = readerNow(req);
  const { fields } = module;
  const asked = fields.spelled(fields.asked(req.query));
  const first = { ...fields.initial(), ...(await module.form?.initial?.(reader, req.query, db)), ...asked };
  const form = withLost(filledForm(module, { ...first, submission_id: uuidv7() }, req), chosenBefore(req.kept));
  return page(module.views.form, await formView(db, module, form, req.person));
}

/** The form of a record that is there. */
export async function showEdit(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const row = await readRow(db, module, idOf(req), module.list.alias);
  if (row?.merged_into_id) return leadOn({ kind: module.kind, id: row.merged_into_id }, row.name);
  if (!row) throw new NotFound();
  if (row.deleted_at) return inTrash(module.kind, row);
  const typed = module.fields.inputsOf(row);
  const { today } = readerNow(req);
  const form = filledForm(module, module.states ? inState(module.states, typed, req.query.state, today) : typed, req);
  // What was kept was typed over the version that it names.
  const edited = { id: row.id, name: row.name, version: one(req.kept?.version) ?? row.version };
  return page(module.views.form, await formView(db, module, form, req.person, { edited }));
}

/** The page of a record: what it is, and what is kept about it. */
export async function showRecord(
  db: ReadDoor,
  req: PersonRequest,
  module: Module,
  others: Others = { related: [], beside: [] },
): Promise<Reply> {
  const reader = readerNow(req);
  const { kind, list, record } = module;
  const id = idOf(req);
  const [row, kept, place] = await Promise.all([
    readRow(db, module, id, list.alias, record.select?.(reader)),
    keptOf(db, { kind, id }, others.related, req.person),
    placeAsked(db, module, req.query, req.person),
  ]);
  if (!row) throw new NotFound();
  if (row.merged_into_id) return leadOn({ kind, id: row.merged_into_id }, row.name);
  if (row.deleted_at) return inTrash(kind, row);
  const context = await contextOf(db, req, module, { row, kept, place, ...others });
  return page(module.views.show, context);
}

/** The record of an address as its page reads it, unless it is gone or lies in the trash. */
export async function liveRow(db: ReadDoor, req: PersonRequest, module: Module): Promise<RecordRow> {
  const row = await readRow(db, module, idOf(req), module.list.alias, module.record.select?.(readerNow(req)));
  if (!row || row.deleted_at) throw new NotFound();
  return row;
}

/** A form with these values; what was kept of an ended session is a whole one, which may have had fewer rows, or one text for all of them. */
export function filledForm({ fields }: Module, values: Record<string, unknown>, { kept }: PersonRequest): Form {
  return kept ? blankForm({}, fields.spelled(kept)) : blankForm(values);
}

/** What other modules say on its page. */
type Others = { related: readonly Related[]; beside: readonly Beside[] };
type Shown = Others & { row: RecordRow; kept: Kept; place: Awaited<ReturnType<typeof placeAsked>> };

async function contextOf(db: ReadDoor, req: PersonRequest, module: Module, shown: Shown) {
  const { row, related, beside: said, kept } = shown;
  const { kind, fields, states, record } = module;
  const view = record.view(row, readerNow(req));
  const beside = { kept, related, said, currency: fields.around(row).currency, work: record.work };
  const [place, panel] = await Promise.all([
    placeInList(db, module, shown.place, row.id),
    panelOf(db, module, row, req, beside),
  ]);
  const path = `${kind.path}/${row.id}`;
  const offers = said.flatMap(({ act }) => act?.(row.id) ?? []);
  const look = states?.of(row.state);
  const ways = record.ways?.(row) ?? look ?? {};
  const acts = {
    may_write: req.person.role !== 'VIEWER',
    acts: actsOf(path, states, ways, record.lead?.(row, path)),
    more: moreOf(module, path, ways, [...(view.more ?? []), ...(record.besideButtons ? [] : offers)]),
    beside_buttons: record.besideButtons ? offers : [],
  };
  return { record: { id: row.id, name: row.name, path, look, ...view, ...acts }, kind, place, panel };
}
