import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { currencyFault } from '../../records/rows/index.js';
import { placeCategory, placeCompanies } from '../companies/index.js';
import { placePeople } from '../contacts/index.js';
import type { DealData } from './fields.js';
import { type Stage, stagesOf } from './stages.js';

/**
 * Finds what a deal names: its company, contacts, category, stage and reason. A deal is led from one open stage to another here;
 * it is closed by its closure alone, for which `sent.closure` stands.
 */
export async function placeDeal(tx: WriteDoor, draft: Draft<DealData>): Promise<Placed<DealData>> {
  const { before, sent } = draft;
  const placed = await placeCompanies(tx, draft, { company: 'company_id' });
  if (!placed.ok) return placed;
  const { data } = placed;
  const errors: Record<string, string> = {};
  const contacts = await placePeople(tx, data.contacts, draft, errors);
  const category = await placeCategory(tx, data.category, errors);
  Object.assign(errors, currencyFault(draft, 'offers'));
  const stages = await stagesOf(readerOf(tx));
  const stage = data.stage === null ? firstOf(stages) : stages.find(({ name }) => name === data.stage);
  const isClosing = stage !== undefined && stage.kind !== 'open' && stage.name !== before?.fields.stage;
  if (!stage) errors.stage = 'This stage is no longer there. Choose one of the list.';
  else if (isClosing && !sent.closure) errors.stage = `A deal is moved to ${stage.name} on its own page.`;
  const reason = await reasonOf(tx, data.lost_reason);
  if (reason === undefined) errors.lost_reason = 'Choose one of the list.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    data: {
      ...data,
      contacts,
      ...{ category: category?.path ?? null, stage: stage?.name ?? null },
      ...(stage?.kind === 'open' && NOT_CLOSED),
    },
    besides: {
      category_id: { value: category?.id, type: 'uuid' },
      stage_id: { value: stage?.id, type: 'uuid' },
      lost_reason_id: { value: stage?.kind === 'open' ? null : reason, type: 'uuid' },
    },
  };
}

// What is open was not closed, whatever was said of it before: its history tells.
const NOT_CLOSED = { closed_on: null, hold_until: null, lost_reason: null, lost_note: null };

const firstOf = (stages: Stage[]) => stages.find(({ kind }) => kind === 'open');

async function reasonOf(tx: WriteDoor, name: string | null): Promise<string | null | undefined> {
  if (name === null) return null;
  const [found] = await tx.$queryRaw<{ id: string }[]>(sql`select id::text from lost_reasons where name = ${name}`);
  return found?.id;
}
