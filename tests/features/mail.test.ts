import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MailContent, openOutbox } from '../../src/features/mail/index.js';
import { startApp, type TestApp, useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { headersOf, refusal, type Smtp, startSmtp } from '../support/smtp.js';
import { textOf } from '../support/visitor.js';

const { alice } = PEOPLE;
const CONTENT: MailContent = {
  subject: 'Ring Bob',
  lines: ['You asked to be reminded.'],
  rows: [{ title: 'Ring <Bob>', detail: 'due today', href: 'http://127.0.0.1/tasks' }],
  act: { label: 'Open your tasks', href: 'http://127.0.0.1/tasks' },
  why: 'You get this because you asked for it.',
};

async function written(
  app: TestApp,
  content = CONTENT,
  to: { id: string; name: string | null; email: string } = alice,
) {
  const outbox = openOutbox(app);
  const id = await app.database.asSystem('a test writes a mail', (tx) => outbox.write(tx, 'test', to, content));
  if (!id) throw new Error('no mail was written');
  return { id, send: () => outbox.send([id]) };
}

type Row = {
  tries: number;
  in_doubt: boolean;
  trying: boolean;
  sent: boolean;
  given_up: boolean;
  fault: string | null;
};
async function rowOf(app: TestApp, id: string): Promise<Row | undefined> {
  const [row] = await app.db.rows<Row>(
    `select tries, in_doubt, trying_since is not null as trying, sent_at is not null as sent,
       given_up_at is not null as given_up, fault from mails where id = $1`,
    [id],
  );
  return row;
}

describe('a mail to a server', () => {
  let smtp: Smtp;
  let app: TestApp;
  let answer: Error | 'cut' | null;
  beforeAll(async () => {
    smtp = await startSmtp({
      onRcptTo: (_to, _session, done) => done(answer === 'cut' ? null : answer),
      onData(stream, session, done) {
        let raw = '';
        stream.setEncoding('utf8').on('data', (part) => (raw += part));
        stream.on('end', () => {
          smtp.arrived.push({ from: '', to: session.envelope.rcptTo.map(({ address }) => address), raw });
          if (answer === 'cut') smtp.cut();
          else done();
        });
      },
    });
    app = await startApp(smtp.env);
  });
  beforeEach(() => {
    answer = null;
    smtp.arrived.length = 0;
  });
  afterAll(async () => {
    await app?.stop();
    await smtp?.stop();
  });
  const jobs = (id: string) =>
    app.db.rows<{ state: string; wait: number; tries: number }>(
      `select state::text, retry_count as tries, extract(epoch from start_after - now())::int as wait
       from pgboss.job where name = 'send_mail' and data->>'id' = $1`,
      [id],
    );
  const dueAgain = () => app.db.rows(`update pgboss.job set start_after = now() where state = 'retry'`);

  it('goes once, however often its job comes', async () => {
    const { id, send } = await written(app);
    await send();
    expect(await app.runJobs()).toEqual([{ name: 'send_mail', ended: 'completed' }]);
    await send();
    await app.runJobs();
    expect(smtp.arrived).toHaveLength(1);
    expect(await rowOf(app, id)).toEqual({
      tries: 1,
      in_doubt: false,
      trying: false,
      sent: true,
      given_up: false,
      fault: null,
    });
    const headers = headersOf(smtp.arrived[0] as (typeof smtp.arrived)[number]);
    expect(headers.get('message-id')).toEqual([`<${id}@127.0.0.1>`]);
    expect(headers.has('list-unsubscribe')).toBe(false);
  });

  it('is not sent where what it tells was not to be', async () => {
    const outbox = openOutbox(app);
    const gone = app.database.asSystem('a test', async (tx) => {
      await outbox.write(tx, 'test', alice, CONTENT);
      throw new Error('not after all');
    });
    await expect(gone).rejects.toThrow('not after all');
    expect(await app.db.rows(`select 1 from mails where sent_at is null`)).toEqual([]);
  });

  it('that was committed while its sending was lost is found', async () => {
    const { id } = await written(app);
    await app.queue.sendDue();
    expect(await jobs(id)).toEqual([]);
    await app.db.rows(`update mails set written_at = now() - interval '61 seconds' where id = $1`, [id]);
    await app.queue.sendDue();
    await app.queue.sendDue();
    expect(await jobs(id)).toHaveLength(1);
    await app.runJobs();
    expect((await rowOf(app, id))?.sent).toBe(true);
  });

  it('that is busy is tried again after a minute, then later and later, as the same mail', async () => {
    answer = refusal(451, 'Come back <alice@park.example>');
    const { id, send } = await written(app);
    await send();
    const waits: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      await app.runJobs();
      const [job] = await jobs(id);
      expect(job?.state).toBe('retry');
      waits.push(Math.round((job?.wait ?? 0) / 10) * 10);
      await dueAgain();
    }
    expect(waits).toEqual([60, 120, 300]);
    expect(await rowOf(app, id)).toMatchObject({ tries: 3, in_doubt: false, trying: false, sent: false });
    answer = null;
    await app.runJobs();
    expect(await rowOf(app, id)).toMatchObject({ tries: 4, in_doubt: false, sent: true, fault: null });
    expect(smtp.arrived).toHaveLength(1);
  });

  it('that never takes it is given up in the end, and one who is refused for good at once; an admin sees it and tries again', async () => {
    answer = refusal(451, 'Come back');
    const late = await written(app);
    await late.send();
    for (let n = 0; n < 13; n += 1) {
      await app.runJobs();
      await dueAgain();
    }
    expect(await rowOf(app, late.id)).toMatchObject({ tries: 13, given_up: true });
    answer = refusal(550, 'No such user <alice@park.example>');
    const { id, send } = await written(app);
    await send();
    expect(await app.runJobs()).toEqual([{ name: 'send_mail', ended: 'failed' }]);
    expect(await rowOf(app, id)).toMatchObject({ tries: 1, given_up: true, in_doubt: false });
    await app.db.rows(`update mails set written_at = now() - interval '1 hour'`);
    await app.queue.sendDue();
    expect(await app.runJobs()).not.toContainEqual(expect.objectContaining({ name: 'send_mail' }));
    const ada = await app.as('ada');
    const page = textOf((await ada.open('/admin/jobs')).text);
    expect(page).toContain('The mail server answered RCPT TO: 550 No such user (address)');
    answer = null;
    const [failed] = await app.db.rows<{ id: string }>(`select id from pgboss.job where data->>'id' = $1`, [id]);
    await ada.post(`/admin/jobs/${failed?.id}/retry`);
    await app.runJobs();
    expect(await rowOf(app, id)).toMatchObject({ tries: 2, sent: true, given_up: false });
  });

  it('that is cut off in the middle of the text may come twice, and is marked', async () => {
    answer = 'cut';
    const { id, send } = await written(app);
    await send();
    await app.runJobs();
    expect(await rowOf(app, id)).toMatchObject({ sent: false, trying: true, in_doubt: false });
    answer = null;
    await dueAgain();
    await app.runJobs();
    expect(await rowOf(app, id)).toMatchObject({ sent: true, in_doubt: true });
    expect(new Set(smtp.arrived.map((it) => headersOf(it).get('message-id')?.[0]))).toEqual(
      new Set([`<${id}@127.0.0.1>`]),
    );
  });

  it('goes with its person, and is forgotten a month after its end', async () => {
    const { id, send } = await written(app);
    await send();
    await app.db.rows('delete from mails where id = $1', [id]);
    expect(await app.runJobs()).toContainEqual({ name: 'send_mail', ended: 'completed' });
    expect(smtp.arrived).toEqual([]);
    const [old, recent] = [await written(app), await written(app)];
    await app.db.rows(`update mails set sent_at = now() - interval '31 days' where id = $1`, [old.id]);
    await app.db.rows(`update mails set given_up_at = now() - interval '29 days' where id = $1`, [recent.id]);
    await app.runJobs('tidy');
    expect([await rowOf(app, old.id), (await rowOf(app, recent.id))?.given_up]).toEqual([undefined, true]);
  });

  it('is a part that /health names', async () => {
    const health = async () => (await app.visitor().get('/health')).body as Record<string, string>;
    expect((await health())['mail']).toBe('connected');
  });
});

