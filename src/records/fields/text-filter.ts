import { z } from 'zod';
import { optionalText } from '../../http/form.js';
import { literally } from '../../http/list/sql.js';
import { normalForm } from '../../http/normal-form.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { comparedBy, readComparison } from './comparing.js';
import { type Filter, filterOf, type Indexed, NOT_SET } from './filter.js';

const WAYS = [
  { value: 'contains', label: 'contains', shows: 'from' },
  { value: 'is', label: 'is', shows: 'from' },
  { value: 'starts_with', label: 'starts with', shows: 'from' },
];
const UNSET = { value: NOT_SET.value, label: 'not set', shows: '' };
const NOTHING = 'Type letters or digits to look for.';

/** The filter of a text, without regard to case, accents and widths: what it holds, is or begins with, or that there is none. */
export function textFilter(
  name: string,
  o: { label: string; max: number; optional: boolean; column: Indexed },
): Filter {
  const { at, words } = o.column;
  const comparing = { name: comparedBy(name), of: o.optional ? [...WAYS, UNSET] : WAYS };
  const shape = { [name]: optionalText(o.max), [comparing.name]: z.unknown().optional() };
  return filterOf(o.label, shape, { control: 'text', comparing }, (sent) => {
    const { how = WAYS[0], errors } = readComparison(comparing, sent[comparing.name]);
    if (errors) return { errors };
    if (how === UNSET) return { where: sql`${at} is null`, is: 'is', chip: UNSET.label };
    const asked = sent[name] as string | null;
    if (asked === null) return {};
    const sought = normalForm(asked);
    if (sought === '') return { errors: { [name]: NOTHING } };
    return {
      where: words
        ? sql`(${words} like ${anywhere(sought)} and ${holds(at, how?.value, sought)})`
        : holds(at, how?.value, sought),
      is: how?.label ?? '',
      chip: asked,
    };
  });
}

const anywhere = (sought: string) => `%${literally(sought)}%`;

function holds(at: Sql, how: string | undefined, sought: string): Sql {
  if (how === 'is') return sql`normal_form(${at}) = ${sought}`;
  return sql`normal_form(${at}) like ${how === 'contains' ? anywhere(sought) : `${literally(sought)}%`}`;
}
