import { count } from '../../http/format.js';
import { readPage } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { RecordModule } from '../../records/module.js';
import { closedView } from './adjustments-view.js';
import { PARTS, type PartName } from './parts.js';
import { isListed } from './read.js';
import { formsShown, told } from './report.js';
import { rowView } from './row-view.js';
import { BY_DAY, listedRows } from './rows.js';
import { yearView } from './view.js';

/** What is printed of each kind of row, in its order: the whole of it, not a page of the list. */
const PRINTED = ['units', 'sold', 'cash', 'affiliate', 'loaners'] as const satisfies readonly PartName[];
const TITLES: Partial<Record<PartName, string>> = { units: 'Units and in-kind pay', loaners: 'Loaners kept too long' };
/** What a page takes in time, and a person in paper; the CSV has no end. */
const MOST = 1_000;

/** The report of a year in one currency with its rows, to be printed. */
export function showPrint(db: ReadDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Reply> {
  return told(db, req, modules, async (it, shown) => {
    const sections = [];
    for (const part of PRINTED) {
      const total = shown.parts[part];
      if (total === 0) continue;
      const where = isListed({ part, payer: undefined }, shown.currency);
      const first = readPage({}, { on_day: BY_DAY }, { list: 'tax year', sort: 'on_day', limit: MOST - 1 });
      const rows = await listedRows(db, it.rows, { where, page: first });
      sections.push({
        kind: PARTS[part].kind,
        title: TITLES[part] ?? PARTS[part].label,
        total,
        cut: total > rows.length ? `The first ${count(rows.length)} of ${count(total)} rows. The CSV has all.` : '',
        rows: rows.map((row) => rowView(row, it.asked.year)),
      });
    }
    const closed = await closedView(db, it, modules, req.person);
    const ofForms = await formsShown(db, it, shown, modules);
    return page('tax-year/print.njk', {
      ...yearView(it, shown, ofForms),
      closed,
      sections,
      printed_for: req.person.name,
    });
  });
}
