import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** The page of one's own stages, and of the reasons for which deals are lost. */
const app = useApp();
const { alice, bob } = PEOPLE;
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const PAGE = '/pipeline/stages';
const get = async (path: string, who: PersonName = 'alice') => (await app.current.as(who)).get(path);
const post = async (path: string, fields: Record<string, string> = {}, who: PersonName = 'alice') =>
  (await app.current.as(who)).post(path, fields);

beforeEach(async () => {
  await rows('delete from deals');
  await rows('delete from deal_stages where user_id = $1', [alice.id]);
  await rows('delete from lost_reasons where user_id = $1', [alice.id]);
  await rows('select begin_pipeline($1)', [alice.id]);
});

const idOf = async (name: string, table = 'deal_stages', who: string = alice.id) =>
  (await rows<{ id: string }>(`select id from ${table} where name = $1 and user_id = $2`, [name, who]))[0]?.id ?? '';
const names = async (table = 'deal_stages') =>
  (await rows<{ name: string }>(`select name from ${table} where user_id = $1 order by position, id`, [alice.id])).map(
    ({ name }) => name,
  );
async function insertDeal(name: string, stage: string, fields: Record<string, unknown> = {}): Promise<string> {
  const all = { name, user_id: alice.id, currency: 'USD', stage_id: await idOf(stage), ...fields };
  const columns = Object.keys(all);
  const [made] = await rows<{ id: string }>(
    `insert into deals (id, ${columns.join(', ')}) values (gen_random_uuid(), ${columns.map((_, at) => `$${at + 1}`).join(', ')}) returning id`,
    Object.values(all),
  );
  return made?.id ?? '';
}

