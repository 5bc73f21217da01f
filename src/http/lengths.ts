/** Lengths of time as people read and type them: '8:00', '1:02:03'. The browser uses it too. */

const MINUS = '\u2212';

/** Seconds to '0:45', '8:00' or '1:02:03'; below nothing with a minus. */
export function lengthText(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  const text = hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  return seconds < 0 ? MINUS + text : text;
}

/** A difference of lengths, which says its sign: '+0:04', '−0:53'. */
export function offText(seconds: number): string {
  return seconds > 0 ? `+${lengthText(seconds)}` : lengthText(seconds);
}

/** What is wrong with a length that was typed. */
type LengthFault = 'bare' | 'negative' | 'none';

const CLOCK = /^(?:(\d{1,3}):)?(\d{1,4}):([0-5]?\d)$/;
const UNITS =
  /^(?:(\d{1,3}) ?h(?:ours?|rs?)?)? ?(?:(\d{1,4}) ?m(?:in(?:ute)?s?)?)? ?(?:(\d{1,6}) ?s(?:ec(?:ond)?s?)?)?$/;

/** Reads '8:00', '1:02:03', '90 s', '8 min' or '1 h 5 min'. A bare number could be either, so it is none. */
export function readLength(typed: string): { seconds: number } | { fault: LengthFault } {
  const text = typed.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
  if (/^[-\u2212\u2013]\s*\d/.test(text)) return { fault: 'negative' };
  if (/^\d+$/.test(text)) return { fault: text.replace(/^0+/, '') === '' ? 'none' : 'bare' };
  const parts = CLOCK.exec(text) ?? (text === '' ? null : UNITS.exec(text));
  if (!parts) return { fault: 'none' };
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((it) => Number(it ?? 0));
  // Minutes beside hours are those of a clock.
  if (parts[1] !== undefined && minutes > 59) return { fault: 'none' };
  return { seconds: hours * 3600 + minutes * 60 + seconds };
}
