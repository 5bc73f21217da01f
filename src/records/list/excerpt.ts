import { recordAddress, writeView } from '../../http/list/address.js';
import { viewUrl } from '../../http/list/page.js';
import { counted } from '../../http/list/sql.js';
import { countText } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, sql } from '../../platform/postgres/sql.js';
import { MOST_RELATED } from '../limits.js';
import type { ListModule } from '../module.js';
import type { Reference, Referred, Related } from '../related.js';
import type { Reader } from './define.js';
import { live, readList } from './request.js';
import { from, uncountedRows } from './sql.js';
import { tableOf } from './view.js';

/** A module's reference as the pages of the records know it to which its rows refer. */
export function relatedOf(module: ListModule, reference: Reference): Related {
  const { to, tab, where } = reference;
  const { list } = module;
  return {
    to,
    tab,
    count: (id) => counted(from(module), all([live(list.alias), where(sql`${id}::uuid`)])),
    rows: (db, record, count, reader) => excerptOf(db, module, reference, { record, count, reader }),
  };
}

type About = { record: Referred; count: number; reader: Reader };

async function excerptOf(
  db: ReadDoor,
  module: ListModule,
  { where, listed, started, columns }: Reference,
  { record, count, reader }: About,
) {
  const { kind, list } = module;
  // As if no other columns were there: none of them comes along on a phone.
  const only = { ...module, list: { ...list, columns: list.columns.filter(({ name }) => columns.includes(name)) } };
  const query = { columns: [...columns] };
  const asked = await readList(db, only, query, reader.person);
  const page = { ...asked.page, limit: MOST_RELATED };
  const refers = all([asked.where, where(sql`${record.id}::uuid`)]);
  const found = count > 0 ? await uncountedRows(db, only, { ...asked, page, where: refers }, reader) : [];
  const { columns: heads, cells } = tableOf(only, { query }, reader);
  const view = writeView(listed(record));
  const mayWrite = reader.person.role !== 'VIEWER';
  return {
    kind,
    count: countText(count),
    columns: heads,
    cells,
    small: { ...list.small, label: list.small.head?.(reader) ?? list.small.label },
    all_href: count > MOST_RELATED ? viewUrl(kind.path, listed(record), {}) : null,
    new_href: mayWrite && started ? viewUrl(`${kind.path}/new`, started(record), {}) : null,
    rows: found.slice(0, MOST_RELATED).map((row, at) => ({
      ...list.row(row, reader),
      href: recordAddress(kind.path, row.id, view, at + 1),
      cells: cells.map(({ cell }) => cell(row, reader)),
    })),
  };
}
