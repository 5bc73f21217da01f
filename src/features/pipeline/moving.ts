import { idOf, versionOf } from '../../http/form.js';
import { ago } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { personName } from '../../records/history.js';
import type { Module } from '../../records/module.js';
import type { Saved } from '../../records/record/draft.js';
import { mustRead, saveRecord } from '../../records/record/save.js';
import { holdDeal, type StandingDeal, standing } from './standing.js';

/** Leads a deal to the stage that is named; one that is closed asks for its closure. */
export async function answerMove(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const sent = req.body ?? {};
  const id = idOf(req);
  await holdDeal(tx, id);
  const record = await mustRead(tx, module, id);
  if (record.deletedAt) throw new NotFound();
  const deal = await standing(readerOf(tx), record);
  const path = `${module.kind.path}/${id}`;
  const version = sent.version === undefined ? deal.version : versionOf(sent);
  const saved = await moveDeal(tx, req, module, deal, String(sent.stage ?? ''), version);
  if (saved.kind === 'invalid')
    return redirect(path, { text: saved.errors.stage ?? Object.values(saved.errors).join(' '), tone: 'warn' });
  if (saved.kind === 'conflict') return redirect(path, { text: await meanwhile(tx, req, deal), tone: 'warn' });
  const entry = saved.kind === 'saved' ? saved.entry : undefined;
  const undo = entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } };
  return redirect(path, { text: movedWords(deal, String(sent.stage)), ...undo });
}

/** Saves a deal in another stage, as its own form would. */
export function moveDeal(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  deal: StandingDeal,
  stage: string,
  version: number,
): Promise<Saved> {
  const body = { ...module.typed(deal.fields as never), stage };
  const read = module.fields.read(body, module.rules, deal.fields.currency);
  if (!read.ok) return Promise.resolve({ kind: 'invalid', errors: read.form.errors });
  return saveRecord(tx, module, version, { data: read.data, before: deal as never, person, sent: body });
}

/** What is said of a deal that was moved; one that was closed is reopened, and its collab stays. */
export function movedWords({ kind, collab }: StandingDeal, stage: string): string {
  if (kind === 'open') return `Moved to ${stage}.`;
  return `Reopened in ${stage}.${collab && !collab.in_trash ? ` Its collab “${collab.name}” stays.` : ''}`;
}

async function meanwhile(tx: WriteDoor, { person }: PersonRequest, deal: StandingDeal): Promise<string> {
  const who = deal.updatedBy === person.id ? 'You' : await personName(tx, deal.updatedBy);
  return `${who} changed this ${ago(deal.updatedAt, new Date())}. It stands in ${deal.fields.stage}.`;
}
