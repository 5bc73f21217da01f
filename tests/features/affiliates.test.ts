import { describe, expect, it } from 'vitest';
import { idIn, insertMonths, makeProgramme, sendMonth } from '../support/affiliates.js';
import { useApp } from '../support/app.js';
import { errorAt, fieldsOf } from '../support/item-form.js';
import { textOf } from '../support/visitor.js';

/** Programmes with their tracking ids, and what they brought in month by month. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const monthAt = async (id: string) => (await rows('select * from affiliate_months where id = $1', [id]))[0];

describe('a programme', () => {
  it('is made with its company, its terms and its tracking ids, and shows them', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, {
      company: 'Wide Aisle',
      network: 'Direct',
      base_rate: '4.5',
      cookie_days: '1',
      payment_delay_days: '60',
      minimum_payout: '10',
      tracking_code_0: 'parkbag-20',
      tracking_used_for_0: 'Videos',
      tracking_code_1: 'turnstile-20',
    });
    const [row] = await rows('select * from affiliate_programmes where id = $1', [id]);
    expect(row).toMatchObject({ base_rate: 450, cookie_days: 1, payment_delay_days: 60, minimum_payout: 1000 });
    const { text } = await writer.get(`/affiliates/programmes/${id}`);
    for (const said of ['of Wide Aisle', 'Direct', '4.5 %', '60 days', 'parkbag-20 Videos'])
      expect(textOf(text)).toContain(said);
    expect(textOf((await writer.get('/affiliates/programmes')).text)).toContain('Wide Aisle Marketplace');
  });

  it('says how its links are made, if it can be made so', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Backpacks', link_pattern: 'https://go.example/?to={link}' });
    const { text } = await writer.get(`/affiliates/programmes/${id}`);
    expect(textOf(text)).toContain('How its links are made https://go.example/?to={link}');
    const edit = fieldsOf((await writer.get(`/affiliates/programmes/${id}/edit`)).text);
    for (const wrong of ['tag=mara-20', 'https://{link}/', 'javascript:{link}']) {
      const refused = await writer.post(`/affiliates/programmes/${id}`, { ...edit, link_pattern: wrong });
      expect(refused.status).toBe(422);
      expect(errorAt(refused.text, 'link_pattern')).toMatch(/^Type what is added to a link/);
    }
  });

  it('keeps a tracking id that months are counted by, and its other ids may be called anew', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, {
      name: 'Kestrel partners',
      tracking_code_0: 'queue',
      tracking_code_1: 'light',
    });
    const month = idIn(await sendMonth(writer, id, { tracking_id: 'queue', commission: '12' }));
    const edit = fieldsOf((await writer.get(`/affiliates/programmes/${id}/edit`)).text);
    const refused = await writer.post(`/affiliates/programmes/${id}`, { ...edit, tracking_code_0: '' });
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('queue has 1 month');
    // Two that change places are no fault.
    await writer.postAndFollow(`/affiliates/programmes/${id}`, {
      ...edit,
      tracking_code_0: 'light',
      tracking_code_1: 'queue',
    });
    expect(await monthAt(month)).toMatchObject({ name: 'Kestrel partners (light), September 2026' });
  });

  it('goes to the trash without its months alone, by itself and among many', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Kept for its months' });
    const month = idIn(await sendMonth(writer, id, { commission: '5' }));
    const kept = await writer.postAndFollow(`/affiliates/programmes/${id}/delete`);
    expect(textOf(kept.text)).toContain('This programme stays: it has months.');
    const many = await writer.post('/affiliates/programmes/bulk', { act: 'delete', ids: id });
    expect(textOf((await writer.open(many.headers.location ?? '')).text + many.text)).toMatch(
      /stays as it is: it has months/,
    );
    expect(await rows('select from affiliate_programmes where id = $1 and deleted_at is null', [id])).toHaveLength(1);
    await writer.postAndFollow(`/affiliates/${month}/delete`);
    await writer.postAndFollow(`/affiliates/programmes/${id}/delete`);
    const back = await writer.postAndFollow(`/affiliates/${month}/restoration`);
    expect(textOf(back.text)).toContain('its programme lies there too');
  });

  it('stands on the page of its company, with what it earned this year', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Pinegate stays', company: 'Pinegate Resorts' });
    const year = new Date().getFullYear();
    await insertMonths(app.current, id, [
      { month: `${year}-01`, commission: 5000, bounties: 1000 },
      { month: `${year}-02`, commission: 2500, adjustments: -500 },
      { month: `${year}-03`, commission: 9900, state: 'reversed' },
      { month: `${year - 1}-12`, commission: 700 },
    ]);
    const [company] = await rows<{ id: string }>(`select id from companies where name = 'Pinegate Resorts'`);
    const { text } = await writer.get(`/companies/${company?.id}`);
    expect(textOf(text)).toMatch(new RegExp(`Affiliate income ${year} 80\\.00 USD 2 months`));
    const href = /href="(\/affiliates\?[^"]+)"[^>]*>80\.00/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const list = await writer.get(href);
    expect(textOf(list.text)).toMatch(/2 of \d+ /);
    expect(textOf((await writer.get(href.replace('?', '/totals?'))).text)).toContain('80.00');
    expect(textOf((await writer.get(`/companies/${company?.id}?tab=affiliate`)).text)).toContain('Pinegate stays');
  });
});

describe('a month', () => {
  it('is kept with what was counted, and says what comes of it', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Northgate', payment_delay_days: '45', minimum_payout: '1000' });
    await insertMonths(app.current, id, [
      { month: '2026-08', commission: 20000 },
      { month: '2025-09', commission: 15000 },
    ]);
    const sent = {
      clicks: '4212',
      orders: '231',
      items_shipped: '268',
      items_returned: '11',
      sales_amount: '6,904.10',
      commission: '276.16',
      bounties: '24',
      adjustments: '−6.10',
      views: '100000',
    };
    const month = idIn(await sendMonth(writer, id, sent));
    expect(await monthAt(month)).toMatchObject({
      clicks: 4212,
      sales_amount: 690410,
      adjustments: -610,
      earnings: '29406',
      payout_on: expect.anything(),
      name: 'Northgate, September 2026',
    });
    const page = textOf((await writer.get(`/affiliates/${month}`)).text);
    for (const said of [
      'Earnings 294.06 USD 276.16 + 24.00 − 6.10',
      'Against last month +47 %',
      'Against last year +96 %',
      'Per click 0.0698 5.48 % of clicks became orders',
      'Effective rate 4.26 % 29.89 an order',
      'Reversal 4.1 %',
      'By 1,000 views 2.94',
      'Payout expected on 14 Nov 2026',
      '644.06 are unpaid in all, below the minimum payout of 1,000.00 USD.',
    ])
      expect(page).toContain(said);
  });

  it('is entered once, be it of two tabs at once', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Twice', tracking_code_0: 'one' });
    const answers = await Promise.all([sendMonth(writer, id, { clicks: '1' }), sendMonth(writer, id, { clicks: '2' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    const refused = answers.find(({ status }) => status === 422)?.text ?? '';
    expect(errorAt(refused, 'month')).toBe('September 2026 of Twice is there already in USD.');
    expect(refused).toContain('Open Twice, September 2026');
    // Another currency, another tracking id are other months.
    for (const other of [{ currency: 'EUR' }, { tracking_id: 'one' }] as Record<string, string>[])
      expect((await sendMonth(writer, id, other)).status).toBe(303);
    expect(await rows('select from affiliate_months where programme_id = $1', [id])).toHaveLength(3);
  });

  it('comes back from the trash where its place is free', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Anew' });
    const first = idIn(await sendMonth(writer, id));
    await writer.postAndFollow(`/affiliates/${first}/delete`);
    const second = idIn(await sendMonth(writer, id));
    expect(textOf((await writer.postAndFollow(`/affiliates/${first}/restoration`)).text)).toContain(
      'entered anew by now',
    );
    await writer.postAndFollow(`/affiliates/${second}/delete`);
    await writer.postAndFollow(`/affiliates/${first}/restoration`);
    expect(await monthAt(first)).toMatchObject({ deleted_at: null });
  });

  const REFUSED: [what: string, fields: Record<string, string>, field: string, said: string | RegExp][] = [
    ['a 13th month', { month: '2026-13' }, 'month', 'Type a month such as 2026-11.'],
    ['no month', { month: '' }, 'month', 'Say which month it is.'],
    ['a month that is none', { month: 'May' }, 'month', 'Type a month such as 2026-11.'],
    [
      ...(['more returned than shipped', { items_shipped: '12', items_returned: '14' }, 'items_returned'] as const),
      'Returned is 14 and shipped is 12. Type a number up to 12, or raise what was shipped.',
    ],
    ['returns of nothing', { items_returned: '1' }, 'items_shipped', /^Type what was shipped/],
    ['negative clicks', { clicks: '-3' }, 'clicks', /^Type a whole number from 0/],
    ['half a click', { clicks: '1.5' }, 'clicks', /^Type a whole number/],
    ['more clicks than there are', { clicks: '99999999999' }, 'clicks', /^Type a whole number from 0 to 1,000,000,000/],
    ['an amount of more than all', { commission: '99999999999' }, 'commission', 'Type at most 10,000,000.00.'],
    ['a negative commission', { commission: '-5' }, 'commission', 'Type an amount of 0 or more.'],
    ['a correction of more than all', { adjustments: '-99999999999' }, 'adjustments', 'Type at most 10,000,000.00.'],
    ['an amount of another currency', { commission: '€5' }, 'commission', /^This amount is in USD/],
    ['no currency that there is', { currency: 'XXQ' }, 'currency', 'Choose a currency.'],
    [
      'a tracking id of another programme',
      { tracking_id: 'elsewhere' },
      'tracking_id',
      /^elsewhere is no tracking id of/,
    ],
    ['paid on no day', { state: 'paid' }, 'paid_on', 'Choose the day it was paid.'],
    ['paid before it began', { state: 'paid', paid_on: '2026-08-31' }, 'paid_on', /^Choose 1 Sep 2026 or later/],
    ['a payout to come', { state: 'paid', paid_on: '2199-01-01' }, 'paid_on', 'Choose today or an earlier day.'],
    ['a payout of what is not paid', { paid_on: '2026-11-01' }, 'paid_on', 'Choose the state Paid, or empty this.'],
    ['no programme', { programme_id: '' }, 'programme', 'Choose a programme.'],
    ['an id that is none', { programme_id: 'me' }, 'programme', 'Choose a programme of the list.'],
  ];
  it.each(REFUSED)(
    'is refused with %s, beside the field, and nothing typed is lost',
    async (what, fields, field, said) => {
      const writer = await alice();
      await makeProgramme(writer, { name: 'Elsewhere', tracking_code_0: 'elsewhere' });
      const id = await makeProgramme(writer, { name: `Refusing ${what}` });
      const answer = await sendMonth(writer, id, { orders: '77', ...fields });
      expect(answer.status).toBe(422);
      expect(errorAt(answer.text, field)).toMatch(said);
      expect(fieldsOf(answer.text)).toMatchObject({ orders: '77' });
      expect(await rows('select from affiliate_months where programme_id = $1', [id])).toEqual([]);
    },
  );

  it('is of one’s own programme alone', async () => {
    const bob = await app.current.as('bob');
    const bobs = await makeProgramme(bob, { name: 'Bob’s own' });
    const answer = await sendMonth(await alice(), bobs);
    expect([answer.status, errorAt(answer.text, 'programme')]).toEqual([422, expect.stringMatching(/^No programme/)]);
    const month = idIn(await sendMonth(bob, bobs));
    const writer = await alice();
    for (const path of [`/affiliates/${month}`, `/affiliates/${month}/edit`, `/affiliates/programmes/${bobs}`])
      expect((await writer.get(path)).status).toBe(404);
    expect((await writer.post(`/affiliates/${month}/lock`)).status).toBe(404);
  });

  it('is led from estimated to paid, with all that was earned unless told otherwise, and Undo', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Led on' });
    const month = idIn(await sendMonth(writer, id, { commission: '40', bounties: '2.50' }));
    expect(textOf((await writer.postAndFollow(`/affiliates/${month}/lock`)).text)).toContain('Locked.');
    const form = fieldsOf((await writer.get(`/affiliates/${month}/pay`)).text);
    expect(form.paid_amount).toBe('42.50');
    const paid = await writer.postAndFollow(`/affiliates/${month}/pay`, {
      ...form,
      paid_amount: '41',
      paid_on: '2026-11-20',
    });
    expect(textOf(paid.text)).toContain('Payout recorded, 41.00 USD.');
    expect(await monthAt(month)).toMatchObject({ state: 'paid', received: '4100' });
    await writer.postAndFollow(/action="([^"]+\/reversal)"/.exec(paid.text)?.[1] ?? '');
    expect(await monthAt(month)).toMatchObject({ state: 'locked', received: null, paid_on: null });
  });

  it('is expected so many days after its end, also once the programme takes longer, unless a day was typed', async () => {
    const writer = await alice();
    const id = await makeProgramme(writer, { name: 'Delayed', payment_delay_days: '30' });
    const [derived, own] = await Promise.all([
      sendMonth(writer, id, { month: '2026-02' }).then(idIn),
      sendMonth(writer, id, { month: '2026-03', expected_on: '2026-06-15' }).then(idIn),
    ]);
    const days = () =>
      rows<{ day: string }>(
        `select to_char(payout_on, 'YYYY-MM-DD') as day from affiliate_months where id = any($1) order by month`,
        [[derived, own]],
      );
    expect((await days()).map(({ day }) => day)).toEqual(['2026-03-30', '2026-06-15']);
    const edit = fieldsOf((await writer.get(`/affiliates/programmes/${id}/edit`)).text);
    await writer.postAndFollow(`/affiliates/programmes/${id}`, {
      ...edit,
      name: 'Delayed more',
      payment_delay_days: '60',
    });
    expect((await days()).map(({ day }) => day)).toEqual(['2026-04-29', '2026-06-15']);
    expect(await monthAt(derived ?? '')).toMatchObject({ name: 'Delayed more, February 2026', version: 1 });
    const late = textOf((await writer.get('/affiliates?expected_on=overdue')).text);
    expect(late).toContain('Delayed more');
  });
});

describe('the list of months', () => {
  it('is narrowed by month, programme, state and currency, totals by currency, and exports all of it', async () => {
    const writer = await app.current.as('charlie');
    const [one, other] = [
      await makeProgramme(writer, { name: 'First' }),
      await makeProgramme(writer, { name: 'Second' }),
    ];
    await insertMonths(
      app.current,
      one,
      [
        { month: '2026-01', commission: 1000 },
        { month: '2026-02', commission: 2000, state: 'paid', paid_on: '2026-03-05' },
      ],
      'charlie',
    );
    await insertMonths(app.current, other, [{ month: '2026-02', commission: 300, currency: 'EUR' }], 'charlie');
    const totals = async (query: string) => textOf((await writer.get(`/affiliates/totals?${query}`)).text);
    expect(await totals('')).toMatch(/2 in USD .*30\.00.*1 in EUR .*3\.00/);
    expect(await totals('month_from=2026-02&month_to=2026-02')).toMatch(/1 in EUR.*3\.00.*1 in USD.*20\.00/);
    expect(await totals(`programme_id=${one}&state=paid`)).toMatch(/1 in USD.*20\.00/);
    expect(await totals('currency=EUR')).not.toContain('USD');
    const before = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 1))
      .toISOString()
      .slice(0, 7);
    const third = await makeProgramme(writer, { name: 'Third' });
    await insertMonths(app.current, third, [{ month: before, commission: 12_345 }], 'charlie');
    const ofThird = textOf((await writer.get('/affiliates/programmes/totals?q=Third')).text);
    expect(ofThird).toMatch(/1 in USD .*123\.45 .*123\.45/);
    await app.current.db.rows('delete from affiliate_months where programme_id = $1', [third]);
    const csv = (await writer.get('/affiliates/export.csv?sort=month')).text.split('\r\n');
    expect(csv[0]).toContain('id,month,programme_id,programme,tracking_id,currency,clicks');
    expect(csv).toHaveLength(5);
    expect(csv[1]).toContain('First');
    expect((await writer.get('/affiliates?programme_id=01900000-0000-7000-8000-000000000999')).status).toBe(422);
    for (const sort of [
      'month',
      'earnings',
      'expected_on',
      'per_click',
      'conversion',
      'average_order',
      'effective_rate',
      'reversal',
      'rpm',
    ])
      expect((await writer.get(`/affiliates?sort=-${sort}&limit=1`)).status).toBe(200);
  });
});
