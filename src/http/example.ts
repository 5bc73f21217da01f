import { clock, dayOf, formatDate, formatMoney, timeOf, weekdayOf } from './format.js';
import { currentWriting } from './writing.js';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
type Example = { name: string; label: string; value: string }[];

/** What a day, a time and figures look like as the reader writes them. */
export function exampleOf(now: Date, timeZone: string, currency: string): Example {
  const day = dayOf(now, timeZone);
  const rows: [name: string, label: string, value: string][] = [
    ['day', 'Day', `${weekdayOf(day).slice(0, 3)} ${formatDate(day)}`],
    ['time', 'Time', clock(timeOf(now, timeZone))],
    ['amount', 'Amount', `${formatMoney(1_204_40, currency)} ${currency}`],
    ['loss', 'Loss', formatMoney(-58_00, currency)],
    ['share', 'Share', `43${currentWriting().decimal}8 %`],
    ['week', 'Week from', WEEKDAYS[currentWriting().weekStart % 7] ?? ''],
  ];
  return rows.map(([name, label, value]) => ({ name, label, value }));
}

/** The present time on the clocks of a time zone, and how far they are from UTC: '14:26 there now, UTC+1'. */
export function thereNow(now: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now);
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace(/GMT(\+0)?/, 'UTC') ?? 'UTC';
  return `${clock(timeOf(now, timeZone))} there now, ${offset.replace('-', '\u2212')}`;
}
