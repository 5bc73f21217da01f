import { DAY_MS } from '../platform/clock.js';
import { dayOf, timeOf } from './format.js';

/**
 * The moment at which the clocks of a time zone show that day and time; undefined where they leap over it. Of the hour that they
 * show twice it is the first.
 */
export function instantAt(day: string, time: string, timeZone: string): Date | undefined {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  // A change of the clocks lies between the two, if there is one.
  return [asUtc - DAY_MS, asUtc + DAY_MS]
    .map((near) => new Date(asUtc - offsetAt(near, timeZone)))
    .find((moment) => dayOf(moment, timeZone) === day && timeOf(moment, timeZone) === time);
}

// Whole minutes, like every clock of today; `near` has no seconds.
function offsetAt(near: number, timeZone: string): number {
  const moment = new Date(near);
  return Date.parse(`${dayOf(moment, timeZone)}T${timeOf(moment, timeZone)}:00Z`) - near;
}