describe('without a mail server, outside production', () => {
  const app = useApp();

  it('mails stand at /dev/mail, as text and as HTML, and what is in them is text', async () => {
    const { id, send } = await written(app.current, { ...CONTENT, subject: '<b>Ring</b> Bob' });
    await send();
    await app.current.runJobs();
    expect((await rowOf(app.current, id))?.sent).toBe(true);
    const visitor = app.current.visitor();
    expect((await visitor.get('/dev/mail')).text).toContain('&lt;b&gt;Ring&lt;/b&gt; Bob');
    const mail = (await visitor.get(`/dev/mail/${id}`)).text;
    expect(mail).toContain('- Ring &lt;Bob&gt; (due today)');
    const html = await visitor.get(`/dev/mail/${id}/html`);
    expect(html.headers['content-type']).toMatch(/^text\/html/);
    expect(html.text).toContain('<a href="http://127.0.0.1/tasks">Ring &lt;Bob&gt;</a>');
    expect(html.text).not.toMatch(/<img|<link|url\(|<script/);
    expect((await visitor.get('/dev/mail/none')).status).toBe(404);
    expect(((await visitor.get('/health')).body as Record<string, string>)['mail']).toBe('disabled');
  });

  it('whoever is approved is told once, as soon as that is committed', async () => {
    const { db } = app.current;
    await db.rows('update users set is_approved = false where id = $1', [PEOPLE.bob.id]);
    const ada = await app.current.as('ada');
    await ada.open('/admin/users');
    for (const said of ['can log in now. A mail tells them.', 'was let in already.']) {
      const page = await ada.postAndFollow(`/admin/users/${PEOPLE.bob.id}/approval`);
      expect(textOf(page.text)).toContain(said);
    }
    expect(await app.current.runJobs()).toEqual([{ name: 'send_mail', ended: 'completed' }]);
    const mails = await db.rows<{ subject: string; body_text: string; unsubscribe_url: string | null }>(
      'select subject, body_text, unsubscribe_url from mails where user_id = $1',
      [PEOPLE.bob.id],
    );
    expect(mails).toEqual([
      { subject: 'Your account is ready', body_text: expect.stringContaining('/auth/login'), unsubscribe_url: null },
    ]);
  });

  it('whoever has no address gets none', async () => {
    const outbox = openOutbox(app.current);
    const none = { id: alice.id, name: null, email: 'alice\r\nBcc: eve@x.example' };
    const id = await app.current.database.asSystem('a test', (tx) => outbox.write(tx, 'test', none, CONTENT));
    expect(id).toBeUndefined();
  });
});
