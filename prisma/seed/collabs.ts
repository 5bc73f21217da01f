import { rulesFor, US_RULES } from '../../src/features/collabs/disclosure/rules.js';
import { COLLAB_STORIES, type CollabStory, type Delivered } from './collab-stories.js';
import type { DealStory } from './deal-stories.js';
import type { Maker } from './maker.js';

const PROOF = 'https://video.example/watch/proof';

/** A person's collabs with what belongs to them; `won` names the ids of the deals they came of. */
export function collabRows(maker: Maker, won: Map<DealStory, string>) {
  const invoices = invoiceNumbers(maker);
  return COLLAB_STORIES.map((story) => rowsOf(maker, story, won, invoices));
}

function rowsOf(maker: Maker, story: CollabStory, won: Map<DealStory, string>, invoices: Map<object, string>) {
  const { ago, company, made, on } = maker;
  const begun = maker.at(story.signedAgo);
  const collab = {
    ...made(begun),
    ...maker.written,
    name: story.title,
    company_id: company(story.company)?.id ?? null,
    category_id: company(story.company)?.category_id,
    deal_id: (story.deal && won.get(story.deal)) ?? null,
    compensation: story.inKind ? 'mixed' : 'cash',
    currency: maker.currency,
    fee: story.fee * 100,
    in_kind_value: story.inKind ? story.inKind * 100 : null,
    state: story.state,
    signed_on: story.state === 'agreed' ? null : ago(story.signedAgo),
    starts_on: ago(story.signedAgo),
    created_at: begun,
    updated_at: begun,
  };
  const part = (position: number) => ({ ...made(begun), collab_id: collab.id, position });
  const delivered = story.delivered.map((it, n) => deliveredRows(maker, it, part(n), collab));
  return {
    collab,
    contacts: maker.people(story.company).map((contact_id, n) => ({ ...part(n), contact_id })),
    deliverables: delivered.map((it) => it.row),
    ticks: delivered.flatMap((it) => it.ticks),
    payments: story.payments.map((it, n) => {
      const [label, amount, due_when, invoiced, due, paid] = it;
      const paidOff = { paid_on: ago(paid), paid_amount: paid === undefined ? null : amount * 100 };
      const invoice = { invoice_number: invoices.get(it) ?? null, invoiced_on: ago(invoiced) };
      return { ...part(n), label, amount: amount * 100, due_when, due_on: on(due), ...invoice, ...paidOff };
    }),
    rights: (story.right ? [story.right] : []).map(([use, platforms, from, until], n) => ({
      ...part(n),
      use,
      platforms,
      from_on: on(from),
      until_on: on(until),
    })),
    locks: (story.lock ? [story.lock] : []).map(([platforms, from, until], n) => ({
      ...part(n),
      category_id: collab.category_id,
      reach: 'paid',
      platforms,
      from_on: on(from),
      until_on: on(until),
    })),
  };
}

type Part = { id: string; user_id: string; collab_id: string; position: number };

/** A deliverable with the ticks of its disclosure: all of them where it is verified, none before it is live. */
function deliveredRows(maker: Maker, it: Delivered, part: Part, { compensation }: { compensation: string }) {
  const [kind, platform, title, live, state = 'to_do', draft] = it;
  const isOut = state === 'live' || state === 'verified';
  const views = isOut ? maker.chance.between(60, 460) * 100 : null;
  const row = {
    ...part,
    kind,
    platform,
    title: title || null,
    quantity: 1,
    state,
    draft_due_on: maker.on(draft),
    live_on: maker.on(live),
    went_live_on: isOut ? maker.on(live) : null,
    link: isOut ? `https://video.example/watch/${part.id.slice(-6)}` : null,
    views_7: views,
    views_30: views && live < -30 ? views * 2 : null,
  };
  const all = rulesFor({ kind, platform, compensation, earns: compensation === 'mixed' } as Parameters<
    typeof rulesFor
  >[0]);
  // One that went live with half its proof is what the report of such is for.
  const rules = state === 'verified' ? all : isOut ? all.slice(0, 3) : [];
  const ticked_at = maker.at(1 - live);
  const ticks = rules.map(({ id: rule }) => ({
    ...maker.made(ticked_at),
    collab_id: part.collab_id,
    deliverable_id: part.id,
    rule,
    rules_version: US_RULES.version,
    ticked_at,
    ticked_by: maker.by,
    proof_link: PROOF,
    place: rule === 'near' ? '0:02' : null,
  }));
  return { row, ticks };
}

/** A number for each payment that was invoiced: the year, and how many there were in it. */
function invoiceNumbers({ ago }: Maker): Map<object, string> {
  const payments = COLLAB_STORIES.flatMap((it) => it.payments).filter(([, , , invoiced]) => invoiced !== undefined);
  const numbers = new Map<object, string>();
  const inYear = new Map<string, number>();
  for (const it of payments.sort((a, b) => (b[3] ?? 0) - (a[3] ?? 0))) {
    const year = ago(it[3])?.slice(0, 4) ?? '';
    inYear.set(year, (inYear.get(year) ?? 0) + 1);
    numbers.set(it, `${year}-${String(inYear.get(year)).padStart(3, '0')}`);
  }
  return numbers;
}
