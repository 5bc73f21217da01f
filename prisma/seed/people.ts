import type { State } from '../../src/features/inventory/states.js';

/** A creator of the demo: who they are, how much they have, and what is late with them. */
export type Creator = {
  email: string;
  name: string;
  site: string;
  initials: string;
  currency: 'USD' | 'EUR';
  timeZone: string;
  /** How many units; those in the trash come on top. */
  units: number;
  /** Of a hundred units, so many are in the other currency. */
  otherCurrency: number;
  /** Days from today to the due days of the reviews under way; negative ones are overdue. The rest follow in order. */
  reviewsDueIn: number[];
  /** Days from today to the return days of loaners, the same way. */
  returnsDueIn: number[];
  /** How many days ago each unit in the trash went there. */
  trashed: number[];
};

/** Three creators, all made up: videos, a podcast, and a site that lives on affiliate links. */
export const CREATORS: Creator[] = [
  {
    email: 'mara@quillways.example',
    name: 'Mara Quill',
    site: 'quillways.example',
    initials: 'MQ',
    currency: 'USD',
    timeZone: 'America/New_York',
    units: 240,
    otherCurrency: 7,
    reviewsDueIn: [-9, -4, 1, 3, 5, 8, 9, 12, 13],
    returnsDueIn: [4, 11, 19, 27],
    trashed: [2, 9, 17],
  },
  {
    email: 'jonah@longqueue.example',
    name: 'Jonah Pell',
    site: 'longqueue.example',
    initials: 'JP',
    currency: 'USD',
    timeZone: 'America/Chicago',
    units: 180,
    otherCurrency: 15,
    reviewsDueIn: [-6, -1, 2, 4, 7, 10, 13],
    returnsDueIn: [-3, 8, 16, 24],
    trashed: [5],
  },
  {
    email: 'odile@parkbaggage.example',
    name: 'Odile Brandt',
    site: 'parkbaggage.example',
    initials: 'OB',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    units: 90,
    otherCurrency: 14,
    reviewsDueIn: [-3, 2, 6, 11],
    returnsDueIn: [9, 18],
    trashed: [],
  },
];

// Of a hundred units; what is left over was sold.
const SHARES: [State, number][] = [
  ['requested', 3],
  ['ordered', 4],
  ['received', 7],
  ['in_review', 7],
  ['reviewed', 7],
  ['kept', 14],
  ['listed', 13],
  ['refunded', 2],
  ['returned', 5],
  ['donated', 3],
  ['given_away', 3],
  ['discarded', 1],
  ['cancelled', 2],
];

/** The state that each of so many units has come to: every one of the fourteen, most of them sold. */
export function fates(units: number): State[] {
  const drawn = SHARES.flatMap(([state, share]) => repeated(state, Math.max(1, Math.round((units * share) / 100))));
  return [...drawn, ...repeated<State>('sold', units - drawn.length)];
}

function repeated<T>(it: T, times: number): T[] {
  return Array.from({ length: times }, () => it);
}
