import { blankForm, type Form } from '../../http/form.js';
import { formatMoney } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../../records/fields/set.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import { COLLABS, type CollabPlan, createCollab, heldWords, PLAN_FIELDS } from '../collabs/index.js';
import { type Closing, closeDeal, closedFault, closureView, meanwhile } from './closing.js';
import type { WantedDeliverables } from './offers.js';
import type { StandingDeal } from './standing.js';

type Printed = { name: string; part?: string; rows?: { n: number }[] };

/** What stands beside an input of its own. */
const PLACES = [...PLAN_FIELDS.names, 'closed_on'];

/** The form of a deal that is won: the collab as it will be, filled with what is known, and what it collides with. */
export async function showWinning(
  db: ReadDoor,
  req: PersonRequest,
  module: Module,
  deal: StandingDeal,
): Promise<Reply> {
  const form = blankForm(req.kept ? {} : firstValues(deal, readerNow(req).today), req.kept);
  const held = await heldWords(
    db,
    { ...deal.fields, category_id: deal.category_id },
    deal.fields.deliverables as WantedDeliverables,
  );
  return winningPage({ module, deal, form, held });
}

/** Wins a deal: makes its collab and closes it, or neither. */
export async function answerWinning(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  deal: StandingDeal,
): Promise<Reply> {
  const sent: Row = req.body ?? {};
  const closing = { module, deal, form: blankForm(sent) };
  if (sent.add) return winningPage({ ...closing, more: sent.add });
  const won = await winDeal(tx, req, closing, sent);
  if (won.kind === 'conflict') return winningPage(await meanwhile(tx, req, closing), 409);
  if (won.kind === 'won') return redirect(`${COLLABS.path}/${won.collab}`, `Won. This is the collab of ${deal.name}.`);
  const { plan, errors } = won;
  // The same rows, numbered as they are read: what is wrong with one stands beside it.
  const form = plan ? numbered(closing.form, plan, errors) : { ...closing.form, errors };
  return winningPage({ ...closing, form }, 422);
}

type Won =
  | { kind: 'won'; collab: string }
  | { kind: 'conflict' }
  | { kind: 'invalid'; errors: Record<string, string>; plan?: CollabPlan };

/** Makes the collab of a deal by the form that was sent, and closes it as won: both, or neither. `plan`: what could be read. */
export async function winDeal(tx: WriteDoor, req: PersonRequest, closing: Closing, sent: Row): Promise<Won> {
  const { deal, form } = closing;
  const read = PLAN_FIELDS.read(readable(sent, deal), undefined, deal.fields.currency);
  const errors = {
    ...(!read.ok && read.form.errors),
    ...closedFault(form.values.closed_on, readerNow(req).today, 'Choose the day it was won.'),
  };
  if (!read.ok || Object.keys(errors).length > 0) return { kind: 'invalid', errors };
  const plan = read.data;
  const amount = plan.fee ?? deal.fields.amount;
  const saved = await closeDeal(tx, req, closing, 'won', { values: { amount }, tells: { made: [null, plan.name] } });
  if (saved.kind === 'invalid') return { kind: 'invalid', errors: saved.errors, plan };
  if (saved.kind === 'conflict') return { kind: 'conflict' };
  const { company_id, category, territory, compensation, contacts } = deal.fields;
  const known = { company_id, category, territory, compensation, contacts };
  const made = await createCollab(tx, { deal, plan, known, person: req.person });
  return made.ok ? { kind: 'won', collab: made.id } : { kind: 'invalid', errors: made.errors, plan };
}

/** The collab of a deal as its form proposes it. */
export function firstPlan({ fields, name }: Pick<StandingDeal, 'fields' | 'name'>): Row {
  const { amount, currency } = fields;
  const deliverables = (fields.deliverables as WantedDeliverables).map((it) => ({
    ...it,
    row: null,
    draft_due_on: null,
  }));
  return { name, currency, fee: amount, plan: 'delivery', deliverables, payments: [] };
}

function firstValues(deal: StandingDeal, today: string): Record<string, unknown> {
  // No reason is asked for unless something is to be said.
  const { lock_reason, ...values }: Record<string, unknown> = {
    ...PLAN_FIELDS.initial(),
    ...PLAN_FIELDS.inputsOf(firstPlan(deal)),
    closed_on: today,
  };
  return values;
}

// Rows of amounts that were not chosen are not read: whatever stands there is kept, and counts for nothing.
function readable(sent: Row, { fields }: StandingDeal): Row {
  const isOwn = sent.plan === 'own';
  const counted = Object.entries(sent).filter(([name]) => isOwn || !name.startsWith('payment_'));
  return { ...Object.fromEntries(counted), currency: fields.currency };
}

function numbered({ values }: Form, plan: CollabPlan, errors: Record<string, string>): Form {
  const isRead = (name: string) =>
    /^deliverable_.*_\d+$/.test(name) || (plan.plan === 'own' && /^payment_.*_\d+$/.test(name));
  const others = Object.entries(values).filter(([name]) => !isRead(name));
  const { lock_reason, ...asRead } = PLAN_FIELDS.inputsOf(plan);
  return { values: { ...Object.fromEntries(others), ...asRead }, errors };
}

type Winning = Closing & { more?: unknown; held?: string | null };

function winningPage({ more, held = null, ...closing }: Winning, status = 200): Reply {
  const { deal, form, module } = closing;
  const { currency } = deal.fields;
  const inputs = PLAN_FIELDS.inputs({ currency }, undefined, { form, more }) as Record<string, Printed>;
  const isBeside = (name: string) =>
    PLACES.includes(name) || /^(deliverable|payment)_(?!quantity|channel)\w+_\d+$/.test(name);
  const places = Object.keys(form.errors).filter(isBeside);
  const closedOn = module.fields.inputs(undefined, undefined, { form }).closed_on;
  return page(
    'pipeline/won.njk',
    {
      ...closureView(closing, 'won', places),
      wide: true,
      inputs: [],
      fields: {
        ...inputs,
        deliverables: withoutBlank(inputs.deliverables, form, more),
        payments: withoutBlank(inputs.payments, form, more),
        closed_on: { ...closedOn, label: 'Won on', optional: false },
      },
      held,
      asks_reason: held !== null || Boolean(form.errors.lock_reason) || form.values.lock_reason !== undefined,
      fee_words: deal.fields.amount === null ? '' : `On the table: ${formatMoney(deal.fields.amount, currency)}.`,
    },
    status,
  );
}

// One more is a click away.
function withoutBlank(rows: Printed | undefined, { values }: Form, more: unknown) {
  const all = rows?.rows ?? [];
  const isBlank = ({ n }: { n: number }) =>
    !Object.entries(values).some(([name, it]) => name.endsWith(`_${n}`) && name.startsWith(`${rows?.part}_`) && it);
  const last = all.at(-1);
  return last && all.length > 1 && more !== rows?.name && isBlank(last) ? { ...rows, rows: all.slice(0, -1) } : rows;
}
