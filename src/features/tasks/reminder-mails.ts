import type { Config } from '../../config.js';
import { formatDate, longDay, plural } from '../../http/format.js';
import { writtenAs } from '../../http/writing.js';
import { ENDED_REMINDERS } from '../account/index.js';
import { type MailContent, type Recipient, unsubscribeUrl } from '../mail/index.js';

/** Whom a reminder is sent to, and how they write days; who only reads opens their list. */
export type Reminded = Recipient & { locale: string; role: string };
export type RemindedTask = { id: string; title: string; due_on: string | null };

type Links = Pick<Config, 'appUrl' | 'encryptionKeys'>;

/** The mail of one reminder. */
export function reminderMail(config: Links, person: Reminded, task: RemindedTask, today: string): MailContent {
  return writtenAs(person.locale, () => ({
    subject: `Reminder: ${task.title}`,
    lines: ['You asked to be reminded of this.'],
    rows: [rowOf(config, person, task, today)],
    ...footOf(config, person, 'You get this because you chose a mail for each reminder.'),
  }));
}

/** The mail of a morning: what is late, due today, or to be reminded of. `more`: how many tasks it does not list. */
export function morningMail(
  config: Links,
  person: Reminded,
  { tasks, more, today }: { tasks: RemindedTask[]; more: number; today: string },
): MailContent {
  return writtenAs(person.locale, () => ({
    subject: `${plural(tasks.length + more, 'task', 'tasks')} for ${longDay(today)}`,
    lines: ['This is late, due today, or what you asked to be reminded of.'],
    rows: [
      ...tasks.map((task) => rowOf(config, person, task, today)),
      ...(more > 0 ? [{ title: `And ${more} more`, detail: '', href: `${config.appUrl}/tasks` }] : []),
    ],
    ...footOf(config, person, 'You get this because you chose one mail each morning.'),
  }));
}

function rowOf({ appUrl }: Links, { role }: Reminded, { id, title, due_on }: RemindedTask, today: string) {
  return { title, detail: dueText(due_on, today), href: `${appUrl}/tasks${role === 'VIEWER' ? '' : `/${id}/edit`}` };
}

function dueText(due_on: string | null, today: string): string {
  if (!due_on) return '';
  if (due_on === today) return 'due today';
  return due_on < today ? `was due on ${formatDate(due_on)}` : `due on ${formatDate(due_on)}`;
}

function footOf(config: Links, { id }: Reminded, why: string) {
  return {
    act: { label: 'Open your tasks', href: `${config.appUrl}/tasks` },
    why,
    stop: { label: 'End the reminders by mail', href: unsubscribeUrl(config, ENDED_REMINDERS, id) },
  };
}
