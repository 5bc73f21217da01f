import { count } from '../http/format.js';
import { daysBetween } from '../platform/clock.js';

/** Something that asks for an act until a day, as the dashboard shows it. */
export type Due = {
  due_on: string;
  /** How many days ago that was: none today, below it still to come. */
  days_late: number;
  href: string;
  title: string;
  detail: string;
  icon: string;
  /** What it is worth, '' for nothing. */
  amount: string;
  /** What is done about it: a form that is opened, or an act that is sent. */
  act: { label: string; href: string; attrs?: Record<string, string> } | { label: string; action: string };
  /** As the days to come name it: the whole, its kind, and the colour of that (a class of the charts' series). */
  agenda: { label: string; kind: string; series: string };
};

/** What is due soon, the soonest first, and how much is due until today, of which the first alone are listed. */
export type DueSoon = { rows: Due[]; count: number };

/** How far a day is from today: '9 d late', 'today', 'tomorrow', 'in 5 d'. */
export function distanceText(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'today';
  if (days < 0) return `${-days} d late`;
  return days === 1 ? 'tomorrow' : `in ${count(days)} d`;
}
