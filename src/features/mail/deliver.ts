import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../config.js';
import { type Letter, type Mail, MailFault } from '../../platform/mail/mail.js';
import type { Database } from '../../platform/postgres/database.js';
import { empty, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Job, type JobData, NoMoreTries } from '../../platform/queue/queue.js';
import { SEND_MAIL } from './outbox.js';

const WHY = 'mails are sent for everybody alike';
const [MINUTE, HOUR] = [60, 3600];
/** From a server that starts anew to one whose password somebody must find: 32 hours in all, then an admin decides. */
const MAIL_PAUSES = [
  ...[1, 2, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 6, 6, 6].map((hours) => hours * HOUR),
];
/** What was sent after its commit is in the queue by then. */
const LOST_AFTER_SECONDS = 60;
const OWED_AT_ONCE = 10_000;
const SAY_AGAIN_MS = 1_000;
const SAY_TIMES = 20;

type Parts = { config: Pick<Config, 'sendsMail'>; database: Database; mail: Mail | undefined };
type Row = {
  message_id: string;
  to_name: string | null;
  to_address: string;
  subject: string;
  body_text: string;
  body_html: string;
  unsubscribe_url: string | null;
  from_name: string | null;
  reply_to: string | null;
};

/**
 * Sends one mail that was written. Before a try its row says so: where a worker is killed in its middle, or the connection ends
 * when the server may have the text, the next try marks the mail as one that may come twice. No other is ever sent twice.
 */
export function sendMail({ config, database, mail }: Parts): Job {
  return {
    name: SEND_MAIL,
    pauses: MAIL_PAUSES,
    async work(data) {
      const id = idOf(data);
      const letter = await begin(database, id);
      if (!letter) return;
      if (!config.sendsMail) throw new NoMoreTries('No mail server is set up any more.');
      // Outside production, without a server, it stands at /dev/mail: there is no more to it.
      if (mail) await mail.send(letter).catch((error: unknown) => failed(database, id, error));
      await saySent(database, id, mail !== undefined);
    },
    givenUp: (data) =>
      change(
        database,
        sql`given_up_at = now(), trying_since = null where id = ${idOf(data)}::uuid and sent_at is null`,
      ),
    owed: () => owedMails(database),
  };
}

const idOf = ({ id }: JobData) => String(id);

/** The mail, with the mark that it may be on its way; undefined where it was sent, is to leave later, or went with its person. */
async function begin(database: Database, id: string): Promise<Letter | undefined> {
  const [row] = await database.asSystem(
    WHY,
    (tx) => tx.$queryRaw<Row[]>`
      update mails set tries = tries + 1, in_doubt = in_doubt or trying_since is not null, trying_since = now(), given_up_at = null
      where id = ${id}::uuid and sent_at is null and coalesce(send_after <= now(), true)
      returning message_id, to_name, to_address, subject, body_text, body_html, unsubscribe_url, from_name, reply_to`,
  );
  return (
    row && {
      messageId: row.message_id,
      to: { name: row.to_name, address: row.to_address },
      ...(row.reply_to && { writer: { name: row.from_name, address: row.reply_to } }),
      subject: row.subject,
      text: row.body_text,
      html: row.body_html,
      unsubscribeUrl: row.unsubscribe_url,
    }
  );
}

async function failed(database: Database, id: string, error: unknown): Promise<never> {
  if (!(error instanceof MailFault)) throw error;
  const { message, forGood, inDoubt } = error;
  await change(database, sql`fault = ${message} where id = ${id}::uuid`);
  if (!inDoubt) await change(database, sql`trying_since = null where id = ${id}::uuid`);
  throw forGood ? new NoMoreTries(message) : error;
}

// The server has it: what is not said now makes a second one. So a Postgres that starts anew is waited for.
async function saySent(database: Database, id: string, isGone: boolean): Promise<void> {
  const forgotten = isGone
    ? sql`, body_text = case when is_secret then '' else body_text end, body_html = case when is_secret then '' else body_html end`
    : empty;
  for (let times = 1; ; times += 1) {
    try {
      return await change(
        database,
        sql`sent_at = now(), trying_since = null, fault = null ${forgotten} where id = ${id}::uuid`,
      );
    } catch (error) {
      if (times === SAY_TIMES) throw error;
      await pause(SAY_AGAIN_MS);
    }
  }
}

async function change(database: Database, what: Sql): Promise<void> {
  await database.asSystem(WHY, (tx) => tx.$executeRaw(sql`update mails set ${what}`));
}

async function owedMails(database: Database) {
  const rows = await database.readAsSystem(WHY, (db) =>
    db.rows<{ id: string }>(sql`
      select id::text from mails where sent_at is null and given_up_at is null
        and coalesce(send_after, written_at) < now() - make_interval(secs => ${LOST_AFTER_SECONDS}) order by written_at limit ${OWED_AT_ONCE}`),
  );
  return rows.map(({ id }) => ({ key: id, data: { id } }));
}
