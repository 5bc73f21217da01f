import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp({ AUDIT_RETENTION_DAYS: '90' });

type Line = { act?: string; at?: string; actor?: string | null; kind?: string | null; id?: string; address?: string };
const write = async ({ act = 'changed', at, actor = PEOPLE.bob.id, kind = 'companies', id = 'x', address }: Line) =>
  (
    await app.current.db.rows<{ id: string }>(
      `insert into audit_log (act, at, actor_id, subject_kind, subject_id, client_address)
       values ($1, coalesce($2::timestamptz, now()), $3, $4, $5, $6) returning id::text`,
      [act, at ?? null, actor, kind, id, address ?? null],
    )
  )[0]?.id ?? '';
const acts = (html: string) => [...html.matchAll(/<td class="name audit-act">([^<]+)</g)].map((match) => match[1]);
const PATH = '/admin/audit';

describe('the page of the log', () => {
  it('tells who did what to whom, when and from where', async () => {
    const ada = await app.current.as('ada');
    await write({ act: 'role_set', actor: PEOPLE.ada.id, kind: 'user', id: PEOPLE.bob.id, address: '192.0.2.44' });
    await write({ act: 'login_failed', actor: null, kind: null, address: '192.0.2.45' });
    await write({ act: 'deleted', actor: '01900000-0000-7000-8000-0000000000aa', kind: 'contacts' });
    const page = await ada.get(PATH);
    const text = textOf(page.text);
    expect(text).toMatch(/Role set/);
    expect(text).toContain('192.0.2.44');
    expect(text).toContain('Not logged in');
    expect(text).toContain('Gone: 01900000-0000-7000-8000-0000000000aa');
    expect(text).toContain('Lines are kept for 90 days.');
    expect(page.text).toContain(`href="/admin/users/${PEOPLE.bob.id}"`);
    expect((await (await app.current.as('alice')).get(PATH)).status).toBe(404);
  });

  it('filters by person, act, kind and day, also several at once', async () => {
    const ada = await app.current.as('ada');
    await write({ act: 'merged', at: '2026-02-03T23:30:00Z', kind: 'contacts' });
    await write({ act: 'merged', at: '2026-02-04T22:30:00Z', kind: 'companies', actor: PEOPLE.charlie.id });
    await write({ act: 'locked', at: '2026-02-05T12:00:00Z', kind: 'user', id: PEOPLE.charlie.id, actor: null });
    const found = async (query: string) => acts((await ada.get(`${PATH}?${query}`)).text);
    expect(await found('act=merged')).toEqual(['Merged', 'Merged']);
    expect(await found('act=merged&kind=contacts')).toEqual(['Merged']);
    expect(await found('at_from=2026-02-04&at_to=2026-02-04')).toEqual(['Merged']);
    expect(await found(`person=${PEOPLE.charlie.email.toUpperCase()}&at_to=2026-02-28`)).toEqual(['Locked', 'Merged']);
    expect(await found(`person=${PEOPLE.charlie.id}&act=locked`)).toEqual(['Locked']);
    expect(await found('person=01900000-0000-7000-8000-0000000000aa')).toEqual(['Deleted']);
    expect(textOf((await ada.get(`${PATH}?act=unmerged`)).text)).toContain('Nothing matches these filters');
    // The days are the reader's: 23:30 of the third in UTC is the fourth in Berlin.
    await app.current.db.rows(`update users set time_zone = 'Europe/Berlin' where id = $1`, [PEOPLE.ada.id]);
    expect(await found('act=merged&at_from=2026-02-04&at_to=2026-02-04')).toEqual(['Merged', 'Merged']);
    expect(await found('act=merged&kind=contacts&at_from=2026-02-04&at_to=2026-02-04')).toEqual(['Merged']);
    await app.current.db.rows(`update users set time_zone = 'UTC' where id = $1`, [PEOPLE.ada.id]);
  });

  it.each([
    ['person=nobody@park.example', 'No account has this address.'],
    ['person=%00', 'No account has this address.'],
    ['person=a&person=b', 'Send one value here.'],
    ['act=constructor', 'Choose one of the list.'],
    ['kind=spaceship', 'Choose one of the list.'],
    ['at_from=2026-02-30', 'Type a date such as 2026-11-18.'],
    ['at_from=yesterday', 'Type a date such as 2026-11-18.'],
    ['at_from=2026-02-05&at_to=2026-02-04', 'Choose a day that is not before the first.'],
  ])('of %s says what is wrong beside its field, and neither shows nor exports a line', async (query, message) => {
    const ada = await app.current.as('ada');
    const page = await ada.get(`${PATH}?${query}`);
    expect([page.status, textOf(page.text)]).toEqual([422, expect.stringContaining(message)]);
    expect(acts(page.text)).toEqual([]);
    expect((await ada.get(`${PATH}/export.csv?${query}`)).status).toBe(400);
  });

  it('pages through every line once, forwards and back', async () => {
    const ids = [];
    for (let n = 0; n < 120; n += 1) ids.push(await write({ act: 'year_closed', kind: 'tax_year', id: String(n) }));
    const ada = await app.current.as('ada');
    const shown = (html: string) =>
      [...html.matchAll(/<span class="muted num">(\d+)<\/span>/g)].map((match) => match[1]);
    for (const query of ['act=year_closed', `act=year_closed&person=${PEOPLE.bob.email}`]) {
      const seen: (string | undefined)[][] = [];
      let path: string | undefined = `${PATH}?${query}`;
      let back: string | undefined;
      while (path) {
        const { text } = await ada.get(path);
        seen.push(shown(text));
        back = /rel="prev" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
        path = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      }
      expect(seen.map((it) => it.length)).toEqual([50, 50, 20]);
      expect(new Set(seen.flat()).size).toBe(120);
      const { text } = await ada.get(back ?? '');
      expect(shown(text)).toEqual(seen[1]);
      expect(textOf(text)).toContain('51–100 of 120');
    }
    for (const cursor of ['7', 'older-x-1', 'older-99999999999999999999-1', 'older-5-0'])
      expect((await ada.get(`${PATH}?cursor=${cursor}`)).status).toBe(400);
  });

  it('is exported as CSV, which is a line of its own', async () => {
    const ada = await app.current.as('ada');
    await app.current.db.rows(`update users set name = '=cmd()' where id = $1`, [PEOPLE.bob.id]);
    const answer = await ada.get(`${PATH}/export.csv?act=year_closed`);
    expect(answer.headers['content-disposition']).toMatch(/audit-\d{4}-\d\d-\d\d\.csv/);
    const rows = parse(answer.text) as string[][];
    expect(rows[0]).toEqual([
      ...['id', 'at', 'act', 'actor_id', 'actor', 'subject_kind', 'subject_id', 'client_address', 'request_id'],
    ]);
    expect(rows).toHaveLength(121);
    expect(rows[1]?.slice(2, 7)).toEqual(['year_closed', PEOPLE.bob.id, "'=cmd()", 'tax_year', '119']);
    expect(acts((await ada.get(`${PATH}?kind=audit_log`)).text)).toEqual(['Exported']);
  });
});

