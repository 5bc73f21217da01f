import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { inventoryModule } from '../../src/features/inventory/index.js';
import { WEBHOOK_PAUSES } from '../../src/features/webhooks/outcome.js';
import { readSecretOf, SEALED_WEBHOOKS } from '../../src/features/webhooks/signing.js';
import { rotateSealed } from '../../src/platform/postgres/sealed-rows.js';
import { readForApi } from '../../src/records/api/json.js';
import { created, program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { answer, ok, type Received, useSink } from '../support/sink.js';
import { textOf } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
const PATH = '/account/webhooks';
const app = useApp({ WEBHOOK_ALLOWLIST: '127.0.0.1/32' });
const sink = useSink();
const db = () => app.current.db;

const ITEM = { source: 'purchase', state: 'received', received_on: '2026-01-05' };
type Made = { id: string; path: string; secret: string };
/** Makes a webhook through its form; its secret stands on the page that answers. */
async function make(who: PersonName, events = '*', url = sink.url()): Promise<Made> {
  const visitor = await app.current.as(who);
  await visitor.get(`${PATH}/new`);
  const id = uuidv7();
  const made = await visitor.post(PATH, { url, events, submission_id: id });
  if (made.status !== 200) throw new Error(textOf(made.text));
  return { id, path: `${PATH}/${id}`, secret: /value="(whsec_[^"]+)"/.exec(made.text)?.[1] ?? '' };
}
/** What a worker does by the clock: it looks what is owed, and sends it. */
async function send() {
  await app.current.queue.sendDue();
  return app.current.queue.runDue();
}
const said = (it: Received | undefined) =>
  JSON.parse(it?.body ?? '{}') as { type: string; timestamp: string; data: Record<string, unknown> };
const types = (received: Received[]) => received.map((it) => said(it).type);
/** Lets so much time pass for what waits at webhooks. */
async function later(seconds: number): Promise<void> {
  const earlier = `- make_interval(secs => ${seconds})`;
  await db().rows(
    `update webhook_deliveries set at = at ${earlier}, due_at = due_at ${earlier}, first_tried_at = first_tried_at ${earlier}`,
  );
  await db().rows(`update webhooks set held_until = held_until ${earlier}, delivered_at = delivered_at ${earlier}`);
}
const deliveries = (id: string) =>
  db().rows<{ id: string; state: string; tries: number; status: number | null; fault: string | null }>(
    'select id, state, tries, status, fault from webhook_deliveries where webhook_id = $1 order by at, turn',
    [id],
  );
const hookOf = async (id: string) => (await db().rows('select * from webhooks where id = $1', [id]))[0];
async function newItem(who: PersonName, fields: Record<string, string> = {}): Promise<string> {
  const visitor = await app.current.as(who);
  await visitor.get('/inventory/new');
  const made = await visitor.post('/inventory', itemForm(fields));
  return /\/inventory\/([\w-]{36})/.exec(made.headers['location'] ?? '')?.[1] ?? '';
}

beforeEach(async () => {
  sink.answering = ok;
  sink.taken();
  await db().rows('delete from webhooks');
});

