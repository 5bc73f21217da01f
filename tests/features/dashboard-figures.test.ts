import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** Every figure of the dashboard against the list that it opens: the list counts and sums by statements of its own. */
const app = useApp();
const { alice, bob } = PEOPLE;
const db = () => app.current.db;

// Always the same numbers, spread well: a small multiplicative generator.
let seed = 11;
const random = (below: number) => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;

const STATES = ['requested', 'received', 'in_review', 'reviewed', 'kept', 'listed', 'listed', 'returned', 'cancelled'];
const SOLD = ['sold', 'sold', 'sold', 'refunded'];
const AMOUNTS = ['fair_market_value', 'cash_price', 'cash_tax', 'asking_price', 'marketplace_fee', 'outbound_shipping'];
const CURRENCIES = ['USD', 'USD', 'USD', 'EUR', 'JPY', 'KWD'];

const now = new Date();
const year = now.getUTCFullYear();
const dayFromNow = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
const today = dayFromNow(0);
/** Days of this year, last year and before, of today and of tomorrow. */
const anyDay = () =>
  pick([
    today,
    dayFromNow(1),
    `${year}-01-01`,
    `${year - 1}-12-31`,
    `${year - 1}-01-01`,
    `${year - 2}-12-31`,
    `${year - 1}-0${1 + random(9)}-1${random(9)}`,
    dayFromNow(-random(400)),
    `${year - 1}${today.slice(4).replace('-02-29', '-02-28')}`,
  ]);

async function items(): Promise<void> {
  for (let n = 0; n < 160; n += 1) {
    const state = random(2) === 0 ? pick(SOLD) : pick(STATES);
    const row: Record<string, unknown> = {
      state,
      currency: pick(CURRENCIES),
      received_on: anyDay(),
      source: pick(['review_unit', 'in_kind_payment', 'purchase', 'gift', 'loaner']),
      review_state: pick(['not_started', 'testing', 'published', 'not_required']),
      review_due_on: pick([null, dayFromNow(-3), today, dayFromNow(3)]),
      return_due_on: pick([null, today, dayFromNow(9)]),
    };
    for (const name of AMOUNTS) row[name] = random(4) === 0 ? null : random(90_000);
    if (SOLD.includes(state)) {
      const refund = state === 'refunded' ? random(90_000) : null;
      Object.assign(row, { sold_on: anyDay(), sale_price: random(90_000), refund });
      if (refund !== null && random(3) > 0) row.refunded_on = anyDay();
    }
    // Sold once, then taken back and kept: no figure of what was sold counts it.
    else if (random(5) === 0) Object.assign(row, { sold_on: anyDay(), sale_price: random(90_000) });
    await insertItem(db(), alice.id, { name: `Item ${n}`, ...row, ...(random(12) === 0 && { deleted_at: now }) });
  }
}

async function deals(): Promise<void> {
  const stages = await db().rows<{ id: string }>('select id from deal_stages where user_id = $1', [alice.id]);
  for (let n = 0; n < 60; n += 1)
    await insert(db(), 'deals', {
      user_id: alice.id,
      name: `Deal ${n}`,
      stage_id: pick(stages).id,
      currency: pick(CURRENCIES),
      amount: random(6) === 0 ? null : random(90_000),
      probability: random(3) === 0 ? random(10_001) : null,
      ...(random(9) === 0 && { deleted_at: now }),
    });
}

async function collabs(): Promise<void> {
  for (let n = 0; n < 40; n += 1) {
    const collab_id = await insert(db(), 'collabs', {
      user_id: alice.id,
      name: `Collab ${n}`,
      currency: pick(CURRENCIES),
      ...(random(9) === 0 && { deleted_at: now }),
    });
    for (let at = 0; at < 3; at += 1) {
      const amount = random(90_000);
      const paid_amount = pick([null, null, 0, random(amount + 1), amount, amount + 500]);
      await insert(db(), 'collab_payments', {
        user_id: alice.id,
        collab_id,
        label: `Payment ${at}`,
        amount,
        position: at,
        invoiced_on: pick([null, dayFromNow(-100)]),
        paid_amount,
        paid_on: paid_amount === null ? null : pick([null, anyDay()]),
        due_on: pick([null, ...[0, 1, -1, -30, -31, -60, -61, -90, -91, -400].map(dayFromNow)]),
      });
    }
  }
}

beforeAll(async () => {
  await items();
  await deals();
  await collabs();
  await insertItem(db(), bob.id, { state: 'sold', sold_on: today, sale_price: 1, currency: 'USD' });
});

type Figure = { text: string; href: string };

