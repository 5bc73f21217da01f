import { z } from 'zod';
import { type Form, optionalChoice, optionalText, parseForm } from '../../http/form.js';
import { searchWords, severalOf, tickedRows } from '../../http/list/filter.js';
import type { Query } from '../../http/list/view.js';
import { NO_TAGS, TAG_PARAMETERS, type TagFilter, tagFilter, tagParameters } from '../../records/tags/index.js';
import { COUNTRIES } from './countries.js';
import { COMPANY_KINDS } from './fields.js';

type YesOrNo = 'yes' | 'no';

/** What the rows of the list must meet. `category` is a path as it was typed; `category_ids` are it and what stands under it. */
export type Filter = {
  words: string[];
  ids: string[];
  kind: string[];
  category: string | null;
  category_ids: string[];
  country: string | null;
  do_not_contact: YesOrNo | null;
  has_units: YesOrNo | null;
  tags: TagFilter;
};

/** The parameters that narrow the list; others order and page it. */
export const FILTER_NAMES: readonly string[] = [
  'q',
  'ids',
  'kind',
  'category',
  'country',
  'do_not_contact',
  'has_units',
  ...TAG_PARAMETERS,
];

const schema = z.object({
  q: searchWords,
  ids: tickedRows,
  kind: severalOf(COMPANY_KINDS),
  category: optionalText(200),
  country: optionalChoice(COUNTRIES),
  do_not_contact: optionalChoice(['yes', 'no']),
  has_units: optionalChoice(['yes', 'no']),
  ...tagParameters,
});

const NO_FILTER: Filter = {
  words: [],
  ids: [],
  kind: [],
  category: null,
  category_ids: [],
  country: null,
  do_not_contact: null,
  has_units: null,
  tags: NO_TAGS,
};

/** Reads the filters of the list from its query; every mistake has its message in `form.errors`, and no filter may be used then. */
export function readFilter(query: Query): { filter: Filter; form: Form } {
  const parsed = parseForm(schema, query);
  if (!parsed.ok) return { filter: NO_FILTER, form: parsed.form };
  const { q, tag, tags, ...data } = parsed.data;
  return { filter: { ...NO_FILTER, ...data, words: q, tags: tagFilter({ tag, tags }) }, form: parsed.form };
}
