import type { Form } from '../../http/form.js';
import type { FieldSet } from '../fields/set.js';
import type { Kind } from '../kinds.js';
import type { States } from '../states.js';
import type { Likely } from './draft.js';
import { faultsOf, type Printed, saidOf } from './form-fields.js';
import { type Ask, asksOf, type FormFold, type FormLayout, plainLayout } from './form-layout.js';
import { likelyPlaces } from './likely.js';

type Of = { kind: Kind; fields: FieldSet; states?: States | undefined; form?: { layout?: FormLayout } | undefined };
type Inputs = Record<string, Printed>;
/** A field in its place; `away`: it stands under a choice. `beside`: what its amount is in, joined with it. */
type Cell = {
  it: Printed;
  wide: boolean;
  initial: string;
  beside?: Printed;
  slot?: boolean;
  away?: boolean;
  likely?: Places[string];
};
/** What stands under a choice: what the chosen value asks for. */
type Reveal = { reveal: string; ask: Ask | null; cells: Cell[] };
type FoldView = {
  id: string;
  title: string;
  said: string;
  filled: number;
  of: number;
  faults: number;
  open: boolean;
  /** All of it stands under a choice. */
  gone: boolean;
  cells: Cell[];
  parts: FoldView[];
};
type Making = {
  inputs: Inputs;
  form: Form;
  layout: FormLayout;
  fields: FieldSet;
  asks: Ask[];
  chosen: Ask[];
  places: Places;
};
type Places = ReturnType<typeof likelyPlaces>;

/** The fields of a form in their places: what is in view, what the choices ask for under them, what is folded. */
export function formParts(module: Of, printed: Inputs, form: Form, likely: readonly Likely[] = []) {
  const { fields } = module;
  const layout = module.form?.layout ?? plainLayout(fields);
  const asks = asksOf(module, layout);
  const chosen = asks.filter(({ choice, value }) => (form.values[choice] ?? '') === value);
  const needed = new Set(chosen.flatMap(({ needs }) => needs));
  const inputs = Object.fromEntries(
    Object.entries(printed).map(([name, it]) => [name, needed.has(name) ? { ...it, optional: false } : it]),
  );
  const places = likelyPlaces(layout, module.kind, likely);
  const making = { inputs, form, layout, fields, asks, chosen, places };
  const joined = joinedIn(making);
  return {
    sections: sectionsOf(making, joined),
    folds: (layout.folds ?? []).flatMap((fold) => {
      const view = foldView(making, fold);
      return fold.ifFilled && view.filled + view.faults === 0 ? [] : [view];
    }),
    folds_about: layout.foldsAbout,
    focus: layout.sections[0]?.fields[0],
    asks,
    missing: missingIn(Object.values(inputs), form),
  };
}

// What comes along with a new record has no place in the form of one that is there; a section of that alone neither.
function sectionsOf(making: Making, joined: Record<string, Printed>) {
  const { inputs, layout, fields } = making;
  return layout.sections.flatMap((section) => {
    const cells = withReveals(making, section.fields, joined);
    const hasAlong = section.fields.some((name) => name in inputs && !fields.field(name));
    return cells.length === 0 ? [] : [{ ...section, ...(hasAlong && section.along), cells }];
  });
}

// The field that says in which currency amounts are stands joined with the first amount, where the layout gives it no place.
function joinedIn({ inputs, layout, fields }: Making): Record<string, Printed> {
  const placed = [...layout.sections, ...(layout.folds ?? [])].flatMap((it) => it.fields);
  const first = placed.find((name) => fields.field(name)?.within !== undefined) ?? '';
  const within = inputs[fields.field(first)?.within ?? ''];
  return within && !placed.includes(within.name) ? { [first]: within } : {};
}

function cellOf({ inputs, layout, fields, places }: Making, name: string): Cell[] {
  const it = inputs[name];
  if (!it || it.control === 'none') return [];
  const wide = ['textarea', 'radios', 'rows'].includes(it.control) || layout.wide?.includes(name) === true;
  const likely = places[name];
  return [{ it, wide, initial: fields.field(name)?.initial ?? '', ...(likely && { likely }) }];
}

