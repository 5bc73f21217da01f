const MINUTE_MS = 60_000;
/** So many of one kind a minute show what is wrong; in an outage every request is one. */
const MOST = 10;

type Kind = { sentence: string; route?: string | undefined; job?: string | undefined };

/** Whether a fault may still be told, of its kind in this minute. */
export function openThrottle(now = Date.now): (fault: Kind) => boolean {
  let times = new Map<string, number>();
  let until = 0;
  return ({ sentence, route, job }) => {
    if (now() >= until) {
      times = new Map();
      until = now() + MINUTE_MS;
    }
    const kind = [sentence, route, job].join('\0');
    const before = times.get(kind) ?? 0;
    times.set(kind, before + 1);
    return before < MOST;
  };
}
