import { idOf } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import { createRecord, mustRead, placeRecord } from '../../records/record/save.js';
import type { RecordState } from '../../records/state.js';
import { standing } from './standing.js';

type Renewed = { ok: true; id: string } | { ok: false; errors: Record<string, string> };

/** Begins a deal anew: the same company, people and deliverables for the same amount, in the first stage; what was said of days stays behind. */
export async function renewDeal(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  record: RecordState,
  submissionId?: unknown,
): Promise<Renewed> {
  const { fields } = await standing(readerOf(tx), record);
  const { name, contacts, amount, currency, category, territory, compensation, placement, company_id } = fields;
  const kept = { name, contacts, amount, currency, category, territory, compensation, placement, company_id };
  const deliverables = fields.deliverables.map((it) => ({ ...it, row: null, live_on: null }));
  const begun = { source: 'renewal', first_contact_on: readerNow({ person }).today, deliverables };
  // The company by its id: it may be called otherwise by now.
  const typed = { ...module.fields.typed({ ...kept, ...begun }), company: '', submission_id: submissionId };
  const read = module.fields.read(typed, module.rules, currency);
  if (!read.ok) return { ok: false, errors: read.form.errors };
  const placed = await placeRecord(tx, module, { data: read.data, before: null, person, sent: {} });
  if (!placed.ok) return placed;
  const besides = { ...placed.besides, renewed_from_id: { value: record.id, type: 'uuid' as const } };
  const made = await createRecord(tx, module, { ...placed, besides }, read.submissionId, { made_of: [null, name] });
  return { ok: true, id: made.id };
}

/** Renews a deal and leads to the new one. */
export async function answerRenewal(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const record = await mustRead(tx, module, idOf(req));
  if (record.deletedAt) throw new NotFound();
  const { path } = module.kind;
  const made = await renewDeal(tx, req, module, record, req.body?.submission_id);
  if (made.ok)
    return redirect(`${path}/${made.id}`, `This renews ${record.fields.name}. It stands in the first stage.`);
  const text = `No new deal was made. ${Object.values(made.errors).join(' ')}`;
  return redirect(`${path}/${record.id}`, { text, tone: 'warn' });
}
