import { dayAfter, daysBetween } from '../../platform/clock.js';

/** Days from one to another, both included. */
export type DaySpan = { from: string; until: string };
/** The months over a strip, and where today stands in it. */
type StripHead = { ticks: { x: number; line: boolean; label: string }[]; now: number | null };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** How wide the lane of a strip is at least where its words are shown, and a letter of them, in px. */
const LANE = 400;
const LETTER = 6.5;

/** Where a day begins in a strip, in per cent of its width. */
export function placeIn({ from, until }: DaySpan, day: string): number {
  return Math.round((daysBetween(from, day) / (daysBetween(from, until) + 1)) * 10_000) / 100;
}

/** How much of a lane a text takes, in per cent, where the lane is narrow. */
export function textShare(text: string): number {
  return ((text.length * LETTER + 12) / LANE) * 100;
}

/** The head of a strip: a line a month, a quarter or a year, named where the name touches neither the one before nor "Today". */
export function stripHead(span: DaySpan, today: string): StripHead {
  const now = today >= span.from && today <= span.until ? placeIn(span, today) : null;
  const firsts = firstsIn(span, stepOf(daysBetween(span.from, span.until)));
  const days = firsts[0] === span.from ? firsts : [span.from, ...firsts];
  let free = 0;
  let year = '';
  const ticks = days.map((day) => {
    const x = placeIn(span, day);
    const label = labelOf(day, year);
    const end = x + textShare(label);
    const isFree = x >= free && end <= 100 && (now === null || end <= now || x >= now + textShare('Today'));
    if (isFree) [free, year] = [end, day.slice(0, 4)];
    return { x, line: day !== span.from, label: isFree ? label : '' };
  });
  return { ticks, now };
}

function stepOf(days: number): number {
  if (days <= 200) return 1;
  return days <= 800 ? 3 : 12;
}

function firstsIn({ from, until }: DaySpan, step: number): string[] {
  const found: string[] = [];
  for (let day = `${from.slice(0, 7)}-01`; day <= until; day = `${dayAfter(day, 31).slice(0, 7)}-01`)
    if (day >= from && (Number(day.slice(5, 7)) - 1) % step === 0) found.push(day);
  return found;
}

function labelOf(day: string, yearBefore: string): string {
  const month = MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
  return day.slice(0, 4) === yearBefore ? month : `${month} ${day.slice(0, 4)}`;
}
