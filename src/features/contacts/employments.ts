import { formatDate } from '../../http/format.js';
import { normalForm } from '../../http/normal-form.js';
import { date, defineFields, id, record, text } from '../../records/fields/index.js';
import { type Child, namedRows, rows } from '../../records/rows/index.js';
import { companyName } from '../companies/index.js';

/** That a contact works or worked at a company, which is known by its name; days as YYYY-MM-DD. */
type Employment = {
  name: string | null;
  title: string | null;
  from_on: string | null;
  to_on: string | null;
  id: string | null;
};

const FIELDS = defineFields({
  name: record({
    label: 'Company',
    column: 'company_id',
    named: companyName,
    url: '/companies/suggestions',
    add: 'company',
  }),
  title: text({ label: 'Title there', max: 200, optional: true }),
  from_on: date({ label: 'From' }),
  to_on: date({ label: 'To' }),
  id: id({ label: 'Company', beside: 'name', strange: 'This company is no longer there.' }),
});

const ROWS = rows<Employment>({
  label: 'Companies',
  one: 'Company',
  part: 'company',
  fields: FIELDS,
  rules,
  table: { name: 'contact_companies', by: 'contact_id', columns: { id: 'company_id' } },
  empty: ({ name, title, from_on, to_on }) => [name, title, from_on, to_on].every((it) => it === null),
  key: ({ id: company, name }) => company ?? normalForm(name ?? ''),
  shown,
  line,
  fromLine,
});

/** The companies of a contact. A form says unseen which each is, and what it was called when it was opened. */
export const EMPLOYMENTS: typeof ROWS = namedRows(ROWS, 'company', 'Company');

/**
 * The rows of a form whose companies are the ones of `now`. Of companies that were merged while it was open, a row that says
 * nothing beyond another's goes, as the merge did with what stood there; where both say the same, the one that was moved.
 */
export function withoutDoubles<T extends Omit<Employment, 'name'> & { now: string }>(all: T[]): T[] {
  const moved = ({ id: company, now }: T) => Boolean(company) && company !== now;
  const within = (one: T, other: T) =>
    (['title', 'from_on', 'to_on'] as const).every((it) => one[it] === null || one[it] === other[it]);
  const joined = (one: T, other: T) => one.now === other.now && one.id !== other.id && (moved(one) || moved(other));
  return all.filter(
    (row, n) =>
      !all.some(
        (other, o) =>
          joined(row, other) && within(row, other) && (!within(other, row) || (moved(row) && (!moved(other) || o < n))),
      ),
  );
}

/** Whether somebody works there on that day. */
export function isCurrent({ to_on }: Pick<Employment, 'to_on'>, today: string): boolean {
  return to_on === null || to_on >= today;
}

/** When that was, in words; '' where nobody knows. */
export function employmentTime({ from_on, to_on }: Pick<Employment, 'from_on' | 'to_on'>): string {
  if (from_on && to_on) return `${formatDate(from_on)} – ${formatDate(to_on)}`;
  if (from_on) return `since ${formatDate(from_on)}`;
  return to_on ? `until ${formatDate(to_on)}` : '';
}

function rules({ name, title, from_on, to_on }: Partial<Employment>) {
  return {
    ...(name === null && (title || from_on || to_on) && { name: 'Type the company, or clear the row.' }),
    ...(from_on && to_on && to_on < from_on && { to_on: `Choose ${formatDate(from_on)} or later.` }),
  };
}

function shown(all: Employment[]): string {
  return all
    .map((it) => {
      const about = [it.title, employmentTime(it)].filter(Boolean).join(', ');
      return about ? `${it.name} (${about})` : it.name;
    })
    .join('; ');
}

// `Kestrel Optics; as PR manager; from 2024-03-01; to 2025-06-30`
function line({ name, title, from_on, to_on }: Employment): string {
  const parts = [title && `as ${escaped(title)}`, from_on && `from ${from_on}`, to_on && `to ${to_on}`];
  return [escaped(name ?? ''), ...parts.filter(Boolean)].join('; ');
}

function fromLine(text: string) {
  const [name = '', ...rest] = text.match(/(?:[^;\\]|\\.)+/g)?.map((part) => part.trim()) ?? [];
  const found = (word: string) =>
    rest
      .find((part) => part.startsWith(`${word} `))
      ?.slice(word.length + 1)
      .trim();
  const title = found('as');
  return {
    name: unescaped(name),
    title: title ? unescaped(title) : null,
    from_on: found('from') || null,
    to_on: found('to') || null,
  };
}

const escaped = (text: string) => text.replace(/[\\;]/g, '\\$&');
const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');

/** The companies of a contact as they are kept. */
export type Employments = Child<Employment>[];
