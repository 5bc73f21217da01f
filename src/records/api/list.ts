import { unreadableAddress } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest } from '../../http/api/route.js';
import { readQuery } from '../../http/form-text.js';
import { keyset, type Page, pageFaults, pageOf, readPage, type Sort, viewUrl } from '../../http/list/page.js';
import { pageRows } from '../../http/list/page-rows.js';
import { COUNT_LIMIT, type Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Asked } from '../list/asked.js';
import { readList } from '../list/request.js';
import { countRows, from, listedOf } from '../list/sql.js';
import type { ListedModule, ListModule } from '../module.js';
import { ALL } from '../views/open.js';
import { savedViews } from '../views/queries.js';
import { oneOf } from './sent.js';
import { recordWriter } from './writer.js';

type Listed = ListModule & Pick<ListedModule, 'address'>;

/**
 * A page of a module's list: the filters and orders of the list that people see, and where the next page begins; with `count=true`
 * how many rows there are, counted as far as its page counts.
 */
export function listRecords(module: Listed): (db: ReadDoor, req: ApiRequest) => Promise<ApiAnswer> {
  const { columns, write } = recordWriter(module);
  return async (db, req) => {
    const { asked, counts } = await readAsked(db, req, module);
    const { rows, next } = pageOf(await rowsOf(db, module, asked, columns), asked.page);
    let data = '';
    for (const { cells } of rows) data += (data && ',') + write(cells, 2);
    const href = nextHref(req, next, asked.query);
    const counted = counts ? `,"counts":${JSON.stringify(await countsOf(db, module, asked))}` : '';
    return {
      json: `{"data":[${data}],"next":${JSON.stringify(href)}${counted}}`,
      ...(href && { headers: { Link: `<${href}>; rel="next"` } }),
    };
  };
}

/** Where the next page of a list begins; null behind the last. `query`: what it is asked for. */
export function nextHref(req: ApiRequest, cursor: string | undefined, query: Query = req.query): string | null {
  return cursor === undefined ? null : viewUrl(`${req.baseUrl}${req.path}`, query, { cursor });
}

async function countsOf(db: ReadDoor, module: ListModule, asked: Asked) {
  const counts = await countRows(db, module, asked);
  const told = (rows: number) => ({ rows: Math.min(rows, COUNT_LIMIT), more: rows > COUNT_LIMIT });
  return { matching: told(counts.matching), everything: told(counts.everything) };
}

type Read = { asked: Asked; counts: boolean };

/** Where a list without filters begins and how long its page is, by the one order that it has. */
export function pageAsked({ path, query }: ApiRequest, sorts: Readonly<Record<string, Sort>>, sort: string): Page {
  const faults = pageFaults(query, sorts, []);
  if (faults.length > 0) throw unreadableAddress(faults.map(({ parameter, text }) => ({ parameter, detail: text })));
  return readPage(query, sorts, { list: path, sort });
}

/** What a list is asked for; what of it cannot be read is refused, with each parameter. */
async function readAsked(db: ReadDoor, req: ApiRequest, module: Listed): Promise<Read> {
  const { view, count, ...own } = req.query;
  if (count !== undefined && count !== 'true' && count !== 'false')
    throw unreadableAddress([{ parameter: 'count', detail: 'Send true or false.' }]);
  const query = { ...(await queryOfView(db, module, view)), ...own };
  const asked = await readList(db, module, query, req.person);
  if (asked.readable) return { asked, counts: count === 'true' };
  const { '': _, ...ofFilters } = asked.form.errors;
  const ofPage = pageFaults(query, module.sorts, module.list.columns);
  throw unreadableAddress([
    ...ofPage.map(({ parameter, text }) => ({ parameter, detail: text })),
    ...Object.entries(ofFilters).map(([parameter, detail]) => ({
      parameter,
      detail: choicesOf(module, parameter) ?? String(detail),
    })),
  ]);
}

// A page shows what there is to choose from.
function choicesOf({ filters }: Listed, parameter: string): string | undefined {
  const { options = [] } = Object.values(filters).find(({ parameters }) => parameters[0] === parameter)?.input ?? {};
  return options.length > 0 ? oneOf(options.map(({ value }) => value)) : undefined;
}

/** What a saved view asks of its list, but for the columns, which programs have all of; what stands beside it counts more. */
async function queryOfView(db: ReadDoor, { kind, address }: Listed, view: unknown): Promise<Query> {
  if (view === undefined || view === ALL) return {};
  const found = [...address.starters, ...(await savedViews(db, kind))].find(({ id }) => id === view);
  if (!found) throw unreadableAddress([{ parameter: 'view', detail: 'You have no such view of this list.' }]);
  const { columns: _, ...query } = readQuery(found.query);
  return query;
}

/** The rows of a page, found first and read then: what a row is told with is never read of rows that are not shown. */
async function rowsOf(db: ReadDoor, module: ListModule, asked: Asked, columns: Sql) {
  const listed = listedOf(module, asked);
  const { id } = listed;
  const { way } = keyset(asked.page, asked.sort, id);
  const page = sql`page as materialized (${pageRows(listed, id)})`;
  const found = await db.texts(
    sql`
    with ${page} select page.id, page.sort_value::text, ${columns}
    from page join ${from(module)} on ${id} = page.id order by page.sort_value ${way}, ${id} ${way}`,
    asked.plan,
  );
  return found.map((cells) => ({ id: cells[0] as string, sort_value: cells[1] as string, cells }));
}
