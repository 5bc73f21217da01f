import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { currencyFault } from '../../records/rows/index.js';
import { placeCategory, placeCompanies } from '../companies/index.js';
import { placePeople } from '../contacts/index.js';
import type { DealData } from './fields.js';
import { SAID, SAID_OF, type Stage, type StageKind, stagesOf } from './stages.js';

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
  if (stage) Object.assign(errors, strangeSaid(stage.kind, data, before?.fields));
  const reason = await reasonOf(tx, data.lost_reason);
  if (reason === undefined) errors.lost_reason = 'Choose one of the list.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    data: {
      ...data,
      contacts,
      category: category?.path ?? null,
      stage: stage?.name ?? null,
      ...(stage && unsaid(stage.kind)),
    },
    besides: {
      category_id: { value: category?.id, type: 'uuid' },
      stage_id: { value: stage?.id, type: 'uuid' },
      lost_reason_id: { value: stage?.kind === 'lost' ? reason : null, type: 'uuid' },
    },
  };
}

// What is typed of another end than the deal's own is refused, not dropped; what was said of it before goes, as its history tells.
function strangeSaid(kind: StageKind, data: DealData, before: Row = {}): Record<string, string> {
  const strange = SAID.filter((name) => !SAID_OF[kind].includes(name) && data[name] !== null);
  const missing = SAID_OF[kind].filter(
    (name) => name !== 'lost_note' && data[name] === null && (before[name] ?? null) !== null,
  );
  return Object.fromEntries([
    ...strange.flatMap((name) => (data[name] === before[name] ? [] : [[name, OF_OTHERS[name]]])),
    ...missing.map((name) => [name, 'A deal that ended or waits says this.']),
  ]);
}

const OF_OTHERS: Readonly<Record<(typeof SAID)[number], string>> = {
  closed_on: 'This is for a deal that was won or lost, which is said on its page.',
  hold_until: 'This is for a deal that waits. Put it on hold on its page.',
  lost_reason: 'This is for a deal that was lost, which is said on its page.',
  lost_note: 'This is for a deal that was lost, which is said on its page.',
};

function unsaid(kind: StageKind) {
  return Object.fromEntries(SAID.filter((name) => !SAID_OF[kind].includes(name)).map((name) => [name, null]));
}

const firstOf = (stages: Stage[]) => stages.find(({ kind }) => kind === 'open');

async function reasonOf(tx: WriteDoor, name: string | null): Promise<string | null | undefined> {
  if (name === null) return null;
  const [found] = await tx.$queryRaw<{ id: string }[]>(sql`select id::text from lost_reasons where name = ${name}`);
  return found?.id;
}
