import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { SEALED_CODES } from '../../src/features/auth/index.js';
import { readSecret, sealSecret } from '../../src/features/auth/second-factor/secret.js';
import { createLogger } from '../../src/platform/logger.js';
import { createPasswords } from '../../src/platform/passwords.js';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { rotateSealed } from '../../src/platform/postgres/sealed-rows.js';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { codeOf, newMember, setUpTwoFactor, toSecondStep } from '../support/two-factor.js';
import { textOf, Visitor } from '../support/visitor.js';

const app = useApp({ AUTH_TWO_FACTOR_REQUIRED_FOR_ADMINS: 'true' });
const rows = <T>(sql: string, ...values: unknown[]) => app.current.db.rows<T>(sql, values);
const actsOf = async (id: string) =>
  (await rows<{ act: string }>('select act from audit_log where subject_id = $1 order by id', id)).map((it) => it.act);
const mailsOf = async (id: string) =>
  (
    await rows<{ subject: string }>(
      `select subject from mails where user_id = $1 and about <> 'new_browser' order by written_at`,
      id,
    )
  ).map((it) => it.subject);
/** As if the app had gone on to its next code. */
const nextStep = (id: string) => rows('update totp_secrets set last_step = 0 where user_id = $1', id);
const opened = (id: string) => rows('delete from login_attempts where key = $1', `two-factor:${id}`);

let nora: { id: string; email: string };
let inside: Visitor;
let secret: string;
let codes: string[];

beforeAll(async () => {
  nora = await newMember(app.current, 'nora@park.example');
  inside = app.current.visitor();
  await inside.logIn(nora.email, PASSWORD);
  ({ secret, codes } = await setUpTwoFactor(inside));
});