describe('the log', () => {
  // One message is one transaction.
  const as = (role: string, statement: string) =>
    app.current.db.rows(`set local role ${role}; ${statement}`).then(
      () => 'done',
      (error: Error) => error.message,
    );

  it('is written to by the app and never changed, nor read by members', async () => {
    await write({});
    for (const statement of [
      `update audit_log set act = 'x'`,
      'delete from audit_log',
      'truncate audit_log',
      'select * from audit_log',
    ])
      expect([statement, await as('mouse_app', statement)]).toEqual([
        statement,
        expect.stringContaining('permission denied for table audit_log'),
      ]);
    expect(await as('mouse_system', `update audit_log set act = 'x'`)).toContain('permission denied');
    expect(await as('mouse_system', 'truncate audit_log')).toContain('permission denied');
  });

  it('keeps what is young, also from the system and from a superuser', async () => {
    await write({});
    for (const role of ['mouse_system', 'current_user'])
      expect(await as(role === 'current_user' ? 'none' : role, 'delete from audit_log')).toContain('append-only');
    expect(await as('none', `update audit_log set act = 'x'`)).toContain('append-only');
  });

  it('forgets what is older than the server is told to keep it', async () => {
    await write({ act: 'imported', at: new Date(Date.now() - 91 * 86_400_000).toISOString() });
    await write({ act: 'imported', at: new Date(Date.now() - 89 * 86_400_000).toISOString() });
    await app.current.runJobs('forget_audit');
    const left = await app.current.db.rows(
      `select extract(day from now() - at)::int as days from audit_log where act = 'imported'`,
    );
    expect(left).toEqual([{ days: 89 }]);
  });
});
