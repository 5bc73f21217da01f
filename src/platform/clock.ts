/** A day of 24 hours: of UTC, which has no others. */
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
export const DAY_SECONDS = DAY_MS / 1000;

/** How many days lie between two days, below 0 where the second is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day so many days after another, YYYY-MM-DD both. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
