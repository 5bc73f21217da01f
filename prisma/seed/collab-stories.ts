import type { DealStory, Wanted } from './deal-stories.js';

/** Something delivered; without a state it is still to do, and `draftIn` is when its draft is due. */
export type Delivered = Wanted | [...Wanted, state: string, draftIn: number];
/** Something to be paid: a label, a whole amount, when, and how many days ago it was invoiced, due and paid. */
type Paid = [label: string, amount: number, when: string, invoicedAgo?: number, dueIn?: number, paidAgo?: number];

/** A collab of the demo, its days as in `DealStory`. */
export type CollabStory = {
  title: string;
  company: string;
  state: string;
  signedAgo: number;
  fee: number;
  /** The deal that was won with it. */
  deal?: DealStory;
  /** What else they give, counted as income. */
  inKind?: number;
  delivered: Delivered[];
  payments: Paid[];
  lock?: [platforms: string, fromIn: number, untilIn: number];
  right?: [use: string, platforms: string, fromIn: number, untilIn: number];
};

const COLLABS: CollabStory[] = [
  {
    ...wonAs('Park power, a year in one pocket', 'Voltline', 4200, 'inbound', 'Inquiry 140, Negotiating 128, Won 110'),
    state: 'live',
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
    right: ['paid', 'instagram', -38, 52],
  },
  {
    ...wonAs(
      'Park nights handheld',
      'Kestrel Optics',
      3200,
      'renewal',
      'Inquiry 96, Pitched 88, Negotiating 75, Won 60',
    ),
    state: 'in_production',
    delivered: [
      ['integrated_video', 'youtube', '90 s', -21, 'verified', -40],
      ['short', 'youtube', 'From the night shoot', 11, 'drafting', -3],
      ['podcast_read', 'podcast', 'Mid-roll', 11, 'approved', 2],
    ],
    payments: [
      ['On signing', 1200, 'signed', 57, -27, 12],
      ['Video live', 1600, 'live', 21, 9],
      ['Short and read', 400, 'live'],
    ],
    right: ['organic', 'youtube,instagram', -20, 345],
  },
  {
    title: 'Rain cover story set',
    company: 'Dryday',
    state: 'agreed',
    signedAgo: 6,
    fee: 750,
    delivered: [['story', 'instagram', 'Three days in the rain', 20, 'to_do', 12]],
    payments: [['When live', 750, 'live']],
  },
];

/** What is behind, the newest first: won so many days ago, live so many days after, paid so many days after the invoice. */
const BEHIND: [
  title: string,
  company: string,
  fee: number,
  source: DealStory['source'],
  wonAgo: number,
  made: `${string} on ${string}`,
  liveAfter: number,
  paidAfter: number,
  inKind?: number,
][] = [
  ['Autumn audio round-up', 'Ostrava Audio', 1000, 'renewal', 200, 'integrated_video on youtube', 50, 27],
  ['A week with one bag', 'Northgate Bags', 1900, 'renewal', 238, 'dedicated_video on youtube', 35, 19, 180],
  ['Season of queues, 6 episodes', 'Ostrava Audio', 1400, 'renewal', 290, 'podcast_read on podcast', 30, 33],
  ['Portable power for a weekend', 'Voltline', 2600, 'inbound', 338, 'integrated_video on youtube', 28, 24],
  ['Dark rides by hand', 'Kestrel Optics', 2800, 'renewal', 402, 'dedicated_video on youtube', 20, 10],
  ['Holiday packing list', 'Northgate Bags', 1500, 'inbound', 425, 'integrated_video on youtube', 35, 16, 120],
  ['Rain or shine', 'Dryday', 650, 'outbound', 470, 'reel on instagram', 18, 41],
  ['Sound of the parade', 'Ostrava Audio', 1200, 'inbound', 530, 'integrated_video on youtube', 32, 29],
  ['One lantern, one tent', 'Lumen & Oak', 900, 'outbound', 600, 'short on youtube', 21, 35],
  ['A zoo with one lens', 'Kestrel Optics', 2400, 'inbound', 668, 'dedicated_video on youtube', 40, 22],
];

/** The demo's collabs, those behind among them: delivered, paid and completed. */
export const COLLAB_STORIES: CollabStory[] = [
  ...COLLABS,
  ...BEHIND.map(([title, company, fee, source, won, made, liveAfter, paidAfter, inKind]): CollabStory => {
    const live = won - liveAfter;
    const [kind = '', platform = ''] = made.split(' on ');
    const way = `Inquiry ${won + 31}, Pitched ${won + 24}, Negotiating ${won + 13}, Won ${won}`;
    return {
      ...wonAs(title, company, fee, source, way),
      ...(inKind === undefined ? {} : { inKind }),
      state: 'completed',
      delivered: [[kind, platform, title, -live, 'verified', -live - 9]],
      payments: [['When live', fee, 'live', live - 2, 30 - live + 2, live - 2 - paidAfter]],
    };
  }),
];

function wonAs(title: string, company: string, amount: number, source: DealStory['source'], way: string) {
  const deal: DealStory = { title, company, amount, source, way };
  return { title, company, fee: amount, deal, signedAgo: Number(way.split(' ').at(-1)) - 2 };
}
