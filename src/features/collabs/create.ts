import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { createRecord, placeRecord } from '../../records/record/save.js';
import { COLLAB_FIELDS, type CollabData } from './fields.js';
import { collabs } from './module.js';
import { plannedPayments } from './payment-plan.js';
import type { CollabPlan } from './plan-fields.js';
import { collabRules } from './rules.js';

/** The collab of a deal, be it in the trash. */
export type CollabOfDeal = { id: string; name: string; in_trash: boolean };
/** The deal that a collab comes of, what was planned, what else is known of it, and who makes it. */
type Making = {
  deal: { id: string; name: string };
  plan: CollabPlan;
  known: Partial<CollabData>;
  person: Person;
};
type Made = { ok: true; id: string } | { ok: false; errors: Record<string, string> };

const MODULE = collabs([]);

/** The collab of the deal of that id, as one value of a select; null for none. */
export function collabOfDeal(deal: Sql): Sql {
  return sql`(select jsonb_build_object('id', b.id, 'name', b.name, 'in_trash', b.deleted_at is not null)
    from collabs b where b.deal_id = ${deal})`;
}

/**
 * Makes the collab of a deal as it was planned, with its rows and its history, by the rules of its own form; or answers what is
 * wrong with it. The caller holds the deal: it has one collab at most.
 */
export async function createCollab(tx: WriteDoor, { deal, plan, known, person }: Making): Promise<Made> {
  const begun = {
    state: plan.signed_on === null ? 'agreed' : 'contracted',
    revisions_used: 0,
    deliverables: plan.deliverables.map((it) => ({ ...it, quantity: it.quantity ?? 1, state: 'to_do' })),
    payments: paymentsOf(plan),
  };
  const typed = COLLAB_FIELDS.typed({ ...known, ...plan, ...begun });
  // By its id: a company that is called otherwise by now is still the one that was meant.
  const read = COLLAB_FIELDS.read({ ...typed, company: '' }, collabRules, plan.currency);
  if (!read.ok) return { ok: false, errors: read.form.errors };
  const placed = await placeRecord(tx, MODULE, { data: read.data, before: null, person, sent: { won: true } });
  if (!placed.ok) return placed;
  const besides = { ...placed.besides, deal_id: { value: deal.id, type: 'uuid' as const } };
  const { id } = await createRecord(tx, MODULE, { ...placed, besides }, null, { made_of: [null, deal.name] });
  return { ok: true, id };
}

/** What is paid by a plan. */
function paymentsOf({ plan, payments, fee, currency }: CollabPlan): object[] {
  return plan === 'own' ? payments : plannedPayments(plan, fee ?? 0).map((it) => ({ ...it, currency }));
}
