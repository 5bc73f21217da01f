import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { type AppProcess, PATIENT, startProcess, until } from '../support/process.js';
import { headersOf, type Smtp, startSmtp } from '../support/smtp.js';

const MAILS = 60;
const WORKER = ['dist/src/worker.js'];

let db: TestDatabase;
let smtp: Smtp;
let worker: AppProcess;
const start = () => startProcess({ DATABASE_URL: db.url, ...PATIENT, ...smtp.env }, { program: WORKER });
const idsOf = () => smtp.arrived.map((it) => headersOf(it).get('message-id')?.[0] ?? '');

beforeAll(async () => {
  db = await copyDatabase();
  smtp = await startSmtp();
});
afterAll(async () => {
  await worker?.stop('SIGKILL');
  await smtp?.stop();
  await db?.drop();
});

/** Mails that were committed and whose jobs were never sent: the worker finds them. */
async function owe(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await db.rows(
    `insert into mails (id, user_id, about, to_address, subject, body_text, body_html, message_id, written_at)
     select id, $2, 'test', 'ana@nordlicht.example', 'Number', 'text', '<p>text</p>', '<' || id || '@crm.example>', now() - interval '2 minutes'
     from unnest($1::uuid[]) id`,
    [ids, PEOPLE.alice.id],
  );
  return ids.map((id) => `<${id}@crm.example>`);
}

describe('a worker that is killed in the middle of its mails', () => {
  it('loses none, and sends none twice but the one in hand, which is marked', async () => {
    const owed = await owe(MAILS);
    worker = await start();
    await until(async () => smtp.arrived.length >= MAILS / 2, 60_000);
    await worker.stop('SIGKILL');
    worker = await start();
    const left = () => db.rows('select 1 from mails where sent_at is null');
    await until(async () => (await left()).length === 0, 60_000);
    const arrived = idsOf();
    expect(new Set(arrived)).toEqual(new Set(owed));
    const twice = arrived.filter((id, at) => arrived.indexOf(id) !== at);
    const marked = await db.rows<{ message_id: string }>('select message_id from mails where in_doubt');
    expect(marked.length).toBeLessThanOrEqual(1);
    expect(marked.map((it) => it.message_id)).toEqual(expect.arrayContaining(twice));
    expect(await db.rows(`select 1 from pgboss.job where name = 'send_mail' and state = 'failed'`)).toEqual([]);
  }, 300_000);
});
