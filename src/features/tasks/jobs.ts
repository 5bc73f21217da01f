import type { Config } from '../../config.js';
import { dayOf } from '../../http/format.js';
import type { Views } from '../../http/views.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import type { Job, Queue } from '../../platform/queue/queue.js';
import { type Outbox, openOutbox } from '../mail/index.js';
import { type Reminded, type RemindedTask, reminderMail } from './reminder-mails.js';

const MINUTE_SECONDS = 60;
/** So few at once that nobody waits for a lock. */
const CHUNK = 500;

type Parts = { config: Config; database: Database; queue: Queue; views: Views };
/** A task whose reminder came; of its person, where they want a mail of it. */
type Row = RemindedTask & { person: (Reminded & { time_zone: string }) | null };

/** Marks, every minute, the tasks whose reminder has come, each once, however often a try is cut off; and writes the mail of it to who wants one each. */
export function remind(parts: Parts): Job {
  const outbox = openOutbox(parts);
  return {
    name: 'remind',
    everySeconds: MINUTE_SECONDS,
    async work(_data, { signal }) {
      let reminded = CHUNK;
      while (reminded === CHUNK) {
        signal.throwIfAborted();
        reminded = await remindSome(parts, outbox);
      }
    },
  };
}

async function remindSome({ config, database }: Parts, outbox: Outbox): Promise<number> {
  const { rows, mails } = await database.asSystem('reminders come to everybody alike', async (tx) => {
    const reminded = await markReminded(tx, outbox.sends);
    const written: (string | undefined)[] = [];
    for (const { person, ...task } of reminded) {
      if (!person) continue;
      const today = dayOf(new Date(), person.time_zone);
      written.push(await outbox.write(tx, 'reminder', person, reminderMail(config, person, task, today)));
    }
    return { rows: reminded.length, mails: written };
  });
  await outbox.send(mails);
  return rows;
}

function markReminded(tx: WriteDoor, mails: boolean): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    with reminded as (
      update tasks set reminded_at = now() where id in (
        select id from tasks
        where remind_at <= now() and reminded_at is null and done_at is null and deleted_at is null
        order by remind_at limit ${CHUNK} for update skip locked)
      returning id, user_id, title, due_on, remind_at
    )
    select r.id::text, r.title, r.due_on::text, case when u.id is not null then
        jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email, 'locale', u.locale, 'role', u.role, 'time_zone', u.time_zone) end as person
    from reminded r left join users u on u.id = r.user_id and ${mails} and u.reminder_mail = 'each' and u.is_approved
      and u.locked_by_admin_at is null and u.deletion_due_at is null
    order by r.remind_at, r.id`;
}