describe('setting two-factor up', () => {
  it('shows a picture and the secret beside it, keeps it encrypted, and asks for a code before it is on', async () => {
    const visitor = app.current.visitor();
    const { id } = await newMember(app.current, 'pim@park.example');
    await visitor.logIn('pim@park.example', PASSWORD);
    await visitor.get('/account/two-factor');
    const { text } = await visitor.postAndFollow('/account/two-factor/begin');
    const shown = (/id="f-secret"[^>]*>([A-Z2-7 ]+)</.exec(text)?.[1] ?? '').replaceAll(' ', '');
    expect(shown).toMatch(/^[A-Z2-7]{32}$/);
    expect(text).toContain(`secret=${shown}&amp;algorithm=SHA1&amp;digits=6&amp;period=30`);
    expect(text).toMatch(/<svg class="qr" role="img"[^>]*><path d="M4 4h1v1h-1z/);
    expect(text).not.toMatch(/<script(?![^>]* src=)|style="|data:/);
    const [row] = await rows<{ sealed: string }>('select sealed from totp_secrets where user_id = $1', id);
    expect(row?.sealed).toMatch(/^test:/);
    expect(row?.sealed).not.toContain(shown);
    const wrong = await visitor.post('/account/two-factor/setup', { code: '12 34' });
    expect([wrong.status, wrong.text.includes(`>${shown.slice(0, 4)} `)]).toEqual([422, true]);
    expect(textOf(wrong.text)).toContain('This code is not right. Type the one that the app shows now');
    expect((await app.current.visitor().logIn('pim@park.example', PASSWORD)).headers['location']).toBe('/');
    const right = await visitor.post('/account/two-factor/setup', {
      code: ` ${codeOf(shown).replace(/^.../, '$& ')} `,
    });
    expect(textOf(right.text)).toContain('Two-factor is on. Keep these codes: they are shown this once.');
    expect(await actsOf(id)).toContain('two_factor_on');
    expect(await mailsOf(id)).toEqual(['Two-factor is on']);
    expect((await visitor.post('/account/two-factor/setup', { code: codeOf(shown) })).status).toBe(303);
  });

  it('gives ten recovery codes of 140 bits, of which hashes alone are kept, and says how many are left', async () => {
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    const kept = JSON.stringify(await rows('select * from recovery_codes where user_id = $1', nora.id));
    expect(codes.filter((code) => kept.includes(code))).toEqual([]);
    expect(textOf((await inside.get('/account/security')).text)).toContain('Recovery codes: 10 of 10 are left.');
    expect((await inside.get('/account/two-factor/recovery-codes')).text).not.toContain(codes[0]);
  });

  it('saves the codes as a file, those of the person alone', async () => {
    await inside.get('/account/two-factor');
    const file = await inside.post('/account/two-factor/recovery-codes/file', { codes: codes.join(' ') });
    expect(file.headers['content-disposition']).toContain('recovery-codes.txt');
    expect(file.text.split('\r\n').slice(2, 12)).toEqual(codes);
    for (const others of ['', 'a b c', `${codes.join(' ')} more`])
      expect((await inside.post('/account/two-factor/recovery-codes/file', { codes: others })).status).toBe(400);
  });

  it('asks for the password first, where it was typed longer than ten minutes ago', async () => {
    const visitor = app.current.visitor();
    const { id } = await newMember(app.current, 'stale@park.example');
    await visitor.logIn('stale@park.example', PASSWORD);
    await visitor.get('/account/two-factor');
    await rows(
      `update sessions set sess = jsonb_set(sess, '{confirmedAt}', to_jsonb((sess ->> 'confirmedAt')::float8 - 660000)) where sess ->> 'userId' = $1`,
      id,
    );
    for (const path of ['begin', 'setup', 'recovery-codes', 'off'])
      expect([path, (await visitor.post(`/account/two-factor/${path}`, { code: '123456' })).status]).toEqual([
        path,
        403,
      ]);
    expect(await rows('select 1 from totp_secrets where user_id = $1', id)).toEqual([]);
  });
});

describe('logging in with two-factor', () => {
  it('leads from the password to the code and nowhere else, and makes a new session at each step', async () => {
    const visitor = app.current.visitor();
    const sid = (it: { headers: Record<string, unknown> }) =>
      /mouse=([^;]+)/.exec(String(it.headers['set-cookie']))?.[1];
    const blank = sid(await visitor.get('/auth/login?next=/tasks'));
    const half = await visitor.post('/auth/login', { email: nora.email, password: PASSWORD, next: '/tasks' });
    expect([half.status, half.headers['location']]).toEqual([303, '/auth/two-factor']);
    expect(sid(half)).not.toBe(blank);
    for (const path of ['/', '/account', '/account/two-factor', '/inventory'])
      expect((await visitor.get(path)).headers['location']).toBe('/auth/two-factor');
    expect(await rows(`select 1 from sessions where sess ->> 'userId' = $1 and sess ? 'half'`, nora.id)).toEqual([]);
    expect(textOf((await visitor.get('/auth/two-factor')).text)).toContain('Type the code of your app');
    await nextStep(nora.id);
    const done = await visitor.post('/auth/two-factor', { code: codeOf(secret) });
    expect([done.status, done.headers['location']]).toEqual([303, '/tasks']);
    expect(sid(done)).not.toBe(sid(half));
    expect((await visitor.get('/account')).status).toBe(200);
    expect((await visitor.get('/auth/two-factor')).headers['location']).toBe('/');
  });

  it('takes the code of the next step, none further away, and each once', async () => {
    const tried = async (code: string) => {
      const visitor = app.current.visitor();
      await toSecondStep(visitor, nora.email);
      await visitor.get('/auth/two-factor');
      return visitor.post('/auth/two-factor', { code });
    };
    await opened(nora.id);
    for (const steps of [-3, 3]) {
      await nextStep(nora.id);
      expect([steps, (await tried(codeOf(secret, steps))).status]).toEqual([steps, 422]);
    }
    await nextStep(nora.id);
    const next = codeOf(secret, 1);
    expect((await tried(next)).status).toBe(303);
    const again = await tried(next);
    expect(textOf(again.text)).toContain('This code was used already. Wait for the next one.');
    expect(textOf((await tried(codeOf(secret))).text)).toContain('This code was used already.');
    expect(await actsOf(nora.id)).toContain('code_failed');
    await opened(nora.id);
  });

  it('lets one of two in who send the same code at once', async () => {
    await nextStep(nora.id);
    const two = [app.current.visitor(), app.current.visitor()];
    for (const visitor of two) {
      await toSecondStep(visitor, nora.email);
      await visitor.get('/auth/two-factor');
    }
    const code = codeOf(secret);
    const answers = await Promise.all(two.map((visitor) => visitor.post('/auth/two-factor', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    await opened(nora.id);
  });

  it('takes a recovery code once, however it is typed, and warns where few are left', async () => {
    const tried = async (code: string) => {
      const visitor = app.current.visitor();
      await toSecondStep(visitor, nora.email);
      await visitor.get('/auth/two-factor?with=recovery');
      const answer = await visitor.post('/auth/two-factor', { code, with: 'recovery' });
      return { answer, page: answer.status === 303 ? (await visitor.get('/')).text : answer.text };
    };
    const first = await tried(` ${codes[0]?.toUpperCase().replaceAll('-', ' ')} `);
    expect(first.answer.status).toBe(303);
    expect(textOf(first.page)).toContain('That recovery code is used up. 9 of 10 are left.');
    const again = await tried(codes[0] ?? '');
    expect(textOf(again.page)).toContain('This code is not right, or works no more.');
    expect(again.page).toContain(`value="${codes[0]}"`);
    await rows(
      `update recovery_codes set used_at = now() where user_id = $1 and code_hash in
       (select code_hash from recovery_codes where user_id = $1 and used_at is null limit 6)`,
      nora.id,
    );
    expect(textOf((await inside.get('/account/two-factor')).text)).toContain('Few recovery codes.');
    await inside.get('/account/two-factor/recovery-codes');
    const renewed = await inside.post('/account/two-factor/recovery-codes');
    expect(textOf(renewed.text)).toContain('The old ones work no more.');
    expect((await tried(codes[9] ?? '')).answer.status).toBe(422);
    codes = [...textOf(renewed.text).matchAll(/\b(?:[0-9a-z]{4}-){6}[0-9a-z]{4}\b/g)].map(([code]) => code);
    expect(codes).toHaveLength(10);
    expect(await actsOf(nora.id)).toEqual(expect.arrayContaining(['recovery_code_used', 'recovery_codes_made']));
    await opened(nora.id);
  });

  it('is over after ten minutes, after a changed password, a lock by an admin, and once two-factor was reset', async () => {
    const { id, email } = await newMember(app.current, 'over@park.example');
    const theirs = app.current.visitor();
    await theirs.logIn(email, PASSWORD);
    const made = await setUpTwoFactor(theirs);
    const ends: [string, string][] = [
      [`update sessions set sess = jsonb_set(sess, '{half,at}', '1') where sess -> 'half' ->> 'personId' = $1`, ''],
      [
        `update users set sessions_valid_from = now() + interval '1 second' where id = $1`,
        `update users set sessions_valid_from = 'epoch' where id = $1`,
      ],
      [
        'update users set locked_by_admin_at = now() where id = $1',
        'update users set locked_by_admin_at = null where id = $1',
      ],
      ['update users set is_approved = false where id = $1', 'update users set is_approved = true where id = $1'],
      ['delete from totp_secrets where user_id = $1', ''],
    ];
    for (const [end, mend] of ends) {
      await nextStep(id);
      const visitor = app.current.visitor();
      await toSecondStep(visitor, email);
      await visitor.get('/auth/two-factor');
      await rows(end, id);
      const answer = await visitor.post('/auth/two-factor', { code: codeOf(made.secret) });
      expect([end, answer.status, answer.headers['location']]).toEqual([end, 303, '/auth/login']);
      expect((await visitor.get('/account')).headers['location']).not.toBe('/account');
      if (mend) await rows(mend, id);
    }
  });

  it('without a half-finished login is no page, and takes no code', async () => {
    const visitor = app.current.visitor();
    expect((await visitor.get('/auth/two-factor')).headers['location']).toBe('/auth/login');
    await visitor.get('/auth/login');
    expect((await visitor.post('/auth/two-factor', { code: codeOf(secret) })).headers['location']).toBe('/auth/login');
  });

  it('takes recovery codes alone where the key of the secret is not listed, and says so', async () => {
    const [kept] = await rows<{ sealed: string }>('select sealed from totp_secrets where user_id = $1', nora.id);
    await rows(`update totp_secrets set sealed = 'lost:' || sealed where user_id = $1`, nora.id);
    const visitor = app.current.visitor();
    await toSecondStep(visitor, nora.email);
    await visitor.get('/auth/two-factor');
    const answer = await visitor.post('/auth/two-factor', { code: codeOf(secret) });
    expect([answer.status, textOf(answer.text).includes('its key is missing')]).toEqual([422, true]);
    expect((await visitor.post('/auth/two-factor', { code: codes[1] ?? '' })).status).toBe(303);
    await rows('update totp_secrets set sealed = $2 where user_id = $1', nora.id, kept?.sealed);
  });
});

describe('wrong codes', () => {
  it('lock the step with the fifth, over new half-finished logins too, also for the right code and a recovery code', async () => {
    await opened(nora.id);
    await nextStep(nora.id);
    const [one, other] = [app.current.visitor(), app.current.visitor()];
    for (const visitor of [one, other]) {
      await toSecondStep(visitor, nora.email);
      await visitor.get('/auth/two-factor');
    }
    for (const visitor of [one, one, other, other])
      expect(textOf((await visitor.post('/auth/two-factor', { code: '000000' })).text)).toContain(
        'This code is not right',
      );
    const fifth = await one.post('/auth/two-factor', { code: 'not-a-recovery-code' });
    expect(textOf(fifth.text)).toContain('Too many wrong codes. Try again in 5 minutes.');
    const fresh = app.current.visitor();
    await toSecondStep(fresh, nora.email);
    await fresh.get('/auth/two-factor');
    for (const code of [codeOf(secret), codes[2] ?? ''])
      expect(textOf((await fresh.post('/auth/two-factor', { code })).text)).toContain('Try again in 5 minutes.');
    expect((await actsOf(nora.id)).at(-1)).toBe('lockout');
    expect((await inside.get('/account')).status).toBe(200);
    await rows(`update login_attempts set locked_until = now() - interval '1 second' where key like 'two-factor:%'`);
    expect((await fresh.post('/auth/two-factor', { code: codeOf(secret) })).status).toBe(303);
    expect(await rows('select 1 from login_attempts where key = $1', `two-factor:${nora.id}`)).toEqual([]);
  });

  it('are counted exactly when 50 come at once at two instances', async () => {
    const { config, db, queue, storage, views, metrics } = app.current;
    const log = await createLogger('silent');
    const database = openDatabase({ ...config.database, url: db.url }, log);
    const rest = {
      redis: undefined,
      mail: undefined,
      log,
      passwords: createPasswords(),
      migrations: [],
      draining: () => false,
    };
    const second = createApp(config, { ...rest, database, queue, storage, views, metrics });
    const visitors = [0, 1, 2, 3].map((n) => (n % 2 ? new Visitor(second) : app.current.visitor()));
    for (const visitor of visitors) {
      await toSecondStep(visitor, nora.email);
      await visitor.get('/auth/two-factor');
    }
    const before = (await actsOf(nora.id)).filter((it) => it === 'code_failed').length;
    const tries = Array.from({ length: 50 }, (_, n) =>
      visitors[n % 4]?.post('/auth/two-factor', { code: `${100_000 + n}` }),
    );
    const said = (await Promise.all(tries)).map((answer) => textOf(answer?.text ?? ''));
    expect(said.filter((it) => it.includes('This code is not right'))).toHaveLength(4);
    expect(said.filter((it) => it.includes('Too many wrong codes.'))).toHaveLength(46);
    expect(await rows('select failures from login_attempts where key = $1', `two-factor:${nora.id}`)).toEqual([
      { failures: 5 },
    ]);
    expect((await actsOf(nora.id)).filter((it) => it === 'code_failed').length - before).toBe(5);
    await opened(nora.id);
    await database.close();
  });
});

describe('turning two-factor off', () => {
  it('wants a code, of which wrong ones count as at login, and leaves nothing behind', async () => {
    await nextStep(nora.id);
    await inside.get('/account/two-factor/off');
    expect((await inside.post('/account/two-factor/off')).status).toBe(422);
    const wrong = await inside.post('/account/two-factor/off', { code: '123123' });
    expect(textOf(wrong.text)).toContain('This code is not right');
    expect(await rows('select failures from login_attempts where key = $1', `two-factor:${nora.id}`)).toEqual([
      { failures: 1 },
    ]);
    const off = await inside.postAndFollow('/account/two-factor/off', { code: codes[3] ?? '' });
    expect(textOf(off.text)).toContain('Two-factor is off.');
    for (const table of ['totp_secrets', 'recovery_codes'])
      expect(await rows(`select 1 from ${table} where user_id = $1`, nora.id)).toEqual([]);
    expect((await actsOf(nora.id)).at(-1)).toBe('two_factor_off');
    expect((await mailsOf(nora.id)).at(-1)).toBe('Two-factor is off');
    expect((await app.current.visitor().logIn(nora.email, PASSWORD)).headers['location']).toBe('/');
  });
});

describe('where admins must have two-factor', () => {
  it('leads an admin without it to setting it up and nowhere else, and nobody else', async () => {
    const ada = app.current.visitor();
    expect((await ada.logIn(PEOPLE.ada.email, PASSWORD)).headers['location']).toBe('/');
    for (const path of ['/', '/admin/users', '/account', '/account/security', '/account/passkeys'])
      expect([path, (await ada.get(path)).headers['location']]).toEqual([path, '/account/two-factor']);
    expect(textOf((await ada.get('/account/two-factor')).text)).toContain('Set it up before you go on.');
    await ada.post('/account/theme', { theme: 'dark' });
    expect(await rows(`select theme from users where id = $1 and theme = 'dark'`, PEOPLE.ada.id)).toEqual([]);
    const made = await setUpTwoFactor(ada);
    expect((await ada.get('/admin/users')).status).toBe(200);
    await nextStep(PEOPLE.ada.id);
    await ada.get('/account/two-factor/off');
    await ada.post('/account/two-factor/off', { code: codeOf(made.secret) });
    expect((await ada.get('/admin/users')).headers['location']).toBe('/account/two-factor');
    expect((await (await app.current.as('bob')).get('/account')).status).toBe(200);
  });
});

describe('encrypting secrets anew', () => {
  it('goes through all of them in parts, leaves those it cannot read, and can be done again', async () => {
    const [old, now] = [5, 6].map((byte) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) }));
    if (!old || !now) throw new Error('two keys');
    await rows('delete from totp_secrets');
    await rows(
      `insert into users (id, email, password_hash) select gen_random_uuid(), 'many' || n || '@park.example', 'x' from generate_series(1, 450) n`,
    );
    const people = await rows<{ id: string }>(`select id from users where email like 'many%'`);
    const sealed = people.map(({ id }, n) => (n === 7 ? 'k1:unreadable' : sealSecret([old], `SECRET${n}`, id)));
    await rows(
      'insert into totp_secrets (user_id, sealed) select unnest($1::uuid[]), unnest($2::text[])',
      people.map(({ id }) => id),
      sealed,
    );
    const { database } = app.current;
    expect(await rotateSealed(database, [now, old], [SEALED_CODES])).toEqual({
      changed: 449,
      current: 0,
      unreadable: ['k1'],
    });
    const [row] = await rows<{ sealed: string }>('select sealed from totp_secrets where user_id = $1', people[3]?.id);
    expect(readSecret([now], row?.sealed ?? '', people[3]?.id ?? '')).toBe('SECRET3');
    expect(await rotateSealed(database, [now, old], [SEALED_CODES])).toEqual({
      changed: 0,
      current: 449,
      unreadable: ['k1'],
    });
  });
});
