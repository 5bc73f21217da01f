import { ApiRefusal, type ProblemError } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest } from '../../http/api/route.js';
import { keyset, pageFaults, pageOf, viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { empty, raw, sql } from '../../platform/postgres/sql.js';
import type { Asked } from '../list/asked.js';
import { begin, readList } from '../list/request.js';
import { from, type ListRow } from '../list/sql.js';
import type { ListModule } from '../module.js';
import { columnsForApi, recordJson } from './json.js';

const OF_PAGES = ['sort', 'limit', 'cursor'];

/** A page of a module's list: the filters and orders of the list that people see, and where the next page begins. */
export async function listRecords(db: ReadDoor, req: ApiRequest, module: ListModule): Promise<ApiAnswer> {
  const asked = await readAsked(db, req, module);
  const { rows, next } = pageOf(await rowsOf(db, module, asked), asked.page);
  const href = next === undefined ? null : viewUrl(`${req.baseUrl}${req.path}`, req.query, { cursor: next });
  return {
    body: { data: rows.map((row) => recordJson(module, row)), next: href },
    ...(href && { headers: { Link: `<${href}>; rel="next"` } }),
  };
}

/** What a list is asked for; what of it cannot be read is refused, with each parameter. */
async function readAsked(db: ReadDoor, req: ApiRequest, module: ListModule): Promise<Asked> {
  const known = [...module.parameters, ...OF_PAGES];
  const strange = Object.keys(req.query).filter((name) => !known.includes(name));
  if (strange.length > 0)
    throw refusedList(strange.map((parameter) => ({ parameter, detail: 'This list has no such parameter.' })));
  const asked = await readList(db, module, req.query, req.person);
  if (asked.readable) return asked;
  const { '': _, ...ofFilters } = asked.form.errors;
  const ofPage = pageFaults(req.query, module.sorts, module.list.columns);
  throw refusedList([
    ...ofPage.map(({ parameter, text }) => ({ parameter, detail: text })),
    ...Object.entries(ofFilters).map(([parameter, detail]) => ({ parameter, detail: String(detail) })),
  ]);
}

function refusedList(errors: ProblemError[]): ApiRefusal {
  const detail = errors.length === 1 ? (errors[0]?.detail ?? '') : `${errors.length} parameters cannot be read.`;
  return new ApiRefusal({ status: 422, title: 'The list cannot be read', detail, errors });
}

/** The rows of a page, found first and read then: what a row is told with is never read of rows that are not shown. */
function rowsOf(db: ReadDoor, module: ListModule, asked: Asked): Promise<ListRow[]> {
  const { sort } = asked;
  const id = raw(`${module.list.alias}.id`);
  const { where, order, way } = keyset(asked.page, sort, id);
  const page = sql`page as materialized (
    select ${id}, ${sort.expression} as place from ${from(module)} ${sort.join ?? empty} where ${asked.where} and ${where} ${order})`;
  return db.rows<ListRow>(sql`
    ${begin(asked, page)} select ${columnsForApi(module)}, page.place::text as sort_value
    from page join ${from(module)} on ${id} = page.id order by page.place ${way}, ${id} ${way}`);
}
