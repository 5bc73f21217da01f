import type { Sort } from '../../http/list/page.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

/** An order by a field; `up`: it begins with the least. */
export type FieldSort = Omit<Sort, 'join' | 'parts'> & { up?: true };

// Rows without a value stand last in the direction that is offered first, and one comparison reaches all of them.

/** By words, as ICU sorts them: an accented letter beside the plain one. U+FFFF stands behind every letter. */
export function byWords(at: Sql): FieldSort {
  return { expression: sql`(coalesce(${at}, U&'\\FFFF') collate "und-x-icu")`, type: 'text', up: true };
}

/** By codes in the order in which they are declared. */
export function byCodes(codes: readonly string[], at: Sql): FieldSort {
  return { expression: sql`coalesce(array_position(${[...codes]}::text[], ${at}), 10000)`, type: 'bigint', up: true };
}

/** By a number or an amount, the greatest first. */
export function byNumber(at: Sql): FieldSort {
  return { expression: sql`coalesce(${at}, -9000000000000)`, type: 'bigint' };
}

/** By a day, the latest first. */
export function byDay(at: Sql): FieldSort {
  return { expression: sql`coalesce(${at}, '-infinity'::date)`, type: 'date' };
}

/** By whether something holds, what does first. */
export function byTick(at: Sql): FieldSort {
  return { expression: sql`(case when ${at} then 1 else 0 end)`, type: 'bigint' };
}
