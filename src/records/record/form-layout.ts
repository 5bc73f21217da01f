import type { FieldSet } from '../fields/set.js';
import type { States } from '../states.js';

/**
 * A section of a form that is always in view. Where `photos` or `note` stand among its fields and are none, the form of a new
 * record takes them along; `along` is what the section is called there, and says.
 */
type FormSection = {
  id: string;
  title: string;
  about?: string;
  fields: readonly string[];
  along?: { title: string; about: string };
};
/**
 * Fields that stand folded up until somebody wants them; `by`: in parts, one for each value of that choice. `ifFilled`: only where
 * something of them is filled, or wrong.
 */
export type FormFold = { id: string; title: string; fields: readonly string[]; by?: string; ifFilled?: true };
/** What a value of a choice asks for: what must be filled then, and what may be. */
type Asked = { needs?: readonly string[]; rest?: readonly string[] };

/** What a module states of its form: what is in view, what is folded, what a choice asks for besides what a state wants. */
export type FormLayout = {
  sections: readonly FormSection[];
  /** Under the last section, with what is said of them. */
  folds?: readonly FormFold[];
  foldsAbout?: string;
  /** Fields over both columns; texts of several lines, radios and rows are so anyway. */
  wide?: readonly string[];
  asks?: Readonly<Record<string, Readonly<Record<string, Asked>>>>;
  /** By which inputs a record is likely there already (`email_value_*`: of all rows), and the field that this is said beside. */
  likely?: Readonly<Record<string, { fields: readonly string[]; beside: string }>>;
};

/** All fields in their order, for a module that states no layout. */
export function plainLayout({ names }: FieldSet): FormLayout {
  return { sections: [{ id: 'facts', title: 'Facts', fields: names }] };
}

/** What one value of a choice asks for, and how that is said. `fields`: those that are shown under the choice. */
export type Ask = { choice: string; value: string; label: string; words: string; needs: string[]; fields: string[] };
type Asking = { fields: FieldSet; states?: States | undefined };

/** What the values of choices ask for: of states what they want and what their acts ask, and what the layout states besides. */
export function asksOf({ fields, states }: Asking, { asks = {}, sections }: FormLayout): Ask[] {
  const inView = sections.flatMap((section) => section.fields);
  const stated = Object.entries(asks).flatMap(([choice, values]) => Object.keys(values).map((it) => [choice, it]));
  const all = [...(states?.names.map((it) => ['state', it]) ?? []), ...stated] as [string, string][];
  const unique = [...new Map(all.map((it) => [it.join(' '), it])).values()];
  return unique.flatMap(([choice, value]) => {
    const { needs: more = [], rest = [] } = asks[choice]?.[value] ?? {};
    const state = choice === 'state' ? states?.of(value) : undefined;
    const needs = [...new Set([...(state ? (states?.wantedBy(value) ?? []) : []), ...more])];
    // What may contradict the state, and what the act asks that leads to it.
    const besides = [...Object.keys(state?.refuses ?? {}), ...(state?.act?.asks ?? [])];
    const shown = [...new Set([...needs, ...besides, ...rest])].filter((name) => !inView.includes(name));
    const needed = shown.filter((name) => needs.includes(name)).length;
    if (needs.length + shown.length === 0) return [];
    const isTick = fields.field(choice)?.kind === 'tick';
    const label = isTick ? fields.label(choice) : fields.shown(choice, value);
    return [{ choice, value, label, words: wordsOf(needed, shown.length), needs, fields: shown }];
  });
}

const THESE = ['', 'this', 'these two', 'these three', 'these four', 'these five'];
const FIRST = ['', 'first', 'first two', 'first three', 'first four', 'first five'];

// The rest of a sentence that begins with the value.
function wordsOf(needed: number, shown: number): string {
  if (shown === 0) return '';
  if (needed === 0) return `may have ${THESE[shown] ?? 'these'}.`;
  if (needed === shown) return `needs ${THESE[needed] ?? 'these'}.`;
  return `needs the ${FIRST[needed] ?? 'first'} of these.`;
}
