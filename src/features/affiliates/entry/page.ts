import { isId, versionOf } from '../../../http/form.js';
import { plural } from '../../../http/format.js';
import { one } from '../../../http/list/page.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { json, page, partlyInvalid, type Reply, redirect } from '../../../http/reply.js';
import { BadRequest } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { readerNow } from '../../../records/list/routes.js';
import type { Module } from '../../../records/module.js';
import { mustRead } from '../../../records/record/save.js';
import { MONTH_FIELDS } from '../fields.js';
import { lastMonth } from '../months.js';
import { CELLS, type CellName, inputName } from './cells.js';
import { type EntryRow, entryRows } from './rows.js';
import { type RowSaved, type SentCells, saveRow } from './save.js';
import { type EntryPage, entryHref, entryView, type RowFault, savedText, typedOf } from './view.js';

// As many as one form takes with all that is typed into them.
const ROWS_A_PAGE = 100;

/** The page on which a whole month is entered: the last one that is over, unless another is asked for; one that is none is said over it. */
export async function showEntry(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const reader = readerNow(req);
  const last = lastMonth(reader.today);
  const asked = readMonth(req.query.month ?? last);
  const month = 'fault' in asked ? last : asked.month;
  const all = await entryRows(db, month, req.person.currency);
  const entry = entryView(pageOfRows(all, req.query.page), month, reader, new Map());
  return 'fault' in asked
    ? page('affiliates/entry.njk', { entry, fault: `${asked.fault} This is ${entry.title}.` }, 422)
    : page('affiliates/entry.njk', { entry });
}

/** Saves all rows of a month, each by itself: those that could not be are shown again with what is wrong, as they were typed. */
export async function answerEntry(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const month = monthSent(req);
  const sent = sentRows(req, month);
  const done: { row: SentCells; saved: RowSaved }[] = [];
  for (const row of sent) done.push({ row, saved: await saveRow(tx, req, module, row) });
  const saved = done.filter(({ saved: { kind } }) => kind === 'saved').length;
  const wrong = done.filter(({ saved: { kind } }) => kind === 'refused');
  const said = `${plural(saved, 'row', 'rows')} saved.`;
  const all = await entryRows(readerOf(tx), month, req.person.currency);
  const shown = pageOfRows(all, req.body?.page);
  if (wrong.length === 0) return redirect(entryHref(month, shown.page), said);
  const faults = new Map<number, RowFault>();
  for (const { row, saved: it } of wrong) {
    const n = shown.rows.findIndex((at) => isSame(at, row));
    if (it.kind === 'refused' && n >= 0) faults.set(n, faultOf(row, it));
  }
  // What could be saved is: the others stand beside it, to be mended.
  return partlyInvalid('affiliates/entry.njk', { entry: entryView(shown, month, readerNow(req), faults), said });
}

/** Saves one row while somebody types, and answers how it stands now. */
export async function answerRowOfEntry(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const month = monthSent(req);
  const [row] = sentRows(req, month);
  if (!row) throw new BadRequest('This row cannot be read.');
  const saved = await saveRow(tx, req, module, row);
  if (saved.kind === 'empty') return json({ state: 'empty' });
  if (saved.kind !== 'refused') {
    const now = await mustRead(tx, module, saved.id);
    const text = savedText(now.updatedAt, readerNow(req));
    return json({ state: 'saved', id: now.id, version: now.version, typed: typedOf(now.fields, row.currency), text });
  }
  const { errors, text, href, now } = saved;
  const stands = now && { version: now.version, typed: typedOf(now.fields, row.currency) };
  return json({ state: 'refused', errors, text, href, ...stands }, 422);
}

// A page that is none is the nearest.
function pageOfRows(all: EntryRow[], asked: unknown): EntryPage {
  const pages = Math.max(1, Math.ceil(all.length / ROWS_A_PAGE));
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(one(asked))) || 1));
  const from = (page - 1) * ROWS_A_PAGE;
  return { all, rows: all.slice(from, from + ROWS_A_PAGE), from, page, pages };
}

function readMonth(month: unknown): { month: string } | { fault: string } {
  const read = MONTH_FIELDS.all.month.parse({ currency: '' }).safeParse(month);
  return read.success ? { month: read.data } : { fault: read.error.issues[0]?.message ?? '' };
}

// The page sends the month it was made for.
function monthSent({ body }: PersonRequest): string {
  const read = readMonth(body?.month);
  if ('fault' in read) throw new BadRequest(read.fault);
  return read.month;
}

function sentRows({ body = {} }: PersonRequest, month: string): SentCells[] {
  const numbers = Object.keys(body).flatMap((name) => /^programme_id_(\d{1,3})$/.exec(name)?.[1] ?? []);
  if (numbers.length > ROWS_A_PAGE) throw new BadRequest(`Send ${ROWS_A_PAGE} rows at once, as the page has them.`);
  return numbers.map((n) => {
    const text = (name: string) => one(body[inputName(name, Number(n))] as string) ?? '';
    const id = text('id');
    return {
      id: isId(id) ? id : null,
      version: versionOf({ version: text('version') }),
      month,
      programme_id: text('programme_id'),
      tracking_id: text('tracking_id'),
      currency: text('currency'),
      typed: Object.fromEntries(
        CELLS.flatMap(({ name }) => (inputName(name, Number(n)) in body ? [[name, text(name)]] : [])),
      ) as Partial<Record<CellName, string>>,
    };
  });
}

function isSame(at: { programme_id: string; tracking_id: string | null; currency: string }, row: SentCells): boolean {
  return (
    at.programme_id === row.programme_id && (at.tracking_id ?? '') === row.tracking_id && at.currency === row.currency
  );
}

function faultOf({ typed, version }: SentCells, { errors, text, href, now }: RowSaved & { kind: 'refused' }): RowFault {
  return { typed, errors, ...(text && { text }), ...(href && { href }), version: now?.version ?? version };
}
