import { describe, expect, it } from 'vitest';
import { accountToChange, setRole } from '../../src/features/admin/index.js';
import { mailsTo } from '../support/account-mails.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();

async function add(email: string, columns = '') {
  const [row] = await app.current.db.rows<{ id: string }>(
    `insert into users (id, email, name, password_hash) select gen_random_uuid(), $1, null, password_hash from users where id = $2 returning id`,
    [email, PEOPLE.alice.id],
  );
  if (columns) await app.current.db.rows(`update users set ${columns} where id = $1`, [row?.id]);
  return row?.id ?? '';
}

const user = async (id: string) =>
  (await app.current.db.rows('select * from users where id = $1', [id]))[0] as Record<string, unknown>;
const acts = async (id: string) =>
  app.current.db.rows('select act, actor_id from audit_log where subject_id = $1 order by id', [id]);
const listed = (html: string) =>
  [...html.matchAll(/<td class="name[^>]*title="(?:[^"]*, )?([^",]+)"/g)].map((match) => match[1]);

describe('the page of one person', () => {
  it('says, as the list does, that somebody leaves and when, and how they look', async () => {
    const ada = await app.current.as('ada');
    const id = await add('lea@leaving.example', `is_approved = true, deletion_due_at = now() + interval '10 days'`);
    const [picture] = await app.current.db.rows<{ id: string }>(
      `insert into account_files (id, user_id, purpose, size, sha256) values (gen_random_uuid(), $1, 'picture', 1, repeat('0', 64)) returning id`,
      [id],
    );
    const list = await ada.get('/admin/users?status=leaving');
    expect(listed(list.text)).toEqual(['lea@leaving.example']);
    expect(textOf(list.text)).toMatch(/Leaving goes \d+ \w{3}/);
    expect(listed((await ada.get('/admin/users?status=active&q=leaving.example')).text)).toEqual([]);
    const page = await ada.get(`/admin/users/${id}`);
    expect(textOf(page.text)).toMatch(/Goes on .*, as they asked\. A login before then keeps it\./);
    for (const { text } of [list, page]) expect(text).toContain(`src="/people/pictures/${picture?.id}"`);
    await app.current.db.rows('update users set locked_by_admin_at = now() where id = $1', [id]);
    expect(listed((await ada.get('/admin/users?status=locked&q=leaving.example')).text)).toEqual([
      'lea@leaving.example',
    ]);
  });

  it('leads to who stands before and after it in the list', async () => {
    const ada = await app.current.as('ada');
    await add('nil@between.example', 'is_approved = true');
    await add('one@between.example');
    const ids = [...(await ada.get('/admin/users')).text.matchAll(/href="\/admin\/users\/([\w-]{36})"/g)].map(
      (it) => it[1],
    );
    const around = async (id: string | undefined) => {
      const { text } = await ada.get(`/admin/users/${id}`);
      const led = (label: string) =>
        new RegExp(`<a[^>]*href="/admin/users/([\\w-]{36})"[^>]*aria-label="${label}"`).exec(text)?.[1];
      return [led('Previous user'), led('Next user')];
    };
    for (const [n, id] of ids.entries()) expect(await around(id)).toEqual([ids[n - 1], ids[n + 1]]);
    expect(ids.length).toBeGreaterThan(4);
  });

  it('says how the account stands, and counts what it owns without showing it', async () => {
    const ada = await app.current.as('ada');
    await app.current.as('alice');
    await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Secret lens' });
    const list = await ada.get('/admin/users?q=alice');
    expect(list.text).toContain(`href="/admin/users/${PEOPLE.alice.id}"`);
    const page = await ada.get(`/admin/users/${PEOPLE.alice.id}`);
    const text = textOf(page.text);
    for (const words of ['Active', 'Role Member', 'Last sign-in', 'Lockout None', 'Inventory 1 item'])
      expect(text).toContain(words);
    expect(text).toMatch(/Sessions [1-9]/);
    expect(text).not.toContain('Secret lens');
    expect(page.text).not.toContain(`/admin/users/${PEOPLE.alice.id}/unlock`);
  });

  it('tells of a lock and lifts it', async () => {
    const ada = await app.current.as('ada');
    const id = await add('lois@one.example', 'is_approved = true');
    for (let n = 0; n < 5; n += 1) await app.current.visitor().logIn('lois@one.example', 'Wrong-guess-12345');
    const page = await ada.get(`/admin/users/${id}`);
    expect(textOf(page.text)).toMatch(/Locked until \d\d:\d\d after 5 wrong passwords\. It opens by itself\./);
    expect(textOf(page.text)).toContain('Wrong in a row 5 of 5');
    expect(textOf(page.text)).toContain('Locks this year 1');
    const list = await ada.get('/admin/users?status=locked_out&q=one.example');
    expect(listed(list.text)).toEqual(['lois@one.example']);
    expect(textOf(list.text)).toContain('Locked out 5 minutes');
    expect(listed((await ada.get('/admin/users?status=active&q=one.example')).text)).toEqual([]);
    const after = await ada.postAndFollow(`/admin/users/${id}/unlock`);
    expect(textOf(after.text)).toContain('lois@one.example can log in again.');
    expect(textOf(after.text)).toContain('Lockout None');
    expect((await app.current.visitor().logIn('lois@one.example', PASSWORD)).status).toBe(303);
    expect(await acts(id)).toContainEqual({ act: 'unlocked', actor_id: PEOPLE.ada.id });
  });

  it('shows what was written down about the account, and leads to the rest', async () => {
    const ada = await app.current.as('ada');
    const id = await add('lena@one.example', 'is_approved = true');
    for (let n = 0; n < 11; n += 1)
      await app.current.db.rows(
        `insert into audit_log (act, subject_kind, subject_id, client_address) values ('login_failed', 'user', $1, '192.0.2.7')`,
        [id],
      );
    const page = await ada.get(`/admin/users/${id}`);
    expect(textOf(page.text).match(/Login failed, from 192\.0\.2\.7/g)).toHaveLength(10);
    expect(page.text).toContain(`href="/admin/audit?person=${id}"`);
  });

  it('of oneself offers no act on oneself, and none is done', async () => {
    const ada = await app.current.as('ada');
    const path = `/admin/users/${PEOPLE.ada.id}`;
    const page = await ada.get(path);
    for (const act of ['role', 'lock', 'new-password', 'sessions-end']) {
      expect(page.text).not.toContain(`${path}/${act}`);
      expect((await ada.get(`${path}/${act}`)).status).toBe(409);
      const answer = await ada.post(`${path}/${act}`, { role: 'USER', note: 'I am tired of this.' });
      expect([answer.status, textOf(answer.text)]).toEqual([409, expect.stringContaining('This is your own account.')]);
    }
    expect(await user(PEOPLE.ada.id)).toMatchObject({ role: 'ADMIN', locked_by_admin_at: null });
  });

  it('lets in who waits, and comes back', async () => {
    const ada = await app.current.as('ada');
    const id = await add('wes@one.example');
    const path = `/admin/users/${id}`;
    expect(textOf((await ada.get(path)).text)).toContain('Waiting');
    const answer = await ada.post(`${path}/approval`, { return_to: path });
    expect(answer.headers['location']).toBe(path);
    expect(await user(id)).toMatchObject({ is_approved: true });
  });

  it('is for admins alone, and of nobody 404', async () => {
    const ada = await app.current.as('ada');
    for (const id of ['7', '01900000-0000-7000-8000-0000000000ff'])
      expect((await ada.get(`/admin/users/${id}`)).status).toBe(404);
    const alice = await app.current.as('alice');
    expect((await alice.get(`/admin/users/${PEOPLE.bob.id}`)).status).toBe((await alice.get('/admin/users')).status);
    expect((await alice.post(`/admin/users/${PEOPLE.bob.id}/unlock`)).status).toBeGreaterThanOrEqual(403);
  });
});

describe('the page of users', () => {
  it('lists who waits first, and the navigation says how many', async () => {
    const ada = await app.current.as('ada');
    await add('wanda@list.example', `created_at = now() - interval '2 days'`);
    await add('ulf@list.example', `created_at = now() - interval '1 day'`);
    await add('rex@list.example', 'rejected_at = now()');
    await add('lola@list.example', 'is_approved = true, locked_by_admin_at = now()');
    const page = await ada.get('/admin/users?q=LIST.example');
    expect(listed(page.text).slice(0, 2)).toEqual(['ulf@list.example', 'wanda@list.example']);
    expect(listed(page.text)).toHaveLength(4);
    for (const word of ['Waiting', 'Rejected', 'Locked'])
      expect(page.text).toMatch(new RegExp(`class="badge [a-z]+ g-[a-z]+">${word}`));
    const [{ count } = { count: 0 }] = await app.current.db.rows<{ count: number }>(
      'select count(*)::int from users where not is_approved and rejected_at is null',
    );
    expect(textOf(page.text)).toContain(`Admin ${count} waiting`);
    expect(textOf((await (await app.current.as('alice')).get('/account')).text)).not.toContain('waiting');
  });

  it.each([
    ['waiting', ['wim@status.example']],
    ['active', ['axel@status.example']],
    ['rejected', ['rita@status.example']],
    ['locked', ['lars@status.example']],
  ])('filters by status %s', async (status, expected) => {
    if ((await app.current.db.rows(`select 1 from users where email like '%status.example'`)).length === 0) {
      await add('wim@status.example');
      await add('axel@status.example', 'is_approved = true');
      await add('rita@status.example', 'rejected_at = now()');
      await add('lars@status.example', 'is_approved = true, locked_by_admin_at = now()');
    }
    const page = await (await app.current.as('ada')).get(`/admin/users?q=status.example&status=${status}`);
    expect(listed(page.text).sort()).toEqual(expected);
  });

  it.each(['status=__proto__', 'status=waiting&status=active', 'sort=nonsense', 'limit=0', 'status=%00'])(
    'says what it cannot read of %s, and shows nobody',
    async (query) => {
      const page = await (await app.current.as('ada')).get(`/admin/users?${query}`);
      expect(page.status).toBe(200);
      expect(listed(page.text)).toEqual([]);
      expect(page.text).toContain('role="alert"');
    },
  );

  it('searches in address and name; signs of the pattern stand for themselves', async () => {
    const id = await add('per_cent@search.example');
    await app.current.db.rows(`update users set name = '100% Élodie' where id = $1`, [id]);
    const ada = await app.current.as('ada');
    for (const q of ['100%25', 'r_c', '%C3%A9lodie', 'PER_CENT@'])
      expect(listed((await ada.get(`/admin/users?q=${q}`)).text)).toEqual(['per_cent@search.example']);
    const nothing = await ada.get('/admin/users?q=l_d');
    expect(textOf(nothing.text)).toContain('Nobody matches this search');
    expect((await ada.get('/admin/users?q=%00')).status).toBe(400);
    expect((await ada.get(`/admin/users?q=${'x'.repeat(300)}`)).status).toBe(400);
    expect((await ada.get('/admin/users?cursor=broken')).status).toBe(400);
  });

  it('pages by keyset through everyone once, forwards and back, in every sort', async () => {
    for (let index = 0; index < 7; index += 1)
      await add(
        `page-${index}@paging.example`,
        index % 2 ? 'is_approved = true' : `created_at = now() - interval '${index} hours'`,
      );
    const ada = await app.current.as('ada');
    for (const sort of ['-waiting', 'email', '-email', 'created_at', '-last_login_at']) {
      const seen: (string | undefined)[] = [];
      let path: string | undefined = `/admin/users?q=paging.example&limit=3&sort=${sort}`;
      let pages = 0;
      while (path) {
        const page = await ada.get(path);
        seen.push(...listed(page.text));
        pages += 1;
        expect(textOf(page.text)).toContain('of 7');
        path = /rel="next" href="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
        if (pages === 2) {
          const back = /rel="prev" href="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
          expect(listed((await ada.get(back ?? '')).text)).toEqual(seen.slice(0, 3));
        }
      }
      expect([sort, pages, new Set(seen).size, seen.length]).toEqual([sort, 3, 7, 7]);
    }
  });
});

describe('approving and rejecting', () => {
  it('lets the person in, keeps the view, and is audited', async () => {
    const ada = await app.current.as('ada');
    const id = await add('dora@park.example');
    await ada.get('/admin/users');
    const answer = await ada.post(`/admin/users/${id}/approval`, { return_to: '/admin/users?status=waiting' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/users?status=waiting']);
    expect(textOf((await ada.get('/admin/users')).text)).toContain('dora@park.example can log in now.');
    expect((await app.current.visitor().logIn('dora@park.example', PASSWORD)).status).toBe(303);
    expect((await acts(id))[0]).toEqual({ act: 'approved', actor_id: PEOPLE.ada.id });
    await ada.post(`/admin/users/${id}/approval`);
    expect((await acts(id)).filter((row) => row['act'] === 'approved')).toHaveLength(1);
  });

  it('keeps a rejected address, which can be approved later', async () => {
    const ada = await app.current.as('ada');
    const id = await add('emil@park.example');
    await ada.get('/admin/users');
    expect(
      (await ada.post(`/admin/users/${id}/rejection`, { return_to: 'https://evil.example' })).headers['location'],
    ).toBe('/admin/users');
    expect(await user(id)).toMatchObject({ is_approved: false, rejected_at: expect.any(Date) });
    expect((await app.current.visitor().logIn('emil@park.example', PASSWORD)).status).toBe(422);
    await ada.post(`/admin/users/${id}/approval`);
    expect(await user(id)).toMatchObject({ is_approved: true, rejected_at: null });
    expect((await app.current.visitor().logIn('emil@park.example', PASSWORD)).status).toBe(303);
    expect((await acts(id)).map((row) => row['act'])).toEqual(['rejected', 'login_failed', 'approved', 'login']);
  });

  it('does not reject whoever was approved meanwhile', async () => {
    const ada = await app.current.as('ada');
    await ada.get('/admin/users');
    const answer = await ada.post(`/admin/users/${PEOPLE.charlie.id}/rejection`);
    expect([answer.status, textOf(answer.text)]).toEqual([409, expect.stringContaining('was approved meanwhile')]);
    expect((await user(PEOPLE.charlie.id))['is_approved']).toBe(true);
  });

  it('answers 404 for nobody, and for everyone who is no admin', async () => {
    const ada = await app.current.as('ada');
    await ada.get('/admin/users');
    for (const id of ['01900000-0000-7000-8000-0000000000ff', 'nobody', '%00', "1' or '1'='1"]) {
      expect((await ada.post(`/admin/users/${id}/approval`)).status).toBe(404);
    }
    const id = await add('frida@park.example');
    for (const name of ['alice', 'vera'] as const) {
      const person = await app.current.as(name);
      expect((await person.get('/admin/users')).status).toBe(404);
      expect((await person.post(`/admin/users/${id}/approval`)).status).toBe(404);
    }
    expect((await user(id))['is_approved']).toBe(false);
  });
});

describe('an act on a person', () => {
  const path = (id: string) => `/admin/users/${id}`;

  it.each([
    ['approval', 'approval', 'Welcome, Nora.\nAsk Ada for the style sheet.'],
    ['rejection', 'rejection', 'This server is for the team alone.'],
  ])('%s takes a note, which stands in the mail and beside the account, and in no log', async (act, about, note) => {
    const ada = await app.current.as('ada');
    const email = `nora-${act}@acts.example`;
    const id = await add(email);
    expect(textOf((await ada.get(`${path(id)}/${act}`)).text)).toContain('It goes into the mail that tells them.');
    const after = await ada.postAndFollow(`${path(id)}/${act}`, { note, return_to: path(id) });
    expect(textOf(after.text)).toContain('A mail tells them.');
    expect(textOf(after.text)).toContain(note.split('\n')[0]);
    expect(await mailsTo(app.current, email)).toMatchObject([{ about, body_text: expect.stringContaining(note) }]);
    const log = await app.current.db.rows(`select a::text as line from audit_log a where subject_id = $1`, [id]);
    expect(log).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain(note.slice(0, 10));
    // A second press tells nobody again.
    expect(textOf((await ada.postAndFollow(`${path(id)}/${act}`, { note })).text)).toContain('already.');
    expect(await mailsTo(app.current, email)).toHaveLength(1);
  });

  it('locks with a reason, at once, and unlocks', async () => {
    const ada = await app.current.as('ada');
    const id = await add('kurt@acts.example', 'is_approved = true');
    const visitor = app.current.visitor();
    await visitor.logIn('kurt@acts.example', PASSWORD);
    await ada.get(`${path(id)}/lock`);
    const bare = await ada.post(`${path(id)}/lock`, { note: ' \u200b ' });
    expect([bare.status, textOf(bare.text)]).toEqual([422, expect.stringContaining('Say why.')]);
    const long = await ada.post(`${path(id)}/lock`, { note: 'x'.repeat(1001) });
    expect([long.status, long.text.includes('x'.repeat(1001))]).toEqual([422, true]);
    expect((await ada.post(`${path(id)}/lock`, { note: ['a', 'b'] as unknown as string })).status).toBe(422);
    expect((await visitor.get('/account')).status).toBe(200);
    const locked = await ada.postAndFollow(`${path(id)}/lock`, { note: 'Shared the password <b>.' });
    expect(locked.text).toContain('Shared the password &lt;b&gt;.');
    expect(textOf(locked.text)).toContain('Locked by Ada');
    expect((await visitor.get('/account')).status).toBe(303);
    const refused = await app.current.visitor().logIn('kurt@acts.example', PASSWORD);
    expect(textOf(refused.text)).toContain('has locked this account');
    expect(textOf((await ada.get(`${path(id)}/lock`)).text)).toContain('It is locked.');
    await ada.postAndFollow(`${path(id)}/unlock`, { note: 'Settled.' });
    expect((await app.current.visitor().logIn('kurt@acts.example', PASSWORD)).status).toBe(303);
    expect(await user(id)).toMatchObject({ locked_by_admin_at: null });
  });

  it('forces a new password, ends sessions, and sends a link', async () => {
    const ada = await app.current.as('ada');
    const id = await add('nils@acts.example', 'is_approved = true');
    const visitor = app.current.visitor();
    await visitor.logIn('nils@acts.example', PASSWORD);
    const key = /sessions\/([0-9a-f]{64})\/end/.exec((await ada.get(path(id))).text)?.[1];
    const one = await ada.postAndFollow(`${path(id)}/sessions/${key}/end`);
    expect(textOf(one.text)).toContain('That session has ended.');
    expect((await visitor.get('/account')).status).toBe(303);
    expect(textOf((await ada.postAndFollow(`${path(id)}/sessions/${key}/end`)).text)).toContain('was over already');
    await visitor.logIn('nils@acts.example', PASSWORD);
    await ada.post(`${path(id)}/sessions-end`);
    expect((await visitor.get('/account')).status).toBe(303);
    await visitor.logIn('nils@acts.example', PASSWORD);
    await ada.post(`${path(id)}/new-password`);
    expect((await visitor.get('/account')).status).toBe(303);
    const back = await app.current.visitor().logIn('nils@acts.example', PASSWORD);
    expect(back.headers['location']).toBe('/account/password');
    await ada.post(`${path(id)}/reset-link`);
    await app.current.queue.runDue();
    expect(await mailsTo(app.current, 'nils@acts.example')).toEqual([
      expect.objectContaining({ about: 'password_reset' }),
    ]);
    expect((await acts(id)).map((row) => row['act'])).toEqual(
      expect.arrayContaining(['sessions_ended', 'password_forced']),
    );
  });

  it('takes a second factor from who lost their phone, and tells them', async () => {
    const ada = await app.current.as('ada');
    const id = await add('tess@acts.example', 'is_approved = true');
    expect((await ada.get(path(id))).text).not.toContain(`${path(id)}/two-factor-reset`);
    await app.current.db.rows(`insert into totp_secrets (user_id, sealed, confirmed_at) values ($1, 'sealed', now())`, [
      id,
    ]);
    expect(textOf((await ada.get(path(id))).text)).toMatch(/Second factor App On, since/);
    const done = await ada.postAndFollow(`${path(id)}/two-factor-reset`);
    expect(textOf(done.text)).toContain('logs in with the password alone now. A mail tells them.');
    expect(await app.current.db.rows('select from totp_secrets where user_id = $1', [id])).toEqual([]);
    expect(await mailsTo(app.current, 'tess@acts.example')).toEqual([
      expect.objectContaining({ about: 'two_factor_changed' }),
    ]);
    expect(textOf((await ada.postAndFollow(`${path(id)}/two-factor-reset`)).text)).toContain('Nothing was changed.');
  });

  it('removes a person once their address is typed, and says before what goes and what stays', async () => {
    const ada = await app.current.as('ada');
    const id = await add('rhea@acts.example', 'is_approved = true');
    await insertItem(app.current.db, id, { name: 'Her lens' });
    const company = await insertCompany(app.current.db, { name: 'Rheas brand' });
    await app.current.db.rows('update companies set created_by = $1 where id = $2', [id, company]);
    // Whoever proved long ago who they are proves it again first.
    await app.current.db.rows(`update sessions set sess = (sess::jsonb || '{"confirmedAt": 0}')::json`);
    for (const asked of [await ada.get(`${path(id)}/removal`), await ada.post(`${path(id)}/removal`, { address: 'x' })])
      expect([asked.status, textOf(asked.text)]).toEqual([403, expect.stringContaining('To remove a person.')]);
    await ada.postAndFollow('/account/confirm', { confirm_password: PASSWORD, confirm_to: '/admin/users' });
    const asks = textOf((await ada.get(`${path(id)}/removal`)).text);
    expect(asks).toContain('Goes for good: the account, 1 item');
    expect(asks).toContain('Stays, without the name: 1 company.');
    const wrong = await ada.post(`${path(id)}/removal`, { address: 'rhea@acts' });
    expect([wrong.status, wrong.text.includes('value="rhea@acts"')]).toEqual([422, true]);
    expect(await user(id)).toBeDefined();
    const gone = await ada.postAndFollow(`${path(id)}/removal`, { address: ' RHEA@acts.example ' });
    expect(textOf(gone.text)).toContain('rhea@acts.example was removed.');
    expect(await user(id)).toBeUndefined();
    expect(await app.current.db.rows('select created_by from companies where id = $1', [company])).toEqual([
      { created_by: null },
    ]);
    expect((await ada.post(`${path(id)}/removal`, { address: 'rhea@acts.example' })).status).toBe(404);
    const own = await ada.post(`${path(PEOPLE.ada.id)}/removal`, { address: PEOPLE.ada.email });
    expect([own.status, textOf(own.text)]).toEqual([409, expect.stringContaining('This is your own account.')]);
  });

  it('on a role that somebody changed meanwhile does nothing', async () => {
    const ada = await app.current.as('ada');
    const id = await add('rolf@acts.example', 'is_approved = true');
    const form = await ada.get(`${path(id)}/role`);
    expect(form.text).toContain('name="was" value="USER"');
    await app.current.db.rows(`update users set role = 'VIEWER' where id = $1`, [id]);
    const late = await ada.post(`${path(id)}/role`, { role: 'ADMIN', was: 'USER' });
    expect([late.status, textOf(late.text)]).toEqual([409, expect.stringContaining('changed the role meanwhile')]);
    expect((await ada.post(`${path(id)}/role`, { role: 'KING', was: 'VIEWER' })).status).toBe(422);
    expect(await user(id)).toMatchObject({ role: 'VIEWER' });
    const done = await ada.postAndFollow(`${path(id)}/role`, { role: 'ADMIN', was: 'VIEWER' });
    expect(textOf(done.text)).toContain('rolf@acts.example is admin now.');
    await app.current.db.rows(`update users set role = 'USER' where id = $1`, [id]);
  });

  it('on somebody who is gone by then answers 404', async () => {
    const ada = await app.current.as('ada');
    const id = await add('gone@acts.example');
    await ada.get(path(id));
    await app.current.db.rows('delete from users where id = $1', [id]);
    for (const act of ['approval', 'rejection', 'role', 'lock', 'unlock', 'new-password', 'sessions-end']) {
      expect([act, (await ada.get(`${path(id)}/${act}`)).status]).toEqual([act, 404]);
      expect([act, (await ada.post(`${path(id)}/${act}`, { note: 'Why.', role: 'USER' })).status]).toEqual([act, 404]);
    }
  });

  it('of two at once: one lets in and one rejects, and one of them is told', async () => {
    const id = await add('both@acts.example');
    const [ada, other] = [await app.current.as('ada'), await anotherAdmin('eva@acts.example')];
    await Promise.all([ada.get(path(id)), other.get(path(id))]);
    const answers = await Promise.all([ada.post(`${path(id)}/approval`), other.post(`${path(id)}/rejection`)]);
    const { is_approved } = await user(id);
    // The approval may come second: then it takes the rejection back.
    expect([is_approved, answers[0]?.status]).toEqual([true, 303]);
    expect([303, 409]).toContain(answers[1]?.status);
  });

  it('leaves one admin where two lock each other at once', async () => {
    const [ada, other] = [await app.current.as('ada'), await anotherAdmin('otto@acts.example')];
    await app.current.db.rows(`update users set role = 'USER' where role = 'ADMIN' and email not in ($1, $2)`, [
      PEOPLE.ada.email,
      'otto@acts.example',
    ]);
    const [row] = await app.current.db.rows<{ id: string }>('select id from users where email = $1', [
      'otto@acts.example',
    ]);
    await Promise.all([ada.get('/admin/users'), other.get('/admin/users')]);
    const answers = await Promise.all([
      ada.post(`${path(row?.id ?? '')}/lock`, { note: 'Mine.' }),
      other.post(`${path(PEOPLE.ada.id)}/lock`, { note: 'No, mine.' }),
    ]);
    expect(answers.map((it) => it.status).filter((status) => status === 303)).toHaveLength(1);
    const left = await app.current.db.rows(`select id from users where role = 'ADMIN' and locked_by_admin_at is null`);
    expect(left).toHaveLength(1);
    await app.current.db.rows(`update users set locked_by_admin_at = null where id = $1`, [PEOPLE.ada.id]);
    await app.current.db.rows(`update users set role = 'USER' where id = $1`, [row?.id]);
    await app.current.as('ada');
  });

  async function anotherAdmin(email: string) {
    await add(email, `is_approved = true, role = 'ADMIN'`);
    const visitor = app.current.visitor();
    await visitor.logIn(email, PASSWORD);
    return visitor;
  }
});

describe('a role', () => {
  const become = (id: string, role: 'ADMIN' | 'USER' | 'VIEWER') =>
    app.current.database.asSystem('a test', async (tx) => setRole(tx, await accountToChange(tx, { id }), role, {}));

  it('that changes ends the sessions of the person', async () => {
    const id = await add('gina@park.example', 'is_approved = true');
    const visitor = app.current.visitor();
    await visitor.logIn('gina@park.example', PASSWORD);
    expect((await visitor.get('/account')).status).toBe(200);
    expect(await become(id, 'VIEWER')).toBe(true);
    expect((await visitor.get('/account')).status).toBe(303);
    expect(await become(id, 'VIEWER')).toBe(false);
  });

  it('of the last admin stays, also when two demote each other at once', async () => {
    const id = await add('hal@park.example', `is_approved = true, role = 'ADMIN'`);
    const outcomes = await Promise.allSettled([become(id, 'USER'), become(PEOPLE.ada.id, 'USER')]);
    expect(outcomes.map((it) => it.status).sort()).toEqual(['fulfilled', 'rejected']);
    const admins = await app.current.db.rows<{ id: string }>(`select id from users where role = 'ADMIN'`);
    expect(admins).toHaveLength(1);
    await expect(become(admins[0]?.id ?? '', 'VIEWER')).rejects.toThrow('This is the last admin.');
    await app.current.db.rows(`update users set role = 'ADMIN' where id = $1`, [PEOPLE.ada.id]);
  });
});
