import { formatDate } from '../../http/format.js';
import { choice, choices, date, defineFields, id, lines, record } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, rows } from '../../records/rows/index.js';
import { daysInOrder } from '../../records/states.js';
import { COUNTRY_LABELS, categoryOptions, categoryPath } from '../companies/index.js';
import { PLATFORM_LABELS, REACH_LABELS, USE_LABELS } from './choices.js';

/** How the other side may use what was delivered; nothing said is everywhere and without an end. */
type Right = {
  use: keyof typeof USE_LABELS;
  platforms: string | null;
  territory: string | null;
  from_on: string | null;
  until_on: string | null;
};
/** What one may not do for others, both days included. */
type Exclusivity = {
  category: string | null;
  category_id: string | null;
  competitors: string | null;
  reach: keyof typeof REACH_LABELS;
  platforms: string | null;
  territory: string | null;
  from_on: string | null;
  until_on: string | null;
};
export type Rights = Child<Right>[];
export type Exclusivities = Child<Exclusivity>[];

const platforms = () => choices({ label: 'Platforms', of: PLATFORM_LABELS, empty: 'All platforms' });
const territory = () => choice({ label: 'Country', of: COUNTRY_LABELS, optional: true, empty: 'Worldwide' });

const RIGHT_FIELDS = defineFields({
  use: choice({ label: 'Use', of: USE_LABELS, initial: 'organic' }),
  platforms: platforms(),
  territory: territory(),
  from_on: date({ label: 'From' }),
  until_on: date({ label: 'Until' }),
});
const EXCLUSIVITY_FIELDS = defineFields({
  category: record({
    label: 'Category',
    column: 'category_id',
    named: categoryPath,
    hint: 'With all that stands under it.',
  }),
  category_id: id({ label: 'Category', beside: 'category', strange: 'Choose one of the list.' }),
  competitors: lines({ label: 'Competitors', max: 2000, hint: 'Companies by name, one a line.' }),
  reach: choice({ label: 'What is locked', of: REACH_LABELS, initial: 'paid' }),
  platforms: platforms(),
  territory: territory(),
  from_on: date({ label: 'From' }),
  until_on: date({ label: 'Until', hint: 'The last day of the lock.' }),
});

const UNTIL = daysInOrder({ until_on: ['from_on', 'its first day'] });

/** The rights of a collab. */
export const RIGHTS = rows<Right>({
  label: 'Rights',
  one: 'Right',
  part: 'right',
  fields: RIGHT_FIELDS,
  rules: UNTIL.faults,
  most: 100,
  table: { name: 'collab_rights', by: 'collab_id' },
  apart: { asks: ['use', 'from_on', 'until_on'], folded: ['platforms', 'territory'], called: calledRight },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map((it) => `${calledRight(it)}${spanOf(it)}`).join('; '),
});

/** The exclusivities of a collab. */
export const EXCLUSIVITIES = rows<Exclusivity>({
  label: 'Exclusivities',
  one: 'Exclusivity',
  part: 'exclusivity',
  fields: EXCLUSIVITY_FIELDS,
  most: 100,
  rules: exclusivityRules,
  table: { name: 'collab_exclusivities', by: 'collab_id' },
  apart: {
    asks: ['category', 'reach', 'from_on', 'until_on'],
    folded: ['competitors', 'platforms', 'territory'],
    called: calledExclusivity,
    options: async (db) => ({ category: await categoryOptions(db) }),
  },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map((it) => `${calledExclusivity(it)}${spanOf(it)}`).join('; '),
});

/** What a right is called. */
export function calledRight(row: Row): string {
  return USE_LABELS[(row as Right).use] ?? String(row.use);
}

/** What an exclusivity is called: the end of its category's path, or the competitors that it names. */
export function calledExclusivity(row: Row): string {
  const { category, competitors } = row as Exclusivity;
  return category?.split(' / ').at(-1) ?? competitors?.split('\n').join(', ') ?? '';
}

/** Where a right or a lock holds, in words: "YouTube, Instagram, United States"; "everywhere" where nothing is said. */
export function whereWords({ platforms: on, territory: country }: Pick<Right, 'platforms' | 'territory'>): string {
  const where = [platformWords(on), country ? (COUNTRY_LABELS[country] ?? country) : 'worldwide'];
  return where.filter(Boolean).join(', ');
}

/** Platforms in words: "YouTube, Instagram"; '' for all. */
export function platformWords(value: string | null): string {
  return RIGHT_FIELDS.shown('platforms', value);
}

function exclusivityRules(values: Partial<Exclusivity>) {
  return {
    ...UNTIL.faults(values),
    ...(values.category === null &&
      values.competitors === null && { category: 'Choose a category, or name competitors.' }),
    ...(values.from_on === null && { from_on: 'Choose its first day.' }),
    ...(values.until_on === null && { until_on: 'Choose its last day.' }),
  };
}

function spanOf({ from_on, until_on }: { from_on: string | null; until_on: string | null }): string {
  return until_on ? ` until ${formatDate(until_on)}` : from_on ? ` from ${formatDate(from_on)}` : '';
}
