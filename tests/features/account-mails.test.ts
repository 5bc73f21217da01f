import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkTo, mailsTo, run, somebody, tokenOf } from '../support/account-mails.js';
import { startApp, type TestApp, useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type Smtp, startSmtp } from '../support/smtp.js';
import { textOf } from '../support/visitor.js';

const { bob } = PEOPLE;
const NEW_PASSWORD = 'Kettle-of-kites7';
const site = useApp();

async function ask(app: TestApp, path: string, email: string) {
  const visitor = app.visitor();
  await visitor.get('/auth/login');
  const answer = await visitor.postAndFollow(path, { email });
  await app.queue.runDue();
  return answer;
}

async function use(app: TestApp, link: string, password = NEW_PASSWORD) {
  const visitor = app.visitor();
  await visitor.get('/auth/login');
  const shown = await visitor.get(link);
  const answer = await visitor.post('/auth/reset-password', { token: tokenOf(link), password });
  return { visitor, shown, answer };
}
const statusOfLogin = async (app: TestApp, email: string, password: string) =>
  (await app.visitor().logIn(email, password)).status;

describe('a forgotten password', () => {
  it('is chosen anew by a link in a mail: it ends every session, lifts the lock, works once, and is told of', async () => {
    const app = site.current;
    const email = 'forgot@park.example';
    const id = await somebody(app, email, `is_approved = true, must_change_password = true`);
    const signedIn = app.visitor();
    await signedIn.logIn(email, PASSWORD);
    for (let tries = 0; tries < 5; tries += 1) await app.visitor().logIn(email, 'Wrong-lantern9');
    expect(textOf((await app.visitor().logIn(email, PASSWORD)).text)).toContain('Account locked.');

    expect(textOf((await ask(app, '/auth/forgot-password', ` ${email.toUpperCase()} `)).text)).toContain(
      'If the address has an account here, a link is on its way to it.',
    );
    const link = await linkTo(app, email);
    const { shown, answer } = await use(app, link);
    expect(textOf(shown.text)).toContain(`For ${email}. Every session that is open ends.`);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/login']);

    expect(await statusOfLogin(app, email, PASSWORD)).toBe(422);
    expect((await app.visitor().logIn(email, NEW_PASSWORD)).headers['location']).toBe('/');
    expect((await signedIn.get('/')).headers['location']).toMatch(/^\/auth\/login/);
    expect((await use(app, link)).shown.status).toBe(404);
    expect((await use(app, link, 'Another-lantern9')).answer.status).toBe(404);
    expect((await mailsTo(app, email)).map(({ subject }) => subject)).toEqual([
      'Choose a new password',
      'Your password was changed',
    ]);
    const acts = await run(
      app,
      `select act, actor_id from audit_log where subject_id = $1 and act = 'password_reset'`,
      [id],
    );
    expect(acts).toEqual([{ act: 'password_reset', actor_id: null }]);
  });

  it('answers alike for an address that nobody has, and writes nothing', async () => {
    const app = site.current;
    await somebody(app, 'known@park.example');
    const [known, unknown] = [
      await ask(app, '/auth/forgot-password', 'known@park.example'),
      await ask(app, '/auth/forgot-password', 'unknown@park.example'),
    ];
    expect(textOf(unknown.text)).toBe(textOf(known.text));
    expect(await mailsTo(app, 'unknown@park.example')).toEqual([]);
    expect(await mailsTo(app, 'known@park.example')).toHaveLength(1);
  });

  it('keeps of a link the hash alone', async () => {
    const app = site.current;
    await somebody(app, 'hashed@park.example');
    await ask(app, '/auth/forgot-password', 'hashed@park.example');
    const token = tokenOf(await linkTo(app, 'hashed@park.example'));
    expect(token).toMatch(/^[\w-]{43}$/);
    const kept = await run(app, 'select l::text as row from mail_links l');
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  it.each([
    ['cut off', async (_app: TestApp, token: string) => token.slice(0, -1)],
    [
      'after its 30 minutes',
      async (app: TestApp, token: string) => {
        await run(app, `update mail_links set expires_at = now() - interval '1 second'`);
        return token;
      },
    ],
    [
      'when the account has another address',
      async (app: TestApp, token: string) => {
        await run(app, `update users set email = 'moved-' || email where email like 'over%'`);
        return token;
      },
    ],
    [
      'when it is for something else',
      async (app: TestApp, token: string) => {
        await run(app, `update mail_links set purpose = 'verification'`);
        return token;
      },
    ],
  ])('does not work %s', async (what, change) => {
    const app = site.current;
    const email = `over-${what.replaceAll(' ', '-')}@park.example`;
    const id = await somebody(app, email);
    await ask(app, '/auth/forgot-password', email);
    const token = await change(app, tokenOf(await linkTo(app, email)));
    const { shown, answer } = await use(app, `/auth/reset-password?token=${token}`);
    expect([shown.status, answer.status]).toEqual([404, 404]);
    expect(textOf(answer.text)).toContain('This link is over');
    const [row] = await run(app, 'select password_changed_at from users where id = $1', [id]);
    expect(row).toEqual({ password_changed_at: null });
  });

  it('keeps the link where the new password does not meet the rules, and says which', async () => {
    const app = site.current;
    const email = 'rules@park.example';
    await somebody(app, email);
    await ask(app, '/auth/forgot-password', email);
    const link = await linkTo(app, email);
    const { answer } = await use(app, link, 'short');
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain('Not met yet: 12 to 128 characters');
    expect((await use(app, link)).answer.status).toBe(303);
  });

  it('is used by one of two at once', async () => {
    const app = site.current;
    const email = 'twice@park.example';
    await somebody(app, email);
    await ask(app, '/auth/forgot-password', email);
    const link = await linkTo(app, email);
    const both = await Promise.all([use(app, link), use(app, link, 'Another-lantern9')]);
    expect(both.map(({ answer }) => answer.status).sort()).toEqual([303, 404]);
  });

  it('sends an account five links an hour, and a client five', async () => {
    const app = site.current;
    await somebody(app, 'often@park.example');
    for (let times = 0; times < 7; times += 1) await ask(app, '/auth/forgot-password', 'often@park.example');
    expect(await mailsTo(app, 'often@park.example')).toHaveLength(5);
    const visitor = app.visitor();
    await visitor.get('/auth/forgot-password');
    const answers: number[] = [];
    for (let times = 0; times < 6; times += 1)
      answers.push((await visitor.post('/auth/forgot-password', { email: `n${times}@park.example` })).status);
    expect(answers).toEqual([303, 303, 303, 303, 303, 429]);
  });

  it('wants an address', async () => {
    const visitor = site.current.visitor();
    await visitor.get('/auth/forgot-password');
    const answer = await visitor.post('/auth/forgot-password', { email: 'no address' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Type an email such as mara@example.com.');
  });

  it('lets nobody in who may not come in', async () => {
    const app = site.current;
    await somebody(app, 'waits@park.example', 'is_approved = false');
    await ask(app, '/auth/forgot-password', 'waits@park.example');
    await use(app, await linkTo(app, 'waits@park.example'));
    expect(textOf((await app.visitor().logIn('waits@park.example', NEW_PASSWORD)).text)).toContain(
      'waiting for approval',
    );
  });
});

describe('a password that its person changes', () => {
  it('is told of by mail', async () => {
    const app = site.current;
    await somebody(app, 'changes@park.example');
    const visitor = app.visitor();
    await visitor.logIn('changes@park.example', PASSWORD);
    await visitor.get('/account/password');
    await visitor.post('/account/password', { current_password: PASSWORD, new_password: NEW_PASSWORD });
    expect(await mailsTo(app, 'changes@park.example')).toMatchObject([{ about: 'password_changed' }]);
  });
});

describe('an address that is asked for again', () => {
  it('is told so, and nothing of the account changes', async () => {
    const app = site.current;
    const before = await run(app, 'select name, password_hash from users where id = $1', [bob.id]);
    const visitor = app.visitor();
    await visitor.get('/auth/register');
    const answer = await visitor.post('/auth/register', { name: 'Eve', email: bob.email, password: NEW_PASSWORD });
    await app.queue.runDue();
    expect(answer.headers['location']).toBe('/auth/pending');
    expect(await mailsTo(app, bob.email)).toMatchObject([{ subject: 'You have an account already' }]);
    expect(await run(app, 'select name, password_hash from users where id = $1', [bob.id])).toEqual(before);
  });
});

describe('addresses that must be confirmed', () => {
  let app: TestApp;
  let smtp: Smtp;
  beforeAll(async () => {
    smtp = await startSmtp();
    app = await startApp({ ...smtp.env, AUTH_EMAIL_VERIFICATION_REQUIRED: 'true' });
  });
  afterAll(async () => {
    await app?.stop();
    await smtp?.stop();
  });

  it('let nobody in before: opening the link changes nothing, the button does', async () => {
    const email = 'new@park.example';
    const visitor = app.visitor();
    await visitor.get('/auth/register');
    const registered = await visitor.postAndFollow('/auth/register', { name: 'New', email, password: NEW_PASSWORD });
    expect(textOf(registered.text)).toContain('Confirm your address first');
    await run(app, 'update users set is_approved = true where email = $1', [email]);
    const refused = await app.visitor().logIn(email, NEW_PASSWORD);
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringContaining('Confirm your address first'),
    ]);
    expect(textOf((await app.visitor().logIn(email, 'Wrong-lantern9')).text)).toContain(
      'Email or password is not right.',
    );

    await app.queue.runDue();
    const [mail] = smtp.arrived.filter(({ to }) => to.includes(email));
    const text = (mail?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const link = /\/auth\/verify-email\?token=[\w-]+/.exec(text)?.[0] ?? '';
    const shown = await app.visitor().get(link);
    expect(textOf(shown.text)).toContain(`Is ${email} yours?`);
    const verified = () =>
      run(app, 'select email_verified_at is not null as done from users where email = $1', [email]);
    expect(await verified()).toEqual([{ done: false }]);
    const opener = app.visitor();
    await opener.get(link);
    expect((await opener.post('/auth/verify-email', { token: tokenOf(link) })).headers['location']).toBe('/auth/login');
    expect(await verified()).toEqual([{ done: true }]);
    expect((await app.visitor().logIn(email, NEW_PASSWORD)).status).toBe(303);
    const again = app.visitor();
    await again.get('/auth/login');
    expect((await again.post('/auth/verify-email', { token: tokenOf(link) })).status).toBe(404);
  });

  it('are asked of who has an account, by a link that is sent again three times an hour and then forgotten', async () => {
    const email = 'older@park.example';
    await somebody(app, email);
    expect((await app.visitor().logIn(email, PASSWORD)).text).toContain('href="/auth/verify-email"');
    for (let times = 0; times < 4; times += 1) await ask(app, '/auth/verification', email);
    const mails = await mailsTo(app, email);
    expect(mails.map(({ body_text }) => body_text)).toEqual(['', '', '']);
    const arrived = smtp.arrived.filter(({ to }) => to.includes(email));
    expect(arrived).toHaveLength(3);
    expect(arrived[0]?.raw).toContain('/auth/verify-email?token');
  });

  it('need no confirming by whoever runs the server', async () => {
    const [row] = await run(
      app,
      `select email_verified_at is not null as done from users where role = 'ADMIN' limit 1`,
    );
    expect(row).toEqual({ done: false });
    expect((await app.visitor().logIn(PEOPLE.ada.email, PASSWORD)).status).toBe(422);
  });
});
