import type { z } from 'zod';
import { longText, optionalLines, optionalText, requiredText, tooLong } from '../../http/form.js';
import type { BulkField } from '../bulk/field.js';
import { asText, type Common, type Field, type Input, orNull } from './field.js';
import type { Indexed } from './filter.js';
import { textFilter } from './text-filter.js';

type Options<O extends boolean> = Common &
  Pick<Input, 'placeholder' | 'inputmode' | 'url' | 'id_name' | 'add'> & {
    /** How many characters it may have. */
    max: number;
    optional?: O;
    /** What is said where it is missing. */
    missing?: string;
    /** Runs of spaces are one. */
    squeezed?: true;
    /** What it is kept as, where that is not quite what was typed. */
    kept?(typed: string): string;
    /** Whether it may be this, and what is said where it may not. */
    fits?: [(value: string) => boolean, string];
    /** A list may be narrowed by it. */
    filter?: true;
    /** What setting it to nothing is called in an act on many; without it, it cannot be set there. */
    bulk?: { none: string } & Partial<BulkField>;
  };
type ValueOf<O extends boolean> = O extends true ? string | null : string;

/** A text of one line. */
export function text<O extends boolean = false>(o: Options<O>): Field<ValueOf<O>> {
  const {
    max,
    missing,
    squeezed,
    kept = asTyped,
    fits,
    filter,
    bulk,
    hint,
    placeholder,
    inputmode,
    url,
    id_name,
    add,
    ...common
  } = o;
  const optional = o.optional === true;
  const tidy = (it: string | null) => (it === null ? null : kept(squeezed ? it.replace(/\s+/g, ' ') : it));
  const [rule, message] = fits ?? [() => true, ''];
  const checked = (read: z.ZodType<string | null>) =>
    read.transform(tidy).refine((it) => it === null || rule(it), message);
  const schema = checked(optional ? optionalText(max) : requiredText(max, missing)) as z.ZodType<ValueOf<O>>;
  return {
    ...asText,
    ...common,
    kind: 'text',
    optional,
    input: { control: url ? 'combobox' : 'field', hint, placeholder, inputmode, url, id_name, add },
    stored: { type: 'text' },
    parse: () => schema,
    schema: orNull(optional, { type: 'string', maxLength: max }),
    ...(filter && {
      filter: (name: string, column: (name: string) => Indexed) =>
        textFilter(name, { label: o.label, max, optional, column: column(name) }),
    }),
    ...(bulk && {
      bulk: (name: string): BulkField => ({
        name,
        label: o.label,
        type: 'text',
        control: 'text',
        schema: checked(optionalText(max)),
        ...bulk,
      }),
    }),
  };
}

const asTyped = (typed: string) => typed;

type LinesOptions = Common & {
  max: number;
  /** What a line is kept as; as it was typed unless told otherwise. */
  kept?(line: string): string;
  /** What is wrong with them, undefined for nothing. */
  fits?(lines: string[]): string | undefined;
};

/** A text of several lines. */
export function lines(o: LinesOptions): Field<string | null> {
  const { max, fits, kept = (line) => line, hint, ...common } = o;
  const schema = optionalLines(max)
    .transform((it) => it?.split('\n').map(kept).join('\n') ?? null)
    .refine((it) => it === null || [...it].length <= max, tooLong(max))
    .superRefine((it, ctx) => {
      const fault = it === null ? undefined : fits?.(it.split('\n'));
      if (fault) ctx.addIssue(fault);
    });
  return {
    ...asText,
    ...common,
    kind: 'lines',
    optional: true,
    input: { control: 'textarea', hint },
    stored: { type: 'text' },
    parse: () => schema,
    schema: orNull(true, { type: 'string', maxLength: max }),
    shown: (value) => value?.replaceAll('\n', ', ') ?? '',
  };
}

/** Running text with its blank lines. */
export function prose(o: Common & { max: number; missing?: string }): Field<string> {
  const { max, missing, hint, ...common } = o;
  const schema = longText(max, missing);
  return {
    ...asText,
    ...common,
    kind: 'prose',
    optional: false,
    input: { control: 'textarea', hint },
    stored: { type: 'text' },
    parse: () => schema,
    schema: { type: 'string', maxLength: max },
  };
}
