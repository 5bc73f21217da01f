import { dayOf } from '../http/format.js';
import type { Person } from '../http/person.js';

/** What is said beside a day on which something happened, where that day is still to come for whoever says so; nothing where it is not. */
export function notYet(day: string | null | undefined, { timeZone }: Pick<Person, 'timeZone'>): string | undefined {
  return day && day > dayOf(new Date(), timeZone) ? 'Choose today or an earlier day.' : undefined;
}
