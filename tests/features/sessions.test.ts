import type { SessionData } from 'express-session';
import { describe, expect, it } from 'vitest';
import { endSessions as endAllSessions } from '../../src/features/auth/index.js';
import { findSession } from '../../src/http/middleware/find-session.js';
import { sessionStore } from '../../src/http/middleware/session-store.js';
import { startApp, useApp } from '../support/app.js';
import { insertContact } from '../support/contact-form.js';
import { itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { bob, charlie } = PEOPLE;

async function signedIn(email: string) {
  const visitor = app.current.visitor();
  await visitor.logIn(email, PASSWORD);
  return visitor;
}
const endSessions = (id: string) => app.current.db.rows(`delete from sessions where sess ->> 'userId' = $1`, [id]);

describe('a form sent after its session has ended', () => {
  it('comes back with what was typed after the new login, and is sent by a click alone', async () => {
    const visitor = await signedIn(charlie.email);
    await visitor.get('/inventory/new');
    await endSessions(charlie.id);
    const sent = await visitor.post('/inventory', itemForm({ name: 'Typed before the end', location: '<Shelf B>' }));
    expect(sent.status).toBe(303);
    expect(sent.headers['location']).toMatch(/^\/auth\/login\?next=/);
    const login = await visitor.get(sent.headers['location'] ?? '');
    expect(textOf(login.text)).toContain('You were signed out. Log in and what you typed comes back.');
    expect(await app.current.db.rows(`select 1 from inventory_items where name = 'Typed before the end'`)).toEqual([]);

    const next = /name="next" value="([^"]*)"/.exec(login.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = await visitor.post('/auth/login', { email: charlie.email, password: PASSWORD, next });
    const form = await visitor.get(back.headers['location'] ?? '');
    expect(form.text).toContain('value="Typed before the end"');
    expect(form.text).toContain('value="&lt;Shelf B&gt;"');
    expect(textOf(form.text)).toContain('The form had expired and nothing was changed. Check it and send it again.');
    const saved = await visitor.post('/inventory', itemForm({ name: 'Typed before the end' }));
    expect(saved.status).toBe(303);
  });

  it('brings back rows that both versions side by side send as one text', async () => {
    const visitor = await signedIn(charlie.email);
    const id = await insertContact(app.current.db, { first_name: 'Ines', email: 'ines@north.example' });
    const { text } = await visitor.get(`/contacts/${id}/edit`);
    const row = /name="email_row_0" value="([^"]+)"/.exec(text)?.[1];
    await endSessions(charlie.id);
    const emails = JSON.stringify([{ row, label: 'work', value: 'ines@south.example', primary: true }]);
    const sent = await visitor.post(`/contacts/${id}`, { version: '1', first_name: 'Ines', emails });
    const login = await visitor.get(sent.headers['location'] ?? '');
    const next = /name="next" value="([^"]*)"/.exec(login.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = await visitor.post('/auth/login', { email: charlie.email, password: PASSWORD, next });
    const form = await visitor.get(back.headers['location'] ?? '');
    expect(form.text).toContain('value="ines@south.example"');
    expect(form.text).toContain(`name="email_row_0" value="${row}"`);
  });

  it('keeps no password, and nothing for someone else', async () => {
    const visitor = await signedIn(bob.email);
    await visitor.get('/account/password');
    await endSessions(bob.id);
    await visitor.post('/account/password', { current_password: PASSWORD, password: 'Another-parade7', note: 'kept' });
    const [row] = await app.current.db.rows<{ fields: object }>('select fields from kept_forms where user_id = $1', [
      bob.id,
    ]);
    expect(row?.fields).toEqual({ note: 'kept' });
    const other = await (await app.current.as('alice')).get('/account/password?kept=1');
    expect(textOf(other.text)).not.toContain('nothing was changed');
  });

  it('with a forged person keeps nothing, and the login page says that it must be sent again', async () => {
    const visitor = app.current.visitor();
    await visitor.get('/auth/login');
    const answer = await visitor.post('/inventory', {
      csrf_token: 'x',
      form_page: `${Buffer.from(`["${PEOPLE.ada.id}","/"]`).toString('base64url')}.x`,
      name: 'forged',
    });
    expect(answer.status).toBe(303);
    expect(textOf((await visitor.get(answer.headers['location'] ?? '')).text)).toContain('Send it again.');
    expect(await app.current.db.rows('select 1 from kept_forms where user_id = $1', [PEOPLE.ada.id])).toEqual([]);
  });
});

describe('a form whose token is stale while its person is signed in', () => {
  it('comes back with a box that was unticked still unticked', async () => {
    const id = await insertItem(app.current.db, charlie.id, { disclosure_made: true, received_on: '2026-09-11' });
    const visitor = await signedIn(charlie.email);
    await visitor.get(`/inventory/${id}/edit`);
    const sent = await visitor.post(
      `/inventory/${id}`,
      itemForm({ csrf_token: 'stale', name: 'Renamed', version: '1' }),
    );
    const form = await visitor.get(sent.headers['location'] ?? '');
    expect(form.text).toContain('value="Renamed"');
    expect(/<input[^>]*name="disclosure_made"[^>]*>/.exec(form.text)?.[0]).not.toContain('checked');
  });

  it('is never a 5xx, whatever stands in its fields', async () => {
    const visitor = await signedIn(charlie.email);
    for (const form_page of ['x', 'x.', `x.${'é'.repeat(43)}`, '.', 'eyJhIjoxfQ.AAAA']) {
      expect((await visitor.post('/inventory', { csrf_token: 'stale', form_page })).status).toBe(303);
    }
  });
});

