import { describe, expect, it } from 'vitest';
import { linkTo, mailsTo, run, somebody, tokenOf } from '../support/account-mails.js';
import { useApp } from '../support/app.js';
import { errorAt } from '../support/item-form.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const site = useApp();
const PATH = '/account/email';

async function signedIn(email: string) {
  const id = await somebody(site.current, email);
  const visitor = site.current.visitor();
  await visitor.logIn(email, PASSWORD);
  await visitor.get(PATH);
  return { id, visitor };
}
/** Asks for an address; the mails that belong to it are written. */
async function want(visitor: Visitor, address: string) {
  const answer = await visitor.postAndFollow(PATH, { new_email: address });
  await site.current.queue.runDue();
  return answer;
}
async function confirm(link: string, visitor = site.current.visitor()) {
  const shown = await visitor.get(link);
  if (shown.status !== 200) await visitor.get('/auth/login');
  return { shown, answer: await visitor.post('/auth/confirm-address', { token: tokenOf(link) }) };
}
const addressOf = async (id: string) =>
  (
    await run(site.current, 'select email, email_verified_at is not null as verified from users where id = $1', [id])
  )[0];
const stale = (id: string) =>
  run(site.current, `update sessions set sess = sess || '{"confirmedAt": 1}' where sess ->> 'userId' = $1`, [id]);

