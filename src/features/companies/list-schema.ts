import { z } from 'zod';
import { type Form, optionalChoice, optionalText, parseForm } from '../../http/form.js';
import { searchWords, severalOf } from '../../http/list-filter.js';
import type { Query } from '../../http/list-view.js';
import { COUNTRIES } from './countries.js';
import { COMPANY_KINDS } from './fields.js';

type YesOrNo = 'yes' | 'no';

/** What the rows of the list must meet. `category` is a path as it was typed; `category_ids` are it and what stands under it. */
export type Filter = {
  words: string[];
  kind: string[];
  category: string | null;
  category_ids: string[];
  country: string | null;
  do_not_contact: YesOrNo | null;
  has_units: YesOrNo | null;
};

/** The parameters that narrow the list; others order and page it. */
export const FILTER_NAMES: readonly string[] = ['q', 'kind', 'category', 'country', 'do_not_contact', 'has_units'];

const schema = z.object({
  q: searchWords,
  kind: severalOf(COMPANY_KINDS),
  category: optionalText(200),
  country: optionalChoice(COUNTRIES),
  do_not_contact: optionalChoice(['yes', 'no']),
  has_units: optionalChoice(['yes', 'no']),
});

const NO_FILTER: Filter = {
  words: [],
  kind: [],
  category: null,
  category_ids: [],
  country: null,
  do_not_contact: null,
  has_units: null,
};

/** Reads the filters of the list from its query; every mistake has its message in `form.errors`, and no filter may be used then. */
export function readFilter(query: Query): { filter: Filter; form: Form } {
  const parsed = parseForm(schema, query);
  if (!parsed.ok) return { filter: NO_FILTER, form: parsed.form };
  const { q, ...data } = parsed.data;
  return { filter: { ...NO_FILTER, ...data, words: q }, form: parsed.form };
}
