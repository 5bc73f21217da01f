// Between these hours of UTC the day is the same one from New York to Berlin.
const WORK_BEGINS = 14;

/** An instant of that day's work, so many minutes into it. */
export function atWork(day: string, minutes: number): string {
  return new Date(Date.parse(day) + (WORK_BEGINS * 60 + minutes) * 60_000).toISOString();
}
