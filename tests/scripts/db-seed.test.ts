import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { worldOn } from '../../prisma/seed/world.js';
import { seedDemo } from '../../prisma/seed.js';
import { ITEM_FIELDS } from '../../src/features/inventory/fields.js';
import { itemRules } from '../../src/features/inventory/rules.js';
import { STATES } from '../../src/features/inventory/states.js';
import { CATEGORIES } from '../../src/features/templates/categories.js';
import { faultsOf, parseTemplate } from '../../src/features/templates/render.js';
import { dayOf, today } from '../../src/http/format.js';
import { createPasswords } from '../../src/platform/passwords.js';
import { TEST_ENV, useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf, Visitor } from '../support/visitor.js';

const MARA = 'mara@quillways.example';

describe('the demo world', () => {
  const now = new Date('2026-11-21T10:04:00Z');
  const world = worldOn(now);

  it('is the same each time', () => {
    expect(worldOn(now)).toEqual(world);
    const names = (at: string) =>
      worldOn(new Date(at)).inventory_items.map(({ name, state, sale_price }) => [name, state, sale_price]);
    expect(names('2027-03-01T23:30:00Z')).toEqual(names('2026-11-21T10:04:00Z'));
  });

  it('has every state, every source and two currencies with each person', () => {
    expect(world.companies).toHaveLength(30);
    for (const { id } of world.users) {
      const items = world.inventory_items.filter((item) => item.user_id === id);
      expect(new Set(items.map(({ state }) => state))).toEqual(new Set(STATES.names));
      expect(new Set(items.map(({ source }) => source)).size).toBe(5);
      expect(new Set(items.map(({ currency }) => currency))).toEqual(new Set(['USD', 'EUR']));
    }
  });

  it('would be taken by the form: each state has its day and amounts, days stand in order', () => {
    for (const item of world.inventory_items) {
      expect(itemRules(ITEM_FIELDS.of(item)), String(item.name)).toEqual({});
      const path = [
        item.requested_on,
        item.ordered_on,
        item.received_on,
        item.review_published_on,
        item.listed_on,
        item.sold_on,
        item.refunded_on,
      ];
      const days = path.filter((day) => typeof day === 'string');
      expect(days.toSorted(), String(item.name)).toEqual(days);
    }
  });

  it('writes templates for every purpose, of names that there are', () => {
    const { templates, template_versions } = world;
    expect(new Set(templates.map(({ category }) => category))).toEqual(new Set(Object.keys(CATEGORIES)));
    for (const { subject, body } of [...templates, ...template_versions])
      expect([...faultsOf(parseTemplate(subject)), ...faultsOf(parseTemplate(body))]).toEqual([]);
  });

  it('lets nothing but a due day lie in the future, at any hour', () => {
    for (const at of ['2026-11-21T00:05:00Z', '2026-11-21T10:04:00Z', '2026-11-21T23:55:00Z']) {
      const then = new Date(at);
      const { inventory_items, history } = worldOn(then);
      expect(history.filter((entry) => new Date(entry.at) > then)).toEqual([]);
      const done = ITEM_FIELDS.names.filter(
        (name) => ITEM_FIELDS.all[name].kind === 'date' && !/due|resale/.test(name),
      );
      const late = inventory_items.filter((item) =>
        done.some((field) => String(item[field] ?? '') > dayOf(then, 'UTC')),
      );
      expect(late).toEqual([]);
    }
  });

  it('tells each record from its first row to its present state', () => {
    for (const item of world.inventory_items) {
      const entries = world.history.filter((entry) => entry.inventory_item_id === item.id);
      const told = entries.map(({ at }) => at);
      expect(entries[0]).toMatchObject({ act: 'created', at: item.created_at, actor_id: item.user_id });
      expect(new Set(told).size).toBe(told.length);
      expect(told.toSorted()).toEqual(told);
      expect(told.at(-1)).toBe(item.updated_at);
      const states = entries.flatMap(({ changes }) => (changes['state'] ? [changes['state']] : []));
      expect(states.at(-1)?.[1]).toBe(item.state);
      expect(states.slice(1).map(([from]) => from)).toEqual(states.slice(0, -1).map(([, to]) => to));
      const last = Object.assign({}, ...entries.slice(1).map(({ changes }) => changes)) as Record<
        string,
        [unknown, unknown]
      >;
      for (const [field, [, after]] of Object.entries(last)) {
        expect(Object.hasOwn(ITEM_FIELDS.all, field)).toBe(true);
        expect(item[field as keyof typeof item]).toBe(after);
      }
    }
  });
});

