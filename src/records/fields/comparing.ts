import type { Query } from '../../http/list/view.js';

/** One way to compare; `shows`: the parts of the control that it asks for. */
export type Comparison = { value: string; label: string; shows: string };
/** The ways in which a filter compares, the first where none is said; `name`: the parameter that says it. */
export type Comparing<C extends Comparison = Comparison> = {
  name: string;
  of: readonly C[];
  /** The one that an address means which says none. */
  meant?(query: Query): string | undefined;
};

/** What an address says of how to compare: undefined for nothing, or what is wrong with it. */
type Compared<C extends Comparison> = { how?: C; errors?: Record<string, string> };

/** The parameter that says how a filter compares. */
export const comparedBy = (name: string) => `${name}_is`;

/** The comparison that was sent; an invented one is told so. */
export function readComparison<C extends Comparison>({ name, of }: Comparing<C>, sent: unknown): Compared<C> {
  if (sent === undefined || sent === '') return {};
  const how = of.find(({ value }) => value === sent);
  if (how) return { how };
  const known = new Intl.ListFormat('en', { type: 'disjunction' }).format(of.map(({ value }) => value));
  return { errors: { [name]: `Choose ${known}.` } };
}

/** How the control of a filter shows its comparisons; the first is not sent where that is what an address without one means. */
export function comparisonsView({ name, of, meant }: Comparing, query: Query, isOn: boolean) {
  const said = of.find(({ value }) => value === query[name])?.value ?? meant?.(query) ?? of[0]?.value;
  return {
    name,
    options: of.map((it, index) => ({
      label: it.label,
      shows: it.shows,
      on: it.value === said,
      value: index === 0 && !(meant && isOn) ? '' : it.value,
    })),
  };
}
