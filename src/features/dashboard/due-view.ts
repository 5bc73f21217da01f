import { longDay, money, shortDate } from '../../http/format.js';
import type { DueRow } from '../inventory/index.js';
import type { DueTask } from '../tasks/index.js';

type Entry = { href: string; label: string; kind: string; series: string };
/** One thing that is due, of whatever module. */
type Due = { due_on: string; days_late: number; need: object; entry: Entry };

/** What is late or due today, and what comes in the next days, of all modules together, soonest first. */
export function dueView(items: DueRow[], tasks: DueTask[]) {
  const all = [...items.map(dueItem), ...tasks.map(dueTask)].sort((a, b) => a.due_on.localeCompare(b.due_on));
  const late = all.filter((due) => due.days_late >= 0);
  const coming = all.filter((due) => due.days_late < 0);
  const total = (rows: { total: number }[]) => Math.max(0, ...rows.map((row) => row.total));
  return {
    needs: {
      count: total(items) + total(tasks),
      rows: late.map((due) => ({ ...due.need, ...lateness(due) })),
      next: coming[0] && nextSentence(coming[0]),
    },
    agenda: byDay(coming),
  };
}

function dueItem(row: DueRow): Due {
  const isReview = row.kind === 'review';
  const came = row.received_on ? `received ${shortDate(row.received_on)}` : undefined;
  const href = `/inventory/${row.id}`;
  const need = {
    href,
    title: `${isReview ? 'Review' : 'Return loaner'}: ${row.name}`,
    detail: [row.brand, came].filter(Boolean).join(', '),
    icon: isReview ? 'package' : 'undo-2',
    amount: row.fair_market_value === null ? '' : `${money(row.fair_market_value, row.currency)} ${row.currency}`,
    act: isReview
      ? { label: 'Record review', href: `${href}/edit#review` }
      : { label: 'Mark returned', href: `${href}/edit?state=returned#leaving` },
  };
  const kind = isReview ? 'Review' : 'Return';
  const entry = { href, label: `${kind} due: ${row.name}`, kind, series: isReview ? 'c4' : 'c2' };
  return { due_on: row.due_on, days_late: row.days_late, need, entry };
}

function dueTask({ id, title, about, due_on, days_late }: DueTask): Due {
  const href = `/tasks/${id}/edit?back=/`;
  const need = {
    href,
    title,
    detail: about ?? '',
    icon: 'square-check-big',
    amount: '',
    act: { label: 'Mark as done', action: `/tasks/${id}/completion` },
  };
  return { due_on, days_late, need, entry: { href, label: title, kind: 'Task', series: 'c1' } };
}

function lateness({ days_late }: Due) {
  const isLate = days_late > 0;
  return { late: isLate ? `${days_late} d late` : 'Today', is_late: isLate, tone: isLate ? 'red' : 'amber' };
}

function byDay(rows: Due[]) {
  const days = new Map<string, { day: string; weekday: string; entries: Entry[] }>();
  for (const { due_on, entry } of rows) {
    const [weekday, date] = [longDay(due_on).slice(0, 3), String(Number(due_on.slice(8)))];
    const day = days.get(due_on) ?? { day: date, weekday, entries: [] };
    day.entries.push(entry);
    days.set(due_on, day);
  }
  return [...days.values()];
}

function nextSentence({ due_on }: Due): string {
  return `The next thing is due on ${longDay(due_on).slice(0, 3)} ${shortDate(due_on)}.`;
}
