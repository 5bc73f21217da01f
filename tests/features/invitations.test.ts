import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const NEW = '/admin/invitations';
const OVER = 'This invitation is over';

const user = async (email: string) =>
  (await app.current.db.rows<Record<string, unknown>>('select * from users where email = $1', [email]))[0];

async function invite(email: string): Promise<{ ada: Visitor; link: string }> {
  const ada = await app.current.as('ada');
  await ada.get(NEW);
  expect((await ada.post(NEW, { email })).status).toBe(303);
  return { ada, link: await linkTo(email) };
}

/** The link of the last mail to an address. */
async function linkTo(email: string): Promise<string> {
  const [mail] = await app.current.db.rows<{ body_text: string; user_id: string; is_secret: boolean }>(
    `select body_text, user_id, is_secret from mails where to_address = $1 and about = 'invitation' order by written_at desc limit 1`,
    [email.toLowerCase()],
  );
  expect(mail).toMatchObject({ user_id: PEOPLE.ada.id, is_secret: true });
  return /\/auth\/invitation\?token=[\w-]{43}/.exec(mail?.body_text ?? '')?.[0] ?? '';
}

async function accept(visitor: Visitor, link: string, fields: Record<string, string> = {}) {
  // A page whose form has a token, wherever the link leads.
  await visitor.get('/auth/login');
  return visitor.post('/auth/invitation', { token: link.split('=')[1] ?? '', password: PASSWORD, ...fields });
}

