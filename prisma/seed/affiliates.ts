import { monthAfter, monthEnd, monthOf } from '../../src/features/affiliates/months.js';
import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';
import type { Company, Person } from './maker.js';

/** A programme of the demo: amounts in whole units, the rate in per cent. `clicks`: in a usual month; `since`: how many months ago it began. */
type Programme = {
  name: string;
  company?: string;
  network?: string;
  rate: number;
  cookie: number;
  delay: number;
  minimum?: number;
  abroad?: true;
  codes: [code: string, usedFor: string, share: number][];
  clicks: number;
  /** Of a hundred clicks, how many become orders, and what one is worth. */
  orders: number;
  basket: number;
  bounty?: number;
  since: number;
  /** How many months ago it ended. */
  ended?: number;
};

const PROGRAMMES: Programme[] = [
  {
    name: 'Wide Aisle Marketplace',
    company: 'Parklight Goods',
    network: 'Direct',
    rate: 4,
    cookie: 1,
    delay: 60,
    minimum: 10,
    clicks: 5200,
    orders: 5.4,
    basket: 30,
    bounty: 6,
    since: 29,
    codes: [
      ['parkbag-20', 'Video descriptions', 0.78],
      ['turnstile-20', 'Newsletter', 0.22],
    ],
  },
  {
    name: 'Northgate Bags',
    company: 'Northgate Bags',
    network: 'Tidewater',
    rate: 8,
    cookie: 30,
    delay: 45,
    minimum: 50,
    clicks: 900,
    orders: 4.1,
    basket: 82,
    since: 27,
    codes: [['quill', 'Everywhere', 1]],
  },
  {
    name: 'Kestrel partners',
    company: 'Kestrel Optics',
    network: 'Tidewater',
    rate: 6,
    cookie: 30,
    delay: 45,
    minimum: 50,
    clicks: 460,
    orders: 1.8,
    basket: 210,
    since: 27,
    codes: [['queuelight', 'Camera reviews', 1]],
  },
  {
    name: 'Larkspur stays',
    company: 'Larkspur Travel',
    network: 'Staylink',
    rate: 5,
    cookie: 14,
    delay: 90,
    minimum: 100,
    clicks: 330,
    orders: 1.7,
    basket: 310,
    bounty: 10,
    since: 26,
    codes: [['mq-stay', 'Trip guides', 1]],
  },
  {
    name: 'Dryday',
    company: 'Dryday',
    rate: 8,
    cookie: 14,
    delay: 30,
    clicks: 240,
    orders: 7.2,
    basket: 41,
    since: 25,
    codes: [['quill', 'Rain videos', 1]],
  },
  {
    name: 'Voltline creators',
    company: 'Voltline',
    network: 'Tidewater',
    rate: 7,
    cookie: 30,
    delay: 45,
    minimum: 50,
    clicks: 520,
    orders: 3.4,
    basket: 48,
    since: 26,
    codes: [],
  },
  {
    name: 'Hallmere Travel',
    network: 'Staylink',
    rate: 4,
    cookie: 30,
    delay: 60,
    abroad: true,
    minimum: 25,
    clicks: 590,
    orders: 0.8,
    basket: 340,
    since: 26,
    codes: [['mq-eu', 'Europe guides', 1]],
  },
  {
    name: 'Ponchoworks',
    rate: 10,
    cookie: 7,
    delay: 30,
    clicks: 150,
    orders: 4,
    basket: 28,
    since: 28,
    ended: 13,
    codes: [['mq', 'Old videos', 1]],
  },
];
// More is clicked before the holidays, less in the month behind them; from January on.
const SEASON = [0.78, 0.82, 0.95, 0.98, 1.04, 1.1, 1.06, 0.96, 0.98, 1.02, 1.28, 1.36];
const GROWTH = 0.016;
/** Of the last month these are not entered yet. */
const TO_ENTER = ['Hallmere Travel', 'Voltline creators', 'Dryday'];

/** The demo's affiliate programmes with two years of months, as they stand on each person's own day. */
export function affiliatesOn(companies: Company[], people: Person[]) {
  const made = people.flatMap((person) => PROGRAMMES.map((it) => programmeOf(it, companies, person)));
  return {
    affiliate_programmes: made.map(({ programme }) => programme),
    affiliate_tracking_ids: made.flatMap(({ codes }) => codes),
    affiliate_months: made.flatMap(({ months }) => months),
  };
}

