import type { LargePart } from '../../prisma/seed.js';
import type { Client } from './bench-client.js';

/** What it is called, where it is, and the frame that asks, where it is no whole page. */
export type View = [name: string, path: string | ((client: Client) => Promise<string>), frame?: string];

/** The nth page of a list, walked to once: a cursor is a place in an order, and about as far down for everybody. */
export function walked(path: string, number: number): (client: Client) => Promise<string> {
  let found: Promise<string> | undefined;
  return (client) => {
    found ??= client.page(path, number);
    return found;
  };
}

const EARNED: LargePart[] = ['items', 'deals', 'affiliates'];
/** Pages that can be measured part by part, and the rows that each part wants. */
export const PARTS: Readonly<Record<string, { rows: LargePart[]; views: View[] }>> = {
  inventory: {
    rows: ['items'],
    views: [
      ['page 1', '/inventory'],
      ['listed and sold', '/inventory?state=listed&state=sold'],
      ['sold in a month', '/inventory?sold_on_from=2026-03-01&sold_on_to=2026-03-31'],
      ['worth 300.00 and more', '/inventory?fair_market_value_from=300&currency=USD'],
      ['search, many found', '/inventory?q=trail'],
      ['search, none found', '/inventory?q=zzzq'],
      ['totals of all', '/inventory/totals'],
      ['page 400', walked('/inventory', 400)],
    ],
  },
  contacts: {
    rows: [],
    views: [
      ['contacts, page 1', '/contacts'],
      ['contacts, next touch', '/contacts?sort=next_touch_on'],
      ['contacts, many found', '/contacts?q=quilgate'],
      ['contacts, first name', '/contacts?q=ana'],
      ['contacts, one found', '/contacts?q=ana.53412'],
      ['contacts, none found', '/contacts?q=zzzq'],
      ['companies, page 1', '/companies'],
    ],
  },
  search: {
    rows: ['items'],
    views: [
      ['search for a word', '/search?q=trail'],
      ['search for two letters', '/search?q=an'],
      ['search with a slip', '/search?q=microfone'],
      ['search, a name slipped', '/search?q=quilgaet'],
      ['search, two words', '/search?q=northgate+bgas'],
      ['search for nothing', '/search?q=zzzqx'],
      ['search, in most notes', '/search?q=the'],
      ['search, in few notes', '/search?q=xylograph'],
      ['search, Chinese', '/search?q=%E5%B0%8F%E6%98%8E'],
      ['palette, in most notes', '/search?q=the', 'search-results'],
      ['palette, one letter more', '/search?q=quilg', 'search-results'],
    ],
  },
  pipeline: {
    rows: ['deals'],
    views: [
      ['board', '/pipeline'],
      ['board, filtered', '/pipeline?source=inbound&currency=USD'],
      ['deals, page 1', '/pipeline?layout=list'],
      ['deals, open', '/pipeline?layout=list&standing=open&sort=next_step_on'],
      ['deals, many found', '/pipeline?layout=list&q=video'],
      ['deals, none found', '/pipeline?layout=list&q=zzzq'],
      ['a deal', (client) => client.first('/pipeline?layout=list&standing=open')],
      ['a deal that was won', (client) => client.first('/pipeline?layout=list&standing=won')],
    ],
  },
  collabs: {
    rows: ['deals'],
    views: [
      ['collabs, page 1', '/collabs'],
      [
        'collabs, in work',
        '/collabs?state=agreed&state=contracted&state=in_production&state=in_review&state=live&sort=next_day',
      ],
      ['collabs, overdue', '/collabs?money=overdue'],
      ['collabs, many found', '/collabs?q=video'],
      ['a collab', (client) => client.first('/collabs?state=in_production')],
      ['a collab, completed', (client) => client.first('/collabs?state=completed')],
    ],
  },
  affiliates: {
    rows: ['affiliates'],
    views: [
      ['months, page 1', '/affiliates'],
      ['programmes, page 1', '/affiliates/programmes'],
      ['entry of a month', '/affiliates/entry?month=2026-10'],
    ],
  },
  dashboard: { rows: EARNED, views: [['dashboard', '/']] },
  reports: {
    rows: EARNED,
    views: [
      ...[
        'income',
        'income/rows',
        'days-to-pay',
        'days-to-pay/rows',
        'affiliates',
        'resale',
        'deals',
        'forecast',
        'stages',
        'sponsors',
      ].map((name): View => [`report: ${name}`, `/reports/${name}?from=2025-01-01&to=2026-10-31`]),
      ['tax year', '/reports/tax-year?year=2026'],
    ],
  },
  calendar: {
    rows: EARNED,
    views: [
      ['calendar, a month', '/calendar?month=2026-10'],
      ['calendar, agenda', '/calendar?layout=agenda'],
      ['feed', (client) => client.feed()],
    ],
  },
};
