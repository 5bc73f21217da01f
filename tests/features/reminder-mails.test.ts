import { beforeEach, describe, expect, it } from 'vitest';
import { ENDED_REMINDERS } from '../../src/features/account/index.js';
import { readLink, unsubscribeUrl } from '../../src/features/mail/index.js';
import { startApp, useApp } from '../support/app.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { inDays, insertTask } from '../support/tasks.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob, charlie } = PEOPLE;
const MINUTE = 60_000;
const past = new Date(Date.now() - MINUTE);

type Mail = {
  user_id: string;
  about: string;
  subject: string;
  body_text: string;
  to_address: string;
  unsubscribe_url: string;
  sent: boolean;
};
const mails = () =>
  app.current.db.rows<Mail>(
    'select user_id, about, subject, body_text, to_address, unsubscribe_url, sent_at is not null as sent from mails order by written_at, id',
  );
const set = (name: PersonName, fields: Record<string, unknown>) =>
  app.current.db.rows(
    `update users set ${Object.keys(fields).map((field, at) => `${field} = $${at + 2}`)} where id = $1`,
    [PEOPLE[name].id, ...Object.values(fields)],
  );
const choiceOf = async (id: string) =>
  (await app.current.db.rows<{ reminder_mail: string }>('select reminder_mail from users where id = $1', [id]))[0]
    ?.reminder_mail;

/** A time zone in which it is that hour now, in full hours from UTC. */
function zoneAt(hour: number): string {
  const away = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
  return away === 0 ? 'UTC' : `Etc/GMT${away > 0 ? '-' : '+'}${Math.abs(away)}`;
}
const dayIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());

beforeEach(async () => {
  await app.current.db.rows('delete from mails');
  await app.current.db.rows('delete from tasks');
  await app.current.db.rows(
    `update users set reminder_mail = 'none', morning_mail_on = null, time_zone = 'UTC', locale = 'en'`,
  );
});

describe('a reminder by mail', () => {
  it('comes once to who chose one each, and to nobody else', async () => {
    await set('alice', { reminder_mail: 'each' });
    await set('charlie', { reminder_mail: 'daily' });
    for (const { id } of [alice, bob, charlie])
      await insertTask(app.current.db, id, { title: 'Ring <Ana>', due_on: inDays(0), remind_at: past });
    await app.current.runJobs('remind');
    await app.current.runJobs('remind');
    const all = await mails();
    expect(all).toEqual([
      expect.objectContaining({ user_id: alice.id, about: 'reminder', to_address: alice.email, sent: true }),
    ]);
    expect(all[0]?.subject).toBe('Reminder: Ring <Ana>');
    expect(all[0]?.body_text).toMatch(
      /- Ring <Ana> \(due today\)\n {2}http:\/\/127\.0\.0\.1:\d+\/tasks\/[\w-]{36}\/edit/,
    );
    expect(all[0]?.body_text).toContain(`End the reminders by mail: ${all[0]?.unsubscribe_url}`);
    expect(await app.current.db.rows('select 1 from tasks where reminded_at is null')).toEqual([]);
  });

  it('does not come to who may not log in any more', async () => {
    await set('bob', { reminder_mail: 'each', locked_by_admin_at: new Date() });
    await insertTask(app.current.db, bob.id, { remind_at: past });
    await app.current.runJobs('remind');
    expect(await mails()).toEqual([]);
    await set('bob', { locked_by_admin_at: null });
  });

  it('does not come, nor that of a morning, to who has asked that their account goes', async () => {
    await set('bob', { reminder_mail: 'each', deletion_due_at: new Date(Date.now() + 86_400_000) });
    await set('alice', {
      reminder_mail: 'daily',
      deletion_due_at: new Date(Date.now() + 86_400_000),
      time_zone: zoneAt(9),
    });
    for (const { id } of [alice, bob]) await insertTask(app.current.db, id, { due_on: inDays(-1), remind_at: past });
    await app.current.runJobs('remind', 'morning_mails');
    expect(await mails()).toEqual([]);
    for (const name of ['alice', 'bob'] as const) await set(name, { deletion_due_at: null });
    await app.current.runJobs('morning_mails');
    expect((await mails()).map(({ about }) => about)).toEqual(['morning']);
  });
});