describe('a session', () => {
  it('is not made for who only looks', async () => {
    const answer = await app.current.visitor().get('/no-such-page');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('has an HttpOnly, SameSite=Lax cookie; behind https also Secure, with the __Host- prefix and HSTS', async () => {
    const plain = await app.current.visitor().get('/auth/login');
    expect(plain.headers['set-cookie']?.[0]).toMatch(/^mouse=.*HttpOnly; SameSite=Lax$/);
    expect(plain.headers['strict-transport-security']).toBeUndefined();
    const https = await startApp({ APP_URL: 'https://crm.park.example' });
    const answer = await https.visitor().get('/auth/login', { 'X-Forwarded-Proto': 'https' });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-mouse=.*Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
    expect(answer.headers['content-security-policy']).toContain('upgrade-insecure-requests');
    await https.stop();
  });

  it('gets a new id at login and ends at logout', async () => {
    const visitor = app.current.visitor();
    const before = (await visitor.get('/auth/login')).headers['set-cookie']?.[0];
    const after = (await visitor.post('/auth/login', { email: bob.email, password: PASSWORD })).headers[
      'set-cookie'
    ]?.[0];
    expect(after?.split(';')[0]).not.toBe(before?.split(';')[0]);
    await visitor.get('/');
    await visitor.post('/auth/logout');
    expect((await visitor.get('/')).status).toBe(303);
  });

  it('ends 14 days after the login however busy it is, and after 24 idle hours', async () => {
    const visitor = await signedIn(bob.email);
    const long = 15 * 86_400_000;
    await app.current.db.rows(
      `update sessions set sess = jsonb_set(sess::jsonb, '{signedInAt}', to_jsonb($2::bigint)) where sess ->> 'userId' = $1`,
      [bob.id, Date.now() - long],
    );
    expect((await visitor.get('/')).status).toBe(303);
    const idle = await signedIn(bob.email);
    await app.current.db.rows(`update sessions set expire = now() - interval '1 second' where sess ->> 'userId' = $1`, [
      bob.id,
    ]);
    expect((await idle.get('/')).status).toBe(303);
  });

  it('that was revoked stays so, though a request under way writes it back', async () => {
    const visitor = await signedIn(bob.email);
    const [row] = await app.current.db.rows<{ sid: string }>(`select * from sessions where sess ->> 'userId' = $1`, [
      bob.id,
    ]);
    await app.current.database.asSystem('a test of what a role change does', (tx) => endAllSessions(tx, bob.id));
    expect(await app.current.db.rows('select 1 from sessions where sid = $1', [row?.sid])).toEqual([]);
    await app.current.db.rows('insert into sessions select * from json_populate_record(null::sessions, $1)', [
      JSON.stringify(row),
    ]);
    expect((await visitor.get('/')).status).toBe(303);
    expect((await (await signedIn(bob.email)).get('/')).status).toBe(200);
  });

  it('of someone who was locked or lost their approval is nobody’s at once', async () => {
    const visitor = await signedIn(bob.email);
    await app.current.db.rows('update users set locked_by_admin_at = now() where id = $1', [bob.id]);
    expect((await visitor.get('/')).status).toBe(303);
    await app.current.db.rows('update users set locked_by_admin_at = null where id = $1', [bob.id]);
  });
});

describe('the sessions that one is signed in with', () => {
  const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const SAFARI =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1';
  const PAGE = '/account/security';
  const keys = (html: string) => [...html.matchAll(/sessions\/([0-9a-f]{64})\/end"/g)].map(([, key]) => key ?? '');

  async function browser(userAgent: string, email: string = charlie.email) {
    const visitor = app.current.visitor();
    visitor.agent.set('User-Agent', userAgent);
    await visitor.logIn(email, PASSWORD);
    return visitor;
  }

  it('are shown by browser, system and address, this one first, and by no word that lets anybody in', async () => {
    await endSessions(charlie.id);
    const phone = await browser(SAFARI);
    const here = await browser(FIREFOX);
    await app.current.db.rows(
      `update sessions set sess = sess || jsonb_build_object('touchedAt', $2::bigint) where sess ->> 'userId' = $1 and sess ->> 'userAgent' = $3`,
      [charlie.id, Date.now() - 2 * 3_600_000, SAFARI],
    );
    const { text } = await here.get(PAGE);
    const words = textOf(text);
    expect(words).toMatch(/Firefox on Linux This browser Now, [\d.]+, signed in \d/);
    expect(words).toContain(`Safari on iPhone Seen 2 hours ago, ${phone.clientAddress}, signed in`);
    expect(words.indexOf('Firefox on Linux')).toBeLessThan(words.indexOf('Safari on iPhone'));
    expect(keys(text)).toHaveLength(1);
    const sids = await app.current.db.rows<{ sid: string }>(`select sid from sessions where sess ->> 'userId' = $1`, [
      charlie.id,
    ]);
    for (const { sid } of sids) expect(text).not.toContain(sid);
    // Being used is noted, with the address it is used from.
    expect((await phone.get('/', { 'X-Forwarded-For': '203.0.113.77' })).status).toBe(200);
    expect(textOf((await here.get(PAGE)).text)).toContain('Safari on iPhone Seen just now, 203.0.113.77, signed in');
  });

  it('end one by one and all others at once, by their person alone', async () => {
    await endSessions(charlie.id);
    const [here, phone, third] = [await browser(FIREFOX), await browser(SAFARI), await browser('curl/8')];
    const stranger = await browser(FIREFOX, bob.email);
    const [, key = ''] = keys((await third.get(PAGE)).text);
    const ofPhone = keys((await here.get(PAGE)).text)[1] ?? '';
    await stranger.get(PAGE);
    const refused = await stranger.postAndFollow(`${PAGE}/sessions/${ofPhone}/end`);
    expect(textOf(refused.text)).toContain('That session was over already.');
    expect((await phone.get('/account')).status).toBe(200);
    // Whoever found a session open must prove who they are before they throw others out.
    const age = `update sessions set sess = (sess::jsonb || '{"confirmedAt": 0}')::json where sess ->> 'userId' = $1`;
    await app.current.db.rows(age, [charlie.id]);
    for (const act of [`${ofPhone}/end`, 'end-others']) {
      const asked = await here.post(`${PAGE}/sessions/${act}`);
      expect([asked.status, textOf(asked.text)]).toEqual([403, expect.stringContaining('To sign out elsewhere.')]);
    }
    expect((await phone.get('/account')).status).toBe(200);
    const confirmed = {
      confirm_password: PASSWORD,
      confirm_to: `${PAGE}/sessions/${ofPhone}/end`,
      confirm_method: 'post',
    };
    expect((await here.post('/account/confirm', confirmed)).status).toBe(307);
    const done = await here.postAndFollow(`${PAGE}/sessions/${ofPhone}/end`);
    expect(textOf(done.text)).toContain('Signed out there.');
    expect((await phone.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    expect(key).not.toBe('');
    await here.postAndFollow(`${PAGE}/sessions/end-others`);
    expect((await third.get('/account')).status).toBe(303);
    expect((await here.get(PAGE)).status).toBe(200);
    expect((await stranger.get('/account')).status).toBe(200);
    const acts = await app.current.db.rows(
      `select act from audit_log where actor_id = $1 and act = 'sessions_ended' order by id`,
      [charlie.id],
    );
    expect(acts).toHaveLength(2);
  });

  it('stay ended, though a request that is under way writes them back', async () => {
    await browser(FIREFOX);
    const { database, config } = app.current;
    const store = sessionStore(database.sessionStore, findSession(database, config));
    const [row] = await app.current.db.rows<{ sid: string }>(
      `select sid from sessions where sess ->> 'userId' = $1 limit 1`,
      [charlie.id],
    );
    const sid = row?.sid ?? '';
    const read = await new Promise<SessionData>((done) => store.load(sid, (_error, it) => it && done(it)));
    const write = () => new Promise<void>((done) => store.set(sid, read, () => done()));
    await write();
    expect(await app.current.db.rows('select 1 from sessions where sid = $1', [sid])).toHaveLength(1);
    await endSessions(charlie.id);
    await write();
    expect(await app.current.db.rows('select 1 from sessions where sid = $1', [sid])).toEqual([]);
  });
});

describe('every page', () => {
  it('is private, strict and named by its request', async () => {
    const answer = await (await app.current.as('alice')).get('/inventory');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers['permissions-policy']).toContain('camera=()');
    const policy = answer.headers['content-security-policy'] ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).not.toMatch(/unsafe/);
    expect(answer.text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle="|\son[a-z]+="/);
  });

  it('that is asked for in a way nobody can read is a 4xx with a page', async () => {
    const alice = await app.current.as('alice');
    for (const path of [
      '/inventory?cursor=nonsense',
      '/%E0%A4%A',
      '/inventory/%00',
      `/inventory?cursor=${Buffer.from('["x","01900000-0000-7000-8000-00000000000a",0,1]').toString('base64url')}`,
    ]) {
      const answer = await alice.get(path);
      expect(`${path} ${answer.status}`).toMatch(/ 4\d\d$/);
      expect(answer.text).toContain('<h1');
    }
    const large = await alice.post('/inventory', { name: 'x'.repeat(300_000) });
    expect(large.status).toBe(413);
    expect(large.text).toContain('Go to the dashboard');
    const methods = await alice.agent.delete('/inventory');
    expect([methods.status, methods.headers['allow']]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    expect(methods.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
  });
});
