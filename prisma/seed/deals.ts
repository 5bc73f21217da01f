import { COLLAB_STORIES } from './collab-stories.js';
import { collabRows } from './collabs.js';
import { DEALS, type DealStory } from './deal-stories.js';
import { type Company, type Job, type Maker, makerOf, type Person } from './maker.js';

/** The demo's deals and collabs as they stand on each person's own day, in the tables' columns; a stage and a reason by their names. */
export function dealsOn(companies: Company[], jobs: Job[], people: Person[]) {
  const rows = people.map((person) => {
    const maker = makerOf(companies, jobs, person);
    const won = new Map<DealStory, string>();
    const deals = [...DEALS, ...COLLAB_STORIES.flatMap(({ deal }) => deal ?? [])].map((story) => {
      const made = dealRows(maker, story);
      won.set(story, made.deal.id);
      return made;
    });
    return { deals, collabs: collabRows(maker, won) };
  });
  const deals = rows.flatMap((it) => it.deals);
  const collabs = rows.flatMap((it) => it.collabs);
  return {
    deals: deals.map((it) => it.deal),
    deal_stage_log: deals.flatMap((it) => it.log),
    deal_contacts: deals.flatMap((it) => it.contacts),
    deal_offers: deals.flatMap((it) => it.offers),
    deal_deliverables: deals.flatMap((it) => it.wanted),
    collabs: collabs.map((it) => it.collab),
    collab_contacts: collabs.flatMap((it) => it.contacts),
    collab_deliverables: collabs.flatMap((it) => it.deliverables),
    collab_disclosures: collabs.flatMap((it) => it.ticks),
    collab_payments: collabs.flatMap((it) => it.payments),
    collab_rights: collabs.flatMap((it) => it.rights),
    collab_exclusivities: collabs.flatMap((it) => it.locks),
  };
}

function dealRows(maker: Maker, story: DealStory) {
  const { ago, at, company, made, on } = maker;
  const way = wayOf(story);
  const [{ days: first }, { stage, days: since }] = [way[0], way.at(-1)] as [Step, Step];
  const deal = {
    ...made(at(first)),
    ...maker.written,
    name: story.title,
    company_id: company(story.company)?.id ?? null,
    category_id: company(story.like ?? story.company)?.category_id,
    currency: story.abroad ? maker.abroad : maker.currency,
    amount: story.amount * 100,
    source: story.source,
    stage,
    stage_since: at(since),
    first_contact_on: ago(first),
    expected_on: on(story.expectedIn),
    closed_on: ['Won', 'Lost'].includes(stage) ? ago(since) : null,
    next_step: story.step?.[0] ?? null,
    next_step_on: on(story.step?.[1]),
    hold_until: stage === 'On hold' ? on(21) : null,
    lost_reason: story.lost?.[0] ?? null,
    lost_note: story.lost?.[1] || null,
    created_at: at(first),
    updated_at: at(since),
  };
  const part = (position: number, moment = deal.created_at) => ({ ...made(moment), deal_id: deal.id, position });
  return {
    deal,
    // Its last stage is logged as the deal is written.
    log: way.slice(0, -1).map(({ stage, days }) => ({
      ...made(at(days)),
      deal_id: deal.id,
      stage,
      in_stage: stage,
      kind: 'open',
      at: at(days),
    })),
    contacts: maker.people(story.company).map((contact_id, n) => ({ ...part(n), contact_id })),
    offers: (story.offers ?? []).map(([side, amount, days], n) => ({
      ...part(n, at(days)),
      side,
      amount: amount * 100,
      offered_on: ago(days),
    })),
    wanted: (story.wanted ?? []).map(([kind, platform, title, live], n) => ({
      ...part(n),
      kind,
      platform,
      title: title || null,
      quantity: 1,
      live_on: on(live),
    })),
  };
}

type Step = { stage: string; days: number };

function wayOf({ way }: DealStory): Step[] {
  return way.split(', ').map((step) => {
    const [, stage = '', days] = /^(.+) (\d+)$/.exec(step) ?? [];
    return { stage, days: Number(days) };
  });
}