describe('the mail of a morning', () => {
  it('comes once a day, between seven and noon on the clock of the person, with what is late, due or to be reminded of', async () => {
    const here = zoneAt(8);
    await set('alice', { reminder_mail: 'daily', time_zone: here });
    const task = (fields: Record<string, unknown>) => insertTask(app.current.db, alice.id, fields);
    const dayOff = (days: number) => new Date(Date.parse(dayIn(here)) + days * 86_400_000).toISOString().slice(0, 10);
    await task({ title: 'Late one', due_on: dayOff(-3) });
    await task({ title: 'Due one', due_on: dayOff(0) });
    await task({ title: 'Reminded one', remind_at: past, reminded_at: past });
    await task({ title: 'Next week', due_on: dayOff(7) });
    await task({ title: 'Done one', due_on: dayOff(0), done_at: past });
    await app.current.runJobs('morning_mails');
    await app.current.runJobs('morning_mails');
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ about: 'morning', subject: expect.stringMatching(/^3 tasks for /), sent: true });
    expect(mail?.body_text).toMatch(/Late one \(was due on .*Due one \(due today\).*Reminded one\n/s);
    expect(mail?.body_text).not.toMatch(/Next week|Done one/);
    await set('alice', { morning_mail_on: dayOff(-1) });
    await app.current.runJobs('morning_mails');
    expect(await mails()).toHaveLength(2);
  });

  it.each([3, 6, 12, 20])('does not come at %i hours', async (hour) => {
    await set('alice', { reminder_mail: 'daily', time_zone: zoneAt(hour) });
    await insertTask(app.current.db, alice.id, { due_on: inDays(-3) });
    await app.current.runJobs('morning_mails');
    expect(await mails()).toEqual([]);
  });

  it('does not come where there is nothing, and lists 50 at most', async () => {
    await set('alice', { reminder_mail: 'daily', time_zone: zoneAt(8) });
    await set('bob', { reminder_mail: 'daily', time_zone: zoneAt(9) });
    await app.current.db.rows(
      `insert into tasks (id, user_id, title, due_on) select gen_random_uuid(), $1, 'Task', current_date - 9 from generate_series(1, 53)`,
      [bob.id],
    );
    await app.current.runJobs('morning_mails');
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ user_id: bob.id, subject: expect.stringMatching(/^53 tasks for/) });
    expect(mail?.body_text).toContain('- And 3 more');
  });
});

describe('the choice', () => {
  it('is made on the page of one’s account, also by a viewer', async () => {
    const vera = await app.current.as('vera');
    expect((await vera.get('/account')).text).toMatch(/value="none" checked/);
    const saved = await vera.postAndFollow('/account/reminders', { reminder_mail: 'daily' });
    expect(textOf(saved.text)).toContain('Reminders saved.');
    expect(saved.text).toMatch(/value="daily" checked/);
    expect(await choiceOf(PEOPLE.vera.id)).toBe('daily');
    const wrong = await vera.post('/account/reminders', { reminder_mail: 'hourly' });
    expect([wrong.status, textOf(wrong.text)]).toEqual([422, expect.stringContaining('Choose one of the three.')]);
    expect(await choiceOf(PEOPLE.vera.id)).toBe('daily');
  });

  it('is not there where the server sends no mail, and the page says so', async () => {
    const silent = await startApp({
      NODE_ENV: 'production',
      APP_URL: 'http://127.0.0.1',
      RATE_LIMIT_ALLOW_MEMORY: 'true',
    });
    try {
      const visitor = await silent.as('alice');
      const { text } = await visitor.get('/account');
      expect(textOf(text)).toContain('This server sends no mail');
      expect(text).not.toContain('name="reminder_mail"');
      expect((await visitor.post('/account/reminders', { reminder_mail: 'each' })).status).toBe(422);
      await silent.db.rows(`update users set reminder_mail = 'each'`);
      await insertTask(silent.db, alice.id, { remind_at: past });
      await silent.runJobs('remind', 'morning_mails');
      expect(await silent.db.rows('select 1 from mails')).toEqual([]);
      expect((await visitor.get('/dev/mail')).status).toBe(404);
      expect(textOf((await silent.visitor().get('/auth/pending')).text)).toContain('an admin will tell you');
    } finally {
      await silent.stop();
    }
  });
});