describe('a webhook', () => {
  it('is told of a change as the API tells the record, signed as Standard Webhooks has it', async () => {
    const { id, secret } = await make('alice', 'inventory.created');
    const item = await newItem('alice', { name: 'Kestrel gimbal' });
    expect(await deliveries(id)).toMatchObject([{ state: 'waiting', tries: 0 }]);
    await send();
    const [received] = sink.taken();
    expect(received?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Mouse-Domination' });
    expect(new Webhook(secret).verify(received?.body ?? '', received?.headers ?? {})).toEqual(said(received));
    expect(() => new Webhook(secret).verify(`${received?.body} `, received?.headers ?? {})).toThrow();
    const told = await app.current.database.readAsUser(alice.id, (door) => readForApi(door, inventoryModule, item));
    expect(said(received)).toEqual({
      type: 'inventory.created',
      timestamp: expect.stringMatching(/^20\d\d-.*Z$/),
      data: JSON.parse(JSON.stringify(told)),
    });
    const [line] = await deliveries(id);
    expect(line).toMatchObject({ id: received?.headers['webhook-id'], state: 'delivered', tries: 1, status: 200 });
    expect(await send()).not.toContainEqual(expect.objectContaining({ name: 'send_webhooks' }));
  });

  it('is signed as the example of the papers checks it', async () => {
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8')) ?? [];
    const { isOurs } = await import(`data:text/javascript,${encodeURIComponent(example)}`);
    const { secret } = await make('alice', 'inventory.created');
    await newItem('alice');
    await send();
    const [{ headers, body } = { headers: {}, body: '' }] = sink.taken();
    expect(isOurs(secret, headers, body)).toBe(true);
    expect(isOurs(secret, headers, `${body} `)).toBe(false);
    expect(isOurs(secret, { ...headers, 'webhook-timestamp': '1700000000' }, body)).toBe(false);
    expect(isOurs(secret, {}, body)).toBe(false);
  });

  it('keeps its secret under the newest key, and goes on with it', async () => {
    const { id, secret } = await make('alice', 'inventory.created');
    const { database, config } = app.current;
    const newest = { id: 'newest', key: Buffer.alloc(32, 9) };
    const keys = [newest, ...config.encryptionKeys];
    expect(await rotateSealed(database, keys, SEALED_WEBHOOKS)).toEqual({ changed: 1, current: 0, unreadable: [] });
    expect(readSecretOf([newest], String((await hookOf(id))?.sealed), id)).toBe(secret);
    // A server without that key says so in the log, and does not send unsigned.
    await newItem('alice');
    await send();
    expect(sink.taken()).toEqual([]);
    expect(await deliveries(id)).toMatchObject([
      { state: 'waiting', fault: expect.stringContaining('secret cannot be read') },
    ]);
  });

  it('hears of what it asked for, by module and act, in the order in which it came about', async () => {
    const { path } = await make('alice', 'inventory.deleted, inventory.changed, companies.*');
    const visitor = await app.current.as('alice');
    const item = await newItem('alice');
    const page = await visitor.get(`/inventory/${item}/edit`);
    expect(page.status).toBe(200);
    await visitor.post(`/inventory/${item}`, itemForm({ name: 'Renamed', version: '1' }));
    await visitor.post(`/inventory/${item}/delete`, {});
    await send();
    const received = sink.taken();
    expect(types(received)).toEqual(['inventory.changed', 'inventory.deleted']);
    expect(said(received[1]).data).toMatchObject({ id: item, name: 'Renamed', deleted_at: expect.any(String) });
    await visitor.post(`/inventory/${item}/restore`, {});
    await visitor.post('/companies', { name: 'Corkline', submission_id: uuidv7() });
    await send();
    expect(types(sink.taken())).toEqual(['companies.created']);
    expect(textOf((await visitor.get(path)).text)).toContain('Inventory (deleted, changed), Companies');
  });

  it('of a split hears that one changed and one is new', async () => {
    await make('alice', 'inventory.*');
    const visitor = await app.current.as('alice');
    const item = await newItem('alice', { quantity: '5' });
    await visitor.get(`/inventory/${item}/split`);
    await visitor.postAndFollow(`/inventory/${item}/split`, { quantity: '2', version: '1', submission_id: uuidv7() });
    await send();
    expect(types(sink.taken()).sort()).toEqual(['inventory.changed', 'inventory.created', 'inventory.created']);
  });

  it('hears of nothing that was rolled back', async () => {
    const { id } = await make('alice');
    await app.current.database
      .asUser(alice.id, async (tx) => {
        const item = await insertItem(db(), alice.id);
        await tx.$executeRaw`insert into history (id, act, inventory_item_id) values (${uuidv7()}::uuid, 'created', ${item}::uuid)`;
        throw new Error('taken back');
      })
      .catch(() => undefined);
    expect(await deliveries(id)).toEqual([]);
  });

  it('is shown its secret after a proof alone, and shows what came back as text', async () => {
    const { path, secret } = await make('alice');
    const visitor = await app.current.as('alice');
    expect((await visitor.get(path)).text).not.toContain('whsec_');
    expect((await visitor.post(`${path}/secret`)).text).toContain(secret.replaceAll('&', '&amp;'));
    sink.answering = answer(200, '<script>alert(1)</script>\0\u0007');
    await visitor.get(path);
    await visitor.postAndFollow(`${path}/test`);
    await send();
    const [received] = sink.taken();
    expect(said(received)).toMatchObject({ type: 'webhook.test', data: { webhook_id: path.split('/').at(-1) } });
    const page = await visitor.get(path);
    expect(page.text).toContain('&lt;script&gt;');
    expect(textOf(page.text)).toContain('webhook.test Taken');
    const [row] = await db().rows<{ all: string }>('select row_to_json(w)::text as all from webhooks w');
    expect(row?.all).not.toContain(secret.slice(6, 30));
    const acts = await db().rows(`select act from audit_log where subject_kind = 'webhook' order by id desc limit 1`);
    expect(acts).toEqual([{ act: 'webhook_secret_shown' }]);
  });

  it('is given a new secret after a proof, beside which the old one holds for a day', async () => {
    const it = await make('alice', 'inventory.created');
    const visitor = await app.current.as('alice');
    await visitor.get(it.path);
    const answered = await visitor.post(`${it.path}/secret/renewal`, {});
    const secret = /value="(whsec_[^"]+)"/.exec(answered.text)?.[1] ?? '';
    expect([answered.status, secret === it.secret, secret.length]).toEqual([200, false, it.secret.length]);
    expect(textOf(answered.text)).toContain('The secret of before holds too, until');
    await newItem('alice');
    await send();
    const [both] = sink.taken();
    expect(both?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const one of [secret, it.secret])
      expect(new Webhook(one).verify(both?.body ?? '', both?.headers ?? {})).toMatchObject({
        type: 'inventory.created',
      });
    // A second press, or somebody else's, changes nothing.
    await visitor.get(it.path);
    expect((await visitor.post(`${it.path}/secret/renewal`, {})).status).toBe(303);
    const stranger = await app.current.as('bob');
    await stranger.get(PATH);
    expect((await stranger.post(`${it.path}/secret/renewal`, {})).status).toBe(404);
    const [audited] = await db().rows(`select count(*)::int as n from audit_log where act = 'webhook_secret_renewed'`);
    expect(audited).toEqual({ n: 1 });
    // Both are kept under the newest key.
    const { database, config } = app.current;
    const newer = { id: 'newer', key: Buffer.alloc(32, 9) };
    const all = (keys: typeof config.encryptionKeys) => rotateSealed(database, keys, SEALED_WEBHOOKS);
    expect(await all([newer, ...config.encryptionKeys])).toEqual({ changed: 2, current: 0, unreadable: [] });
    expect(await all([...config.encryptionKeys, newer])).toEqual({ changed: 2, current: 0, unreadable: [] });

    await db().rows(`update webhooks set renewed_at = renewed_at - interval '24 hours'`);
    await newItem('alice');
    await send();
    const [after] = sink.taken();
    expect(after?.headers['webhook-signature']).toMatch(/^v1,[^ ]+$/);
    expect(new Webhook(secret).verify(after?.body ?? '', after?.headers ?? {})).toMatchObject({
      type: 'inventory.created',
    });
    expect(() => new Webhook(it.secret).verify(after?.body ?? '', after?.headers ?? {})).toThrow();
    await app.current.runJobs('tidy');
    expect(await hookOf(it.id)).toMatchObject({ sealed_before: null, renewed_at: null });
  });

  it('says what is wrong beside its field, keeps what was typed, and makes one where the form comes twice', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get(`${PATH}/new`);
    for (const [url, words] of [
      ['', 'Type the address'],
      ['hooks.example', 'Type a whole address'],
      ['ftp://hooks.example/', 'Type a whole address'],
      ['https://', 'Type a whole address'],
      ['https://user:pass@hooks.example/', 'Leave out the name and password'],
      ['https://hooks.example/#x', 'Leave out what stands behind the #'],
      [`https://hooks.example/${'a'.repeat(2_000)}`, '2,000 characters at most'],
      ['http://8.8.8.8/', 'Begin with https://'],
      ['https://10.0.0.1/', 'Type an address of the internet'],
      ['https://2130706434/', 'Type an address of the internet'],
      ['https://[::1]/', 'Type an address of the internet'],
    ] as const) {
      const again = await visitor.post(PATH, { url, events: 'inventory.created' });
      expect([url, again.status, textOf(again.text)]).toEqual([url, 422, expect.stringContaining(words)]);
      expect(again.text).toMatch(/value="inventory.created" checked/);
    }
    for (const events of ['', 'inventory.exploded', 'cheese.*', 'inventory.merged']) {
      const again = await visitor.post(PATH, { url: 'https://kept.example/x', events });
      expect([events, again.status]).toEqual([events, 422]);
      expect(again.text).toContain('value="https://kept.example/x"');
    }
    const twice = { url: 'https://kept.example/x', events: '*', submission_id: uuidv7() };
    expect((await visitor.post(PATH, twice)).status).toBe(200);
    expect(textOf((await visitor.postAndFollow(PATH, twice)).text)).toContain('That webhook was made already.');
    for (let n = 2; n <= 10; n += 1) await visitor.post(PATH, { ...twice, submission_id: uuidv7() });
    const many = await visitor.post(PATH, { ...twice, submission_id: uuidv7() });
    expect([many.status, textOf(many.text)]).toEqual([422, expect.stringContaining('You have 10 webhooks.')]);
  });
});

