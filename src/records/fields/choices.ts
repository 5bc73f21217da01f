import { z } from 'zod';
import { optionalText } from '../../http/form.js';
import { asPlain, type Common, type Field } from './field.js';

type Labels = Readonly<Record<string, string>>;
type Options = Omit<Common, 'initial'> & {
  /** Each value with what it is called, in the order in which they are offered. */
  of: Labels;
  /** What it is called to have none of them, which a hint says: "All platforms". */
  empty: string;
};

/** Several of the named values at once, kept as one text: their codes in the order of the declaration, parted by commas. */
export function choices(o: Options): Field<string | null> {
  const { of, empty, hint, ...common } = o;
  const codes = Object.keys(of);
  const schema = optionalText(2000).transform((text, ctx) => {
    const asked = codesIn(text);
    if (asked.every((code) => codes.includes(code))) return inText(codes.filter((code) => asked.includes(code)));
    ctx.addIssue('Choose from the list.');
    return z.NEVER;
  });
  return {
    ...asPlain,
    ...common,
    kind: 'choices',
    optional: true,
    input: {
      control: 'choices',
      empty,
      hint: hint ?? `${empty} where none is ticked.`,
      options: Object.entries(of).map(([value, label]) => ({ value, label })),
    },
    stored: { type: 'text' },
    parse: () => schema,
    schema: { type: 'array', items: { type: 'string', enum: codes }, uniqueItems: true },
    typed: (value) => codesIn(value).join(', '),
    // Boxes of one name come as a list, or as a text where one was ticked.
    sent: (name, body) => [body[name] ?? []].flat().join(','),
    shown: (value) =>
      codesIn(value)
        .map((code) => of[code] ?? code)
        .join(', '),
    json: codesIn,
    fromJson: (json) => (Array.isArray(json) ? json.join(', ') : ''),
  };
}

/** The codes that such a text holds; none for nothing. */
export function codesIn(text: string | null): string[] {
  return text === null ? [] : text.split(/[,\s]+/).filter(Boolean);
}

function inText(codes: string[]): string | null {
  return codes.length === 0 ? null : codes.join(',');
}
