import { recordAddress } from '../../http/list/address.js';
import { columnsView } from '../../http/list/columns.js';
import { viewUrl } from '../../http/list/page.js';
import { type Counts, filtersOn, keptView, pagesView, sortsView } from '../../http/list/view.js';
import { bulkBarOf } from '../bulk/bar.js';
import type { Row } from '../fields/set.js';
import type { ListModule } from '../module.js';
import { acrossOf } from '../views/address.js';
import type { Asked } from './asked.js';
import type { ListColumn, Reader, Section } from './define.js';
import type { ListRow } from './sql.js';

/** More columns than these want a table that scrolls in itself. */
const FITTING = 8;

/** What the page of a list prints. */
export function listView(
  module: ListModule,
  asked: Asked,
  found: (ListRow & Counts)[],
  counts: Counts,
  reader: Reader,
) {
  const { kind, list, merge } = module;
  const { query, page, filtered } = asked;
  const { shown, printed } = pagesView({ path: kind.path, query, page, filtered }, found, counts);
  const { heads, sorts, sort_label } = sortsOffered(module, asked);
  const { choice, columns, cells, is_wide } = tableOf(module, asked, reader);
  // Not spread: Node 20 takes 75 µs for a second object of this size.
  return Object.assign(framing(module, asked, reader), printed, {
    sorts,
    sort_label,
    choice,
    is_wide,
    chips: asked.chips,
    from: asked.from,
    columns: columns.map((column) => ({ ...heads[column.name], ...column })),
    cells,
    duplicates_href: merge ? `${kind.path}/possible-duplicates` : null,
    name_head: heads.name,
    small: { ...list.small, label: list.small.head?.(reader) ?? list.small.label },
    filters_on: filtersOn(query, module.parameters),
    filters_href: viewUrl(`${kind.path}/filters`, query, { field: undefined }),
    columns_href: viewUrl(`${kind.path}/columns`, query, {}),
    export_href: viewUrl(`${kind.path}/export.csv`, query, {}),
    excel_href: viewUrl(`${kind.path}/export.csv`, query, { bom: '1' }),
    json_href: viewUrl(`${kind.path}/export.json`, query, {}),
    totals_href: list.columns.some(({ total }) => total) ? viewUrl(`${kind.path}/totals`, query, {}) : null,
    bulk: bulkBarOf(module, list.sum && { label: list.sum.label, all: viewUrl(`${kind.path}/totals`, query, {}) }),
    named: list.named,
    // Those of a whole list are counted; of more than a page, as many stand beside each view.
    rows: headed(list.sections?.(asked), shown.rows, reader, !shown.next && !shown.previous).map(
      ({ row, section }, at) => ({
        id: row.id,
        section,
        href: recordAddress(kind.path, row.id, asked.from, shown.start + at),
        ...list.row(row, reader),
        ...(list.sum && { amount: { minor: row[list.sum.of], currency: row.currency } }),
        cells: cells.map(({ cell }) => cell(row, reader)),
      }),
    ),
  });
}

type Headed = { row: ListRow; section: (Section & { count: number | null }) | null };

// The first row of each stretch says what that is called.
function headed(
  sectionOf: ((row: Row, reader: Reader) => Section) | undefined,
  rows: ListRow[],
  reader: Reader,
  isWhole: boolean,
): Headed[] {
  if (!sectionOf) return rows.map((row) => ({ row, section: null }));
  const sections = rows.map((row) => sectionOf(row, reader));
  return rows.map((row, at) => {
    const section = sections[at] as Section;
    if (sections[at - 1]?.title === section.title) return { row, section: null };
    const count = isWhole ? sections.filter(({ title }) => title === section.title).length : null;
    return { row, section: { ...section, count } };
  });
}

/** What the page that chooses the columns of a list prints. */
export function columnsPage(module: ListModule, asked: Asked, reader: Reader) {
  const { choice } = tableOf(module, asked, reader);
  return { kind: module.kind, choice, back: viewUrl(module.kind.path, asked.query, {}) };
}

/** The columns that are shown, the cells of a row, and what chooses among them. */
export function tableOf({ kind, list: { columns } }: ListModule, { query }: Pick<Asked, 'query'>, reader: Reader) {
  const { show, choice } = columnsView(kind.path, query, columns);
  const shown: readonly ListColumn[] = columns.filter(({ name }) => show[name]);
  return {
    choice,
    columns: shown.map((column) => ({ ...column, label: column.head?.(reader) ?? column.label })),
    // What has a place on a phone has it there whatever was chosen. The classes of a cell are put together once a page.
    cells: columns
      .filter(({ name, phone }) => show[name] || phone)
      .map(({ name, cls, right, phone, cell, total }) => ({
        name,
        cell,
        total,
        td: [right && 'r', show[name] ? cls : 'only-s-cell', phone].filter(Boolean).join(' '),
      })),
    is_wide: shown.length > FITTING,
  };
}

/** What the list, its filters and their menu print alike. */
export function framing({ kind, list }: ListModule, { query, form }: Asked, { person }: Reader) {
  const kept = keptView(kind.path, query, acrossOf({ across: list.across ?? [] }, query));
  return {
    form,
    kind,
    caption: list.caption,
    empty_text: person.role === 'VIEWER' ? list.empty.reader : list.empty.text,
    may_change: person.role !== 'VIEWER',
    q: form.values.q ?? '',
    ...kept,
    // What the list has not is not carried on.
    ...(form.errors[''] && { parameters: { view: kept.parameters.view } }),
  };
}

/** The orders that the menu offers: those that the list states, that of a column which is shown, and the one in use. */
export function sortsOffered({ kind, list, sorts }: ListModule, { query, page }: Asked) {
  const labels = Object.fromEntries(Object.entries(sorts).map(([name, { label }]) => [name, label]));
  const fromA = Object.keys(sorts).filter((name) => sorts[name]?.up);
  const { show } = columnsView(kind.path, query, list.columns);
  const all = sortsView({ path: kind.path, query, page }, labels, fromA);
  return { ...all, sorts: all.sorts.filter(({ name }) => list.sorts[name] || show[name] || name === page.sort) };
}