/** Every figure of the dashboard that is a link to its rows, as it is read out. */
function figures(html: string): Figure[] {
  return [...html.matchAll(/<a class="figure[^"]*" href="([^"]+)">(.*?)<\/a>/gs)].map(([, href = '', text = '']) => ({
    href: href.replaceAll('&amp;', '&'),
    text: textOf(text).trim(),
  }));
}

const page = async (path: string) => {
  const answer = await (await app.current.as('alice')).get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return textOf(answer.text);
};

/** What the list behind a figure says it comes to: a count, or sums in the currency of the figure. */
async function listed({ text, href }: Figure): Promise<string[]> {
  const currency = /[A-Z]{3}$/.exec(text)?.[0] ?? '';
  if (href.startsWith('/reports/') || href.startsWith('/collabs/outstanding')) {
    const told = await page(href);
    const sum = /Together (\S+)/.exec(told)?.[1] ?? /Outstanding (\S+) [A-Z]{3} \d+ payment/.exec(told)?.[1];
    return [sum ?? '0'];
  }
  const path = href.split('?')[0] ?? '';
  const counted = /(?:Inventory|Pipeline) (\d+) of/.exec(await page(href))?.[1] ?? '0';
  if (!currency) return [counted];
  const totals = await page(href.replace(`${path}?`, `${path}/totals?`));
  const sums = new RegExp(`All ${counted} in ${currency} (.*?)(?= All |$)`).exec(totals)?.[1] ?? '';
  return counted === '0' ? ['0'] : [counted, ...sums.split(/\s+/).map((it) => it.replace(/^\+/, ''))];
}

const isNothing = (text: string) => /^[−+]?[0.,]+$/.test(text);

describe('every figure of the dashboard', () => {
  it('opens exactly the rows that it was made of, whose count or total it is', async () => {
    const found = figures((await (await app.current.as('alice')).get('/')).text);
    const at = (path: string) => found.filter(({ href }) => href.startsWith(path)).length;
    // The band and the cards in four currencies, and the months of two years.
    expect(at('/reports/income')).toBeGreaterThan(30);
    expect(at('/pipeline')).toBeGreaterThanOrEqual(10);
    expect(at('/collabs/outstanding')).toBeGreaterThanOrEqual(11);
    expect(at('/inventory')).toBeGreaterThanOrEqual(20);
    for (const figure of found) {
      // A stage reads out its deals, and what they are worth raw and weighted: all three stand in the list.
      const words = figure.text.replace(/ (items?|sold|sold or listed|late|due)$/, '');
      const numbers = /raw, /.test(words)
        ? (words.match(/[\d.,]+(?= (?:deals?|raw|weighted))/g) ?? [])
        : [firstNumber(words)];
      const shown = await listed({ href: figure.href, text: words });
      for (const number of numbers) {
        const told = isNothing(number)
          ? shown.some(isNothing) || shown.length === 0
          : shown.includes(number.replace(/^\+/, ''));
        expect({ ...figure, number, shown, told }).toEqual({ ...figure, number, shown, told: true });
      }
    }
  });

  it('stands in a line of its currency, and adds none to another', async () => {
    const html = (await (await app.current.as('alice')).get('/')).text;
    for (const label of ['Income this month', 'Pipeline, weighted', 'Outstanding', `Resale profit ${year}`]) {
      const section = html.split('<section>').find((it) => it.includes(`<h2>${label}</h2>`)) ?? '';
      const codes = [...section.matchAll(/<small>([A-Z]{3})<\/small>/g)].map(([, code]) => code);
      expect({ label, codes: codes[0], more: new Set(codes).size }).toEqual({
        label,
        codes: 'USD',
        more: codes.length,
      });
    }
  });

  it('equals the sums of the rows, counted by hand', async () => {
    const rows = await db().rows<{
      amount: number | null;
      paid_amount: number | null;
      invoiced_on: Date | null;
      late: number;
    }>(
      `select p.amount, p.paid_amount, p.invoiced_on, coalesce($2::date - p.due_on, 0) as late
      from collab_payments p join collabs b on b.id = p.collab_id
      where b.user_id = $1 and b.deleted_at is null and b.currency = 'USD'`,
      [alice.id, today],
    );
    const open = rows.filter(
      (it) => (it.invoiced_on || it.paid_amount !== null) && (it.paid_amount ?? 0) < (it.amount ?? 0),
    );
    const sum = (from: number, to: number) =>
      open
        .filter(({ late }) => late >= from && late <= to)
        .reduce((all, it) => all + (it.amount ?? 0) - (it.paid_amount ?? 0), 0);
    const text = await page('/');
    const written = (minor: number) => (minor / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
    for (const [label, from, to] of [
      ['Not due', -9999, 0],
      ['1–30 days', 1, 30],
      ['31–60 days', 31, 60],
      ['61–90 days', 61, 90],
      ['Over 90 days', 91, 9999],
    ] as const)
      expect(text).toContain(`${label} ${written(sum(from, to))} USD`);
  });
});

const firstNumber = (text: string) => /^.*?([−+]?\d[\d.,]*)(?: [A-Z]{3})?$/.exec(text)?.[1] ?? text;

describe('the chart of income', () => {
  it('has a bar for each source of each month, and says how it begins where nothing came in', async () => {
    const html = (await (await app.current.as('alice')).get('/')).text;
    const chart = /Income this year<\/h2>.*?<\/svg>\s*<\/div>/s.exec(html)?.[0] ?? '';
    expect(chart).toMatch(/<rect class="s1"/);
    expect(chart).toMatch(/<rect class="s3"/);
    expect(chart).not.toContain('style=');
    expect(chart).toMatch(/role="img" aria-label="Income by month and source/);
    await insertItem(db(), PEOPLE.charlie.id, { name: 'Only one' });
    const text = textOf((await (await app.current.as('charlie')).get('/')).text);
    for (const words of [
      'Nothing came in this year or last.',
      'No deal is open.',
      'Nothing is outstanding.',
      'Sell-through –',
    ])
      expect(text).toContain(words);
  });
});
