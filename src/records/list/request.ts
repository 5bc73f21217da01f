import { blankForm } from '../../http/form.js';
import { today } from '../../http/format.js';
import { writeView } from '../../http/list/address.js';
import { faultsOfPage, readPage } from '../../http/list/page.js';
import { type Chip, chipOf, type Query } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, raw, sql } from '../../platform/postgres/sql.js';
import type { ListModule } from '../module.js';
import type { Asked } from './asked.js';
import type { ListSort } from './define.js';

/** The rows that are not in the trash. */
export const live = (alias: string) => sql`${raw(alias)}.deleted_at is null`;

/** Reads what a list is asked for. Filters that nobody asked cost nothing; every mistake has its message in `form.errors`. */
export async function readList(
  db: Pick<ReadDoor, 'row'>,
  module: ListModule,
  query: Query,
  person: Person,
): Promise<Asked> {
  const { list, filters, sorts, kind } = module;
  const form = blankForm(query);
  Object.assign(form.errors, faultsOfPage(query, sorts, list.columns));
  const conditions = [live(list.alias)];
  const asked = { chips: [] as Chip[], filtered: false };
  const address: Query = {};
  const day = today(person.timeZone);
  const reading = { currency: currencyOf(module, query, person), query, db, today: day, timeZone: person.timeZone };
  const used = Object.entries(filters).filter(([, { parameters }]) =>
    parameters.some((name) => query[name] !== undefined && query[name] !== ''),
  );
  // Those that look something up ask for it together.
  const read = await Promise.all(
    used.map(async ([field, filter]) => ({ field, filter, ...(await filter.read(query, reading)) })),
  );
  for (const { field, filter, where, chip, is, called = filter.label, values, address: plain, errors } of read) {
    if (where) conditions.push(where);
    // A comparison with nothing narrows nothing.
    if (where) asked.filtered = true;
    if (chip) {
      const { parameters, input } = filter;
      const said = { field, name: called, ...(is && { is }), value: chip };
      asked.chips.push(chipOf(kind.path, query, said, { parameters, opens: input.control !== 'none' }));
    }
    Object.assign(form.values, values);
    Object.assign(form.errors, errors);
    Object.assign(address, plain);
  }
  const page = readPage(query, sorts, { list: kind.name, sort: list.sort });
  const { type, expression, join, parts } = sorts[page.sort] as ListSort;
  const reader = { person, today: day };
  const sort = { type, expression, join: join?.(reader), parts: parts?.(reader) };
  return {
    query,
    page,
    sort,
    form,
    currency: reading.currency,
    ...asked,
    uncounted: read.length === 1 && read[0]?.uncounted === true,
    plan: asked.filtered ? 'anew' : 'ordered',
    where: all(conditions),
    readable: Object.keys(form.errors).length === 0,
    from: writeView({ ...query, ...address }),
  };
}

// Amounts are in the currency that is asked for, else in the person's own.
function currencyOf({ fields }: ListModule, query: Query, person: Pick<Person, 'currency'>): string {
  const within = fields.names.map((name) => fields.field(name)?.within).find((name) => name !== undefined);
  const field = within === undefined ? undefined : fields.field(within);
  const asked = field?.parse({ currency: person.currency }).safeParse(query[within ?? '']).data;
  return typeof asked === 'string' ? asked : person.currency;
}