// What a choice asks for stands under the row that the choice is in.
function withReveals(making: Making, names: readonly string[], joined: Record<string, Printed>): (Cell | Reveal)[] {
  const cells = names.flatMap((name) => cellOf(making, name));
  const asking = new Set(making.asks.filter(({ fields }) => fields.length > 0).map(({ choice }) => choice));
  const placed: (Cell | Reveal)[] = [];
  const waiting: Reveal[] = [];
  let column = 0;
  for (const cell of cells) {
    if (cell.wide && column === 1) placed.push(...waiting.splice(0));
    const beside = joined[cell.it.name];
    placed.push(beside ? { ...cell, beside } : cell);
    if (asking.has(cell.it.name)) waiting.push(revealOf(making, cell.it.name));
    column = cell.wide || column === 1 ? 0 : 1;
    if (column === 0) placed.push(...waiting.splice(0));
  }
  return [...placed, ...waiting];
}

function revealOf(making: Making, choice: string): Reveal {
  const ask = making.chosen.find((it) => it.choice === choice && it.fields.length > 0) ?? null;
  const names = (ask?.fields ?? []).filter((name) => holderOf(making, name) === choice);
  return { reveal: choice, ask, cells: names.flatMap((name) => cellOf(making, name)) };
}

// Where two choices ask for one field, it stands under the first.
function holderOf({ chosen }: Making, name: string): string | undefined {
  return chosen.find(({ fields }) => fields.includes(name))?.choice;
}

function foldView(making: Making, { id, title, fields: names, by }: FormFold): FoldView {
  const parts = by === undefined ? [] : partsBy(making, by, id, names);
  const own = names.filter((name) => !parts.some(({ cells }) => cells.some(({ it }) => it.name === name)));
  return { ...countedFold(making, names), id: `fold-${id}`, title, cells: slots(making, own), parts };
}

// Each field stands in the part of the first value that asks for it.
function partsBy(making: Making, by: string, id: string, names: readonly string[]): FoldView[] {
  const asks = making.asks.filter(({ choice }) => choice === by);
  return asks.flatMap(({ value, label, fields }, at) => {
    const before = asks.slice(0, at).flatMap((ask) => ask.fields);
    const own = fields.filter((name) => names.includes(name) && !before.includes(name));
    if (own.length === 0) return [];
    return [
      { ...countedFold(making, own), id: `fold-${id}-${value}`, title: label, cells: slots(making, own), parts: [] },
    ];
  });
}

function slots(making: Making, names: readonly string[]): Cell[] {
  const movable = new Set(making.asks.flatMap(({ fields }) => fields));
  return names
    .flatMap((name) => cellOf(making, name))
    .map((cell) => ({
      ...cell,
      slot: movable.has(cell.it.name),
      away: holderOf(making, cell.it.name) !== undefined,
    }));
}

function countedFold(making: Making, names: readonly string[]) {
  const { form } = making;
  const cells = slots(making, names);
  const filled = cells
    .map((cell) => ({ ...cell, said: saidOf(cell.it, form, cell.initial) }))
    .filter(({ said }) => said !== '');
  const above = filled.filter(({ away }) => away).map(({ it }) => it.label);
  const here = filled.filter(({ away }) => !away).map(({ said }) => said);
  // What is wrong with a field that stands elsewhere is said there.
  const faults = cells.reduce((count, { it, away }) => count + (away ? 0 : faultsOf(it, form)), 0);
  return {
    said: [...here, ...(above.length > 0 ? [`${new Intl.ListFormat('en').format(above)} above`] : [])].join(', '),
    filled: filled.length,
    of: cells.length,
    // What is wrong with a field that stands elsewhere is said there.
    gone: cells.every(({ away }) => away),
    faults,
    open: faults > 0 || cells.some((cell) => (cell.likely?.asked.length ?? 0) > 0),
  };
}

/** The first field that must be filled and is not, and how many more there are; null where nothing is missing. */
function missingIn(inputs: Printed[], { values }: Form): { name: string; text: string } | null {
  const empty = inputs.filter(
    ({ name, optional, control, empty }) =>
      !optional &&
      !['none', 'checkbox', 'rows', 'radios'].includes(control) &&
      // Where a select holds no empty choice, its first one is chosen.
      !(control === 'select' && empty === undefined) &&
      !values[name]?.trim(),
  );
  const [first] = empty;
  if (!first) return null;
  const more = empty.length - 1;
  return {
    name: first.name,
    text: more === 0 ? `${first.label} is missing` : `${first.label} and ${more} more are missing`,
  };
}
