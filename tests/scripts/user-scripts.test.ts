import { describe, expect, it } from 'vitest';
import { readSecret, sealSecret } from '../../src/features/auth/second-factor/secret.js';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type Ran, runNode } from '../support/scripts.js';

const app = useApp();
const SCRIPTS = ['create-admin', 'set-role', 'unlock', 'reset-password', 'reset-two-factor', 'list', 'approve', 'lock'];

/** Runs a script as an operator does, with `typed` on its standard input. */
function run(name: string, args: string[] = [], typed = '', more: Record<string, string> = {}): Promise<Ran> {
  return node([fileOf(name), ...args], typed, more);
}

/** Runs scripts one after another in one process, which loads what they share once: what each would say, and end with. */
async function runEach(calls: [name: string, args: string[]][]): Promise<Ran[]> {
  const files = calls.map(([name, args]) => [fileOf(name), args]);
  const { code, out, err } = await node(['tests/support/one-after-another.mjs'], JSON.stringify(files));
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

const fileOf = (name: string) => `dist/scripts/${name.includes(':') ? name.replace(':', '-') : `user-${name}`}.js`;

function node(args: string[], typed: string, more: Record<string, string> = {}): Promise<Ran> {
  return runNode(args, { DATABASE_URL: app.current.db.url, ...more }, typed);
}

const user = async (email: string) =>
  (await app.current.db.rows('select * from users where email = $1', [email]))[0] as Record<string, unknown>;
const acts = async (email: string) =>
  (
    await app.current.db.rows<{ act: string }>(
      'select act from audit_log a join users u on u.id::text = a.subject_id where email = $1 and actor_id is null order by a.id',
      [email],
    )
  ).map((row) => row.act);

async function add(email: string, columns = 'is_approved = true') {
  await app.current.db.rows(
    `insert into users (id, email, password_hash) select gen_random_uuid(), $1, password_hash from users where id = $2`,
    [email, PEOPLE.alice.id],
  );
  await app.current.db.rows(`update users set ${columns} where email = $1`, [email]);
}

describe('every script about users', () => {
  it('has --help, and refuses what it does not know', async () => {
    const helped = await runEach(SCRIPTS.map((name) => [name, ['--help']]));
    const refused = await runEach(SCRIPTS.map((name) => [name, ['--no-such-thing']]));
    for (const [n, name] of SCRIPTS.entries()) {
      expect([name, helped[n]?.code, helped[n]?.out]).toEqual([name, 0, expect.stringContaining('--help')]);
      expect([name, refused[n]?.code, refused[n]?.out]).toEqual([name, 1, '']);
      expect(refused[n]?.err).toContain("Unknown option '--no-such-thing'");
      expect(refused[n]?.err).not.toContain(' at ');
    }
  });

  it.each(['set-role', 'unlock', 'reset-password', 'reset-two-factor', 'approve'])(
    '%s says in one sentence when nobody is meant',
    async (name) => {
      const role = name === 'set-role' ? ['--role', 'USER'] : [];
      const asked = [
        ['--email', 'nobody@park.example'],
        ['--email', PEOPLE.alice.email, '--id', PEOPLE.alice.id],
        [],
        ['--id', 'x'],
      ];
      const ran = await runEach(asked.map((who) => [name, [...role, ...who]]));
      expect(ran.map(({ code, out, err }) => [code, out, err.trim()])).toEqual([
        [1, '', 'No account has this email or id. npm run user:list shows them all.'],
        [1, '', 'Give either --email or --id.'],
        [1, '', 'Give either --email or --id.'],
        [1, '', '--id must be a UUID, such as user:list prints it.'],
      ]);
    },
  );
});

describe('user:create-admin', () => {
  it('takes the password from standard input, exactly as typed, and never prints it', async () => {
    const { code, out, err } = await run(
      'create-admin',
      ['--email', 'Root@Park.example', '--name', 'Rosa Root'],
      ' Kettle-of-kites7 \n',
    );
    expect([code, out]).toEqual([0, 'root@park.example is an admin and can log in.\n']);
    expect(out + err).not.toContain('Kettle');
    expect(await user('root@park.example')).toMatchObject({ role: 'ADMIN', is_approved: true, name: 'Rosa Root' });
    expect((await app.current.visitor().logIn('root@park.example', ' Kettle-of-kites7 ')).status).toBe(303);
    expect(await acts('root@park.example')).toEqual(['admin_created']);
  });

  it('makes a password and prints it when asked to, and lifts the lock of the address', async () => {
    for (let time = 0; time < 5; time += 1) await app.current.visitor().logIn('made@park.example', 'Wrong-password1');
    const { code, out } = await run('create-admin', ['--email', 'made@park.example', '--make-password']);
    expect(code).toBe(0);
    const password = /^Password: (\S{24})$/m.exec(out)?.[1] ?? '';
    const answer = await app.current.visitor().logIn('made@park.example', password);
    expect([answer.status, answer.headers.location]).toEqual([303, '/account/password']);
  });

  it.each([
    [['--email', 'no address'], 'Kettle-of-kites7\n', '--email: Type an email such as mara@example.com.'],
    [
      ['--email', 'weak@park.example'],
      'Password123!\n',
      'The password does not do. Not met yet: not a well-known one.',
    ],
    [['--email', 'weak@park.example'], '', 'No password came on standard input.'],
    [[], 'Kettle-of-kites7\n', '--email must be given'],
  ])('with %j refuses', async (args, typed, told) => {
    const { code, out, err } = await run('create-admin', args, typed);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(told)]);
    expect(await user('weak@park.example')).toBeUndefined();
  });
});

