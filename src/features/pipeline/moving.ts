import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../../records/module.js';
import type { Saved } from '../../records/record/draft.js';
import { saveRecord } from '../../records/record/save.js';
import type { RecordState } from '../../records/state.js';
import type { DealData } from './fields.js';
import { stagesOf } from './stages.js';
import { type StandingDeal, standing } from './standing.js';

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

/** The same of a deal whose own form has led it back from where it was closed; nothing of any other. */
export async function reopenedWords(
  tx: WriteDoor,
  before: RecordState,
  { stage }: DealData,
): Promise<string | undefined> {
  const was = (await stagesOf(readerOf(tx))).find(({ name }) => name === before.fields.stage);
  if (!was || was.kind === 'open' || stage === null || stage === was.name) return undefined;
  return movedWords({ ...(await standing(readerOf(tx), before)), kind: was.kind }, stage);
}