function programmeOf(it: Programme, companies: Company[], { id: user_id, currency: own, day }: Person) {
  const chance = chanceOf(`affiliates ${user_id} ${it.name}`);
  const currency = it.abroad ? (own === 'USD' ? 'EUR' : 'USD') : own;
  const first = monthAfter(monthOf(day), -it.since);
  const begun = atWork(`${first}-03`, chance.between(0, 240));
  const written = { version: 1, created_by: user_id, updated_by: user_id, created_at: begun, updated_at: begun };
  const programme = {
    id: chance.id(begun),
    user_id,
    ...written,
    name: it.name,
    network: it.network ?? null,
    currency,
    company_id: companies.find(({ name }) => name === it.company)?.id ?? null,
    base_rate: it.rate * 100,
    cookie_days: it.cookie,
    payment_delay_days: it.delay,
    minimum_payout: it.minimum === undefined ? null : it.minimum * 100,
    link_pattern: it.codes[0] ? `?ref=${it.codes[0][0]}` : null,
    ended_on: it.ended === undefined ? null : monthEnd(monthAfter(monthOf(day), -it.ended)),
  };
  const codes = it.codes.map(([code, used_for], position) => ({
    id: chance.id(begun),
    user_id,
    programme_id: programme.id,
    code,
    used_for,
    position,
  }));
  const counted = Array.from({ length: it.since - (it.ended ?? 1) + 1 }, (_, n) => monthAfter(first, n));
  const shares =
    codes.length > 0 ? it.codes.map(([, , share], n) => [codes[n]?.id, share] as const) : [[null, 1] as const];
  const months = counted
    .filter((month) => month < monthOf(day) && !(month === monthAfter(monthOf(day), -1) && TO_ENTER.includes(it.name)))
    .flatMap((month, n) =>
      shares.map(([tracking_row_id, share]) => {
        const moment = atWork(dayAfter(monthEnd(month), 1 + chance.between(0, 2)), chance.between(0, 240));
        const at = Date.parse(moment) < Date.parse(`${day}T12:00:00Z`) ? moment : begun;
        return {
          id: chance.id(at),
          user_id,
          version: 1,
          created_by: user_id,
          updated_by: user_id,
          created_at: at,
          updated_at: at,
          programme_id: programme.id,
          tracking_row_id,
          month,
          currency,
          ...countedIn(it, share, month, n, chance),
          ...paidOn(it, month, day, chance),
        };
      }),
    );
  return { programme, codes, months };
}

function countedIn(it: Programme, share: number, month: string, n: number, chance: ReturnType<typeof chanceOf>) {
  const usual = it.clicks * share * (1 + GROWTH * n) * (SEASON[Number(month.slice(5)) - 1] ?? 1);
  const clicks = Math.round((usual * chance.between(86, 114)) / 100);
  const orders = Math.round((clicks * it.orders * chance.between(85, 115)) / 10_000);
  const items = orders + chance.between(0, Math.ceil(orders / 5));
  const returned = Math.round((items * chance.between(1, 7)) / 100);
  const sales = orders * it.basket * chance.between(90, 112) + chance.between(0, 99);
  const commission = Math.round((sales * it.rate) / 100);
  const bounties = it.bounty && chance.percent(70) ? it.bounty * 100 * chance.between(1, 4) : 0;
  const adjustments = chance.percent(30) ? -Math.round((commission * chance.between(1, 6)) / 100) : 0;
  return {
    clicks,
    orders,
    items_ordered: items,
    items_shipped: items,
    items_returned: returned,
    sales_amount: sales,
    commission,
    bounties,
    adjustments,
    views: clicks * chance.between(18, 26),
  };
}

// The last month is an estimate, those before are locked until they are paid; one payout is late, one month was reversed.
function paidOn(it: Programme, month: string, day: string, chance: ReturnType<typeof chanceOf>) {
  const due = dayAfter(monthEnd(month), it.delay);
  const paid = dayAfter(due, chance.between(-2, 3));
  const ago = (months: number) => monthAfter(monthOf(day), -months);
  const unpaid = { paid_on: null as string | null };
  if (it.name === 'Larkspur stays' && month === ago(9)) return { ...unpaid, state: 'reversed' };
  if (it.name === 'Kestrel partners' && month === ago(4)) return { ...unpaid, state: 'invoiced' };
  if (paid <= day && due < day) return { state: 'paid', paid_on: paid };
  return { ...unpaid, state: month === ago(1) ? 'estimated' : 'locked' };
}
