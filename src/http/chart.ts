import { minorDigits } from './currency.js';
import { count, formatMoney, signedMoney } from './format.js';

/** One month of a chart: an amount in minor units, and the one it is held against; null where there is none. */
type Slot = { label: string; value: number | null; before: number | null };

const TOP = 8;
const PLOT = 232;
const TICKS = 4;
const BAR = 0.6;
const MARK = 0.8;
const EVEN = [1, 2, 2.5, 5, 10];

/**
 * The geometry of bars beside marks: across in per cent of the width, down in pixels, so that it stretches without a style and its
 * text does not.
 */
export function barsView(slots: readonly Slot[], currency: string) {
  const values = slots.flatMap(({ value, before }) => [value ?? 0, before ?? 0]);
  const unit = 10 ** minorDigits(currency);
  const step = stepOf(Math.max(0, ...values) - Math.min(0, ...values));
  const [low, high] = [Math.floor(Math.min(0, ...values) / step), Math.ceil(Math.max(0, ...values) / step)];
  const top = high === low ? low + 1 : high;
  const y = (value: number) => round(TOP + (PLOT * (top * step - value)) / ((top - low) * step));
  const width = 100 / slots.length;
  const across = (at: number, share: number) => percent((at + (1 - share) / 2) * width);
  return {
    height: TOP + PLOT + 26,
    zero: y(0),
    foot: TOP + PLOT + 20,
    ticks: Array.from({ length: top - low + 1 }, (_, at) => (low + at) * step).map((value) => ({
      y: y(value),
      label: step % unit === 0 ? count(value / unit) : formatMoney(value, currency),
    })),
    bars: slots.flatMap(({ value }, at) =>
      value === null || value === 0
        ? []
        : [
            {
              x: across(at, BAR),
              width: percent(BAR * width),
              y: Math.min(y(value), y(0)),
              height: round(Math.abs(y(value) - y(0))),
              loss: value < 0,
            },
          ],
    ),
    marks: slots.flatMap(({ before }, at) =>
      before === null ? [] : [{ x1: across(at, MARK), x2: percent((at + (1 + MARK) / 2) * width), y: y(before) }],
    ),
    labels: slots.map(({ label }, at) => ({ x: percent((at + 0.5) * width), text: label, odd: at % 2 === 1 })),
  };
}

/** An amount as a table beside a chart prints it: a dash for none. */
export function amountText(value: number | null, currency: string): string {
  return value === null ? '–' : signedMoney(value, currency);
}

// An even step of which about four make the span, in whole minor units: any other is no amount.
function stepOf(span: number): number {
  const rough = Math.max(span, 1) / TICKS;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(rough)));
  return EVEN.map((it) => it * power).find((it) => Number.isInteger(it) && it >= rough) ?? 10 * power;
}

const round = (n: number) => Math.round(n * 10) / 10;
const percent = (n: number) => `${Math.round(n * 100) / 100}%`;
