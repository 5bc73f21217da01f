import { type Form, versionOf, withError } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { conflictPage } from '../../records/conflict.js';
import { createItem, updateItem, withCompany, withKeptCompany } from './actions.js';
import { formView, nextItemUrl } from './form-view.js';
import { itemOf } from './item.js';
import { inventoryModule } from './module.js';
import { readItem } from './schema.js';

const NO_COMPANY = 'This brand is no longer there. Type its name.';

/** Answers the form of a new item. */
export async function answerCreate(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const { person, body } = req;
  const read = readItem(body, person.currency);
  const again = (form: Form) => invalid('inventory/form.njk', formView(form, person));
  if (!read.ok) return again(read.form);
  const data = await withCompany(tx, person, read.data, brandSent(body));
  if (!data) return again(withError(read.form, 'brand', NO_COMPANY));
  const id = await createItem(tx, data, read.submissionId);
  const text = `Saved ${data.name}.`;
  return body.after === 'another' ? redirect(nextItemUrl(read.form.values), text) : redirect(`/inventory/${id}`, text);
}

/** Answers the form of an item that is there: saved, or both versions side by side when someone else was quicker. */
export async function answerUpdate(tx: WriteDoor, req: PersonRequest, id: string): Promise<Reply> {
  const { person, body } = req;
  const item = await itemOf(tx, id);
  if (!item) throw new NotFound();
  const read = readItem(body, String(item.fields.currency));
  const shown = { id, name: item.name, version: versionOf(body) };
  const again = (form: Form) => invalid('inventory/form.njk', formView(form, person, shown));
  if (!read.ok) return again(read.form);
  const data = await withKeptCompany(tx, person, item, read.data, brandSent(body));
  if (!data) return again(withError(read.form, 'brand', NO_COMPANY));
  const saved = await updateItem(tx, person, item, versionOf(body), data);
  if (saved.kind === 'in_trash') return stillInTrash(read.form, req, shown);
  if (saved.kind === 'conflict')
    return conflictPage(tx, person, inventoryModule, saved.current, { version: versionOf(body), fields: data });
  return redirect(`/inventory/${id}`, saved.kind === 'saved' ? 'Saved changes.' : 'Nothing was changed.');
}

function stillInTrash(form: Form, req: PersonRequest, item: { id: string; name: string; version: number }): Reply {
  const told = withError(
    form,
    '',
    'This item was moved to the trash meanwhile. Restore it from there in another window, then save this again.',
  );
  return page('inventory/form.njk', formView(told, req.person, item), 409);
}

const brandSent = (body: { brand?: unknown } | undefined) => body?.brand !== undefined;
