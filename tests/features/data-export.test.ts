import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { layEverything, ownedRows } from '../support/everything.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { unzip } from '../support/unzip.js';
import { keptIn, sendFiles } from '../support/uploads.js';
import { textOf, type Visitor } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const PATH = '/account/export';
let his = { item: '', company: '' };

beforeAll(async () => {
  his = await layEverything(db(), bob, 'Zephyr');
  const hers = await layEverything(db(), alice, 'Kestrel');
  await insertItem(db(), bob.id, { name: 'Zephyr yen', currency: 'JPY', cash_price: 1200, quantity: 3 });
  await insertItem(db(), bob.id, { name: 'Zephyr sold', currency: 'KWD', cash_price: 12_345, cash_tax: 7 });
  await db().rows('update affiliate_months set adjustments = -1250, commission = 300, clicks = 7 where user_id = $1', [
    bob.id,
  ]);
  await sendFiles(await app.current.as('bob'), `/inventory/${his.item}`, [
    { name: 'his.txt', body: 'Zephyr’s own' },
    { name: 'his.txt', body: 'Zephyr’s other' },
  ]);
  await sendFiles(await app.current.as('alice'), `/inventory/${hers.item}`, [
    { name: 'hers.txt', body: 'Kestrel’s own' },
  ]);
});

const ask = async (visitor: Visitor) => {
  await visitor.get(PATH);
  return visitor.postAndFollow(PATH);
};
const linkIn = (html: string) => /href="(\/account\/export\/[\w-]{36}\/download)"/.exec(html)?.[1] ?? '';
const csvOf = (zip: Map<string, string>, name: string) =>
  parse(zip.get(`${name}.csv`) ?? '', { columns: true }) as Record<string, string>[];
const archiveAt = async (visitor: Visitor, link: string) => {
  const answer = await visitor.agent.get(link).responseType('blob');
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/zip']);
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename=mouse-domination-\d{4}-\d\d-\d\d\.zip$/);
  return unzip(answer.body as Buffer);
};

