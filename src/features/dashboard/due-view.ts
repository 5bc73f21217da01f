import { longDay, shortDate } from '../../http/format.js';
import type { Due, DueSoon } from '../../records/due.js';
import { DUE_DAYS } from '../../records/limits.js';

/** What is late or due today, and what comes in the next days, of all that has something due, soonest first. */
export function dueView(found: DueSoon[]) {
  const all = found.flatMap(({ rows }) => rows).sort((a, b) => a.due_on.localeCompare(b.due_on));
  const late = all.filter((due) => due.days_late >= 0);
  const coming = all.filter((due) => due.days_late < 0);
  return {
    days: DUE_DAYS,
    needs: {
      count: found.reduce((sum, { count }) => sum + count, 0),
      rows: late.map((due) => ({ ...due, ...lateness(due) })),
      next: coming[0] && nextSentence(coming[0]),
    },
    agenda: byDay(coming),
  };
}

function lateness({ days_late }: Due) {
  const isLate = days_late > 0;
  return { late: isLate ? `${days_late} d late` : 'Today', is_late: isLate, tone: isLate ? 'red' : 'amber' };
}

function byDay(rows: Due[]) {
  const days = new Map<string, { day: string; weekday: string; entries: object[] }>();
  for (const { due_on, href, agenda } of rows) {
    const [weekday, date] = [longDay(due_on).slice(0, 3), String(Number(due_on.slice(8)))];
    const day = days.get(due_on) ?? { day: date, weekday, entries: [] };
    day.entries.push({ href, ...agenda });
    days.set(due_on, day);
  }
  return [...days.values()];
}

function nextSentence({ due_on }: Due): string {
  return `The next thing is due on ${longDay(due_on).slice(0, 3)} ${shortDate(due_on)}.`;
}