describe('the stages of a pipeline', () => {
  it('are listed with their probability, and added, renamed and moved', async () => {
    const page = textOf((await get(PAGE)).text);
    expect(page).toMatch(
      /Inquiry 10 % 10 % 14 days 0 .*Contract sent 80 % 80 % 14 days 0 .*Won 100 % 100 % – 0 .*Why deals are lost .*Budget/,
    );
    expect((await post(PAGE, { name: 'Call', probability: '12.5', stale_after: '' })).headers.location).toBe(PAGE);
    expect(await names()).toEqual([
      'Inquiry',
      'Pitched',
      'Negotiating',
      'Contract sent',
      'Call',
      'Won',
      'Lost',
      'On hold',
    ]);
    const call = `${PAGE}/${await idOf('Call')}`;
    for (const _ of [1, 2, 3, 4, 5]) await post(`${call}/order`, { way: 'up' });
    await post(`${PAGE}/${await idOf('Contract sent')}/order`, { way: 'down' });
    expect(await names()).toEqual([
      'Call',
      'Inquiry',
      'Pitched',
      'Negotiating',
      'Contract sent',
      'Won',
      'Lost',
      'On hold',
    ]);
    await post(`${call}/order`, { way: 'down' });
    await post(call, { name: 'First  call', probability: '15 %', stale_after: '7' });
    expect(
      await rows(`select name, probability, stale_after, position from deal_stages where name like 'First%'`),
    ).toEqual([{ name: 'First call', probability: 1500, stale_after: 7, position: 1 }]);
    expect(textOf((await get('/pipeline')).text)).toMatch(/Inquiry 0 10 % .*First call 0 15 %/);
  });

  it.each([
    ['-1', 'Type a percentage from 0 to 100.'],
    ['100.5', 'Type a percentage from 0 to 100.'],
    ['101', 'Type a percentage from 0 to 100.'],
    ['', 'Type a percentage from 0 to 100.'],
    ['12.345', 'Type two digits after the point at most.'],
    ['1e2', 'Type a percentage from 0 to 100.'],
  ])('refuse a probability of “%s” beside the field', async (probability, message) => {
    for (const path of [PAGE, `${PAGE}/${await idOf('Pitched')}`]) {
      const answer = await post(path, { name: 'Odd', probability });
      expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
      expect(answer.text).toMatch(
        new RegExp(
          `value="${probability}"[^>]*aria-invalid|aria-invalid[^>]*value="${probability}"|id="f-probability-error"`,
        ),
      );
    }
    expect(await names()).not.toContain('Odd');
  });

  it('refuse a name twice in whatever letters, none, a day that is none, and more than twenty', async () => {
    for (const [fields, message] of [
      [{ name: ' PITCHED', probability: '1' }, 'There is a stage of this name already.'],
      [{ name: 'ＷＯＮ', probability: '1' }, 'There is a stage of this name already.'],
      [{ name: ' ', probability: '1' }, 'Give it a name.'],
      [{ name: 'x'.repeat(61), probability: '1' }, 'Use 60 characters at most.'],
      [{ name: 'Slow', probability: '1', stale_after: '0' }, 'Type a whole number from 1 to 999.'],
    ] as const) {
      const answer = await post(PAGE, fields);
      expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    }
    for (let n = 0; n < 13; n += 1) await post(PAGE, { name: `Stage ${n}`, probability: '1' });
    const answer = await post(PAGE, { name: 'One more', probability: '1' });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('There are 20 already.')]);
  });

  it('go once their deals went to another one, in their order, those in the trash too', async () => {
    const ids = [await insertDeal('Low', 'Pitched'), await insertDeal('High', 'Pitched')];
    const gone = await insertDeal('Gone', 'Pitched', { deleted_at: new Date() });
    await insertDeal('There', 'Inquiry');
    const pitched = `${PAGE}/${await idOf('Pitched')}`;
    expect(textOf((await get(`${pitched}/delete`)).text)).toContain(
      'Move its 3 deals to Choose a stage Inquiry Negotiating Contract sent',
    );
    for (const into of ['', await idOf('Won'), await idOf('Pitched'), await idOf('Inquiry', 'deal_stages', bob.id)]) {
      const answer = await post(`${pitched}/delete`, { into });
      expect([answer.status, textOf(answer.text)]).toEqual([
        422,
        expect.stringContaining('Choose the stage that takes its deals.'),
      ]);
    }
    expect((await post(`${pitched}/delete`, { into: await idOf('Inquiry') })).headers.location).toBe(PAGE);
    expect(textOf((await get(PAGE)).text)).toContain('Removed Pitched. 3 deals moved to Inquiry.');
    expect(await names()).not.toContain('Pitched');
    const html = (await get('/pipeline')).text;
    expect([...html.matchAll(/<h3><a[^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual(['High', 'Low', 'There']);
    for (const id of [...ids, gone])
      expect(await rows('select act, changes from history where deal_id = $1', [id])).toEqual([
        { act: 'changed', changes: { stage: ['Pitched', 'Inquiry'] } },
      ]);
    expect(await rows('select version from deals where id = $1', [ids[0]])).toEqual([{ version: 2 }]);
  });

  it('end somewhere: won, lost and on hold are renamed, not removed, and one stage is left on the way', async () => {
    const won = `${PAGE}/${await idOf('Won')}`;
    expect(textOf((await get(`${won}/edit`)).text)).not.toContain('Probability');
    await post(won, { name: 'Signed', probability: '3' });
    expect(await rows(`select kind, probability from deal_stages where name = 'Signed'`)).toEqual([
      { kind: 'won', probability: 10_000 },
    ]);
    const refused = await post(`${won}/delete`, { into: await idOf('Inquiry') });
    expect([refused.status, textOf(refused.text)]).toEqual([
      409,
      expect.stringContaining('Won, lost and on hold are always there.'),
    ]);
    for (const name of ['Inquiry', 'Pitched', 'Negotiating']) await post(`${PAGE}/${await idOf(name)}/delete`);
    const last = await post(`${PAGE}/${await idOf('Contract sent')}/delete`);
    expect([last.status, textOf(last.text)]).toEqual([
      409,
      expect.stringContaining('A pipeline has one stage at least.'),
    ]);
    expect(await names()).toEqual(['Contract sent', 'Signed', 'Lost', 'On hold']);
  });

  it('are one’s own: those of somebody else are not there, and a VIEWER edits none', async () => {
    const own = await idOf('Pitched', 'deal_stages', bob.id);
    for (const path of ['edit', 'delete']) expect((await get(`${PAGE}/${own}/${path}`)).status).toBe(404);
    for (const path of ['', '/order', '/delete'])
      expect((await post(`${PAGE}/${own}${path}`, { name: 'Mine', probability: '1', way: 'up' })).status).toBe(404);
    expect((await post(`${PAGE}/no-id`, { name: 'Mine', probability: '1' })).status).toBe(404);
    expect((await get(PAGE, 'vera')).status).toBe(403);
  });
});

describe('a view of one stage', () => {
  it('goes on after the stage is called otherwise, and says so once it is gone', async () => {
    await insertDeal('Power bank review', 'Pitched');
    await insertDeal('Tripod', 'Inquiry');
    const id = await idOf('Pitched');
    const listed = await get('/pipeline?layout=list&stage=Pitched');
    const from = /views\/new\?from=([^"]+)"/.exec(listed.text)?.[1] ?? '';
    const form = await get(`/pipeline/views/new?from=${from}`);
    const query = /name="query" value="([^"]*)"/.exec(form.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(query).toContain(`stage=${id}`);
    const made = await post('/pipeline/views', { name: 'Sent out', query, submission_id: crypto.randomUUID() });
    const view = String(made.headers.location);
    const shown = async () => textOf((await get(String((await get(view)).headers.location))).text);
    expect(await shown()).toMatch(/Stage is Pitched/);
    await post(`${PAGE}/${id}`, { name: 'Sent', probability: '20', stale_after: '' });
    expect(await shown()).toMatch(/Stage is Sent .*Power bank review/);
    await post(`${PAGE}/${id}/delete`, { into: await idOf('Negotiating') });
    expect(await shown()).toMatch(/Stage is one that was removed .*Nothing matches these filters/);
    // Neither does somebody else’s stage tell anything.
    expect(
      textOf((await get(`/pipeline?layout=list&stage=${await idOf('Pitched', 'deal_stages', bob.id)}`)).text),
    ).toContain('Stage is one that was removed');
    for (const stage of [id, id.toUpperCase()]) expect((await get(`/pipeline?stage=${stage}`)).status).toBe(200);
    expect((await get('/pipeline?stage=Pitched')).status).toBe(422);
  });
});

describe('the reasons for losing a deal', () => {
  it('are added, renamed, moved and removed; one that was given stays', async () => {
    const path = `${PAGE}/reasons`;
    await post(path, { name: 'Too late' });
    expect((await names('lost_reasons')).at(-1)).toBe('Too late');
    expect((await post(path, { name: 'too  LATE' })).status).toBe(422);
    const reason = `${path}/${await idOf('Too late', 'lost_reasons')}`;
    await post(`${reason}/order`, { way: 'up' });
    await post(reason, { name: 'Too slow' });
    expect((await names('lost_reasons')).at(-2)).toBe('Too slow');
    await insertDeal('Lost one', 'Lost', { lost_reason_id: await idOf('Too slow', 'lost_reasons') });
    const kept = await post(`${reason}/delete`);
    expect([kept.status, textOf(kept.text)]).toEqual([
      409,
      expect.stringContaining('1 deal was lost for this reason. It can be renamed.'),
    ]);
    await rows('delete from deals');
    await post(`${reason}/delete`);
    expect(await names('lost_reasons')).not.toContain('Too slow');
  });
});
