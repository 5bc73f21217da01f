import { minorDigits } from './currency.js';
import { count, formatMoney } from './format.js';

/**
 * One slot of a chart: an amount in minor units, and the one it is held against; null where there is none. `parts`: what the amount is
 * made of, a series each, which are stacked, above the line of zero or below it.
 */
type Slot = { label: string; value: number | null; before: number | null; parts?: readonly number[] };

const TOP = 8;
const PLOT = 232;
const TICKS = 4;
const BAR = 0.6;
const MARK = 0.8;
/** More bars than this are no longer told apart: neighbours are drawn as one, of their sum. */
const MOST_BARS = 240;
/** Of more slots than this only some are named. */
const MOST_LABELS = 12;
const EVEN = [1, 2, 2.5, 5, 10];

/**
 * The geometry of bars beside marks, of amounts of a currency or of plain counts: across in per cent of the width, down in pixels, so that it stretches without a style and its
 * text does not.
 */
export function barsView(all: readonly Slot[], currency?: string) {
  const slots = together(all);
  const values = slots.flatMap((slot) => [...reachOf(slot), slot.before ?? 0]);
  const step = stepOf(Math.max(0, ...values) - Math.min(0, ...values));
  const [low, high] = [Math.floor(Math.min(0, ...values) / step), Math.ceil(Math.max(0, ...values) / step)];
  const top = high === low ? low + 1 : high;
  const y = (value: number) => round(TOP + (PLOT * (top * step - value)) / ((top - low) * step));
  const width = 100 / slots.length;
  const across = (at: number, share: number) => percent((at + (1 - share) / 2) * width);
  const every = Math.ceil(slots.length / MOST_LABELS);
  return {
    height: TOP + PLOT + 26,
    zero: y(0),
    foot: TOP + PLOT + 20,
    ticks: Array.from({ length: top - low + 1 }, (_, at) => (low + at) * step).map((value) => ({
      y: y(value),
      label: tickText(value, step, currency),
    })),
    bars: slots.flatMap((slot, at) =>
      barsOf(slot, y).map((bar) => ({ x: across(at, BAR), width: percent(BAR * width), ...bar })),
    ),
    marks: slots.flatMap(({ before }, at) =>
      before === null ? [] : [{ x1: across(at, MARK), x2: percent((at + (1 + MARK) / 2) * width), y: y(before) }],
    ),
    labels: slots.flatMap(({ label }, at) =>
      at % every === 0 ? [{ x: percent((at + 0.5) * width), text: label, odd: (at / every) % 2 === 1 }] : [],
    ),
  };
}

function tickText(value: number, step: number, currency?: string): string {
  if (currency === undefined) return count(value);
  const unit = 10 ** minorDigits(currency);
  return step % unit === 0 ? count(value / unit) : formatMoney(value, currency);
}

/** One line of a ranking: what it is called, its value as it is read, and what that is made of, where the bar shows parts. */
type Rank = { label: string; value: number; text: string; parts?: readonly number[] };

/** How many lines a ranking draws: the table beside it has all. */
const MOST_RANKS = 12;

/** The geometry of lines from the line of zero, one below another; across in per cent of the width. */
export function ranksView(all: readonly Rank[]) {
  const ranks = all.slice(0, MOST_RANKS);
  const reaches = ranks.flatMap((it) => reachOf(it));
  const [low, high] = [Math.min(0, ...reaches), Math.max(0, ...reaches)];
  const x = (value: number) => (high === low ? 0 : (100 * (value - low)) / (high - low));
  return {
    ranks: ranks.map((it) => ({
      label: it.label,
      text: it.text,
      zero: percent(x(0)),
      bars: stacked(it).map(({ from, to, cls }) => ({
        x: percent(Math.min(x(from), x(to))),
        width: percent(Math.abs(x(to) - x(from))),
        cls,
      })),
    })),
    left_out: all.length - ranks.length,
  };
}

type Drawn = { value: number | null; parts?: readonly number[] };

/** How far its bars go above and below nothing. */
function reachOf({ value, parts }: Drawn): [number, number] {
  const all = parts ?? [value ?? 0];
  const sum = (of: (part: number) => number) => all.reduce((total, part) => total + of(part), 0);
  return [sum((part) => Math.max(0, part)), sum((part) => Math.min(0, part))];
}

/** The parts of a bar, each from where the one before it ends: gains one way, losses the other. */
function stacked({ value, parts }: Drawn) {
  let [up, down] = [0, 0];
  return (parts ?? [value ?? 0]).flatMap((part, at) => {
    if (part === 0) return [];
    const from = part > 0 ? up : down;
    const to = from + part;
    if (part > 0) up = to;
    else down = to;
    return [{ from, to, cls: parts ? `s${at + 1}` : part < 0 ? 's-loss' : 's1' }];
  });
}

// A pixel lies between two parts.
function barsOf(slot: Slot, y: (value: number) => number) {
  return stacked(slot).map(({ from, to, cls }) => {
    const [top, bottom] = [Math.min(y(from), y(to)), Math.max(y(from), y(to))];
    const gap = from === 0 || bottom - top <= 1 ? 0 : 1;
    return { y: to > from ? top : round(top + gap), height: round(bottom - top - gap), cls };
  });
}

// The first of those that are drawn as one names them.
function together(slots: readonly Slot[]): readonly Slot[] {
  const size = Math.ceil(slots.length / MOST_BARS);
  if (size <= 1) return slots;
  return Array.from({ length: Math.ceil(slots.length / size) }, (_, at) => slots.slice(at * size, (at + 1) * size)).map(
    (group) => ({
      label: group[0]?.label ?? '',
      value: added(group, ({ value }) => value),
      before: added(group, ({ before }) => before),
      ...(group[0]?.parts && {
        parts: group[0].parts.map((_, part) => group.reduce((sum, { parts }) => sum + (parts?.[part] ?? 0), 0)),
      }),
    }),
  );
}

function added(slots: readonly Slot[], of: (slot: Slot) => number | null): number | null {
  const known = slots.map(of).filter((it) => it !== null);
  return known.length === 0 ? null : known.reduce((sum, it) => sum + it, 0);
}

// An even step of which about four make the span, in whole minor units: any other is no amount.
function stepOf(span: number): number {
  const rough = Math.max(span, 1) / TICKS;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(rough)));
  return EVEN.map((it) => it * power).find((it) => Number.isInteger(it) && it >= rough) ?? 10 * power;
}

const round = (n: number) => Math.round(n * 10) / 10;
const percent = (n: number) => `${Math.round(n * 100) / 100}%`;
