import { chanceOf } from './chance.js';
import { atWork, daysAfter } from './days.js';

type Company = { id: string; name: string; category_id: string };
type Person = { id: string; currency: string; day: string };
/** [kind, platform, title, days until it is live] */
type Wanted = [kind: string, platform: string, title: string, liveIn: number];
/** Days are counted from today, negative ones lie behind; amounts in whole units of the person's currency. */
type Deal = {
  title: string;
  company: string;
  amount: number;
  /** The stages with how many days ago each was entered. */
  way: [stage: string, ago: number][];
  source: 'inbound' | 'outbound' | 'agency' | 'referral' | 'renewal';
  /** The company whose category it is of, where that is not its own. */
  like?: string;
  step?: [what: string, dueIn: number];
  expectedIn?: number;
  lost?: [reason: string, note: string];
  wanted?: Wanted[];
  offers?: [side: 'theirs' | 'ours', amount: number, ago: number][];
};
type Delivered = Wanted | [...Wanted, state: string, draftIn: number];
/** [label, whole amount, when, days since the invoice, days until it is due, days since it was paid] */
type Payment = [label: string, amount: number, when: string, invoicedAgo?: number, dueIn?: number, paidAgo?: number];
type Collab = {
  title: string;
  company: string;
  state: string;
  signedAgo: number;
  fee: number;
  /** The title of the deal that it came of. */
  deal?: string;
  delivered: Delivered[];
  payments: Payment[];
  lock?: [platforms: string, fromIn: number, untilIn: number];
};

const DEALS: Deal[] = [
  {
    ...{ title: 'Spring break packing series', company: 'Northgate Bags', amount: 1800, source: 'inbound' },
    ...{ way: [['Inquiry', 3]], step: ['Send media kit', 2], expectedIn: 40 },
    wanted: [['integrated_video', 'youtube', '', 60]],
  },
  {
    ...{ title: 'Live hunt for enamel pins', company: 'Cindertrail', amount: 900, source: 'inbound' },
    way: [['Inquiry', 11]],
  },
  {
    ...{ title: 'Cold-weather park day', company: 'Dryday', amount: 2000, source: 'outbound' },
    ...{ way: [['Inquiry', 1]], step: ['Reply to Ines', 0] },
  },
  {
    ...{ title: 'Night photography with one light', company: 'Lumen & Oak', amount: 2250, source: 'inbound' },
    ...{
      way: [
        ['Inquiry', 24],
        ['Pitched', 16],
      ],
      step: ['Follow up', -2],
      expectedIn: 20,
    },
  },
  {
    ...{ title: 'Field monitor long-term test', company: 'Helio Displays', amount: 3000, source: 'agency' },
    ...{
      way: [
        ['Inquiry', 20],
        ['Pitched', 9],
      ],
      step: ['Follow up', 4],
      expectedIn: 30,
    },
  },
  {
    ...{ title: 'Rain jacket reel', company: 'Breezeworks', amount: 600, source: 'outbound' },
    way: [
      ['Inquiry', 40],
      ['Pitched', 34],
    ],
  },
  {
    ...{
      title: 'Travel charger gift guide',
      company: 'Nimbus Forge',
      like: 'Voltline',
      amount: 1300,
      source: 'inbound',
      expectedIn: 9,
    },
    ...{
      way: [
        ['Inquiry', 46],
        ['Pitched', 40],
        ['Negotiating', 31],
      ],
      step: ['Agree on usage rights', 3],
    },
    wanted: [
      ['integrated_video', 'youtube', '60 s in the gift guide', 30],
      ['podcast_read', 'podcast', 'Mid-roll', 35],
    ],
    offers: [
      ['theirs', 900, 40],
      ['ours', 1500, 31],
      ['theirs', 1300, 12],
    ],
  },
  {
    ...{ title: 'Gimbal launch, video and podcast read', company: 'Kestrel Optics', amount: 3200, source: 'renewal' },
    ...{
      way: [
        ['Inquiry', 22],
        ['Pitched', 15],
        ['Negotiating', 4],
      ],
      step: ['Call with Tomas', 1],
      expectedIn: 14,
    },
    offers: [
      ['ours', 3600, 15],
      ['theirs', 3200, 4],
    ],
  },
  {
    ...{ title: 'Holiday gift guide, dedicated video', company: 'Northgate Bags', amount: 2600, source: 'renewal' },
    ...{
      way: [
        ['Inquiry', 50],
        ['Negotiating', 30],
        ['Contract sent', 5],
      ],
      step: ['Chase signature', -1],
      expectedIn: 6,
    },
  },
  {
    ...{ title: 'Podcast season sponsor, 8 reads', company: 'Ostrava Audio', amount: 1600, source: 'agency' },
    ...{
      way: [
        ['Inquiry', 28],
        ['Negotiating', 12],
        ['Contract sent', 2],
      ],
      step: ['Send invoice details', 1],
      expectedIn: 5,
    },
  },
  {
    ...{ title: 'Park power, a year in one pocket', company: 'Voltline', amount: 4200, source: 'inbound' },
    way: [
      ['Inquiry', 140],
      ['Negotiating', 128],
      ['Won', 110],
    ],
  },
  {
    ...{ title: 'Gimbal autumn push', company: 'Kestrel Optics', amount: 3200, source: 'outbound' },
    way: [
      ['Inquiry', 96],
      ['Pitched', 88],
      ['Negotiating', 75],
      ['Won', 60],
    ],
  },
  {
    ...{ title: 'Autumn audio round-up', company: 'Ostrava Audio', amount: 1000, source: 'inbound' },
    way: [
      ['Inquiry', 230],
      ['Negotiating', 215],
      ['Won', 200],
    ],
  },
  {
    ...{
      title: 'Travel pillow short',
      company: 'Quietwell',
      amount: 450,
      source: 'inbound',
      lost: ['Budget', 'Next spring perhaps.'],
    },
    way: [
      ['Inquiry', 70],
      ['Pitched', 66],
      ['Lost', 44],
    ],
  },
  {
    ...{ title: 'Two nights for a video', company: 'Larkspur Travel', amount: 700, source: 'inbound' },
    ...{
      way: [
        ['Inquiry', 33],
        ['Negotiating', 25],
        ['Lost', 9],
      ],
      lost: ['Terms', 'They want 60 days of exclusivity.'],
    },
  },
  {
    ...{ title: 'Weekend in Rotterdam', company: 'Havenrail', amount: 800, source: 'referral' },
    way: [
      ['Inquiry', 60],
      ['On hold', 30],
    ],
  },
];

