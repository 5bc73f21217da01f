import { optionalText, tooLong } from '../../http/form.js';
import { asText, type Common, type Field, orNull } from './field.js';

const NO_ADDRESS = 'Type a web address such as https://example.com.';

type Options = Common & {
  max: number;
  placeholder?: string;
  /** What a typed one is kept as, undefined for what is none; as it stands, with `https` where none was typed, unless told otherwise. */
  kept?(typed: string): string | undefined;
};

/** A web address. */
export function link(o: Options): Field<string | null> {
  const { max, placeholder = 'https://', kept = withScheme, hint, ...common } = o;
  const schema = optionalText(max)
    .transform((typed, ctx) => {
      const address = typed === null ? null : kept(typed);
      if (address === undefined) ctx.addIssue(NO_ADDRESS);
      return address ?? null;
    })
    .refine((it) => it === null || [...it].length <= max, tooLong(max));
  return {
    ...asText,
    ...common,
    kind: 'link',
    optional: true,
    // A browser's own check of an address wants the scheme, which `kept` may add.
    input: { control: 'field', hint, placeholder, inputmode: 'url', ...(!o.kept && { type: 'url' }) },
    stored: { type: 'text' },
    parse: () => schema,
    schema: orNull(true, { type: 'string' }),
  };
}

/** Whether it is an address of the web, scheme and all. */
export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:\/\/[^\s]+$/i.test(address);
}

// As people say an address, and browsers take it: a name with a dot in it, and what stands behind.
const WITHOUT_SCHEME = /^(?:[^\s/?#@:.]+\.)+(?:\p{L}{2,}|xn--[a-z\d-]+)(?::\d+)?(?:[/?#]\S*)?$/iu;

/** An address with its scheme, `https` where none was typed; undefined for what is no web address. */
export function withScheme(typed: string): string | undefined {
  const address = WITHOUT_SCHEME.test(typed) ? `https://${typed}` : typed;
  return isWebAddress(address) ? address : undefined;
}