describe('the link that ends them', () => {
  const pathOf = (id: string) =>
    new URL(unsubscribeUrl(app.current.config, ENDED_REMINDERS, id)).href.replace(/^.*?\/unsubscribe/, '/unsubscribe');

  it('asks first, then ends them without a login and without a token of a form', async () => {
    await set('alice', { reminder_mail: 'each' });
    await set('bob', { reminder_mail: 'each' });
    const stranger = app.current.visitor();
    const asked = await stranger.get(pathOf(alice.id));
    expect([asked.status, await choiceOf(alice.id)]).toEqual([200, 'each']);
    expect(asked.text).not.toMatch(/alice|Arden/i);
    const ended = await stranger.agent.post(pathOf(alice.id)).type('form').send('List-Unsubscribe=One-Click');
    expect([ended.status, textOf(ended.text)]).toEqual([200, expect.stringContaining('No more reminders by mail')]);
    expect(ended.headers['set-cookie']).toBeUndefined();
    expect([await choiceOf(alice.id), await choiceOf(bob.id)]).toEqual(['none', 'each']);
    expect(
      await app.current.db.rows(
        `select actor_id, act from audit_log where subject_id = $1 and act = 'settings_changed'`,
        [alice.id],
      ),
    ).toEqual([{ actor_id: null, act: 'settings_changed' }]);
    const again = await stranger.agent.post(pathOf(alice.id));
    expect([again.status, textOf(again.text)]).toEqual([200, textOf(ended.text)]);
  });

  it('that is another’s, cut off or made up ends nothing, and all answer alike', async () => {
    await set('alice', { reminder_mail: 'each' });
    const mac = pathOf(bob.id).split('.').at(-1) ?? '';
    const wrong = [
      `${alice.id}.${mac}`,
      `${alice.id}.`,
      alice.id,
      '',
      'x.y',
      `${alice.id}.${mac}.${mac}`,
      '01900000-0000-7000-8000-0000000000ff.x',
    ];
    const texts = new Set<string>();
    for (const token of wrong) {
      for (const method of ['get', 'post'] as const) {
        const answer = await app.current.visitor().agent[method](`/unsubscribe?token=${token}`);
        expect(`${token} ${answer.status}`).toBe(`${token} 404`);
        texts.add(textOf(answer.text));
      }
    }
    expect(texts.size).toBe(1);
    expect(await choiceOf(alice.id)).toBe('each');
  });

  it('holds while its key is listed, and no longer', () => {
    const keys = (...bytes: number[]) => ({
      appUrl: 'https://crm.example',
      encryptionKeys: bytes.map((byte) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) })),
    });
    const token = new URL(unsubscribeUrl(keys(1), ENDED_REMINDERS, alice.id)).searchParams.get('token');
    expect(readLink(keys(2, 1), ENDED_REMINDERS, token)?.id).toBe(alice.id);
    expect(readLink(keys(2, 1), ENDED_REMINDERS, token)?.holdsFor('')).toBe(true);
    expect(readLink(keys(2), ENDED_REMINDERS, token)?.holdsFor('')).toBe(false);
  });
});
