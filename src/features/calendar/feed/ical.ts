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
  const dates = new Map<string, string>();
  const lines = events.map((event) => eventText(event, dateLines(event.day, dates)));
  return `${[...head, ...lines, 'END:VCALENDAR'].join(END)}${END}`;
}

// Lines that may grow are folded; the others are short whatever they say. Text is put together as it comes: a feed has thousands.
function eventText(event: FeedEvent, dates: string): string {
  const { uid, summary, description, url, sequence, changed, isCancelled, alarm } = event;
  const said = escaped(summary);
  let text = `BEGIN:VEVENT${END}${folded(`UID:${uid}`)}${END}DTSTAMP:${changed}${END}LAST-MODIFIED:${changed}${END}SEQUENCE:${sequence}`;
  text += `${END}${dates}${END}${folded(`SUMMARY:${said}`)}${END}${folded(`URL:${url}`)}`;
  text += `${END}STATUS:${isCancelled ? 'CANCELLED' : 'CONFIRMED'}${END}TRANSP:TRANSPARENT`;
  if (description) text += END + folded(`DESCRIPTION:${escaped(description)}`);
  if (alarm)
    text += `${END}BEGIN:VALARM${END}ACTION:DISPLAY${END}TRIGGER:${alarm}${END}${folded(`DESCRIPTION:${said}`)}${END}END:VALARM`;
  return `${text}${END}END:VEVENT`;
}

// Many events share a day.
function dateLines(day: string, known: Map<string, string>): string {
  const lines =
    known.get(day) ?? `DTSTART;VALUE=DATE:${plainDay(day)}${END}DTEND;VALUE=DATE:${plainDay(dayAfter(day, 1))}`;
  known.set(day, lines);
  return lines;
}

const plainDay = (day: string) => day.replaceAll('-', '');

const ASCII = /^[ -~\n]*$/;
// Nothing of it stands for something else: what most texts are made of.
const PLAIN = /^[ !"#-+\--:<-[\]-~]*$/;
// Three octets a unit of UTF-16 at most.
const SURELY_SHORT = LINE / 3;

/** A text as a value (RFC 5545, 3.3.11): what no line may hold is left out. */
function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  const plain = ASCII.test(text) ? text : text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ');
  return plain.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

/** A line in parts of at most 75 octets, none of which ends within a character. */
function folded(line: string): string {
  if (line.length <= SURELY_SHORT) return line;
  if (ASCII.test(line)) return foldedAscii(line);
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

// Each character is an octet: what most lines are.
function foldedAscii(line: string): string {
  let text = line.slice(0, LINE);
  for (let from = LINE; from < line.length; from += LINE - 1) text += `${END} ${line.slice(from, from + LINE - 1)}`;
  return text;
}

function endOf(octets: Buffer, at: number): number {
  let end = Math.min(at, octets.length);
  while (end < octets.length && ((octets[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return end;
}
