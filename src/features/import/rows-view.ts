import { count, plural } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { TableImport } from '../../records/import/imports.js';
import { type Counts, countRows, pageOfRows, type Seen, type SeenRow } from '../../records/import/outcomes.js';
import type { Module } from '../../records/module.js';

const ROWS_A_PAGE = 50;
const LOOKS: Record<Seen, { label: string; tone: string; glyph: string }> = {
  create: { label: 'New', tone: 'green', glyph: 'done' },
  update: { label: 'Changed', tone: 'blue', glyph: 'half' },
  restore: { label: 'Restored', tone: 'violet', glyph: 'half' },
  skip: { label: 'Stays', tone: 'grey', glyph: 'done' },
  refuse: { label: 'Refused', tone: 'red', glyph: 'bang' },
  left: { label: 'Not reached', tone: 'grey', glyph: 'ring' },
};
const OUTCOMES = Object.keys(LOOKS) as Seen[];

/** The outcome that an address asks for. */
export function outcomeOf(asked: unknown): Seen | undefined {
  return OUTCOMES.find((it) => it === asked);
}

/** What the page prints of what each row of a table does, or did. */
export async function rowsView(
  db: Pick<ReadDoor, 'rows'>,
  { found, module, header }: { found: TableImport; module: Module; header: readonly string[] },
  { outcome, after }: { outcome: Seen | undefined; after: number },
) {
  // One that was stopped stays so.
  const reached = found.state === 'running' ? found.position : undefined;
  const counts = await countRows(db, found.id, reached);
  const rows = await pageOfRows(db, found.id, { outcome, after, most: ROWS_A_PAGE + 1, reached });
  const path = `/import/${found.id}`;
  const { kind } = module;
  const acting = counts.create + counts.update + counts.restore;
  const shown = rows.slice(0, ROWS_A_PAGE);
  const last = shown.at(-1);
  return {
    id: found.id,
    kind,
    file: found.file_name,
    is_over: found.state === 'done' || found.state === 'running',
    is_running: !found.is_idle,
    batch_href: found.batch_id && `/batches/${found.batch_id}`,
    summary: summaryOf(counts, module),
    filters: [
      { label: 'All rows', href: path, count: count(counts.all), current: outcome === undefined },
      ...OUTCOMES.filter((it) => counts[it] > 0).map((it) => ({
        label: LOOKS[it].label,
        href: `${path}?outcome=${it}`,
        count: count(counts[it]),
        current: it === outcome,
      })),
    ],
    rows: shown.map((row) => rowView(row, module, found, header)),
    next: rows.length > ROWS_A_PAGE && last ? addressOf(path, outcome, last.n) : null,
    first: after > 0 ? addressOf(path, outcome, 0) : null,
    refused: counts.refuse > 0 ? { href: `${path}/refused.csv`, text: plural(counts.refuse, 'row', 'rows') } : null,
    restorable:
      found.state === 'checked' && counts.in_trash > 0
        ? `Restore ${plural(counts.in_trash, kind.one, kind.many)} from the trash`
        : null,
    acting,
    act: `Bring in ${plural(acting, 'row', 'rows')}`,
  };
}

function addressOf(path: string, outcome: Seen | undefined, after: number): string {
  const query = new URLSearchParams({ ...(outcome && { outcome }), ...(after > 0 && { after: String(after) }) });
  return query.size > 0 ? `${path}?${query}` : path;
}

/** What a check found, in a sentence or two. */
function summaryOf(counts: Counts, { kind }: Module): string {
  const said = [
    counts.create > 0 && `${plural(counts.create, `new ${kind.one}`, `new ${kind.many}`)}`,
    counts.update > 0 && `${plural(counts.update, `${kind.one} changes`, `${kind.many} change`)}`,
    counts.restore > 0 && `${count(counts.restore)} out of the trash`,
    counts.skip > 0 && `${plural(counts.skip, 'row says', 'rows say')} nothing new`,
    counts.refuse > 0 && `${plural(counts.refuse, 'row is', 'rows are')} refused`,
    counts.left > 0 && `${plural(counts.left, 'row is', 'rows are')} not reached`,
  ].filter((it) => it !== false);
  return said.length === 0 ? 'This table has no rows.' : `${said.join(', ')}.`;
}

function rowView(row: SeenRow, { kind, fields }: Module, { mapping }: TableImport, header: readonly string[]) {
  const at = (mapping?.columns ?? []).findIndex(({ to }) => to === 'name' || to === fields.names[0]);
  const cells = row.cells.filter((it) => it.trim() !== '');
  const name = (at < 0 ? '' : row.cells[at]?.trim()) || cells[0]?.trim() || 'Empty row';
  return {
    line: count(row.line),
    name: name.slice(0, 200),
    href: row.record_id === null ? null : `${kind.path}/${row.record_id}`,
    look: LOOKS[row.outcome],
    changes: Object.entries(row.changes).map(([label, [from, to]]) => ({ label, from: short(from), to: short(to) })),
    notes: row.notes.map(({ column, text }) => {
      const name = column === null ? null : header[column] || `Column ${count(column + 1)}`;
      // A column that is called as its field is named once.
      return { column: name, text: text.startsWith(`${name}: `) ? text.slice(`${name}: `.length) : text };
    }),
  };
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text || 'empty';
}
