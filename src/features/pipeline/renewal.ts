import { idOf } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import { createRecord, mustRead, placeRecord } from '../../records/record/save.js';
import { standing } from './standing.js';

/** Begins a deal anew: the same company, people and deliverables for the same amount, in the first stage; what was said of days stays behind. */
export async function answerRenewal(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const record = await mustRead(tx, module, idOf(req));
  if (record.deletedAt) throw new NotFound();
  const { fields } = await standing(readerOf(tx), record);
  const { name, contacts, amount, currency, category, territory, compensation, placement, company_id } = fields;
  const kept = { name, contacts, amount, currency, category, territory, compensation, placement, company_id };
  const deliverables = fields.deliverables.map((it) => ({ ...it, row: null, live_on: null }));
  const begun = { source: 'renewal', first_contact_on: readerNow(req).today, deliverables };
  // The company by its id: it may be called otherwise by now.
  const typed = { ...module.fields.typed({ ...kept, ...begun }), company: '', submission_id: req.body?.submission_id };
  const read = module.fields.read(typed, module.rules, currency);
  const path = `${module.kind.path}/${record.id}`;
  const refused = (errors: Record<string, string>) =>
    redirect(path, { text: `No new deal was made. ${Object.values(errors).join(' ')}`, tone: 'warn' });
  if (!read.ok) return refused(read.form.errors);
  const placed = await placeRecord(tx, module, { data: read.data, before: null, person: req.person, sent: {} });
  if (!placed.ok) return refused(placed.errors);
  const besides = { ...placed.besides, renewed_from_id: { value: record.id, type: 'uuid' as const } };
  const made = await createRecord(tx, module, { ...placed, besides }, read.submissionId, { made_of: [null, name] });
  return redirect(`${module.kind.path}/${made.id}`, `This renews ${name}. It stands in the first stage.`);
}
