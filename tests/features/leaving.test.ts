import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const { alice, bob, ada, vera } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const PATH = '/account/delete';

const due = async (id: string) =>
  (
    await db().rows<{ days: number | null }>(
      `select round(extract(epoch from deletion_due_at - now()) / 86400)::int as days from users where id = $1`,
      [id],
    )
  )[0];
const acts = async (id: string) =>
  (
    await db().rows<{ act: string }>(
      `select act from audit_log where subject_id = $1 and act like 'deletion%' order by id`,
      [id],
    )
  ).map(({ act }) => act);
const mailsTo = (email: string) =>
  db().rows<{ about: string; user_id: string | null; body_text: string }>(
    `select about, user_id, body_text from mails where to_address = $1 and about <> 'new_browser' order by written_at, id`,
    [email],
  );

async function signIn(email: string) {
  const visitor = app.current.visitor();
  await visitor.logIn(email, PASSWORD);
  await visitor.get('/account');
  return visitor;
}

async function leave(email: string) {
  const visitor = await signIn(email);
  const answer = await visitor.post(PATH, { address: ` ${email.toUpperCase()} ` });
  expect([answer.status, answer.headers.location]).toEqual([303, '/auth/left']);
  return visitor;
}

describe('deleting one’s own account', () => {
  it('says what goes and what stays, and wants one’s address typed', async () => {
    const visitor = await signIn(alice.email);
    await insertItem(db(), alice.id);
    await insert(db(), 'companies', { name: 'Kestrel', created_by: alice.id });
    expect((await visitor.get('/account')).text).toContain(`href="${PATH}"`);
    const text = textOf((await visitor.get(PATH)).text);
    for (const words of ['Inventory 1 item', 'Companies 1 company', 'In 14 days all of it goes'])
      expect(text).toContain(words);
    for (const address of ['', bob.email]) {
      const answer = await visitor.post(PATH, { address });
      expect([answer.status, textOf(answer.text)]).toEqual([
        422,
        expect.stringContaining(`Type ${alice.email} to go on.`),
      ]);
      expect(answer.text).toContain(`value="${address}"`);
    }
    expect(await due(alice.id)).toEqual({ days: null });
  });

  it('asks for the password first where it was typed long ago', async () => {
    const visitor = await signIn(alice.email);
    await db().rows(
      `update sessions set sess = (sess::jsonb || '{"confirmedAt": 1}')::json where sess ->> 'userId' = $1`,
      [alice.id],
    );
    for (const answer of [await visitor.get(PATH), await visitor.post(PATH, { address: alice.email })]) {
      expect([answer.status, textOf(answer.text)]).toEqual([403, expect.stringContaining('To delete your account.')]);
    }
    expect(await due(alice.id)).toEqual({ days: null });
  });

  it('ends what lets in at once, waits 14 days, and is taken back by a login, which says so, as mails do', async () => {
    const other = await signIn(bob.email);
    await db().rows(`insert into calendar_feeds (user_id, token_hash) values ($1, 'x')`, [bob.id]);
    const visitor = await leave(bob.email);
    expect(textOf((await visitor.get('/auth/left')).text)).toContain('In 14 days it goes');
    expect(await due(bob.id)).toEqual({ days: 14 });
    for (const it of [visitor, other]) expect((await it.get('/account')).headers.location).toContain('/auth/login');
    expect(await db().rows('select 1 from calendar_feeds where user_id = $1', [bob.id])).toEqual([]);
    await app.current.runJobs('delete_accounts');
    expect(await due(bob.id)).toEqual({ days: 14 });

    const back = app.current.visitor();
    await back.logIn(bob.email, 'Wrong-guess-12345');
    expect(await due(bob.id)).toEqual({ days: 14 });
    await back.logIn(bob.email, PASSWORD);
    expect(textOf((await back.get('/')).text)).toContain('You are back, so your account and all that is yours stays.');
    expect(await due(bob.id)).toEqual({ days: null });
    expect(textOf((await back.get('/')).text)).not.toContain('You are back');
    expect(await acts(bob.id)).toEqual(['deletion_asked', 'deletion_taken_back']);
    expect((await mailsTo(bob.email)).map(({ about }) => about)).toEqual(['leaving', 'staying']);
  });

  it('is done by a job once the grace is over, and told by a mail that is nobody’s and soon forgotten', async () => {
    await insertItem(db(), vera.id);
    await leave(vera.email);
    await db().rows(`update users set deletion_due_at = now() - interval '1 minute' where id = $1`, [vera.id]);
    await app.current.runJobs('delete_accounts');
    expect(await db().rows('select 1 from users where id = $1', [vera.id])).toEqual([]);
    expect(await db().rows('select 1 from inventory_items where user_id = $1', [vera.id])).toEqual([]);
    expect(await mailsTo(vera.email)).toEqual([
      { about: 'left', user_id: null, body_text: expect.stringContaining('Your account is deleted') },
    ]);
    expect(textOf((await app.current.visitor().logIn(vera.email, PASSWORD)).text)).toContain(
      'Email or password is not right.',
    );
    await app.current.runJobs('tidy');
    expect(await mailsTo(vera.email)).toEqual([]);
    const [line] = await db().rows(`select actor_id from audit_log where act = 'removed' and subject_id = $1`, [
      vera.id,
    ]);
    expect(line).toEqual({ actor_id: null });
  });

  it('is refused to the last admin, and to the last who stays', async () => {
    const visitor = await signIn(ada.email);
    const refused = await visitor.post(PATH, { address: ada.email });
    expect([refused.status, textOf(refused.text)]).toEqual([409, expect.stringContaining('This is the last admin.')]);
    await db().rows(`update users set role = 'ADMIN' where id = $1`, [alice.id]);
    await leave(alice.email);
    expect((await visitor.post(PATH, { address: ada.email })).status).toBe(409);
    expect(await due(ada.id)).toEqual({ days: null });
  });
});
