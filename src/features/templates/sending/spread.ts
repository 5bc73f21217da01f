const HOUR_MS = 3_600_000;

/** When mails to several leave: evenly, so that no hour has more than `perHour` of them, behind those that wait already. */
export function spread(
  count: number,
  { now, last, perHour }: { now: Date; last: Date | null; perHour: number },
): Date[] {
  const gap = Math.ceil(HOUR_MS / perHour);
  const first = Math.max(now.getTime(), last === null ? 0 : last.getTime() + gap);
  return Array.from({ length: count }, (_, at) => new Date(first + at * gap));
}