describe('db:seed', () => {
  const app = useApp();
  let said: string;

  beforeAll(async () => {
    await app.current.db.rows(`delete from users where role = 'ADMIN'`);
    const answer = await seed([], app.current.db.url);
    expect(answer.stderr).toBe('');
    expect(answer.code).toBe(0);
    said = answer.stdout;
  });

  it('makes the people, the companies and the units, and the admin where there was none', async () => {
    expect(said).toContain('Made 3 people, 30 companies, 12 contacts and 510 units');
    const [counted] = await app.current.db.rows(`select (select count(*)::int from companies) as companies,
      (select count(*)::int from inventory_items where deleted_at is null) as units`);
    expect(counted).toEqual({ companies: 30, units: 510 });
    expect(await app.current.db.rows(`select email from users where role = 'ADMIN' and is_approved`)).toEqual([
      { email: 'admin@demo.example' },
    ]);
  });

  it('prints the password that the admin and the creators log in with', async () => {
    const password = /Password of the admin and the three creators: (\S+)/.exec(said)?.[1] ?? '';
    for (const email of ['admin@demo.example', MARA]) {
      expect(said).toContain(email);
      expect((await new Visitor(app.current.app).logIn(email, password)).status).toBe(303);
    }
  });

  it('shows Mara a loaner due today, late reviews, and what she made of the backpack', async () => {
    const password = /creators: (\S+)/.exec(said)?.[1] ?? '';
    const mara = new Visitor(app.current.app);
    await mara.logIn(MARA, password);
    const dashboard = textOf((await mara.get('/')).text);
    expect(dashboard).toMatch(/Return loaner: Boom kit, long .*? Today/);
    expect(dashboard).toMatch(/Clip light, three heads .*? 2 d late/);
    const rows = await app.current.db.rows(
      `select net_proceeds::int as net, cash_profit::int as profit, taxable_gain::int as gain, sale_price
      from inventory_items where name = 'Trailcap 20 L park backpack with rain cover' and state = 'sold' and user_id = (select id from users where email = $1)`,
      [MARA],
    );
    expect(rows).toEqual([{ net: 6200, profit: 6200, gain: -5800, sale_price: 8000 }]);
  });

  it('has notes, tags and tasks about what all share, and tasks and tags of one’s own', async () => {
    const mara = new Visitor(app.current.app);
    await mara.logIn(MARA, /creators: (\S+)/.exec(said)?.[1] ?? '');
    const [ines] = await app.current.db.rows<{ id: string }>(`select id from contacts where last_name = 'Calloway'`);
    const contact = await mara.get(`/contacts/${ines?.id}`);
    expect(contact.text).toContain('<strong>three reels and one long video</strong>');
    expect(textOf(contact.text)).toContain('press day');
    expect(textOf((await mara.open('/tasks')).text)).toMatch(
      /Overdue 1 .*Send the invoice for the spring reels.* Today 1 .*Ask for a second sample.*Film the unboxing/,
    );
    expect(textOf((await mara.get('/inventory?tag=giveaway')).text)).toMatch(/1–\d+ of \d+/);
  });

  it('has reviews due in the next days and sales to compare with, for each of the three', async () => {
    const rows = await app.current.db.rows<{ soon: number; late: number; last_year: number }>(
      `select
      count(*) filter (where review_due_on between $1::date and $1::date + 14 and review_state in ('not_started', 'testing', 'drafted'))::int as soon,
      count(*) filter (where review_due_on < $1::date and review_state in ('testing', 'drafted') and state = 'in_review')::int as late,
      count(*) filter (where sold_on < $1::date - 365)::int as last_year
      from inventory_items where deleted_at is null group by user_id`,
      [today('UTC')],
    );
    expect(rows).toHaveLength(3);
    for (const row of rows) for (const found of Object.values(row)) expect(found).toBeGreaterThan(0);
  });

  it('has two years of deals and collabs with each of the three, with all that asks for something', async () => {
    const rows = await app.current.db.rows<Record<string, number>>(
      `select u.id,
        (select count(*) filter (where s.kind = 'won' and d.closed_on < $1::date - 365)::int from deals d join deal_stages s on s.id = d.stage_id where d.user_id = u.id) as won_last_year,
        (select count(*)::int from deals d join deal_stages s on s.id = d.stage_id where d.user_id = u.id and s.kind = 'lost' and d.lost_reason_id is not null) as lost,
        (select count(*)::int from deals d join deal_stages s on s.id = d.stage_id where d.user_id = u.id and d.stage_since < $1::date - s.stale_after) as stale,
        (select count(*)::int from deal_stage_log l join deal_stages s on s.id = l.stage_id where l.user_id = u.id and s.name = 'Pitched') as pitched,
        (select count(*)::int from collab_payments p where p.user_id = u.id and p.due_on < $1::date and p.paid_on is null) as overdue,
        (select count(*)::int from collab_payments p where p.user_id = u.id and p.paid_on < $1::date - 365) as paid_last_year,
        (select count(*)::int from collab_deliverables l where l.user_id = u.id and l.draft_due_on < $1::date and l.state = 'drafting') as late,
        (select count(*)::int from collab_exclusivities x where x.user_id = u.id and x.until_on > $1::date) as locks
      from users u where u.email like any('{mara@%,jonah@%,odile@%}')`,
      [today('UTC')],
    );
    expect(rows).toHaveLength(3);
    for (const { id: _, ...found } of rows)
      for (const [what, n] of Object.entries(found)) expect(n, what).toBeGreaterThan(0);
    const mara = new Visitor(app.current.app);
    await mara.logIn(MARA, /creators: (\S+)/.exec(said)?.[1] ?? '');
    expect(textOf((await mara.get('/collabs/undisclosed')).text)).toMatch(/1 deliverable .*Charging in the queue/);
  });

  it('has a year of mails from templates with each of the three, some answered, some before a deal that was won', async () => {
    const rows = await app.current.db.rows<Record<string, number>>(
      `select u.id, count(s.id)::int as sent, count(s.replied_at)::int as replied, count(distinct s.template_id)::int as templates,
        (count(*) filter (where s.written_at < now() - interval '300 days'))::int as early,
        (count(*) filter (where w.id is not null and d.stage_since > s.written_at))::int as won
      from users u join template_sends s on s.user_id = u.id left join deals d on d.id = s.deal_id
        left join deal_stages w on w.id = d.stage_id and w.kind = 'won'
      group by u.id`,
    );
    expect(rows).toHaveLength(3);
    for (const { id: _, ...found } of rows)
      for (const [what, n] of Object.entries(found)) expect(n, what).toBeGreaterThan(0);
    const strange = await app.current.db.rows(
      `select subject from template_sends where subject || body like '%{{%' or replied_at > now() or subject = ''`,
    );
    expect(strange).toEqual([]);
  });

  it('has a closed tax year of one of them, with a unit without value, forms of payers and an adjustment', async () => {
    const mara = new Visitor(app.current.app);
    await mara.logIn(MARA, /creators: (\S+)/.exec(said)?.[1] ?? '');
    const year = Number(today('America/New_York').slice(0, 4)) - 1;
    const text = textOf((await mara.get(`/reports/tax-year?year=${year}`)).text);
    expect(text).toMatch(
      /Closed on \d+ \w+ \d{4} by Mara Quill\. .* 1 row changed since; it is listed as an adjustment/,
    );
    expect(text).toContain('1 without value');
    expect(text).toMatch(/counts in \d{4}\. Their form may leave it out\./);
    expect(text).toContain('They report the month of December in January, when they paid it.');
    expect(text).toMatch(/Lumen & Oak .* 0\.00/);
    const open = textOf((await mara.get(`/reports/tax-year?year=${year + 1}`)).text);
    expect(open).not.toContain('Closed on');
  });

  it('refuses a database that has records', async () => {
    for (const args of [[], ['--large']]) {
      const again = await seed(args, app.current.db.url);
      expect(again.code).toBe(1);
      expect(again.stderr).toContain('The database holds companies or inventory already.');
      expect(again.stdout).toBe('');
    }
    expect(await app.current.db.rows('select count(*)::int as n from companies')).toEqual([{ n: 30 }]);
  });
});