const COLLABS: Collab[] = [
  {
    ...{ title: 'Park power, a year in one pocket', company: 'Voltline', state: 'live', signedAgo: 108, fee: 4200 },
    deal: 'Park power, a year in one pocket',
    delivered: [
      ['dedicated_video', 'youtube', 'Twelve hours on one charge', -40, 'verified', -55],
      ['short', 'youtube', 'Charging in the queue', -20, 'live', -30],
    ],
    payments: [
      ['On signing', 2100, 'signed', 107, -77, 80],
      ['When live', 2100, 'live', 38, -8],
    ],
    // Another charger within it collides.
    lock: ['youtube', -40, 180],
  },
  {
    ...{ title: 'Park nights handheld', company: 'Kestrel Optics', state: 'in_production', signedAgo: 58, fee: 3200 },
    deal: 'Gimbal autumn push',
    delivered: [
      ['integrated_video', 'youtube', '90 s', -21, 'verified', -40],
      ['short', 'youtube', 'From the night shoot', 11, 'drafting', -3],
      ['podcast_read', 'podcast', 'Mid-roll', 11, 'approved', 2],
    ],
    payments: [
      ['On signing', 1200, 'signed', 57, -27, 46],
      ['Video live', 1600, 'live', 21, 9],
      ['Short and read', 400, 'live'],
    ],
  },
  {
    ...{ title: 'Autumn audio round-up', company: 'Ostrava Audio', state: 'completed', signedAgo: 196, fee: 1000 },
    deal: 'Autumn audio round-up',
    delivered: [['integrated_video', 'youtube', 'Five recorders', -150, 'verified', -160]],
    payments: [['All of it', 1000, 'live', 148, -118, 121]],
  },
  {
    ...{ title: 'Rain cover story set', company: 'Dryday', state: 'agreed', signedAgo: 6, fee: 750 },
    delivered: [['story', 'instagram', 'Three days in the rain', 20, 'to_do', 12]],
    payments: [['When live', 750, 'live']],
  },
];

/** The demo's deals and collabs as they stand on each person's own day, in the tables' columns; a stage and a reason by their names. */
export function dealsOn(companies: Company[], people: Person[]) {
  const rows = people.map((person) => ofOne(companies, person));
  return {
    deals: rows.flatMap((it) => it.deals),
    deal_stage_log: rows.flatMap((it) => it.deal_stage_log),
    deal_offers: rows.flatMap((it) => it.deal_offers),
    deal_deliverables: rows.flatMap((it) => it.deal_deliverables),
    collabs: rows.flatMap((it) => it.collabs),
    collab_deliverables: rows.flatMap((it) => it.collab_deliverables),
    collab_payments: rows.flatMap((it) => it.collab_payments),
    collab_exclusivities: rows.flatMap((it) => it.collab_exclusivities),
  };
}

