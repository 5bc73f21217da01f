import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../../../http/person.js';
import { dayAfter } from '../../../platform/clock.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql, typed } from '../../../platform/postgres/sql.js';
import type { Target } from '../../../records/kinds.js';
import { addTask } from '../../../records/tasks/actions.js';
import { MAX_TITLE } from '../../../records/tasks/schema.js';
import { CONTACTS } from '../../contacts/index.js';
import type { Outbox } from '../../mail/index.js';
import { PIPELINE } from '../../pipeline/index.js';
import type { MailDraft } from './draft.js';
import { ENDED_LETTERS, stopWords } from './ended-letters.js';

/** How a mail leaves: from this server, from the sender's own program, or by hand. */
export const SEND_WAYS = ['server', 'mail_program', 'copy'] as const;
export type SendWay = (typeof SEND_WAYS)[number];

/** How it is sent; `leavesAt`: when it is one of several. */
type SendWish = {
  way: SendWay;
  followUpDays: number | null;
  submissionId: string;
  batchId: string | null;
  leavesAt: Date | null;
};
type Sendable = MailDraft & { text: { subject: string; body: string } };
/** What was kept; `mailId` is owed its sending. One that a form sent before is not `fresh`. */
type KeptSend = { id: string; mailId: string | undefined; fresh: boolean };

/** Holds one's own sending until the commit: a form that comes twice finds what it made, and mails of several get their turns. */
export async function holdSending(tx: WriteDoor): Promise<void> {
  await tx.$queryRaw(
    sql`select pg_advisory_xact_lock(hashtextextended('template_sends ' || app_user_id()::text, 0))::text as held`,
  );
}

/** Keeps a mail as it is sent, with the task that follows; the server's own is written for the outbox. Sending is held before. */
export async function keepSend(
  tx: WriteDoor,
  outbox: Outbox,
  draft: Sendable,
  wish: SendWish,
  { person, today }: { person: Person; today: string },
): Promise<KeptSend> {
  const [before] = await tx.$queryRaw<{ id: string }[]>(
    sql`select id::text from template_sends where submission_id = ${wish.submissionId}::uuid`,
  );
  if (before) return { id: before.id, mailId: undefined, fresh: false };
  const { template, cast, text } = draft;
  const to = { name: cast.contact?.name ?? '', address: cast.contact?.email ?? '' };
  const mailId =
    wish.way === 'server'
      ? await outbox.writeLetter(tx, 'letter', {
          to,
          writer: { name: person.name, address: person.email },
          subject: text.subject,
          text: text.body,
          language: template.language,
          stop: {
            label: stopWords(template.language),
            href: outbox.stopUrl(ENDED_LETTERS, cast.contact?.id ?? '', to.address),
          },
          sendAfter: wish.leavesAt,
        })
      : undefined;
  const taskId = await followUp(tx, draft, wish, today);
  const id = uuidv7();
  await tx.$executeRaw(sql`
    insert into template_sends (id, submission_id, batch_id, template_id, template_name, revision, contact_id, company_id, deal_id, collab_id,
      to_name, to_address, subject, body, is_changed, language, way, leaves_at, mail_id, task_id)
    values (${id}::uuid, ${wish.submissionId}::uuid, ${typed(wish.batchId, 'uuid')}, ${template.id}::uuid, ${template.name}, ${template.revision}::int,
      ${typed(cast.contact?.id, 'uuid')}, ${typed(cast.company?.id, 'uuid')}, ${typed(cast.deal?.id, 'uuid')}, ${typed(cast.collab?.id, 'uuid')},
      ${to.name}, ${to.address}, ${text.subject}, ${text.body}, ${draft.changed !== null}, ${template.language}, ${wish.way}, ${wish.leavesAt}::timestamptz,
      ${typed(mailId, 'uuid')}, ${typed(taskId, 'uuid')})`);
  return { id, mailId, fresh: true };
}

async function followUp(tx: WriteDoor, { template, cast }: MailDraft, { followUpDays }: SendWish, today: string) {
  if (followUpDays === null || !cast.contact) return undefined;
  const about: Target = cast.deal ? { kind: PIPELINE, id: cast.deal.id } : { kind: CONTACTS, id: cast.contact.id };
  const title = [...`Follow up with ${cast.contact.name}: ${template.name}`].slice(0, MAX_TITLE).join('');
  const task = { title, due_on: dayAfter(today, followUpDays), remind_at: null, repeats: null };
  return addTask(tx, task, about, null);
}
