import { minorDigits } from '../../http/currency.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { backOf } from '../../records/rows/index.js';
import { categoryAt, placeCompanies } from '../companies/index.js';
import { placePeople } from '../contacts/index.js';
import type { Deliverables } from './deliverables.js';
import { heldByGate } from './disclosure/gate.js';
import type { CollabData } from './fields.js';
import { lockFaults } from './lock-faults.js';
import type { Exclusivities } from './rights.js';

const NO_CATEGORY = 'Choose one of the list.';

/** Finds what a collab names: its companies, contacts and category, also those of its locks; counts a revision that was asked for; holds what is signed against older locks. */
export async function placeCollab(tx: WriteDoor, draft: Draft<CollabData>): Promise<Placed<CollabData>> {
  const { before, sent } = draft;
  const placed = await placeCompanies(tx, draft, { company: 'company_id', agency: 'agency_id' });
  if (!placed.ok) return placed;
  const { data } = placed;
  const errors: Record<string, string> = {};
  const people = await placePeople(tx, data.contacts, before, sent);
  if ('errors' in people) Object.assign(errors, people.errors);
  const category = data.category === null ? null : await categoryAt(tx, data.category);
  if (category === undefined) errors.category = NO_CATEGORY;
  const exclusivities = await categorised(tx, data.exclusivities, errors);
  Object.assign(errors, inOneCurrency(draft));
  const was = (before?.fields.deliverables ?? []) as unknown as Deliverables;
  const back = backOf(draft.restored?.deliverables, was);
  const gated = await heldByGate(tx, data, [...was, ...back], data.deliverables);
  Object.assign(errors, gated.errors);
  if (Object.keys(errors).length === 0)
    Object.assign(errors, await lockFaults(tx, draft, { ...data, category_id: category?.id ?? null }));
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    data: {
      ...data,
      ...('people' in people && { contacts: people.people }),
      category: category?.path ?? null,
      exclusivities,
      deliverables: gated.deliverables,
      revisions_used: data.revisions_used + askedFor(was, data.deliverables),
    },
    besides: { category_id: { value: category?.id, type: 'uuid' } },
  };
}

async function categorised(tx: WriteDoor, all: Exclusivities, errors: Record<string, string>): Promise<Exclusivities> {
  const placed: Exclusivities = [];
  for (const [n, row] of all.entries()) {
    const category = row.category === null ? null : await categoryAt(tx, row.category);
    if (category === undefined) errors[`exclusivity_category_${n}`] = NO_CATEGORY;
    placed.push({ ...row, category: category?.path ?? null, category_id: category?.id ?? null });
  }
  return placed;
}

// Amounts are kept in the smallest unit of their currency: in one of other digits they would be other amounts.
function inOneCurrency({ data, before }: Draft<CollabData>): Record<string, string> {
  const was = String(before?.fields.currency ?? data.currency);
  if (data.payments.length === 0 || minorDigits(was) === minorDigits(data.currency)) return {};
  return { currency: `Its payments are in ${was}. Remove them before you choose ${data.currency}.` };
}

function askedFor(before: Deliverables, after: Deliverables): number {
  const was = new Map(before.map(({ row, state }) => [row, state]));
  return after.filter(({ row, state }) => state === 'revision' && was.has(row) && was.get(row) !== 'revision').length;
}
