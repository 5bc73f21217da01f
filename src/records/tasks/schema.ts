import { z } from 'zod';
import { instantAt } from '../../http/clock.js';
import {
  type Form,
  optionalChoice,
  optionalDate,
  optionalId,
  optionalText,
  parseForm,
  requiredText,
  withError,
} from '../../http/form.js';
import { dayOf, timeOf } from '../../http/format.js';
import { REPEATS, type Repeats } from './repeat.js';

export const MAX_TITLE = 200;
/** When a reminder comes for which a day was chosen and no time. */
const MORNING = '09:00';

/** What a task's form says, without the record that it is about. */
export type TaskData = { title: string; due_on: string | null; remind_at: Date | null; repeats: Repeats | null };
type Read = { ok: true; data: TaskData; submissionId: string | null; form: Form } | { ok: false; form: Form };

const schema = z.object({
  title: requiredText(MAX_TITLE, 'Say what is to be done.'),
  due_on: optionalDate(),
  repeats: optionalChoice(REPEATS),
  remind_on: optionalDate(),
  remind_time: optionalText(8)
    .refine((it) => it === null || TIME.test(it), 'Type a time such as 09:30.')
    .transform((it) => it?.split(':').slice(0, 2).join(':').padStart(5, '0') ?? null),
  submission_id: optionalId('Send the form again.'),
});
const TIME = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/** Reads a task's form; its reminder is a moment on the clock of `timeZone`. */
export function readTask(body: unknown, timeZone: string): Read {
  const read = parseForm(schema, body);
  if (!read.ok) return read;
  const { title, due_on, repeats, remind_on, remind_time, submission_id: submissionId } = read.data;
  const wrong = (name: string, message: string) => ({ ok: false as const, form: withError(read.form, name, message) });
  if (repeats && !due_on) return wrong('due_on', 'Choose the day it is due first: it comes again counted from that.');
  if (remind_time && !remind_on) return wrong('remind_on', 'Choose the day of the reminder as well.');
  if (!remind_on) return { ok: true, data: { title, due_on, repeats, remind_at: null }, submissionId, form: read.form };
  const time = remind_time ?? MORNING;
  const remind_at = instantAt(remind_on, time, timeZone);
  if (!remind_at)
    return wrong('remind_time', `The clocks go forward that night, so there is no ${time}. Choose another time.`);
  return { ok: true, data: { title, due_on, repeats, remind_at }, submissionId, form: read.form };
}

/** A task as its form shows it. */
export function typedFrom(task: TaskData, timeZone: string): Record<string, string> {
  const { title, due_on, repeats, remind_at } = task;
  return {
    title,
    due_on: due_on ?? '',
    repeats: repeats ?? '',
    remind_on: remind_at ? dayOf(remind_at, timeZone) : '',
    remind_time: remind_at ? timeOf(remind_at, timeZone) : '',
  };
}
