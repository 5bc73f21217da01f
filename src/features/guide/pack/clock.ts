/** A place in a recording as programs write it: '01:02:03.000'. */
export function longClock(seconds: number): string {
  const thousandths = Math.round(seconds * 1000);
  const whole = Math.floor(thousandths / 1000);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${parts.map((it) => String(it).padStart(2, '0')).join(':')}.${String(thousandths % 1000).padStart(3, '0')}`;
}
