import type { Config } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import type { Job, Queue } from '../../platform/queue/queue.js';
import { type Outbox, openOutbox } from '../mail/index.js';
import { morningMail, type Reminded, type RemindedTask } from './reminder-mails.js';

const EVERY_SECONDS = 300;
const WHY = 'a morning comes to everybody alike';
/** On the clock of the person. One that nobody sent until noon is left out: the next one names what is late by then. */
const [FROM, UNTIL] = ['07:00', '12:00'];
const LISTED = 50;

type Parts = { config: Config; database: Database; queue: Queue; views: Views };
type Waking = Reminded & { today: string };

/** Writes one mail each morning, in their own time zone, to who chose that: of what is late, due, or to be reminded of. None where there is nothing. */
export function greetMornings(parts: Parts): Job {
  const outbox = openOutbox(parts);
  return {
    name: 'morning_mails',
    everySeconds: EVERY_SECONDS,
    async work(_data, { signal }) {
      if (!outbox.sends) return;
      for (;;) {
        signal.throwIfAborted();
        const { person, mail } = await parts.database.asSystem(WHY, (tx) => greetOne(tx, parts.config, outbox));
        if (!person) return;
        await outbox.send([mail]);
      }
    },
  };
}

async function greetOne(tx: WriteDoor, config: Config, outbox: Outbox) {
  const person = await nextWaking(tx);
  if (!person) return { person, mail: undefined };
  const { tasks, more } = await tasksOf(tx, person);
  if (tasks.length === 0) return { person, mail: undefined };
  const content = morningMail(config, person, { tasks, more, today: person.today });
  return { person, mail: await outbox.write(tx, 'morning', person, content) };
}

// Marked in the transaction of the mail: each morning once, also where two look.
async function nextWaking(tx: WriteDoor): Promise<Waking | undefined> {
  const [person] = await tx.$queryRaw<Waking[]>`
    update users set morning_mail_on = (now() at time zone time_zone)::date where id in (
      select id from users where reminder_mail = 'daily' and is_approved and locked_by_admin_at is null and deletion_due_at is null
        and (now() at time zone time_zone)::time >= ${FROM}::time and (now() at time zone time_zone)::time < ${UNTIL}::time
        and (morning_mail_on is null or morning_mail_on < (now() at time zone time_zone)::date)
      order by id limit 1 for update skip locked)
    returning id::text, name, email, locale, role, morning_mail_on::text as today`;
  return person;
}

async function tasksOf(tx: WriteDoor, { id, today }: Waking): Promise<{ tasks: RemindedTask[]; more: number }> {
  const found = await tx.$queryRaw<(RemindedTask & { all: number })[]>`
    select t.id::text, t.title, t.due_on::text, (count(*) over ())::int as all
    from tasks t join users u on u.id = t.user_id
    where t.user_id = ${id}::uuid and t.done_at is null and t.deleted_at is null
      and (t.due_on <= ${today}::text::date or t.reminded_at is not null
        or (t.remind_at at time zone u.time_zone)::date <= ${today}::text::date)
    order by t.due_on nulls last, t.remind_at nulls last, t.id limit ${LISTED}`;
  return { tasks: found, more: (found[0]?.all ?? 0) - found.length };
}
