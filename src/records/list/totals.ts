import { count, formatMoney } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, raw, sql } from '../../platform/postgres/sql.js';
import type { ListModule } from '../module.js';
import type { Asked } from './asked.js';
import type { Reader } from './define.js';
import { tableOf } from './view.js';

type TotalsRow = { currency: string; count: number } & Record<string, number | null>;

/** The sums of all rows of a list, one row a currency, the most used first: none is added up over a page. */
export async function totalsView(db: ReadDoor, module: ListModule, asked: Asked, reader: Reader) {
  const { columns, cells, is_wide } = tableOf(module, asked, reader);
  const { list } = module;
  const rows = await sums(db, module, asked, reader);
  return {
    columns,
    cells,
    is_wide,
    kind: module.kind,
    small: list.small,
    may_change: reader.person.role !== 'VIEWER',
    totals: rows.map((row) => ({
      label: `${asked.query.ids ? '' : 'All '}${count(row.count)} in ${row.currency}`,
      sum: list.sum && `${formatMoney(row[list.sum.of] ?? 0, row.currency)} ${row.currency}`,
      cells: cells.map(({ name, total }) => (total ? whole(total.cell(row[name] ?? null, row.currency)) : null)),
    })),
  };
}

// A sum may have more figures than its column has room for: behind its groups it may go on in a second line, and is never cut.
function whole(cell: Cell): Cell & { pieces?: string[] } {
  const pieces = cell.text.length > FITTING ? cell.text.split(BETWEEN_GROUPS) : [];
  return pieces.length > 1 ? { ...cell, pieces } : cell;
}
const FITTING = 11;
const BETWEEN_GROUPS = /(?<=\d[^\d])(?=\d{3}(?!\d))/;

function sums(db: ReadDoor, { kind, list }: ListModule, asked: Asked, reader: Reader): Promise<TotalsRow[]> {
  const alias = raw(list.alias);
  const sums = list.columns.flatMap(({ name, total }) => {
    if (!total) return [];
    return [sql`${typeof total.sum === 'function' ? total.sum(reader) : total.sum} as ${raw(name)}`];
  });
  const rows = sql`${raw(kind.table)} ${alias} where ${asked.where}`;
  // Rows are found before anything is joined: else Postgres may walk all that a filter asks of for each of them.
  const from = list.summed ? sql`(select ${alias}.* from ${rows} offset 0) ${alias} ${list.summed}` : rows;
  return db.rows<TotalsRow>(
    sql`
    select ${alias}.currency, count(*) as count, ${join(sums)} from ${from}
    group by ${alias}.currency order by count(*) desc, ${alias}.currency`,
    asked.plan,
  );
}
