const MINUS = '\u2212';

/** A length or a place in a recording: 9 to '0:09', 3723 to '1:02:03'; below nought with a minus. */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  const { hours, minutes, rest } = partsOf(whole);
  const tail = `${hours > 0 ? two(minutes) : minutes}:${two(rest)}`;
  return (whole < 0 ? MINUS : '') + (hours > 0 ? `${hours}:` : '') + tail;
}

/** The same with its sign: '+0:30'. */
export function signedClock(seconds: number): string {
  return (seconds > 0 ? '+' : '') + clockText(seconds);
}

/** As programs write it: '01:02:03.000'. */
export function longClock(seconds: number): string {
  const thousandths = Math.round(seconds * 1000);
  const { hours, minutes, rest } = partsOf(Math.floor(thousandths / 1000));
  return `${two(hours)}:${two(minutes)}:${two(rest)}.${String(thousandths % 1000).padStart(3, '0')}`;
}

function partsOf(seconds: number): { hours: number; minutes: number; rest: number } {
  const whole = Math.abs(seconds);
  return { hours: Math.floor(whole / 3600), minutes: Math.floor(whole / 60) % 60, rest: whole % 60 };
}

const two = (n: number) => String(n).padStart(2, '0');