describe('an invitation', () => {
  it('lets in who comes by its link, with the address that it went to, once', async () => {
    const { ada, link } = await invite('Ines@Invited.example');
    const list = await ada.get('/admin/users?status=invited');
    expect(textOf(list.text)).toContain('ines@invited.example');
    const visitor = app.current.visitor();
    expect((await visitor.get(link)).text).toContain('value="ines@invited.example"');
    const weak = await accept(visitor, link, { password: 'short', name: 'Ines' });
    expect([weak.status, weak.text.includes('value="Ines"')]).toEqual([422, true]);
    const own = await accept(visitor, link, { password: 'Ines@Invited.example1' });
    expect(own.status).toBe(422);
    // Whatever address is sent with it.
    const done = await accept(visitor, link, { name: 'Ines', email: PEOPLE.alice.email });
    expect([done.status, done.headers['location']]).toEqual([303, '/']);
    expect((await visitor.get('/account')).status).toBe(200);
    expect(await user('ines@invited.example')).toMatchObject({
      name: 'Ines',
      role: 'USER',
      is_approved: true,
      email_verified_at: expect.any(Date),
    });
    expect(textOf((await ada.get('/admin/users?status=invited')).text)).not.toContain('ines@invited.example');
    for (const answer of [await app.current.visitor().get(link), await accept(app.current.visitor(), link)])
      expect([answer.status, textOf(answer.text)]).toEqual([404, expect.stringContaining(OVER)]);
  });

  it('that is spent, over, called off, cut or made up answers alike', async () => {
    const { ada, link: first } = await invite('again@invited.example');
    await ada.get('/admin/users?status=invited');
    const row = async () =>
      (
        await app.current.db.rows<{ id: string }>(`select id from invitations where address = 'again@invited.example'`)
      )[0];
    await ada.post(`${NEW}/${(await row())?.id}/again`);
    const second = await linkTo('again@invited.example');
    expect(second).not.toBe(first);
    const over: string[] = [first, second.slice(0, -1), '/auth/invitation?token=%00'];
    await app.current.db.rows(`update invitations set expires_at = now() where id = $1`, [(await row())?.id]);
    const pages = [];
    for (const link of [...over, second]) pages.push(await app.current.visitor().get(link));
    await app.current.db.rows(`update invitations set expires_at = now() + interval '1 day' where id = $1`, [
      (await row())?.id,
    ]);
    expect((await app.current.visitor().get(second)).status).toBe(200);
    const { id } = (await row()) ?? { id: '' };
    expect(textOf((await ada.postAndFollow(`${NEW}/${id}/removal`)).text)).toContain('is called off');
    pages.push(await app.current.visitor().get(second), await accept(app.current.visitor(), second));
    const [one, ...others] = pages.map((it) => [it.status, textOf(it.text)]);
    expect(one).toEqual([404, expect.stringContaining(OVER)]);
    for (const other of others) expect(other).toEqual(one);
    for (const act of ['again', 'removal']) expect((await ada.post(`${NEW}/${id}/${act}`)).status).toBe(404);
    expect(await user('again@invited.example')).toBeUndefined();
  });

  it('goes to no address that has an account, nor to what is none', async () => {
    const ada = await app.current.as('ada');
    await ada.get(NEW);
    for (const [email, message] of [
      [PEOPLE.bob.email.toUpperCase(), 'This address has an account already.'],
      ['nobody', 'Type an email such as'],
      ['аda@park.example', 'Type an email such as'],
      ['', 'Type your email.'],
    ]) {
      const answer = await ada.post(NEW, { email: email ?? '' });
      expect([email, answer.status, textOf(answer.text)]).toEqual([email, 422, expect.stringContaining(message ?? '')]);
    }
    expect((await (await app.current.as('alice')).post(NEW, { email: 'a@b.example' })).status).toBe(404);
  });

  it('lets in who waits already, with the password of the link; whom an admin turned down it does not', async () => {
    const { link } = await invite('wait@invited.example');
    const other = app.current.visitor();
    await other.get('/auth/register');
    await other.post('/auth/register', { email: 'wait@invited.example', password: 'Somebody-Elses-1234' });
    expect((await accept(app.current.visitor(), link)).status).toBe(303);
    expect((await app.current.visitor().logIn('wait@invited.example', 'Somebody-Elses-1234')).status).toBe(422);
    expect((await app.current.visitor().logIn('wait@invited.example', PASSWORD)).status).toBe(303);
    const { link: late } = await invite('down@invited.example');
    await app.current.db.rows(
      `insert into users (id, email, password_hash, rejected_at) values (gen_random_uuid(), 'down@invited.example', 'x', now())`,
    );
    expect((await accept(app.current.visitor(), late)).status).toBe(404);
    expect(await user('down@invited.example')).toMatchObject({ is_approved: false, password_hash: 'x' });
  });

  it('used twice at once lets one in', async () => {
    const { link } = await invite('twice@invited.example');
    const both = await Promise.all([accept(app.current.visitor(), link), accept(app.current.visitor(), link)]);
    expect(both.map((it) => it.status).sort()).toEqual([303, 404]);
  });

  it('is over once its address was approved without it', async () => {
    const { ada, link } = await invite('both@invited.example');
    await app.current.db.rows(
      `insert into users (id, email, password_hash) values ('01900000-0000-7000-8000-0000000000bb', 'both@invited.example', 'x')`,
    );
    await ada.post('/admin/users/01900000-0000-7000-8000-0000000000bb/approval');
    expect((await app.current.visitor().get(link)).status).toBe(404);
  });
});

describe('an invitation where no mail is sent', () => {
  const silent = useApp({
    NODE_ENV: 'production',
    RATE_LIMIT_ALLOW_MEMORY: 'true',
    APP_URL: 'http://127.0.0.1:5001',
  });

  it('is a link that is shown once, to hand over', async () => {
    const ada = await silent.current.as('ada');
    expect(textOf((await ada.get(NEW)).text)).toContain('you are shown the link once');
    const shown = await ada.post(NEW, { email: 'hand@invited.example' });
    const link = /value="[^"]*(\/auth\/invitation\?token=[\w-]{43})"/.exec(shown.text)?.[1] ?? '';
    expect([shown.status, link]).toEqual([201, expect.stringContaining('token=')]);
    expect(await silent.current.db.rows('select from mails')).toEqual([]);
    const kept = await silent.current.db.rows<{ token_hash: string }>('select token_hash from invitations');
    expect(kept[0]?.token_hash).not.toContain(link.split('=')[1]);
    const visitor = silent.current.visitor();
    expect((await accept(visitor, link)).status).toBe(303);
    expect((await visitor.get('/account')).status).toBe(200);
  });
});
