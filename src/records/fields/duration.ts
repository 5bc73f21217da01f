import { z } from 'zod';
import { optionalText } from '../../http/form.js';
import { lengthText, readLength } from '../../http/lengths.js';
import { asPlain, type Common, type Field, orNull } from './field.js';
import { byNumber } from './sort.js';

type Options = Common & { min?: number; max: number; placeholder?: string };

/** A length of time in whole seconds, typed as '8:00' or with its units; below nought, with a minus, where `min` is. */
export function duration(o: Options): Field<number | null> {
  const { min = 0, max, placeholder = '8:00', hint, ...common } = o;
  const within = `Type a length from ${lengthText(min)} to ${lengthText(max)}.`;
  const schema = optionalText(40).transform((text, ctx): number | null => {
    if (text === null) return null;
    const isBelow = min < 0 && BELOW.test(text);
    const read = readLength(isBelow ? text.replace(BELOW, '') : text);
    const seconds = 'seconds' in read ? (isBelow ? -read.seconds : read.seconds) : null;
    if (seconds !== null && seconds >= min && seconds <= max) return seconds === 0 ? 0 : seconds;
    ctx.addIssue('seconds' in read ? within : FAULTS[read.fault](text));
    return z.NEVER;
  });
  const typed = (seconds: number | null) => (seconds === null ? '' : lengthText(seconds));
  return {
    ...asPlain,
    ...common,
    kind: 'duration',
    optional: true,
    input: { control: 'field', hint, placeholder },
    stored: { type: 'integer' },
    parse: () => schema,
    schema: orNull(true, { type: 'integer', minimum: min, maximum: max }),
    sort: byNumber,
    typed,
    shown: typed,
    fromCell: (cell) => (/^-?\d{1,9}$/.test(cell) ? lengthText(Number(cell)) : cell),
    fromJson: (json) => (typeof json === 'number' ? lengthText(json) : typeof json === 'string' ? json : ''),
  };
}

const BELOW = /^\s*[-\u2212\u2013]\s*(?=\d)/;
const FAULTS = {
  negative: () => 'A length cannot be less than nothing. Type minutes and seconds, such as 8:00.',
  bare: (text: string) => `Say what ${text} is: ${text}:00 for minutes, or ${text} s for seconds.`,
  none: () => 'Type minutes and seconds, such as 8:00.',
} as const;
