export { choice } from './choice.js';
export { choices, codesIn } from './choices.js';
export { comparedBy, readComparison } from './comparing.js';
export { date, dayFilter } from './date.js';
export { type DayWord, daysOf } from './day-words.js';
export { defineFields } from './define.js';
export { duration } from './duration.js';
export type { Field, Value } from './field.js';
export {
  type Around,
  type Filter,
  filterOf,
  type Indexed,
  type Narrowed,
  NOT_SET,
  yesOrNoFilter,
} from './filter.js';
export { idFilter } from './id-filter.js';
export { isWebAddress, link, withScheme } from './link.js';
export { money } from './money.js';
export { month } from './month.js';
export { number } from './number.js';
export { currencyOfRecord } from './outer.js';
export { rangeFilter } from './range.js';
export { rate, shareOf, shownRate, WHOLE } from './rate.js';
export { id, record } from './record.js';
export type { DataOf, Defined, FieldSet, Fields, Rules } from './set.js';
export { byWords } from './sort.js';
export { lines, prose, text } from './text.js';
export { tick } from './tick.js';
export { timeZone } from './time-zone.js';