describe('an export of one’s own', () => {
  it('holds every table’s rows as JSON and CSV and the files, and nothing of others', async () => {
    const visitor = await app.current.as('bob');
    const asked = await ask(visitor);
    expect(textOf(asked.text)).toContain('It begins in a moment');
    expect(textOf((await ask(visitor)).text)).toContain('An export is being made already.');
    await app.current.queue.runDue();
    const page = await visitor.get(PATH);
    expect(textOf(page.text)).toMatch(/Ready .* KB, there until/);
    const zip = await archiveAt(visitor, linkIn(page.text));
    const all = [...zip.values()].join('\n');
    expect(all).not.toMatch(/Kestrel|alice/i);
    expect(all).not.toContain(alice.id);

    for (const name of [
      'inventory',
      'pipeline',
      'collabs',
      'collab_payments',
      'deal_offers',
      'tasks',
      'notes',
      'history',
      'tags',
    ]) {
      const rows = JSON.parse(zip.get(`${name}.json`) ?? '[]') as { id: string }[];
      const csv = parse(zip.get(`${name}.csv`) ?? '', { columns: true }) as { id: string }[];
      expect([name, rows.length > 0]).toEqual([name, true]);
      expect(csv.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    }
    // Each table that has owners and that a person may read is there: those of the system alone are not one's data.
    const inside = ['account_files', 'data_exports', 'kept_forms', 'mail_links', 'totp_secrets', 'recovery_codes'];
    // What programs were answered, and pieces of a file that lies here for some days until it is brought in.
    const passing = ['api_answers', 'import_pieces', 'import_rows'];
    const skipped = [...inside, ...passing, 'passkeys', 'known_browsers', 'api_tokens', 'account_decisions'];
    const renamed: Record<string, string> = {
      inventory_items: 'inventory',
      deals: 'pipeline',
      affiliate_programmes: 'programmes',
      affiliate_months: 'affiliates',
    };
    const tables = Object.keys(await ownedRows(db(), bob.id))
      .map((it) => it.split('.')[0] ?? '')
      .filter((it) => !skipped.includes(it));
    expect(tables.filter((it) => !zip.has(`${renamed[it] ?? it}.json`))).toEqual([]);

    expect(JSON.parse(zip.get('inventory.json') ?? '')[0]).toMatchObject({
      id: his.item,
      name: 'Zephyr item',
      currency: 'USD',
    });
    expect(JSON.parse(zip.get('inventory.json') ?? '')).toContainEqual(
      expect.objectContaining({ name: 'Zephyr yen', currency: 'JPY', cash_price: '1200', quantity: 3 }),
    );
    const sold = csvOf(zip, 'inventory').find(({ name }) => name === 'Zephyr sold');
    expect(sold).toMatchObject({ currency: 'KWD', cash_price: '12.345', cash_tax: '0.007' });
    const months = { adjustments: '-12.50', commission: '3.00', clicks: '7' };
    expect(csvOf(zip, 'affiliates').filter((it) => it.adjustments !== '')).toEqual([expect.objectContaining(months)]);
    const deal = JSON.parse(zip.get('pipeline.json') ?? '')[0];
    expect(JSON.parse(zip.get('deal_offers.json') ?? '')[0]).toMatchObject({
      amount: expect.stringMatching(/^\d+\.\d\d$/),
      currency: deal.currency,
    });
    expect(JSON.parse(zip.get('account.json') ?? '')).toMatchObject({ id: bob.id, email: bob.email });
    expect(zip.get('notes.json')).toContain('Zephyr said');
    expect(zip.get('templates.json')).toContain('Zephyr draft');
    expect(all).not.toContain('token_hash');
    const files = [...zip].filter(([path]) => /^files\/[\w-]{36}\/his\.txt$/.test(path)).map(([, text]) => text);
    expect(files.sort()).toEqual(['Zephyr’s other', 'Zephyr’s own']);
    expect(zip.get('files-missing.txt')).toContain('Zephyr.txt');
    const [mail] = await db().rows('select about, user_id from mails where to_address = $1 and about = $2', [
      bob.email,
      'export_ready',
    ]);
    expect(mail).toEqual({ about: 'export_ready', user_id: bob.id });
    expect(await db().rows(`select 1 from audit_log where act = 'exported' and actor_id = $1`, [bob.id])).toHaveLength(
      1,
    );
  });

  it('knows of each number that it writes whether it is an amount, a rate or a plain one', async () => {
    const numbers = await db().rows<{ name: string; said: string | null }>(`
      select c.relname || '.' || a.attname as name, col_description(c.oid, a.attnum) as said
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and has_table_privilege('mouse_app', c.oid, 'select')
        and a.attnum > 0 and a.attgenerated = '' and a.atttypid in ('int4'::regtype, 'int8'::regtype)
        and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'user_id')`);
    const plain =
      /\.(version|position|quantity|rating|probability|stale_after|revisions_\w+|views\w*|clicks\w*|orders|items_\w+|cookie_days|payment_delay_days|year|revision|average_views|anchor_day|width|height|size|tries|wanted|done|skipped|parts\w*|fetched_entries|turn|failures|status|took_ms|bytes|n|line)$/;
    expect(numbers.filter(({ name, said }) => plain.test(name) === (said !== null))).toEqual([]);
    expect(numbers.filter(({ said }) => said !== null).length).toBeGreaterThan(25);
  });

  it('is there for its person alone, for a day, and then removed with its bytes', async () => {
    const visitor = await app.current.as('bob');
    const link = linkIn((await visitor.get(PATH)).text);
    expect((await (await app.current.as('alice')).get(link)).status).toBe(404);
    expect(linkIn((await (await app.current.as('alice')).get(PATH)).text)).toBe('');
    expect((await app.current.visitor().get(link)).status).toBe(303);
    expect((await visitor.get(`${PATH}/x/download`)).status).toBe(404);
    const kept = (await keptIn(app.current.config.storage.path)).length;
    await db().rows(`update data_exports set expires_at = now() - interval '1 second' where state = 'done'`);
    expect((await visitor.get(link)).status).toBe(404);
    await db().rows(`update account_files set created_at = now() - interval '25 hours' where purpose = 'export'`);
    await app.current.runJobs('tidy', 'remove_stored_files');
    expect(await keptIn(app.current.config.storage.path)).toHaveLength(kept - 1);
    expect(await db().rows(`select 1 from data_exports where state = 'done'`)).toEqual([]);
  });

  it('is of one moment though rows change meanwhile, begins anew where it was cut off, and needs the password', async () => {
    const visitor = app.current.visitor();
    await visitor.logIn(alice.email, PASSWORD);
    await ask(visitor);
    const [{ id } = { id: '' }] = await db().rows<{ id: string }>(
      `select id from data_exports where user_id = $1 and state = 'waiting'`,
      [alice.id],
    );
    await db().rows(`update data_exports set state = 'running', parts = 40, parts_done = 7 where id = $1`, [id]);
    const half = textOf((await visitor.get(PATH)).text);
    expect(half).toContain('7 of 40 parts');
    await app.current.queue.runDue();
    const zip = await archiveAt(visitor, linkIn((await visitor.get(PATH)).text));
    expect(zip.get('inventory.json')).toContain('Kestrel item');

    const seen = await app.current.database.snapshotAsUser(alice.id, 10_000, async (read) => {
      const count = async () =>
        (await read.rows({ text: 'select 1 from inventory_items', values: [] } as never)).length;
      const before = await count();
      await insertItem(db(), alice.id, { name: 'Meanwhile' });
      return [before, await count()];
    });
    expect(seen[0]).toBe(seen[1]);
    await db().rows(
      `update sessions set sess = (sess::jsonb || '{"confirmedAt": 1}')::json where sess ->> 'userId' = $1`,
      [alice.id],
    );
    const refused = await visitor.post(PATH);
    expect([refused.status, textOf(refused.text)]).toEqual([403, expect.stringContaining('To export what is yours.')]);
  });
});
