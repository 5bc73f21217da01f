import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { currencyFault } from '../../records/rows/index.js';
import { categoryFinder, placeCompanies } from '../companies/index.js';
import { placePeople } from '../contacts/index.js';
import type { DealData } from './fields.js';
import { SAID, SAID_OF, type Stage, type StageKind, stagesOf } from './stages.js';

/**
 * Finds what deals name: company, contacts, category, stage and reason. A deal is led from one open stage to another here; it is
 * closed by its closure alone, for which `sent.closure` stands.
 */
export async function placeDeals(tx: WriteDoor, drafts: readonly Draft<DealData>[]): Promise<Placed<DealData>[]> {
  const companies = await placeCompanies(tx, drafts, { company: 'company_id' });
  const people = await placePeople(tx, drafts);
  const stages = await stagesOf(readerOf(tx));
  const categoryOf = categoryFinder(tx);
  const reasonOf = await reasonFinder(tx, drafts);
  const all: Placed<DealData>[] = [];
  for (const [n, draft] of drafts.entries()) {
    const { before, sent } = draft;
    const placed = companies[n] as Placed<DealData>;
    if (!placed.ok) {
      all.push(placed);
      continue;
    }
    const { data } = placed;
    const { contacts = [], errors = {} } = people[n] ?? {};
    const category = await categoryOf(data.category, errors);
    Object.assign(errors, currencyFault(draft, 'offers'));
    const stage = data.stage === null ? firstOf(stages) : stages.find(({ name }) => name === data.stage);
    const isClosing = stage !== undefined && stage.kind !== 'open' && stage.name !== before?.fields.stage;
    if (!stage) errors.stage = 'This stage is no longer there. Choose one of the list.';
    else if (isClosing && !sent.closure) errors.stage = `A deal is moved to ${stage.name} on its own page.`;
    if (stage) Object.assign(errors, strangeSaid(stage.kind, data, before?.fields));
    const reason = reasonOf(data.lost_reason);
    if (reason === undefined) errors.lost_reason = 'Choose one of the list.';
    const names = { contacts, category: category?.path ?? null, stage: stage?.name ?? null };
    const besides = {
      category_id: { value: category?.id, type: 'uuid' },
      stage_id: { value: stage?.id, type: 'uuid' },
      lost_reason_id: { value: stage?.kind === 'lost' ? reason : null, type: 'uuid' },
    } as const;
    all.push(
      Object.keys(errors).length > 0
        ? { ok: false, errors }
        : { ok: true, data: { ...data, ...names, ...(stage && unsaid(stage.kind)) }, besides },
    );
  }
  return all;
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

async function reasonFinder(tx: WriteDoor, drafts: readonly Draft<DealData>[]) {
  const names = drafts.flatMap(({ data }) => data.lost_reason ?? []);
  const found =
    names.length === 0
      ? []
      : await tx.$queryRaw<{ id: string; name: string }[]>(
          sql`select id::text, name from lost_reasons where name = any(${names}::text[])`,
        );
  return (name: string | null) => (name === null ? null : found.find((it) => it.name === name)?.id);
}
