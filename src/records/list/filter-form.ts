import { isId } from '../../http/form.js';
import { ends } from '../../http/list/filter.js';
import { viewUrl } from '../../http/list/page.js';
import { filtersOn, isFiltered, type Query } from '../../http/list/view.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { comparisonsView } from '../fields/comparing.js';
import { DAY_WORDS, type DayWord, daysNow } from '../fields/day-words.js';
import type { Filter, FilterInput } from '../fields/filter.js';
import type { ListModule } from '../module.js';
import type { FormLayout } from '../record/form-layout.js';
import { tagFields } from '../tags/index.js';
import type { Asked } from './asked.js';
import type { Reader } from './define.js';
import { framing, sortsOffered } from './view.js';

type Module = ListModule & { form?: { layout?: FormLayout } | undefined };

/** More fields than these are looked for by typing. */
const SEEN_AT_ONCE = 8;

const ICONS: Record<FilterInput['control'], string> = {
  none: 'list-filter',
  ticks: 'list',
  text: 'type',
  select: 'list',
  dates: 'calendar',
  amounts: 'banknote',
  numbers: 'hash',
  combobox: 'building-2',
  tags: 'tag',
};

/** What the form of all filters prints, also where something could not be read: what was typed, with its message. */
export async function filtersView(db: ReadDoor, module: Module, asked: Asked, reader: Reader) {
  const groups: object[] = [];
  for (const { title, names } of groupsOf(module)) {
    const controls: object[] = [];
    for (const name of names) controls.push(await controlOf(db, module, asked, reader, name));
    groups.push({ title, controls });
  }
  return {
    ...framing(module, asked, reader),
    // Rows that were ticked have no input: they are carried on unseen.
    ids: [asked.query.ids ?? []].flat().filter(isId),
    groups,
    labels: labelsOf(module),
    back: viewUrl(module.kind.path, withoutField(asked), {}),
  };
}

/** What the menu of the filters prints: those that are on, then all others, in the sections of the module's form. */
export function filterMenu(module: Module, asked: Asked, reader: Reader, counted: string) {
  const entry = (name: string, value = '') => ({
    label: module.filters[name]?.label,
    value,
    icon: iconOf(module.filters[name]),
    href: fieldHref(module, asked, name),
  });
  const on = asked.chips.filter(({ href }) => href);
  const others = groupsOf(module).map(({ title, names }) => ({
    title: title || (on.length > 0 ? 'Add filter' : ''),
    entries: names.filter((name) => !on.some(({ field }) => field === name)).map((name) => entry(name)),
  }));
  const inUse = { title: 'In use', entries: on.map(({ field, value }) => entry(field, value)) };
  const { kind, clear_href } = framing(module, asked, reader);
  return {
    kind,
    clear_href,
    on: asked.chips.length,
    counted,
    ...sortsOffered(module, { ...asked, query: withoutField(asked) }),
    groups: [inUse, ...others].filter(({ entries }) => entries.length > 0),
    many: groupsOf(module).flatMap(({ names }) => names).length > SEEN_AT_ONCE,
    back: viewUrl(kind.path, withoutField(asked), {}),
  };
}

/** What the control of one filter prints: a form that keeps all else of the list. Not found where the list has no such filter. */
export async function filterView(db: ReadDoor, module: Module, asked: Asked, reader: Reader, name: string) {
  const filter = Object.hasOwn(module.filters, name) ? module.filters[name] : undefined;
  if (!filter || filter.input.control === 'none') throw new NotFound();
  const query = withoutField(asked);
  const { kind, parameters, form } = framing(module, asked, reader);
  const others = module.parameters.filter((it) => !filter.parameters.includes(it));
  const gone = Object.fromEntries(filter.parameters.map((it) => [it, undefined]));
  return {
    kind,
    form,
    it: await controlOf(db, module, asked, reader, name),
    hidden_fields: { ...parameters, q: query.q || null, ...filtersOn(query, others) },
    back: viewUrl(kind.path, query, {}),
    all_href: viewUrl(`${kind.path}/filters`, query, {}),
    clear_href: viewUrl(kind.path, query, gone),
  };
}

async function controlOf(db: ReadDoor, module: ListModule, asked: Asked, { today }: Reader, name: string) {
  const { label, input, parameters } = module.filters[name] as Filter;
  const { query, form, chips, currency } = asked;
  const [from, to] = ends<string>(name);
  const chosen = [query[name] ?? []].flat();
  const isOn = isFiltered(query, parameters) || parameters.some((it) => form.errors[it]);
  const options = (await input.optionsFrom?.(db)) ?? input.options ?? [];
  return {
    ...input,
    name,
    label,
    from,
    to,
    icon: iconOf({ input }),
    comparing: input.comparing && {
      ...comparisonsView(input.comparing, query, isOn),
      error: form.errors[input.comparing.name],
    },
    options: options.map((option) => ({
      ...option,
      checked: chosen.includes(option.value),
      now: input.control === 'dates' ? daysBeside(option.value, today) : '',
    })),
    ...(input.control === 'amounts' && { currency }),
    has_word: Boolean(form.values[name]),
    is_long: input.control === 'ticks' && options.length > SEEN_AT_ONCE,
    tags: input.control === 'tags' ? await tagFields(db, module.kind, query) : null,
    value: chips.find(({ field }) => field === name)?.value,
    is_open: isOn,
    error: form.errors[name],
  };
}

function daysBeside(value: string, today: string): string {
  return Object.hasOwn(DAY_WORDS, value) ? daysNow(value as DayWord, today) : '';
}

function iconOf(filter: Pick<Filter, 'input'> | undefined): string {
  return ICONS[filter?.input.control ?? 'none'];
}

// A form's sections in their order; what stands in none of them, and all where there is none, comes first without a title.
function groupsOf({ filters, form }: Module): { title: string; names: string[] }[] {
  const names = Object.keys(filters).filter((name) => filters[name]?.input.control !== 'none');
  const layout = form?.layout;
  const places = [...(layout?.sections ?? []), ...(layout?.folds ?? [])];
  const titleOf = (name: string) => places.find(({ fields }) => fields.includes(name))?.title ?? '';
  const titles = new Set(['', ...places.map(({ title }) => title)]);
  return [...titles]
    .map((title) => ({ title, names: names.filter((name) => titleOf(name) === title) }))
    .filter((group) => group.names.length > 0);
}

const withoutField = ({ query }: Pick<Asked, 'query'>): Query => ({ ...query, field: undefined });

function fieldHref({ kind }: Pick<ListModule, 'kind'>, { query }: Asked, name: string): string {
  return viewUrl(`${kind.path}/filters`, query, { field: name });
}

// Before each message in the summary stands what the field is called.
function labelsOf({ filters }: ListModule): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, { label, input }]) => {
      const [from, to] = ends<string>(name);
      return [
        [name, label],
        [from, `${label}, from`],
        [to, `${label}, to`],
        ...(input.comparing ? [[input.comparing.name, `${label}, how it compares`]] : []),
      ];
    }),
  );
}