describe('another address for one’s account', () => {
  it('counts once its link is used: the old one is told twice, every other session ends, older links with them', async () => {
    const app = site.current;
    const [before, after] = ['mover@park.example', 'moved@park.example'];
    const { id, visitor } = await signedIn(before);
    const other = app.visitor();
    await other.logIn(before, PASSWORD);
    const forgot = app.visitor();
    await forgot.get('/auth/forgot-password');
    await forgot.post('/auth/forgot-password', { email: before });
    await app.queue.runDue();
    const reset = await linkTo(app, before);

    const asked = textOf((await want(visitor, ` ${after.toUpperCase()} `)).text);
    expect(asked).toContain(`A link is on its way to ${after}. Nothing changes until it is opened.`);
    expect(asked).toContain(`Waits to be confirmed Your address is ${before} until the link in the mail is opened.`);
    const link = await linkTo(app, after);
    expect(textOf((await app.visitor().get(link)).text)).toContain(`Is ${after} yours?`);
    expect(await addressOf(id)).toEqual({ email: before, verified: false });

    const { answer } = await confirm(link, visitor);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account/security']);
    expect(await addressOf(id)).toEqual({ email: after, verified: true });
    expect((await visitor.get('/account')).text).toContain(`value="${after}"`);
    expect((await other.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    expect((await mailsTo(app, before)).map(({ subject }) => subject)).toEqual([
      'Choose a new password',
      'Your account is to have another address',
      'Your account has another address',
    ]);
    expect((await app.visitor().get(reset)).status).toBe(404);
    expect((await app.visitor().logIn(before, PASSWORD)).status).toBe(422);
    expect((await app.visitor().logIn(after, PASSWORD)).status).toBe(303);
    expect((await confirm(link)).answer.status).toBe(404);
    const acts = await run(app, `select act from audit_log where subject_id = $1 and act like 'address%' order by id`, [
      id,
    ]);
    expect(acts).toEqual([{ act: 'address_asked' }, { act: 'address_changed' }]);
  });

  it('confirmed where nobody is signed in leads to the login page', async () => {
    const { id, visitor } = await signedIn('elsewhere@park.example');
    await want(visitor, 'elsewhere2@park.example');
    const { answer } = await confirm(await linkTo(site.current, 'elsewhere2@park.example'));
    expect(answer.headers['location']).toBe('/auth/login');
    expect(await addressOf(id)).toMatchObject({ email: 'elsewhere2@park.example' });
    expect((await visitor.get('/account')).status).toBe(303);
  });

  it('that somebody has is answered alike and told to them alone', async () => {
    const app = site.current;
    const { id, visitor } = await signedIn('wisher@park.example');
    const answers: string[] = [];
    for (const address of ['nobody-has@park.example', PEOPLE.bob.email])
      answers.push(textOf((await want(visitor, address)).text).replaceAll(address, '…'));
    expect(answers[1]).toBe(answers[0]);
    expect((await mailsTo(app, PEOPLE.bob.email)).map(({ about }) => about)).toEqual(['address_wanted']);
    expect((await mailsTo(app, 'wisher@park.example')).map(({ about }) => about)).toEqual([
      'address_asked',
      'address_asked',
    ]);
    expect(await addressOf(id)).toMatchObject({ email: 'wisher@park.example' });
  });

  it.each([
    ['called off', (visitor: Visitor) => visitor.postAndFollow(`${PATH}/call-off`)],
    ['another was asked for instead', (visitor: Visitor) => want(visitor, 'instead@park.example')],
    [
      'the password was changed',
      async (visitor: Visitor) => {
        await visitor.get('/account/password');
        await visitor.post('/account/password', { current_password: PASSWORD, new_password: 'Kettle-of-kites7' });
      },
    ],
    ['somebody took it', () => somebody(site.current, 'over-somebody-took-it2@park.example')],
    ['a day has passed', () => run(site.current, `update mail_links set expires_at = now()`)],
    [
      'an admin locked the account',
      () => run(site.current, `update users set locked_by_admin_at = now() where email like 'over-an-admin%'`),
    ],
  ])('does not count when %s', async (what, change) => {
    const name = `over-${what.replaceAll(' ', '-')}`;
    const { id, visitor } = await signedIn(`${name}@park.example`);
    await want(visitor, `${name}2@park.example`);
    const link = await linkTo(site.current, `${name}2@park.example`);
    await visitor.get(PATH);
    await change(visitor);
    const { answer } = await confirm(link);
    expect([answer.status, textOf(answer.text)]).toEqual([404, expect.stringContaining('This link is over')]);
    expect(await addressOf(id)).toEqual({ email: `${name}@park.example`, verified: false });
  });

  it('is of one of two who confirm it at once, and of one of two clicks', async () => {
    const app = site.current;
    const shared = 'shared@park.example';
    const links: string[] = [];
    for (const email of ['first@park.example', 'second@park.example']) {
      await want((await signedIn(email)).visitor, shared);
      links.push(await linkTo(app, shared));
    }
    const answers = await Promise.all([...links, links[0] ?? ''].map((link) => confirm(link)));
    expect(answers.map(({ answer }) => answer.status).sort()).toEqual([303, 404, 404]);
    expect(await run(app, 'select 1 from users where email = $1', [shared])).toHaveLength(1);
  });

  it.each([
    ['', 'Type your email.'],
    ['no address', 'Type an email such as mara@example.com.'],
    // Letters that look like others: а of the Cyrillic alphabet, the long s, and p of full width.
    ['m\u0430ra@park.example', 'Type an email such as mara@example.com.'],
    ['mara@p\u0430rk.example', 'Type an email such as mara@example.com.'],
    ['mara@\u017fpark.example', 'Type an email such as mara@example.com.'],
    ['mara@\uff50ark.example', 'Type an email such as mara@example.com.'],
    ['alice@park.example', 'This is your address already.'],
  ])('is none as %j', async (address, message) => {
    const alice = await site.current.as('alice');
    await alice.get(PATH);
    const answer = await alice.post(PATH, { new_email: address });
    expect([answer.status, errorAt(answer.text, 'new_email')]).toEqual([422, message]);
    expect(await run(site.current, 'select 1 from mail_links where user_id = $1', [PEOPLE.alice.id])).toEqual([]);
  });

  it('in other letters is written and shown as the network spells it', async () => {
    const { visitor } = await signedIn('spelt@park.example');
    expect(textOf((await want(visitor, 'mara@xn--prk-6cd.example')).text)).toContain('mara@xn--prk-6cd.example');
  });

  it('is asked for five times an hour by a client; of an account and to an address that many mails go', async () => {
    const app = site.current;
    const { visitor } = await signedIn('often-wanted@park.example');
    const answers: number[] = [];
    for (let times = 0; times < 6; times += 1)
      answers.push((await visitor.post(PATH, { new_email: `often${times}@park.example` })).status);
    expect(answers).toEqual([303, 303, 303, 303, 303, 429]);
    const elsewhere = { 'X-Forwarded-For': '203.0.113.9' };
    visitor.agent.set(elsewhere);
    await app.queue.runDue();
    const to = 'flooded@park.example';
    await run(
      app,
      `insert into mails (id, user_id, about, to_address, subject, body_text, body_html, message_id)
       select gen_random_uuid(), $1, 'address_change', $2, 's', 't', 'h', 'm' || n from generate_series(1, 5) as n`,
      [PEOPLE.vera.id, to],
    );
    await want(visitor, to);
    expect(await mailsTo(app, to)).toHaveLength(5);
  });
});

describe('the password typed again, before the address', () => {
  it('stands in the place of the page and of the form, which then goes on with what was typed', async () => {
    const { id, visitor } = await signedIn('again@park.example');
    await stale(id);
    const page = await visitor.get(PATH);
    expect([page.status, textOf(page.text)]).toEqual([403, expect.stringContaining('To change your address.')]);
    const form = await visitor.post(PATH, { new_email: 'again2@park.example' });
    expect(form.status).toBe(403);
    expect(form.text).toContain('name="new_email" value="again2@park.example"');
    expect(await run(site.current, 'select 1 from mail_links where user_id = $1', [id])).toEqual([]);

    const waits = { confirm_to: PATH, confirm_method: 'post', new_email: 'again2@park.example' };
    const proof = await visitor.post('/account/confirm', { ...waits, confirm_password: PASSWORD });
    expect([proof.status, proof.headers['location']]).toEqual([307, PATH]);
    expect((await visitor.post(PATH, waits)).status).toBe(303);
    expect((await visitor.get(PATH)).status).toBe(200);
  });

  it('is asked of a reader too, who may change an address of theirs', async () => {
    const vera = await site.current.as('vera');
    expect((await vera.get(PATH)).status).toBe(200);
    await stale(PEOPLE.vera.id);
    expect((await vera.get(PATH)).status).toBe(403);
  });
});