describe('who hears', () => {
  it('of an own record is its owner, of a common one each who asked, of a draft its author', async () => {
    const hers = await make('alice');
    const his = await make('bob');
    await newItem('alice');
    const company = await insertCompany(db(), { name: 'Hedgerow Audio' });
    const bobs = await app.current.as('bob');
    await bobs.get(`/companies/${company}/edit`);
    await bobs.postAndFollow(`/companies/${company}`, { name: 'Hedgerow Audio Ltd', version: '1' });
    await bobs.get('/templates/new');
    const draft = {
      name: 'Hedgerow',
      category: 'rate_reply',
      language: 'en',
      state: 'draft',
      subject: 'Rates',
      body: 'Hello.',
    };
    await bobs.postAndFollow('/templates', { ...draft, submission_id: uuidv7() });
    const told = async ({ id }: Made) =>
      (await db().rows('select subject, act from webhook_deliveries where webhook_id = $1 order by turn', [id])).map(
        ({ subject, act }) => `${subject}.${act}`,
      );
    expect(await told(hers)).toEqual(['inventory_item_id.created', 'company_id.changed']);
    expect(await told(his)).toEqual(['company_id.changed', 'template_id.created']);
    await send();
    expect(types(sink.taken()).sort()).toEqual([
      ...['companies.changed', 'companies.changed', 'inventory.created', 'templates.created'],
    ]);
  });

  it('hears of what programs write, in the words of the record and of nothing besides', async () => {
    await make('alice');
    const [hers, his] = [await program(app.current, 'alice'), await program(app.current, 'bob')];
    const item = await created(hers, '/inventory', { ...ITEM, name: 'By a program' });
    expect((await hers.patch(`/inventory/${item.id}`, { location: 'Shelf' })).status).toBe(200);
    const many = { ids: [item.id], act: 'set', set: { location: 'Studio' } };
    expect((await hers.post('/inventory/batches', many)).status).toBe(201);
    await created(his, '/companies', { name: 'Told Goods' });
    await created(his, '/inventory', { ...ITEM, name: 'Of somebody else' });
    await send();
    expect(types(sink.taken()).sort()).toEqual([
      ...['companies.created', 'inventory.changed', 'inventory.changed', 'inventory.created'],
    ]);
  });

  it('hears of records alone: each other column of the history is left out', async () => {
    const columns = await db().rows<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'history'`,
    );
    // What is noted of a task is told to nobody when its turn comes.
    const records = [...app.current.modules.map(({ kind }) => kind.column as string), 'task_id'];
    const [told] = await db().rows<{ text: string }>(`select pg_get_functiondef('note_webhooks'::regproc) as text`);
    const others = columns.filter(({ name }) => !records.includes(name));
    expect(others.filter(({ name }) => !told?.text.includes(`'${name}'`))).toEqual([]);
  });

  it('is nobody else: pages, tests and deliveries of others answer 404', async () => {
    const { id, path } = await make('alice');
    await newItem('alice');
    const [line] = await deliveries(id);
    const charlie = await app.current.as('charlie');
    for (const page of ['', '/edit', '/delete']) expect((await charlie.get(path + page)).status).toBe(404);
    for (const act of [
      '',
      '/test',
      '/switch-off',
      '/switch-on',
      '/secret',
      '/delete',
      `/deliveries/${line?.id}/again`,
    ]) {
      expect([act, (await charlie.post(path + act, {})).status]).toEqual([act, 404]);
    }
    expect(await hookOf(id)).toMatchObject({ switched_off_at: null });
  });

  it('is nobody who is locked out or leaves, from that moment on', async () => {
    const { id } = await make('bob');
    await newItem('bob');
    await db().rows('update users set locked_by_admin_at = now() where id = $1', [bob.id]);
    await insertItem(db(), bob.id);
    await send();
    expect(sink.taken()).toEqual([]);
    await db().rows('update users set locked_by_admin_at = null where id = $1', [bob.id]);
    await send();
    expect(types(sink.taken())).toEqual(['inventory.created']);
    expect((await deliveries(id)).map(({ state }) => state)).toEqual(['delivered']);
  });

  it('is a viewer too, who reads what all read', async () => {
    const { path } = await make('vera');
    const vera = await app.current.as('vera');
    await vera.get(path);
    expect((await vera.postAndFollow(`${path}/test`)).text).toContain('A test is on its way.');
  });

  it('of what was purged before it was told is told the id alone', async () => {
    await make('alice', 'inventory.*');
    const item = await newItem('alice');
    const visitor = await app.current.as('alice');
    await visitor.post(`/inventory/${item}/delete`, {});
    await db().rows('delete from inventory_items where id = $1', [item]);
    await send();
    expect(sink.taken().map(said)).toMatchObject([{ type: 'inventory.deleted', data: { id: item } }]);
  });
});

describe('what fails', () => {
  it('is tried again after growing pauses for three days, holding what waits behind it in its order', async () => {
    expect(WEBHOOK_PAUSES.reduce((sum, it) => sum + it)).toBeGreaterThan(71 * 3_600);
    expect(WEBHOOK_PAUSES.every((it, n) => n === 0 || it > (WEBHOOK_PAUSES[n - 1] ?? 0))).toBe(true);
    const { id, path } = await make('alice', 'inventory.created');
    sink.answering = answer(500, 'oops');
    const first = await newItem('alice', { name: 'First' });
    const second = await newItem('alice', { name: 'Second' });
    await send();
    expect(sink.taken().map((it) => said(it).data.id)).toEqual([first]);
    await send();
    expect(sink.taken()).toEqual([]);
    const page = textOf((await (await app.current.as('alice')).get(path)).text);
    expect(page).toContain('Failing');
    expect(page).toContain('It answered 500.');
    await later(WEBHOOK_PAUSES[0] ?? 0);
    await send();
    const [again] = sink.taken();
    expect(again?.headers['webhook-id']).toBe((await deliveries(id))[0]?.id);
    sink.answering = ok;
    await later(WEBHOOK_PAUSES[1] ?? 0);
    await send();
    expect(sink.taken().map((it) => said(it).data.id)).toEqual([first, second]);
    expect(await deliveries(id)).toMatchObject([
      { state: 'delivered', tries: 3 },
      { state: 'delivered', tries: 1 },
    ]);
    expect(await hookOf(id)).toMatchObject({ failures: 0, held_until: null });
  });

  it('for three days ends the webhook, which its person is told by mail and on its page', async () => {
    const { id, path } = await make('alice', 'inventory.created');
    sink.answering = answer(503);
    await newItem('alice');
    for (const pause of WEBHOOK_PAUSES) {
      await send();
      await later(pause);
    }
    expect(sink.taken()).toHaveLength(WEBHOOK_PAUSES.length);
    expect(await hookOf(id)).toMatchObject({ switched_off_at: null });
    await send();
    expect(await hookOf(id)).toMatchObject({ switched_off_at: expect.any(Date), off_reason: 'failing' });
    expect(await deliveries(id)).toMatchObject([{ state: 'failed', tries: WEBHOOK_PAUSES.length + 1, status: 503 }]);
    const [mail] = await db().rows(
      `select body_text, user_id from mails where about = 'webhook_off' and user_id = $1`,
      [alice.id],
    );
    expect(mail?.body_text).toContain(`Nothing got through to your webhook at 127.0.0.1:${sink.port} for three days.`);
    const visitor = await app.current.as('alice');
    expect(textOf((await visitor.get(path)).text)).toContain(
      'Nothing got through for three days, so it was switched off.',
    );

    await newItem('alice');
    expect(await deliveries(id)).toHaveLength(1);
    sink.answering = ok;
    sink.taken();
    await visitor.get(path);
    await visitor.postAndFollow(`${path}/switch-on`);
    await newItem('alice');
    await send();
    expect(types(sink.taken())).toEqual(['inventory.created']);
  });

  it('by itself alone steps aside, and is given up where others got through', async () => {
    const { id } = await make('alice', 'inventory.created');
    const bad = await newItem('alice', { name: 'Bad' });
    sink.answering = (res, it) => answer(said(it).data.id === bad ? 422 : 200)(res, it);
    const good = await newItem('alice', { name: 'Good' });
    await send();
    expect(sink.taken().map((it) => said(it).data.id)).toEqual([bad, good]);
    for (const pause of WEBHOOK_PAUSES) {
      await later(pause);
      await send();
    }
    expect(sink.taken()).toHaveLength(WEBHOOK_PAUSES.length);
    expect((await deliveries(id)).map(({ state }) => state).sort()).toEqual(['delivered', 'failed']);
    expect(await hookOf(id)).toMatchObject({ switched_off_at: null });
  });

  it('ten times in a row holds back what waits, though each was refused by itself', async () => {
    const { id } = await make('alice', 'inventory.created');
    for (let n = 0; n < 12; n += 1) {
      const item = await insertItem(db(), alice.id);
      await db().rows(`insert into history (id, user_id, act, inventory_item_id) values ($1, $2, 'created', $3)`, [
        uuidv7(),
        alice.id,
        item,
      ]);
    }
    sink.answering = answer(401);
    await send();
    expect(sink.taken()).toHaveLength(10);
    expect((await deliveries(id)).filter(({ tries }) => tries === 0)).toHaveLength(2);
  });

  it('is left alone for as long as Retry-After says, within three days of its first try', async () => {
    const { id } = await make('alice', 'inventory.created');
    const wait = async () =>
      (
        await db().rows<{ due: number; held: number }>(
          `select round(extract(epoch from d.due_at - d.tried_at))::int as due, round(extract(epoch from w.held_until - d.tried_at))::int as held
           from webhook_deliveries d join webhooks w on w.id = d.webhook_id where w.id = $1`,
          [id],
        )
      )[0];
    await newItem('alice');
    sink.answering = answer(503, '', { 'Retry-After': '3600' });
    await send();
    expect(await wait()).toEqual({ due: 3600, held: 3600 });
    await later(3600);
    // Shorter than the pause that is due, a moment, none that can be read, and of an answer that does not ask to wait.
    for (const [status, asked, due] of [
      [429, '5', 60],
      [503, new Date(Date.now() + 7_200_000).toUTCString(), 7200],
      [503, 'soon', 1800],
      [500, '86000', 3600],
    ] as const) {
      sink.answering = answer(status, '', { 'Retry-After': asked });
      await send();
      const now = await wait();
      expect([status, asked, Math.abs((now?.due ?? 0) - due) < 5]).toEqual([status, asked, true]);
      await later(now?.due ?? 0);
    }
    sink.answering = answer(503, '', { 'Retry-After': '99999999' });
    await send();
    const passed = 3600 + 60 + 7200 + 1800 + 3600;
    const whole = WEBHOOK_PAUSES.reduce((one, other) => one + other);
    expect(Math.abs(((await wait())?.due ?? 0) - (whole - passed))).toBeLessThan(20);
  });

  it('with 410 ends the webhook at once', async () => {
    const { id, path } = await make('alice', 'inventory.created');
    sink.answering = answer(410);
    await newItem('alice');
    await newItem('alice');
    await send();
    expect(sink.taken()).toHaveLength(1);
    expect(await hookOf(id)).toMatchObject({ off_reason: 'gone' });
    expect(textOf((await (await app.current.as('alice')).get(path)).text)).toContain('it is gone (410)');
  });

  it.each([
    [
      'a redirect',
      answer(302, '', { location: 'https://elsewhere.example/' }),
      'It answered 302, to another address: redirects are not followed.',
    ],
    [
      'an end without an answer',
      ((res) => void res.destroy()) as typeof ok,
      'It ended the connection without an answer.',
    ],
  ])('by %s is said in the log', async (_what, answering, words) => {
    const { path } = await make('alice');
    sink.answering = answering;
    const visitor = await app.current.as('alice');
    await visitor.get(path);
    await visitor.postAndFollow(`${path}/test`);
    await send();
    expect(textOf((await visitor.get(path)).text)).toContain(words);
  });

  it('is sent again by a button, under its own id and before all that waits, though a pause is not over', async () => {
    const { id, path } = await make('alice', 'inventory.created');
    sink.answering = answer(500);
    await newItem('alice');
    await send();
    sink.answering = ok;
    sink.taken();
    const [line] = await deliveries(id);
    const visitor = await app.current.as('alice');
    await visitor.get(path);
    await visitor.postAndFollow(`${path}/deliveries/${line?.id}/again`);
    await send();
    await visitor.get(path);
    await visitor.postAndFollow(`${path}/deliveries/${line?.id}/again`);
    await send();
    expect(sink.taken().map(({ headers }) => headers['webhook-id'])).toEqual([line?.id, line?.id]);
  });
});

describe('a worker', () => {
  it('that is killed between sending and noting leaves the message to be sent again, under the same id', async () => {
    const { id } = await make('alice', 'inventory.created');
    await newItem('alice');
    // Whatever it notes is taken back, as by a kill: the message is out.
    await db().rows(`
      create function refuse_note() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
      create trigger refuse_note before update on webhook_deliveries for each row execute function refuse_note();`);
    await send();
    await db().rows('drop trigger refuse_note on webhook_deliveries; drop function refuse_note()');
    expect(await deliveries(id)).toMatchObject([{ state: 'waiting', tries: 0 }]);
    // Nobody else has it before the lease of the dead one is over.
    await send();
    const [first, ...more] = sink.taken();
    expect(more).toEqual([]);
    await db().rows(`update webhooks set turn_ends_at = turn_ends_at - interval '60 seconds'`);
    await send();
    const [second] = sink.taken();
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(await deliveries(id)).toMatchObject([{ state: 'delivered', tries: 1 }]);
  });

  it('sends to others while one address is silent', async () => {
    const slow = await make('alice', 'inventory.created', sink.url('/slow'));
    await make('bob', 'inventory.created', sink.url('/quick'));
    let free: () => void = () => undefined;
    sink.answering = (res, it) => {
      if (it.path === '/slow') free = () => void res.writeHead(200).end();
      else ok(res, it);
    };
    await newItem('alice');
    await newItem('bob');
    const sending = send();
    await expect.poll(() => sink.received.map(({ path }) => path).sort()).toEqual(['/quick', '/slow']);
    free();
    await sending;
    expect((await hookOf(slow.id))?.delivered_at).not.toBeNull();
  });

  it('tells what became of deliveries, and for how long the oldest waits', async () => {
    await make('alice', 'inventory.created');
    await newItem('alice');
    await send();
    const text = await app.current.metrics.text();
    expect(text).toMatch(/^webhook_deliveries_total\{outcome="delivered"\} [1-9]/m);
  });
});

describe('the log', () => {
  it('is paged, and forgotten after 30 days', async () => {
    const { id, path } = await make('alice', 'inventory.created');
    await db().rows(
      `insert into webhook_deliveries (user_id, webhook_id, act, at) select $1, $2, 'test', now() - n * interval '1 minute' from generate_series(1, 60) n`,
      [alice.id, id],
    );
    const visitor = await app.current.as('alice');
    const page = await visitor.get(path);
    expect(page.text.match(/deliveries\/[\w-]+\/again/g)).toHaveLength(50);
    const older = /href="([^"]*\?after=[^"#]*)/.exec(page.text)?.[1] ?? '';
    expect((await visitor.get(older)).text.match(/deliveries\/[\w-]+\/again/g)).toHaveLength(10);
    await db().rows(`update webhook_deliveries set at = now() - interval '31 days'`);
    await app.current.runJobs('tidy');
    expect(await deliveries(id)).toEqual([]);
  });
});
