import { dayAfter } from '../../../platform/clock.js';

/** A day as a calendar of another program takes it over. */
export type FeedEvent = {
  uid: string;
  /** YYYY-MM-DD. */
  day: string;
  summary: string;
  description: string;
  url: string;
  sequence: number;
  /** When its record was changed last, as the standard writes a moment: 20261127T100000Z. */
  changed: string;
  isCancelled: boolean;
  /** When it reminds of itself, as a duration from the beginning of the day. */
  alarm: string | null;
};

/** How many octets a line has at most, without its end (RFC 5545, 3.1). */
const LINE = 75;
const END = '\r\n';

/** Days as an iCalendar object (RFC 5545), all of them without a time. */
export function icalendar(name: string, events: readonly FeedEvent[]): string {
  const head = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Mouse Domination//Calendar//EN', 'CALSCALE:GREGORIAN'],
    ...['METHOD:PUBLISH', folded(`X-WR-CALNAME:${escaped(name)}`)],
    ...['REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'],
  ];
  return `${[...head, ...events.map(eventText), 'END:VCALENDAR'].join(END)}${END}`;
}

// Lines that may grow are folded; the others are short whatever they say.
function eventText({ uid, day, summary, description, url, sequence, changed, isCancelled, alarm }: FeedEvent): string {
  const said = escaped(summary);
  const lines = [
    ...['BEGIN:VEVENT', folded(`UID:${uid}`), `DTSTAMP:${changed}`, `LAST-MODIFIED:${changed}`, `SEQUENCE:${sequence}`],
    ...[`DTSTART;VALUE=DATE:${plainDay(day)}`, `DTEND;VALUE=DATE:${plainDay(dayAfter(day, 1))}`],
    ...[folded(`SUMMARY:${said}`), folded(`URL:${url}`), `STATUS:${isCancelled ? 'CANCELLED' : 'CONFIRMED'}`],
    'TRANSP:TRANSPARENT',
  ];
  if (description) lines.push(folded(`DESCRIPTION:${escaped(description)}`));
  if (alarm)
    lines.push('BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:${alarm}`, folded(`DESCRIPTION:${said}`), 'END:VALARM');
  lines.push('END:VEVENT');
  return lines.join(END);
}

const plainDay = (day: string) => day.replaceAll('-', '');

const ASCII = /^[ -~\n]*$/;

/** A text as a value (RFC 5545, 3.3.11): what no line may hold is left out. */
function escaped(text: string): string {
  const plain = ASCII.test(text) ? text : text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ');
  return plain.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

/** A line in parts of at most 75 octets, none of which ends within a character. */
function folded(line: string): string {
  if (line.length <= LINE && ASCII.test(line)) return line;
  const octets = Buffer.from(line);
  if (octets.length <= LINE) return line;
  const parts: string[] = [];
  for (let from = 0; from < octets.length; ) {
    // The blank that a part begins with counts.
    const to = endOf(octets, from + LINE - (from === 0 ? 0 : 1));
    parts.push(octets.toString('utf8', from, to));
    from = to;
  }
  return parts.join(`${END} `);
}

function endOf(octets: Buffer, at: number): number {
  let end = Math.min(at, octets.length);
  while (end < octets.length && ((octets[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return end;
}
