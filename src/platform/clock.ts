/** A day of 24 hours: of UTC, which has no others. */
export const DAY_MS = 86_400_000;
export const DAY_SECONDS = DAY_MS / 1000;