describe('user:set-role', () => {
  it('sets the role, ends the sessions and is audited; the last admin stays', async () => {
    await add('sam@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn('sam@park.example', PASSWORD);
    const { id } = await user('sam@park.example');
    expect(await run('set-role', ['--id', String(id), '--role', 'VIEWER'])).toMatchObject({
      code: 0,
      out: 'sam@park.example was USER and is VIEWER now. Their sessions have ended.\n',
    });
    expect((await visitor.get('/account')).status).toBe(303);
    expect((await run('set-role', ['--email', 'sam@park.example', '--role', 'VIEWER'])).out).toContain(
      'Nothing was changed.',
    );
    expect(await acts('sam@park.example')).toEqual(['role_set']);
    expect(await run('set-role', ['--email', 'sam@park.example', '--role', 'KING'])).toMatchObject({
      code: 1,
      err: '--role must be one of: ADMIN, USER, VIEWER.\n',
    });
    await app.current.db.rows(`update users set role = 'USER' where role = 'ADMIN' and email <> $1`, [
      PEOPLE.ada.email,
    ]);
    const last = await run('set-role', ['--email', PEOPLE.ada.email, '--role', 'USER']);
    expect(last).toMatchObject({
      code: 1,
      out: '',
      err: 'This is the last admin. Make someone else an admin first.\n',
    });
    expect((await user(PEOPLE.ada.email))['role']).toBe('ADMIN');
  });
});

describe('user:unlock', () => {
  it('lifts the lock of failed logins and the one of an admin', async () => {
    await add('lock@park.example', 'is_approved = true, locked_by_admin_at = now()');
    for (let time = 0; time < 5; time += 1) await app.current.visitor().logIn('lock@park.example', 'Wrong-password1');
    expect(await run('unlock', ['--email', 'LOCK@park.example'])).toMatchObject({
      code: 0,
      out: 'lock@park.example is unlocked.\n',
    });
    expect((await app.current.visitor().logIn('lock@park.example', PASSWORD)).status).toBe(303);
    expect(await acts('lock@park.example')).toContain('unlocked');
  });
});

describe('user:lock', () => {
  it('keeps somebody out with a reason; user:list tells of it, and of a lockout', async () => {
    await add('lia@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn('lia@park.example', PASSWORD);
    const who = ['--email', 'lia@park.example'];
    expect(await run('lock', who)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--reason') });
    expect(await run('lock', [...who, '--reason', 'Left the team.'])).toMatchObject({
      code: 0,
      out: 'lia@park.example is locked. Their sessions have ended.\n',
    });
    expect((await visitor.get('/account')).status).toBe(303);
    expect((await run('lock', [...who, '--reason', 'Again.'])).out).toContain('Nothing was changed.');
    await add('leo@park.example');
    for (let time = 0; time < 5; time += 1) await app.current.visitor().logIn('leo@park.example', 'Wrong-password1');
    const { out } = await run('list');
    expect(out).toMatch(/lia@park\.example .* locked +\d{4}/);
    expect(out).toMatch(/leo@park\.example .* locked out, 5 min +never$/m);
    await app.current.db.rows(
      `update users set locked_by_admin_at = null, deletion_due_at = '2031-02-03T04:05:06Z' where email = 'leo@park.example'`,
    );
    await app.current.db.rows('delete from login_attempts');
    expect((await run('list')).out).toMatch(/leo@park\.example .* leaving, goes 2031-02-03T04:05:06\.000Z +never$/m);
    await run('unlock', [...who, '--reason', 'Came back.']);
    const decided = await app.current.db.rows(
      `select decision, note, decided_by from account_decisions d join users u on u.id = d.user_id where u.email = $1 order by d.id`,
      ['lia@park.example'],
    );
    expect(decided).toEqual([
      { decision: 'locked', note: 'Left the team.', decided_by: null },
      { decision: 'unlocked', note: 'Came back.', decided_by: null },
    ]);
  });
});

describe('user:reset-password', () => {
  it('prints a password that must be changed, and ends the sessions', async () => {
    await add('rob@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn('rob@park.example', PASSWORD);
    const { code, out } = await run('reset-password', ['--email', 'rob@park.example']);
    expect(code).toBe(0);
    const password = /^Password: (\S{24})$/m.exec(out)?.[1] ?? '';
    expect((await visitor.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    expect((await app.current.visitor().logIn('rob@park.example', PASSWORD)).status).toBe(422);
    expect((await app.current.visitor().logIn('rob@park.example', password)).headers['location']).toBe(
      '/account/password',
    );
    expect(await acts('rob@park.example')).toContain('password_reset');
  });
});

describe('user:reset-two-factor', () => {
  it('takes the app, the codes and the passkeys, ends the sessions, and tells the person by mail', async () => {
    await add('lena@park.example');
    const visitor = app.current.visitor();
    await visitor.logIn('lena@park.example', PASSWORD);
    const { id } = await user('lena@park.example');
    const { db } = app.current;
    await db.rows(`insert into totp_secrets (user_id, sealed, confirmed_at) values ($1, 'k1:x', now())`, [id]);
    await db.rows(`insert into recovery_codes (user_id, code_hash) values ($1, 'x')`, [id]);
    await db.rows(
      `insert into passkeys (id, user_id, credential_id, public_key, sign_count, name) values (gen_random_uuid(), $1, 'x', '', 0, 'Phone')`,
      [id],
    );
    const reset = () => run('reset-two-factor', ['--email', 'lena@park.example']);
    expect(await reset()).toMatchObject({ code: 0, out: 'lena@park.example logs in with the password alone now.\n' });
    for (const table of ['totp_secrets', 'recovery_codes', 'passkeys'])
      expect([table, await db.rows(`select * from ${table} where user_id = $1`, [id])]).toEqual([table, []]);
    expect((await visitor.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    expect(await acts('lena@park.example')).toContain('two_factor_reset');
    expect(await db.rows('select subject from mails where user_id = $1', [id])).toEqual([
      { subject: 'Your second factor was reset' },
    ]);
    expect((await reset()).out).toContain('Nothing was changed.');
  });
});

describe('secrets:rotate', () => {
  it('encrypts under the first key, says how many, and names the keys that are missing', async () => {
    await add('rotated@park.example');
    const { id } = (await user('rotated@park.example')) as { id: string };
    const [older, newer] = [5, 6].map((byte) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) }));
    if (!older || !newer) throw new Error('two keys');
    const listed = (keys: (typeof older)[]) => keys.map((it) => `${it.id}:${it.key.toString('base64')}`).join(',');
    const rotate = (keys: (typeof older)[]) => run('secrets:rotate', [], '', { ENCRYPTION_KEY: listed(keys) });
    await app.current.db.rows('insert into totp_secrets (user_id, sealed) values ($1, $2)', [
      id,
      sealSecret([older], 'ABCDEFGH', id),
    ]);
    expect(await rotate([newer])).toMatchObject({ code: 1, err: expect.stringMatching(/^1 could not .* k5\. /) });
    expect(await rotate([newer, older])).toMatchObject({
      code: 0,
      out: '1 encrypted anew under k6; 0 were under it already.\n',
    });
    const [row] = await app.current.db.rows<{ sealed: string }>('select sealed from totp_secrets');
    expect(readSecret([newer], row?.sealed ?? '', id)).toBe('ABCDEFGH');
    expect((await rotate([newer])).out).toBe('0 encrypted anew under k6; 1 were under it already.\n');
    expect((await run('secrets:rotate', ['--help'])).out).toContain('--help');
  });
});

describe('user:approve and user:list', () => {
  it('show who waits, and let them in', async () => {
    await add('tim@park.example', `is_approved = false, name = E'Tim\\u001b[2J'`);
    const before = await run('list');
    expect(before.code).toBe(0);
    expect(before.out).toMatch(/^id +email +name +role +status +last login$/m);
    expect(before.out).toMatch(/tim@park\.example +Tim \[2J +USER +waiting +never$/m);
    expect(before.out).not.toContain('\u001b');
    expect(before.out).not.toContain('argon2');
    expect(await run('approve', ['--email', 'tim@park.example'])).toMatchObject({
      code: 0,
      out: 'tim@park.example is approved and can log in.\n',
    });
    expect((await run('approve', ['--email', 'tim@park.example'])).out).toContain('Nothing was changed.');
    expect((await run('list')).out).toMatch(/tim@park\.example .* active +never$/m);
    expect((await app.current.visitor().logIn('tim@park.example', PASSWORD)).status).toBe(303);
  });
});
