import { type Opened, openedFrom, type Place, placeView } from '../../http/list/address.js';
import { chosenColumns } from '../../http/list/columns.js';
import { keyset } from '../../http/list/page.js';
import { type Listed, pageRows } from '../../http/list/page-rows.js';
import { counted, countsOfNone, here, neighboursOf, wholeOrder } from '../../http/list/sql.js';
import { COUNT_LIMIT, type Counts, countText, type Query } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor, StreamDoor } from '../../platform/postgres/database.js';
import { empty, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Row } from '../fields/set.js';
import type { ListModule } from '../module.js';
import type { Asked } from './asked.js';
import type { Reader } from './define.js';
import { live, readList } from './request.js';

export type ListRow = Row & { id: string; name: string; sort_value: string };

/** A module's table by the alias of its list. */
export const from = ({ kind, list }: ListModule) => raw(`${kind.table} ${list.alias}`);
const sorted = (module: ListModule, { sort }: Asked) => (sort.join ? sql`${from(module)} ${sort.join}` : from(module));
const idOf = ({ list }: ListModule) => raw(`${list.alias}.id`);

/** A list that was asked for, as a statement asks for it. */
export function listedOf(module: ListModule, { where, sort, page }: Asked): Listed {
  return { from: from(module), id: idOf(module), where, sort, page };
}

/** One page of a list with its counts, in one statement; counts are missing where the page has no row. */
export function listRows(
  db: ReadDoor,
  module: ListModule,
  asked: Asked,
  reader: Reader,
): Promise<(ListRow & Counts)[]> {
  return rowsWith(db, module, asked, reader, sql`, ${countsOf(module, asked)}`);
}

/** One page of a list whose rows are counted elsewhere. */
export function uncountedRows(db: ReadDoor, module: ListModule, asked: Asked, reader: Reader): Promise<ListRow[]> {
  return rowsWith(db, module, asked, reader, empty);
}

function rowsWith<T>(db: ReadDoor, module: ListModule, asked: Asked, reader: Reader, counts: Sql): Promise<T[]> {
  const { list } = module;
  const { sort } = asked;
  const id = idOf(module);
  const { where, order, way } = keyset(asked.page, sort, id);
  const columns = sql`${raw(`${list.alias}.id, ${list.alias}.name`)}, ${carried(module, asked.query, reader)} ${counts}`;
  if (!list.dear && !sort.parts) {
    const rows = sql`select ${columns}, ${sort.expression}::text as sort_value
      from ${sorted(module, asked)} where ${asked.where} and ${where} ${order}`;
    return db.rows(rows, asked.plan);
  }
  const { alias } = list;
  const page = sql`page as materialized (${pageRows(listedOf(module, asked), raw(`${alias}.*`))})`;
  const place = raw(`${alias}.sort_value`);
  const rows = sql`with ${page} select ${columns}, ${place}::text as sort_value
    from page ${raw(alias)} order by ${place} ${way}, ${id} ${way}`;
  return db.rows(rows, asked.plan);
}

// Where nobody filters, one count is both.
function countsOf(module: ListModule, { where, filtered, uncounted }: Asked): Sql {
  const everything = sql`, ${counted(from(module), live(module.list.alias))}::integer as everything`;
  const matching = uncounted ? sql`${COUNT_LIMIT + 1}::integer` : sql`${counted(from(module), where)}::integer`;
  return sql`${matching} as matching ${filtered ? everything : empty}`;
}

/** How many rows a list shows, and how many there are, each counted up to one more than is shown. */
export async function countRows(db: ReadDoor, module: ListModule, asked: Asked): Promise<Required<Counts>> {
  const counts = await db.row<Counts>(sql`select ${countsOf(module, asked)}`, asked.plan);
  return { matching: 0, everything: counts?.matching ?? 0, ...counts };
}

/** The counts where no row matches. */
export function noRows(db: ReadDoor, module: ListModule): Promise<Counts> {
  return countsOfNone(db, from(module), live(module.list.alias));
}

/** How many rows a list shows, in words: "14 items", and "1,000+ items" where there are more. */
export async function countedText(db: ReadDoor, module: ListModule, asked: Asked): Promise<string> {
  const { one, many } = module.kind;
  const row = await db.row<{ n: number }>(sql`select ${counted(from(module), asked.where)}::integer as n`, asked.plan);
  return `${countText(row?.n ?? 0)} ${row?.n === 1 ? one : many}`;
}

/** All rows of a list in its order, a batch at a time: what `columns` select of them. */
export function batchesOf(db: StreamDoor, module: ListModule, asked: Asked, columns: Sql): AsyncGenerator<Row[]> {
  return db.batches<Row>(
    sql`select ${columns} from ${sorted(module, asked)}
      where ${asked.where} ${wholeOrder(asked.page, asked.sort, idOf(module))}`,
    500,
  );
}

/** All rows of a list that an act on many is about: a select of their ids. */
export function idsOf(module: ListModule, asked: Asked): Sql {
  return sql`select ${idOf(module)} from ${from(module)} where ${asked.where}`;
}

/** The list and the place in it that `from` and `at` of a record's address name. */
type PlaceAsked = { opened: Opened; asked: Asked };

/** Reads which list a record was opened from; undefined when it was from none. */
export async function placeAsked(
  db: ReadDoor,
  module: ListModule,
  query: Query,
  person: Person,
): Promise<PlaceAsked | undefined> {
  const opened = openedFrom(query);
  if (!opened) return undefined;
  const asked = await readList(db, module, opened.view, person);
  return asked.readable ? { opened, asked } : undefined;
}

/** The place of a record in that list; undefined where it does not stand there. */
export async function placeInList(
  db: ReadDoor,
  module: ListModule,
  place: PlaceAsked | undefined,
  id: string,
): Promise<Place | undefined> {
  if (!place) return undefined;
  const { opened, asked } = place;
  const listed = listedOf(module, asked);
  const found = await neighboursOf(db, sql`with ${here(listed, live(module.list.alias), id)}`, listed, asked.plan);
  return found && placeView(module.kind.path, opened, found);
}

/** What a row carries: what the module says, and the fields whose columns were chosen. */
export function carried({ fields, list }: ListModule, query: Query, reader: Reader): Sql {
  const column = (name: string) => raw(`${list.alias}.${name}`);
  const chosen = chosenColumns(query, list.columns).flatMap((name) => {
    const field = fields.field(name);
    if (!field?.stored) return [];
    return field.read ? sql`${field.read(column)} as ${raw(name)}` : column(name);
  });
  return join([list.select(reader), ...chosen]);
}