function ofOne(companies: Company[], { id: user_id, currency, day }: Person) {
  const chance = chanceOf(`deals ${user_id}`);
  const at = (ago: number) => atWork(daysAfter(day, -ago), chance.between(0, 240));
  const on = (days: number | undefined) => (days === undefined ? null : daysAfter(day, days));
  const ago = (days: number | undefined) => (days === undefined ? null : daysAfter(day, -days));
  const company = (name: string) => companies.find((it) => it.name === name);
  const made = (moment: string) => ({ id: chance.id(moment), user_id });
  const written = { version: 1, created_by: user_id, updated_by: user_id };
  const dealt = DEALS.map((it) => {
    const [[, first = 0] = []] = it.way;
    const [stage = '', since = 0] = it.way.at(-1) ?? [];
    const closed = ['Won', 'Lost'].includes(stage);
    const row = {
      ...{ ...made(at(first)), ...written, name: it.title, company_id: company(it.company)?.id ?? null, currency },
      ...{
        amount: it.amount * 100,
        source: it.source,
        stage,
        stage_since: at(since),
        category_id: company(it.like ?? it.company)?.category_id,
      },
      ...{ first_contact_on: ago(first), expected_on: on(it.expectedIn), closed_on: closed ? ago(since) : null },
      ...{
        next_step: it.step?.[0] ?? null,
        next_step_on: on(it.step?.[1]),
        hold_until: stage === 'On hold' ? on(21) : null,
      },
      ...{
        lost_reason: it.lost?.[0] ?? null,
        lost_note: it.lost?.[1] ?? null,
        created_at: at(first),
        updated_at: at(since),
      },
    };
    return { it, row };
  });
  const collabs = COLLABS.map((it) => {
    const begun = at(it.signedAgo);
    const row = {
      ...{ ...made(begun), ...written, name: it.title, company_id: company(it.company)?.id ?? null, currency },
      ...{
        category_id: company(it.company)?.category_id,
        fee: it.fee * 100,
        state: it.state,
        created_at: begun,
        updated_at: begun,
      },
      ...{ signed_on: it.state === 'agreed' ? null : ago(it.signedAgo), starts_on: ago(it.signedAgo) },
      deal_id: dealt.find(({ row }) => row.name === it.deal)?.row.id ?? null,
    };
    return { it, row };
  });
  const wanted = ([kind, platform, title, live]: Wanted, position: number) => ({
    ...{ kind, platform, title: title || null, quantity: 1, live_on: on(live), position },
  });
  return {
    deals: dealt.map(({ row }) => row),
    // Its last stage is logged as the deal is written.
    deal_stage_log: dealt.flatMap(({ it, row }) =>
      it.way.slice(0, -1).map(([stage, days]) => ({
        ...made(at(days)),
        deal_id: row.id,
        stage,
        kind: stage === 'On hold' ? 'hold' : 'open',
        at: at(days),
      })),
    ),
    deal_offers: dealt.flatMap(({ it, row }) =>
      (it.offers ?? []).map(([side, amount, days], position) => ({
        ...{ ...made(at(days)), deal_id: row.id, side, amount: amount * 100, offered_on: ago(days), position },
      })),
    ),
    deal_deliverables: dealt.flatMap(({ it, row }) =>
      (it.wanted ?? []).map((one, n) => ({ ...made(at(0)), deal_id: row.id, ...wanted(one, n) })),
    ),
    collabs: collabs.map(({ row }) => row),
    collab_deliverables: collabs.flatMap(({ it, row }) =>
      it.delivered.map(([kind, platform, title, live, state = 'to_do', draft], n) => {
        const isOut = state === 'live' || state === 'verified';
        return {
          ...{ ...made(at(0)), collab_id: row.id, ...wanted([kind, platform, title, live], n), state },
          ...{ draft_due_on: on(draft), went_live_on: isOut ? on(live) : null },
          ...{ link: isOut ? 'https://video.example/watch/park' : null, views_7: isOut ? 18_240 : null },
        };
      }),
    ),
    collab_payments: collabs.flatMap(({ it, row }) =>
      it.payments.map(([label, amount, due_when, invoiced, due, paid], position) => ({
        ...{ ...made(at(0)), collab_id: row.id, label, amount: amount * 100, due_when, position },
        ...{ invoiced_on: ago(invoiced), due_on: on(due), paid_on: ago(paid) },
        ...{
          paid_amount: paid === undefined ? null : amount * 100,
          invoice_number: invoiced === undefined ? null : `2026-${100 + position}`,
        },
      })),
    ),
    collab_exclusivities: collabs.flatMap(({ it, row }) =>
      it.lock
        ? [
            {
              ...{
                ...made(at(0)),
                collab_id: row.id,
                category_id: row.category_id,
                reach: 'paid',
                platforms: it.lock[0],
              },
              ...{ from_on: on(it.lock[1]), until_on: on(it.lock[2]), position: 0 },
            },
          ]
        : [],
    ),
  };
}
