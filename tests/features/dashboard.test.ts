import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const page = async (name: 'alice' | 'bob' | 'charlie') => (await (await app.current.as(name)).get('/')).text;

describe('the dashboard', () => {
  it('says to a newcomer how to begin', async () => {
    const html = await page('charlie');
    expect(textOf(html)).toContain('No items yet');
    expect(html).toContain('href="/inventory/new"');
  });

  it('shows what is late first, then what is due today, and not what is done or gone', async () => {
    const { db } = app.current;
    await insertItem(db, PEOPLE.alice.id, { name: 'Clip light', review_due_on: day(-2), received_on: day(-20) });
    await insertItem(db, PEOPLE.alice.id, { name: 'Boom kit', source: 'loaner', return_due_on: day(0) });
    await insertItem(db, PEOPLE.alice.id, { name: 'Published one', review_due_on: day(-9), review_state: 'published' });
    await insertItem(db, PEOPLE.alice.id, { name: 'Reviewed one', review_due_on: day(-9), state: 'reviewed' });
    await insertItem(db, PEOPLE.alice.id, { name: 'Deleted one', review_due_on: day(-9), deleted_at: new Date() });
    await insertItem(db, PEOPLE.alice.id, { name: 'Cancelled one', review_due_on: day(-9), state: 'cancelled' });
    await insertItem(db, PEOPLE.alice.id, { name: 'Next week', review_due_on: day(7) });
    await insertItem(db, PEOPLE.alice.id, { name: 'Next year', review_due_on: day(300) });
    await insertItem(db, PEOPLE.bob.id, { name: 'Not hers', review_due_on: day(-5) });
    const text = textOf(await page('alice'));
    expect(text).toMatch(/Needs you now ?2/);
    expect(text).toMatch(/Review: Clip light.*2 d late.*Return loaner: Boom kit.*Today/);
    expect(text).toMatch(/Next 14 days.*Review: Next week/);
    for (const absent of ['Published one', 'Reviewed one', 'Deleted one', 'Cancelled one', 'Next year', 'Not hers'])
      expect(text).not.toContain(absent);
  });

  it('has figures of this year per currency that are the sums of their rows', async () => {
    const { db } = app.current;
    const year = new Date().getUTCFullYear();
    const sold = {
      state: 'sold',
      sold_on: `${year}-01-01`,
      sale_price: 8000,
      marketplace_fee: 1040,
      outbound_shipping: 760,
      fair_market_value: 12000,
    };
    await insertItem(db, PEOPLE.bob.id, sold);
    await insertItem(db, PEOPLE.bob.id, { ...sold, cash_price: 1000, source: 'purchase' });
    await insertItem(db, PEOPLE.bob.id, { ...sold, sold_on: `${year - 1}-01-01` });
    await insertItem(db, PEOPLE.bob.id, { ...sold, currency: 'EUR' });
    await insertItem(db, PEOPLE.bob.id, {
      state: 'listed',
      asking_price: 5050,
      fair_market_value: 3000,
      cash_price: 200,
    });
    const text = textOf(await page('bob'));
    expect(text).toMatch(/Resale profit \d{4} 114\.00 USD.*83\.9 %.*on 62\.00 to/);
    expect(text).toMatch(new RegExp(`Taxable gain ${year} −6\\.00 USD`));
    expect(text).toMatch(/Listed for sale 50\.50 USD/);
    expect(text).toMatch(/Stock value 32\.00 USD/);
    expect(text).toContain('62.00 EUR 1 item sold');
  });
});
