import type { z } from 'zod';
import { optionalText } from '../../http/form.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Field, filterOf, text } from '../../records/fields/index.js';
import { languageName, languageOptions, languageTag } from './choices.js';

const UNKNOWN = 'Choose one of the list.';
const OPTIONS = languageOptions(undefined);
const asKept = optionalText(35).refine((it) => it === null || languageTag(it) === it, UNKNOWN);
const asTyped = optionalText(35)
  .transform((it) => (it === null ? null : (languageTag(it) ?? '')))
  .refine((it) => it !== '', UNKNOWN);

/** A language by its tag. A form offers some by name; any other is kept when it comes with a vCard. */
export function language(label: string): Field<string | null> {
  return {
    ...text({ label, max: 35, optional: true }),
    kind: 'language',
    input: { control: 'select', options: OPTIONS, empty: 'None' },
    parse: () => asTyped,
    shown: (tag) => (tag === null ? '' : languageName(tag) || tag),
    filter: (name, column) =>
      filterOf(label, { [name]: asKept }, { control: 'select', options: OPTIONS, empty: 'Any language' }, (sent) => {
        const tag = sent[name] ?? null;
        return tag === null ? {} : { where: sql`${column(name).at} = ${tag}`, chip: languageName(tag) };
      }),
    bulk: (name) => ({
      name,
      label,
      type: 'text',
      control: 'select',
      options: OPTIONS,
      none: 'no language',
      schema: asKept,
    }),
  };
}

/** The same where there must be one. */
export function requiredLanguage(label: string, initial: string, missing: string): Field<string> {
  const { shown, filter } = language(label);
  const schema = asTyped.refine((it) => it !== null, missing) as z.ZodType<string>;
  return {
    ...text({ label, max: 35, missing }),
    kind: 'language',
    initial,
    input: { control: 'select', options: OPTIONS },
    parse: () => schema,
    shown,
    filter,
    bulk: (name) => ({ name, label, type: 'text', control: 'select', options: OPTIONS, schema }),
  };
}
