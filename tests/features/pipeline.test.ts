import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { textOf } from '../support/visitor.js';

/** Deals on their way from the first mail to an answer. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');

async function makeDeal(fields: Record<string, string> = {}): Promise<string> {
  const answer = await (await alice()).post('/pipeline', {
    name: 'Travel charger gift guide',
    company: 'Voltline',
    compensation: 'cash',
    currency: 'USD',
    amount: '1300',
    ...fields,
  });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([303, expect.anything()]);
  return String(answer.headers.location).split('?')[0]?.split('/').pop() as string;
}
const stageOf = async (id: string) =>
  (
    await rows<{ name: string }>('select s.name from deals d join deal_stages s on s.id = d.stage_id where d.id = $1', [
      id,
    ])
  )[0]?.name;
const logOf = (id: string) =>
  rows<{ stage: string }>('select stage from deal_stage_log where deal_id = $1 order by at, id', [id]);
async function whole(id: string, fields: Record<string, string>) {
  const { text } = await (await alice()).get(`/pipeline/${id}/edit`);
  const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
  return (await alice()).post(`/pipeline/${id}`, {
    name: 'Travel charger gift guide',
    company: 'Voltline',
    compensation: 'cash',
    currency: 'USD',
    amount: '1300',
    version,
    ...fields,
  });
}

describe('a deal', () => {
  it('begins in the first stage, and its changes of stage are logged, however they came', async () => {
    const id = await makeDeal();
    expect(await stageOf(id)).toBe('Inquiry');
    expect((await whole(id, { stage: 'Pitched' })).status).toBe(303);
    expect((await whole(id, { stage: 'Negotiating' })).status).toBe(303);
    expect((await logOf(id)).map(({ stage }) => stage)).toEqual(['Inquiry', 'Pitched', 'Negotiating']);
    const { text } = await (await alice()).get(`/pipeline/${id}`);
    expect(textOf(text)).toContain('0 d in stage');
    expect(textOf(text)).toContain('with Voltline');
  });

  it('is not closed by its form, nor led to a stage that is nobody’s', async () => {
    const id = await makeDeal();
    const won = await whole(id, { stage: 'Won' });
    expect([won.status, textOf(won.text)]).toEqual([
      422,
      expect.stringContaining('A deal is moved to Won on its own page.'),
    ]);
    const strange = await whole(id, { stage: 'Somewhere' });
    expect([strange.status, textOf(strange.text)]).toEqual([
      422,
      expect.stringContaining('This stage is no longer there.'),
    ]);
    expect(await stageOf(id)).toBe('Inquiry');
  });

  it.each([
    ['-1', 'Type a percentage from 0 to 100.'],
    ['100.5', 'Type a percentage from 0 to 100.'],
    ['101 %', 'Type a percentage from 0 to 100.'],
    ['12.345', 'Type'],
    ['half', 'Type a percentage from 0 to 100.'],
  ])('refuses a probability of %s beside the field', async (probability, message) => {
    const answer = await (await alice()).post('/pipeline', {
      name: 'x',
      currency: 'USD',
      compensation: 'cash',
      probability,
    });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    expect(answer.text).toContain(`value="${probability}"`);
  });

  it('is nobody else’s, and its stages are nobody else’s', async () => {
    const id = await makeDeal();
    const bob = await app.current.as('bob');
    for (const path of ['', '/edit', '/offers/new']) expect((await bob.get(`/pipeline/${id}${path}`)).status).toBe(404);
    const [{ n } = { n: 0 }] = await rows<{ n: number }>(
      'select count(*)::int as n from deal_stages s join users u on u.id = s.user_id where u.email = $1',
      ['bob@example.test'],
    );
    expect([0, 7]).toContain(n);
  });

  it('shows its offers: the first of each side and the last', async () => {
    const id = await makeDeal();
    for (const [side, amount, offered_on] of [
      ['theirs', '900', '2026-10-12'],
      ['ours', '1500', '2026-10-21'],
      ['theirs', '1300', '2026-11-14'],
    ] as const)
      expect((await (await alice()).post(`/pipeline/${id}/offers`, { side, amount, offered_on })).status).toBe(303);
    expect(await rows('select side, amount from deal_offers where deal_id = $1 order by position', [id])).toEqual([
      { side: 'theirs', amount: 90000 },
      { side: 'ours', amount: 150000 },
      { side: 'theirs', amount: 130000 },
    ]);
  });
});

describe('the list of deals', () => {
  it('weights amounts by the stage’s probability or the deal’s own, and finds what needs a step', async () => {
    await makeDeal({ name: 'Weighted by stage', amount: '1000.05' });
    await makeDeal({
      name: 'Weighted by itself',
      amount: '1000',
      probability: '12.5',
      next_step: 'Call',
      next_step_on: '2026-12-01',
    });
    const list = await (await alice()).get(
      '/pipeline?layout=list&columns=weighted&columns=chance&q=weighted&sort=name',
    );
    // 10 % of 1,000.05 is 100.005, rounded half up.
    expect(textOf(list.text)).toContain('100.01');
    expect(textOf(list.text)).toContain('125.00');
    const need = textOf((await (await alice()).get('/pipeline?layout=list&needs_step=yes')).text);
    expect(need).toContain('Weighted by stage');
    expect(need).not.toContain('Weighted by itself');
    for (const sort of [
      'name',
      'company',
      'stage',
      'next_step',
      '-next_step_on',
      'days_in_stage',
      'weighted',
      'chance',
      'amount',
    ])
      expect([sort, (await (await alice()).get(`/pipeline?layout=list&sort=${sort}`)).status]).toEqual([sort, 200]);
    for (const view of [
      'standing=open',
      'standing=won&standing=lost',
      'stale=yes',
      'stage=Pitched',
      'name=video&next_step=pitch&placement_is=not_set',
      'expected_on=this_month',
      'source=renewal',
    ])
      expect([view, (await (await alice()).get(`/pipeline?layout=list&${view}`)).status]).toEqual([view, 200]);
    expect((await (await alice()).get('/pipeline?layout=list&stage=Nowhere')).status).toBe(422);
  });

  it('leads many to an open stage at once, and takes it back', async () => {
    const ids = [await makeDeal({ name: 'Many one' }), await makeDeal({ name: 'Many two' })];
    const visitor = await alice();
    const answer = await visitor.postAndFollow('/pipeline/bulk', {
      act: 'set',
      field: 'stage',
      stage: 'Pitched',
      ids,
    } as never);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('what deals and collabs say of others', () => {
  const companyOf = async (name: string) =>
    (await rows<{ id: string }>('select id from companies where name = $1 and deleted_at is null', [name]))[0]?.id ??
    '';

  it('is the open pipeline of a company, one amount a currency, each with its rows, and what it paid', async () => {
    for (const [amount, currency] of [
      ['100', 'USD'],
      ['50.5', 'USD'],
      ['70', 'EUR'],
    ] as const)
      await makeDeal({ company: 'Figures Ltd', amount, currency });
    const collab = await (await alice()).post('/collabs', {
      name: 'Figures',
      company: 'Figures Ltd',
      compensation: 'cash',
      currency: 'USD',
      state: 'agreed',
      fee: '900',
    });
    const id = String(collab.headers.location).split('/').pop()?.split('?')[0];
    await (await alice()).post(`/collabs/${id}/payments`, {
      label: 'All',
      amount: '900',
      due_when: 'live',
      invoiced_on: '2026-10-01',
      due_on: '2026-10-31',
      paid_amount: '900',
      paid_on: '2026-10-12',
    });
    const { text } = await (await alice()).get(`/companies/${await companyOf('Figures Ltd')}`);
    expect(textOf(text)).toContain('Open pipeline 150.50 USD 70.00 EUR 3 deals');
    expect(textOf(text)).toContain('Paid to date 900.00 USD After 11 days in the mean');
    for (const [, href = ''] of text.matchAll(/href="(\/pipeline\?[^"]+)"/g))
      expect((await (await alice()).get(href.replaceAll('&amp;', '&'))).status).toBe(200);
    const bob = textOf((await (await app.current.as('bob')).get(`/companies/${await companyOf('Figures Ltd')}`)).text);
    expect(bob).toContain('Open pipeline – No open deal');
    for (const sort of ['open_pipeline', 'paid', 'days_to_pay'])
      expect([sort, (await (await alice()).get(`/companies?sort=${sort}&columns=${sort}`)).status]).toEqual([
        sort,
        200,
      ]);
    expect((await (await alice()).get('/contacts?sort=-deals_won&columns=deals_won')).status).toBe(200);
  });

  it('moves with a merge of companies or of contacts, and comes back with its undo', async () => {
    const id = await makeDeal({ company: 'Lost Brand', person_name_0: 'Ada Lost', person_name_1: 'Ada Kept' });
    await makeDeal({ company: 'Kept Brand' });
    const [kept, lost] = [await companyOf('Kept Brand'), await companyOf('Lost Brand')];
    const page = await (await alice()).get(`/companies/${kept}/merge?with=${lost}`);
    expect([page.status, textOf(page.text)]).toEqual([200, expect.stringContaining('1 of your deals')]);
    const related = await (await alice()).get(`/companies/${lost}?tab=deals`);
    expect(textOf(related.text)).toContain('Travel charger gift guide');
    const [{ contact } = { contact: '' }] = await rows<{ contact: string }>(
      "select contact_id as contact from deal_contacts k join contacts c on c.id = k.contact_id where c.name = 'Ada Lost' and k.deal_id = $1",
      [id],
    );
    const hers = await (await alice()).get(`/contacts/${contact}?tab=deals`);
    expect(textOf(hers.text)).toContain('Travel charger gift guide');
    expect((await (await alice()).get(`/pipeline?layout=list&contact_id=${contact}`)).status).toBe(200);
  });
});
