import { z } from 'zod';
import { type Form, isId, optionalDate, optionalText, parseForm } from '../../http/form.js';
import { dateRange, isSet, type Range, searchWords, severalOf, tickedRows } from '../../http/list/filter.js';
import type { Query } from '../../http/list/view.js';
import { NO_TAGS, TAG_PARAMETERS, type TagFilter, tagFilter, tagParameters } from '../../records/tags/index.js';
import { languageTag, ROLES, WARMTHS } from './choices.js';

/** The filters of which several values may hold at once. */
export const CHOICES = { role: ROLES, warmth: WARMTHS, opted_out: ['true', 'false'] } as const;
export type ChoiceName = keyof typeof CHOICES;

/** What the rows of a list must meet; words are lower case. */
export type Filter = {
  words: string[];
  /** The contacts that hold the words, where they are few; null where each is asked as it comes. */
  found: string[] | null;
  ids: string[];
  choices: Record<ChoiceName, string[]>;
  company_id: string | null;
  /** A company as it was typed; where it is set it is what counts. */
  company: string | null;
  language: string | null;
  touch: Range<'next_touch_on', string> | null;
  tags: TagFilter;
};

/** The parameters that narrow a list; others order and page it. */
export const FILTER_NAMES: readonly string[] = [
  'q',
  'ids',
  ...Object.keys(CHOICES),
  'company',
  'company_id',
  'language',
  'next_touch_on_from',
  'next_touch_on_to',
  ...TAG_PARAMETERS,
];

const schema = z.object({
  q: searchWords,
  ids: tickedRows,
  role: severalOf(ROLES),
  warmth: severalOf(WARMTHS),
  opted_out: severalOf(CHOICES.opted_out),
  company: optionalText(200),
  company_id: optionalText(36).refine((it) => it === null || isId(it), 'This company is no longer there.'),
  language: optionalText(35).refine((it) => it === null || languageTag(it) === it, 'Choose one of the list.'),
  next_touch_on_from: optionalDate(),
  next_touch_on_to: optionalDate(),
  ...tagParameters,
});

const NO_FILTER: Filter = {
  words: [],
  found: null,
  ids: [],
  choices: { role: [], warmth: [], opted_out: [] },
  company_id: null,
  company: null,
  language: null,
  touch: null,
  tags: NO_TAGS,
};

/** Reads the filters of a list from its query; every mistake has its message in `form.errors`, and the filter must not be used then. */
export function readFilter(query: Query): { filter: Filter; form: Form } {
  const parsed = parseForm(schema, query);
  const read = { filter: NO_FILTER, form: parsed.form };
  if (!parsed.ok) return read;
  const { q, ids, role, warmth, opted_out, company, company_id, language, tag, tags, ...days } = parsed.data;
  const touch = dateRange(read, 'next_touch_on', days);
  read.filter = {
    words: q,
    found: null,
    ids,
    choices: { role, warmth, opted_out },
    company,
    company_id,
    language,
    touch: isSet(touch) ? touch : null,
    tags: tagFilter({ tag, tags }),
  };
  return read;
}