describe('seedDemo', () => {
  const app = useApp();

  it('leaves nothing behind when it refuses: for one item in the trash, for an address that is taken', async () => {
    const id = await insertItem(app.current.db, PEOPLE.alice.id, { deleted_at: new Date() });
    await expect(seedDemo(app.current.database, createPasswords())).rejects.toThrow('holds companies or inventory');
    await app.current.db.rows('delete from inventory_items where id = $1', [id]);
    await app.current.db.rows('update users set email = $1 where id = $2', [MARA, PEOPLE.bob.id]);
    await expect(seedDemo(app.current.database, createPasswords())).rejects.toThrow(`${MARA} has an account already`);
    await app.current.db.rows('update users set email = $1 where id = $2', [PEOPLE.bob.email, PEOPLE.bob.id]);
    expect(await app.current.db.rows('select count(*)::int as n from companies')).toEqual([{ n: 0 }]);
  });

  it('keeps an admin that exists, of two at once one works, also on the first day of a year', async () => {
    const [before] = await app.current.db.rows('select password_hash from users where id = $1', [PEOPLE.ada.id]);
    const both = await Promise.allSettled(
      [1, 2].map(() => seedDemo(app.current.database, createPasswords(), new Date('2027-01-01T10:00:00Z'))),
    );
    const made = both.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    expect(made.map(({ admin }) => admin)).toEqual([{ email: PEOPLE.ada.email, made: false }]);
    expect(await app.current.db.rows(`select password_hash from users where role = 'ADMIN'`)).toEqual([before]);
  });
});

async function seed(args: string[], url: string) {
  const env = { PATH: process.env['PATH'] ?? '', ...TEST_ENV, DATABASE_URL: url };
  const child = spawn(process.execPath, ['dist/scripts/db-seed.js', ...args], { env });
  const answer = { code: -1, stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (answer.stdout += data));
  child.stderr.on('data', (data) => (answer.stderr += data));
  const [code] = await once(child, 'close');
  return { ...answer, code: code as number };
}
