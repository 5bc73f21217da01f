import { longDay, shortDate } from '../../http/format.js';
import type { Due, DueSoon } from '../../records/due.js';
import { DUE_DAYS } from '../../records/limits.js';

// What has no day stands behind what has one.
const LAST = '9999';
// What comes is as long as what is late, beside which it stands: the calendar has the rest.
const AHEAD_A_ROW = 1.4;
const LEAST_AHEAD = 8;

/** What is late or due today, and what comes in the next days, of all that has something due, soonest first. */
export function dueView(found: DueSoon[]) {
  const all = found.flatMap(({ rows }) => rows).sort((a, b) => (a.due_on ?? LAST).localeCompare(b.due_on ?? LAST));
  const late = all.filter((due) => due.days_late >= 0);
  const coming = all.filter((due) => due.days_late < 0);
  const dated = coming.filter(({ due_on }) => due_on !== null);
  const beside = Math.max(LEAST_AHEAD, Math.floor(late.length * AHEAD_A_ROW));
  return {
    days: DUE_DAYS,
    needs: {
      count: found.reduce((sum, { count }) => sum + count, 0),
      rows: late.map((due) => ({ ...due, ...lateness(due) })),
      next: coming[0] && nextSentence(coming[0]),
    },
    agenda: byDay(dated.slice(0, beside)),
    more: Math.max(0, dated.length - beside),
  };
}

function lateness({ days_late, dayless }: Due) {
  if (dayless) return { late: dayless, is_late: false, tone: 'amber' };
  const isLate = days_late > 0;
  return { late: isLate ? `${days_late} d late` : 'Today', is_late: isLate, tone: isLate ? 'red' : 'amber' };
}

function byDay(rows: Due[]) {
  const days = new Map<string, { day: string; weekday: string; entries: object[] }>();
  for (const { due_on, href, agenda } of rows) {
    if (due_on === null) continue;
    const [weekday, date] = [longDay(due_on).slice(0, 3), String(Number(due_on.slice(8)))];
    const day = days.get(due_on) ?? { day: date, weekday, entries: [] };
    day.entries.push({ href, ...agenda });
    days.set(due_on, day);
  }
  return [...days.values()];
}

function nextSentence({ due_on }: Due): string {
  const day = due_on ?? '';
  return `The next thing is due on ${longDay(day).slice(0, 3)} ${shortDate(day)}.`;
}
