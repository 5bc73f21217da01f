import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { backOf, currencyFault } from '../../records/rows/index.js';
import { categoryFinder, placeCompanies } from '../companies/index.js';
import { type FoundPeople, placePeople } from '../contacts/index.js';
import type { Deliverables } from './deliverables.js';
import { heldByGate } from './disclosure/gate.js';
import { earlyFaults } from './early-payments.js';
import type { CollabData } from './fields.js';
import { lockFaults } from './lock-faults.js';
import { overFeeFaults } from './over-fee.js';
import type { Payments } from './payments.js';
import type { Exclusivities } from './rights.js';
import { toComeFaults } from './to-come.js';

/** Finds what collabs name: companies, contacts and categories, also those of their locks; counts revisions that were asked for; holds what is signed against older locks. */
export async function placeCollabs(tx: WriteDoor, drafts: readonly Draft<CollabData>[]): Promise<Placed<CollabData>[]> {
  const companies = await placeCompanies(tx, drafts, { company: 'company_id', agency: 'agency_id' });
  const people = await placePeople(tx, drafts);
  const categoryOf = categoryFinder(tx);
  const all: Placed<CollabData>[] = [];
  for (const [n, draft] of drafts.entries()) {
    const placed = companies[n] as Placed<CollabData>;
    all.push(
      placed.ok ? await placeOne(tx, { ...draft, data: placed.data }, people[n] as FoundPeople, categoryOf) : placed,
    );
  }
  return all;
}

type Finder = ReturnType<typeof categoryFinder>;

async function placeOne(
  tx: WriteDoor,
  draft: Draft<CollabData>,
  { contacts, errors }: FoundPeople,
  categoryOf: Finder,
): Promise<Placed<CollabData>> {
  const { before, data } = draft;
  const category = await categoryOf(data.category, errors);
  const exclusivities = await categorised(data.exclusivities, categoryOf, errors);
  Object.assign(errors, currencyFault(draft, 'payments'));
  const was = (before?.fields.deliverables ?? []) as unknown as Deliverables;
  const back = backOf(draft.restored?.deliverables, was);
  const gated = await heldByGate(tx, data, [...was, ...back], data.deliverables);
  Object.assign(errors, gated.errors);
  const paid = (before?.fields.payments ?? []) as unknown as Payments;
  Object.assign(errors, earlyFaults(data, paid));
  Object.assign(errors, toComeFaults(data, before, draft.person));
  Object.assign(errors, overFeeFaults(data, before && { fee: before.fields.fee as number | null, payments: paid }));
  if (Object.keys(errors).length === 0)
    Object.assign(errors, await lockFaults(tx, draft, { ...data, category_id: category?.id ?? null }));
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    data: {
      ...data,
      contacts,
      category: category?.path ?? null,
      exclusivities,
      deliverables: gated.deliverables,
      revisions_used: data.revisions_used + askedFor(was, data.deliverables),
    },
    besides: { category_id: { value: category?.id, type: 'uuid' } },
  };
}

async function categorised(
  all: Exclusivities,
  categoryOf: Finder,
  errors: Record<string, string>,
): Promise<Exclusivities> {
  const placed: Exclusivities = [];
  for (const [n, row] of all.entries()) {
    const category = await categoryOf(row.category, errors, `exclusivity_category_${n}`);
    placed.push({ ...row, category: category?.path ?? null, category_id: category?.id ?? null });
  }
  return placed;
}

function askedFor(before: Deliverables, after: Deliverables): number {
  const was = new Map(before.map(({ row, state }) => [row, state]));
  return after.filter(({ row, state }) => state === 'revision' && was.has(row) && was.get(row) !== 'revision').length;
}
