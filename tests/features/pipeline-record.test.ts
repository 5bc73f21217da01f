import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { errorAt } from '../support/item-form.js';
import { textOf } from '../support/visitor.js';

/** The page of a deal: its way, what is on the table, what is next; and what is begun anew from it. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');

async function makeDeal(fields: Record<string, string> = {}): Promise<string> {
  const answer = await (await alice()).post('/pipeline', {
    name: 'Charger guide',
    company: 'Voltline',
    compensation: 'cash',
    currency: 'USD',
    amount: '1300',
    person_name_0: 'Noor Castellan',
    person_part_0: 'Brand manager',
    ...fields,
  });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([303, expect.anything()]);
  return String(answer.headers.location).split('?')[0]?.split('/').pop() as string;
}
const pageOf = async (id: string) => (await alice()).get(`/pipeline/${id}`);
const stageOf = async (id: string) =>
  (
    await rows<{ name: string }>('select s.name from deals d join deal_stages s on s.id = d.stage_id where d.id = $1', [
      id,
    ])
  )[0]?.name;
const back = (id: string, days: number) =>
  rows(
    `with moved as (update deals set stage_since = stage_since - make_interval(days => $2) where id = $1)
     update deal_stage_log set at = at - make_interval(days => $2) where deal_id = $1`,
    [id, days],
  );

describe('the page of a deal', () => {
  it('shows its way, and moves it on by one button', async () => {
    const id = await makeDeal();
    const { text } = await pageOf(id);
    expect(text).toMatch(/aria-current="step"><span>Inquiry</);
    expect(textOf(text)).toContain('Move to Pitched');
    const moved = await (await alice()).postAndFollow(`/pipeline/${id}/stage`, { stage: 'Pitched' });
    expect(textOf(moved.text)).toContain('Moved Charger guide to Pitched');
    expect(textOf(moved.text)).toContain('Move to Negotiating');
    await (await alice()).post(`/pipeline/${id}/stage`, { stage: 'Contract sent' });
    const last = await pageOf(id);
    expect(last.text).toContain(`href="/pipeline/${id}/closure?to=won"`);
    expect(textOf(last.text)).not.toMatch(/Move to \w/);
    expect(await stageOf(id)).toBe('Contract sent');
  });

  it('is moved by a form of its own, which its menu leads to', async () => {
    const id = await makeDeal();
    const { text } = await (await alice()).get(`/pipeline/${id}`);
    expect(text).toMatch(
      new RegExp(`<a class="mi" href="/pipeline/${id}/stage" data-turbo-frame="act">[\\s\\S]*?Move to…`),
    );
  });

  it('tells a fault of a row by the row and the field', async () => {
    const answer = await (await alice()).post('/pipeline', {
      name: 'Rows',
      currency: 'USD',
      person_name_0: 'Noor Castellan',
      person_part_0: 'x'.repeat(101),
    });
    expect([answer.status, textOf(answer.text)]).toEqual([
      422,
      expect.stringContaining('Contact, part: Use 100 characters at most.'),
    ]);
  });

  it('names nobody by less than was typed', async () => {
    const long = (n: number) => 'ö'.repeat(n);
    const sent = { name: 'Long names', company: '', currency: 'USD', amount: '' };
    for (const name of [long(101), `Noor ${long(50)} ${long(50)}`]) {
      const answer = await (await alice()).post('/pipeline', { ...sent, person_name_0: name });
      expect(answer.status).toBe(422);
      expect(errorAt(answer.text, 'person_name_0')).toBe(
        'A first name and a last name have 100 characters each at most.',
      );
      expect(answer.text).toContain(`value="${name}"`);
    }
    await makeDeal({ person_name_0: `${long(100)} ${long(100)}` });
    const named = await rows<{ name: string }>('select name from contacts where name like $1', ['%ö%']);
    expect(named).toEqual([{ name: `${long(100)} ${long(100)}` }]);
  });

  it('is moved to no stage that is none, nor closed by a move', async () => {
    const id = await makeDeal();
    const move = async (fields: Record<string, string>) => (await alice()).post(`/pipeline/${id}/stage`, fields);
    for (const stage of ['Nowhere', '']) {
      const answer = await move({ stage });
      expect([answer.status, textOf(answer.text)]).toEqual([
        422,
        expect.stringContaining('This stage is no longer there.'),
      ]);
    }
    const won = await move({ stage: 'Won' });
    expect([won.status, won.headers.location]).toEqual([303, `/pipeline/${id}/closure?to=won`]);
    const stale = await move({ stage: 'Pitched', version: '7' });
    expect([stale.status, textOf(stale.text)]).toEqual([409, expect.stringContaining('You changed this')]);
    expect(await stageOf(id)).toBe('Inquiry');
  });

  it('says how long it stood where, and when that is too long', async () => {
    const id = await makeDeal();
    await back(id, 6);
    await (await alice()).post(`/pipeline/${id}/stage`, { stage: 'Negotiating' });
    expect(textOf((await pageOf(id)).text)).toMatch(/Days in stage Inquiry 6 Negotiating 0/);
    await back(id, 31);
    const said = textOf((await pageOf(id)).text);
    expect(said).toContain('31 d in stage, 21 is usual');
    expect(said).toMatch(/Days in stage Inquiry 6 Negotiating 31/);
  });

  it('shows offers with the step of each side, and what is wanted', async () => {
    const id = await makeDeal();
    for (const [side, amount, offered_on, terms] of [
      ['theirs', '900', '2026-10-12', 'one video'],
      ['ours', '1500', '2026-10-21', ''],
      ['theirs', '1100', '2026-11-02', 'one year'],
      ['theirs', '1050', '2026-11-14', ''],
    ] as const)
      await (await alice()).post(`/pipeline/${id}/offers`, { side, amount, offered_on, terms });
    await (await alice()).post(`/pipeline/${id}/deliverables`, {
      kind: 'short',
      platform: 'youtube',
      quantity: '2',
      live_on: '2027-05-14',
    });
    const said = textOf((await pageOf(id)).text);
    expect(said).toMatch(/14 Nov 2026 Voltline 1,050\.00 −50\.00 2 Nov 2026 Voltline one year 1,100\.00 \+200\.00/);
    expect(said).toMatch(/You 1,500\.00 first ask .*Voltline one video 900\.00 first offer/);
    expect(said).toMatch(/2 × Short YouTube 14 May 2027/);
    expect(said).toContain('Makes the collab with 1 deliverable and its payments.');
  });

  it('shows its people with their part, and what one has with the company', async () => {
    const company = `Ampere ${Date.now()}`;
    const won = await makeDeal({ company });
    await (await alice()).post(`/pipeline/${won}/closure`, {
      to: 'won',
      name: 'First',
      fee: '700',
      plan: 'delivery',
      closed_on: '2026-11-20',
    });
    await rows(
      `update collab_payments set invoiced_on = '2026-01-01', paid_on = '2026-02-11', paid_amount = amount
      where collab_id = (select id from collabs where deal_id = $1)`,
      [won],
    );
    const lost = await makeDeal({ company });
    await (await alice()).post(`/pipeline/${lost}/closure`, {
      to: 'lost',
      lost_reason: 'Budget',
      closed_on: '2026-11-21',
    });
    const said = textOf((await pageOf(await makeDeal({ company }))).text);
    expect(said).toContain('NC Noor Castellan Brand manager');
    expect(said).toMatch(
      new RegExp(`${company} and you Paid to date 700\\.00 USD Days to pay, mean 41 Deals won 1 of 2 Last touch –`),
    );
    expect(textOf((await pageOf(lost)).text)).toContain('Lost on 21 Nov 2026: Budget.');
    expect(textOf((await pageOf(lost)).text)).toContain('Reopen in Inquiry');
    expect(textOf((await pageOf(won)).text)).toMatch(/Won on 20 Nov 2026\. It became First/);
  });
});

describe('the next step', () => {
  it('is asked for where there is none, and again when it is done', async () => {
    const id = await makeDeal();
    const none = await pageOf(id);
    expect(textOf(none.text)).toContain('No next step What next');
    const version = /name="version" value="(\d+)"/.exec(none.text)?.[1] ?? '';
    const set = await (await alice()).postAndFollow(`/pipeline/${id}/next-step`, {
      version,
      of: 'next',
      next_step: 'Send media kit',
      next_step_on: '2099-12-01',
    });
    expect(textOf(set.text)).toContain('Next: Send media kit.');
    expect(textOf(set.text)).toContain('1 Dec 2099');
    expect(textOf(set.text)).toContain('with Noor Castellan');
    const form = await (await alice()).get(`/pipeline/${id}/next-step`);
    expect(textOf(form.text)).toContain('Done: Send media kit');
    expect(form.text).not.toContain('value="Send media kit"');
    const done = await (await alice()).postAndFollow(`/pipeline/${id}/next-step`, {
      of: 'next',
      next_step: 'Call',
      next_step_on: '',
    });
    expect(textOf(done.text)).toContain('Done: Send media kit. Next: Call.');
    const day = await (await alice()).postAndFollow(`/pipeline/${id}/next-step`, {
      of: 'day',
      next_step_on: '2099-12-24',
    });
    expect(textOf(day.text)).toContain('Moved to 24 Dec 2099.');
    expect(await rows('select next_step, next_step_on::text from deals where id = $1', [id])).toEqual([
      { next_step: 'Call', next_step_on: '2099-12-24' },
    ]);
  });

  it('is refused beside the field, and never over what somebody changed', async () => {
    const id = await makeDeal();
    const post = async (fields: Record<string, string>) => (await alice()).post(`/pipeline/${id}/next-step`, fields);
    const alone = await post({ of: 'next', next_step: '', next_step_on: '2099-12-01' });
    expect([alone.status, textOf(alone.text)]).toEqual([
      422,
      expect.stringContaining('Say what is to be done on that day.'),
    ]);
    const strange = await post({ of: 'next', next_step: 'Call', next_step_on: 'soon' });
    expect([strange.status, strange.text]).toEqual([422, expect.stringContaining('value="soon"')]);
    const stale = await post({ of: 'next', next_step: 'Call them', next_step_on: '', version: '9' });
    expect([stale.status, textOf(stale.text)]).toEqual([409, expect.stringContaining('You changed this deal')]);
    expect(stale.text).toContain('value="Call them"');
    await (await alice()).post(`/pipeline/${id}/delete`);
    expect((await post({ of: 'next', next_step: 'Call' })).status).toBe(404);
  });
});

describe('a new deal from one that was', () => {
  it('takes over what stays the same, in the first stage, once', async () => {
    const id = await makeDeal({
      placement: 'Queue Light',
      next_step: 'Call',
      next_step_on: '2026-12-01',
      probability: '70',
    });
    await (await alice()).post(`/pipeline/${id}/deliverables`, {
      kind: 'short',
      platform: 'youtube',
      quantity: '2',
      live_on: '2027-05-14',
    });
    await (await alice()).post(`/pipeline/${id}/closure`, {
      to: 'lost',
      lost_reason: 'Timing',
      closed_on: '2026-11-26',
    });
    const { text } = await pageOf(id);
    const submission =
      new RegExp(`action="/pipeline/${id}/renewal"[\\s\\S]*?name="submission_id" value="([^"]+)"`).exec(text)?.[1] ??
      '';
    const first = await (await alice()).post(`/pipeline/${id}/renewal`, { submission_id: submission });
    const again = await (await alice()).post(`/pipeline/${id}/renewal`, { submission_id: submission });
    expect([first.status, first.headers.location]).toEqual([303, again.headers.location]);
    const renewed = String(first.headers.location).split('/').pop() as string;
    expect(
      await rows(
        `select d.name, d.amount, d.currency, d.placement, d.source, d.renewed_from_id::text, d.next_step, d.closed_on, d.probability,
           d.lost_reason_id, s.name as stage, d.company_id = o.company_id as same_company
         from deals d join deal_stages s on s.id = d.stage_id join deals o on o.id = d.renewed_from_id where d.id = $1`,
        [renewed],
      ),
    ).toEqual([
      {
        name: 'Charger guide',
        amount: 130000,
        currency: 'USD',
        placement: 'Queue Light',
        source: 'renewal',
        renewed_from_id: id,
        next_step: null,
        closed_on: null,
        probability: null,
        lost_reason_id: null,
        stage: 'Inquiry',
        same_company: true,
      },
    ]);
    expect(
      await rows('select kind, platform, quantity, live_on from deal_deliverables where deal_id = $1', [renewed]),
    ).toEqual([{ kind: 'short', platform: 'youtube', quantity: 2, live_on: null }]);
    const said = textOf((await pageOf(renewed)).text);
    expect(said).toContain('Renews Charger guide');
    expect(said).toContain('Brand manager');
    expect((await (await app.current.as('bob')).post(`/pipeline/${id}/renewal`, {})).status).toBe(404);
    await (await alice()).post(`/pipeline/${id}/delete`);
    expect((await (await alice()).post(`/pipeline/${id}/renewal`, {})).status).toBe(404);
  });
});
