import { fileSize } from '../../http/file-name.js';
import { blankForm, type Form, idOf, withError } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { file, invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { MOST_COLUMNS, MOST_ROWS } from '../../http/table/table.js';
import type { ReceivedFile, Sent } from '../../http/uploads.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { Database, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import type { Storage } from '../../platform/storage/storage.js';
import { audit } from '../../records/audit.js';
import { MANY_LIMIT_MS } from '../../records/bulk/doing.js';
import { sendToJob } from '../../records/bulk/sending.js';
import { bringTableIn } from '../../records/import/bring.js';
import { AT_ONCE, checkTable } from '../../records/import/check.js';
import {
  chooseFor,
  keepTable,
  moveTable,
  rememberMapping,
  removeTable,
  stopCheck,
  TABLE_DAYS,
  tableImport,
  tableImports,
} from '../../records/import/imports.js';
import { headerKey } from '../../records/import/mapping.js';
import { UNDO_DAYS } from '../../records/limits.js';
import type { Module } from '../../records/module.js';
import { begunView } from './begun.js';
import { columnsView } from './columns-view.js';
import { sendCheck } from './jobs.js';
import { openImport, type Readable } from './open.js';
import { refusedCsv } from './refused.js';
import { outcomeOf, rowsView } from './rows-view.js';
import { mappingOf, readingOf } from './sent.js';

type Parts = { database: Database; queue: Queue; storage: Storage; modules: readonly Module[] };

const PATH = '/import';
const MOST_BYTES = 25 * 1024 * 1024;
const MOST = { size: fileSize(MOST_BYTES), rows: MOST_ROWS };

/** Tables that are brought in: chosen, looked at column by column, checked row by row, and brought in as one act. */
export function importRoutes(parts: Parts): Route[] {
  return userRoutes(({ form, formWithoutTx, get, post, postFiles, postWithoutTx, stream }) => {
    form(PATH, async (db, req) =>
      page('import/choose.njk', await choice(db, req, parts, blankForm({ module: one(req.query.module) }))),
    );
    get('/help/tables', () =>
      page('help/tables.njk', { days: UNDO_DAYS, table_days: TABLE_DAYS, most: { ...MOST, columns: MOST_COLUMNS } }),
    );
    postFiles(PATH, (tx, req, sent) => keepSent(tx, req, parts, sent), { typed: true, limitMs: MANY_LIMIT_MS });
    formWithoutTx(`${PATH}/:id`, (req) => show(parts, req));
    postWithoutTx(`${PATH}/:id`, (req) => choose(parts, req), { limitMs: MANY_LIMIT_MS });
    postWithoutTx(`${PATH}/:id/bringing-in`, (req) => bringIn(parts, req), { limitMs: MANY_LIMIT_MS });
    post(`${PATH}/:id/stop`, (tx, req) => stop(tx, req, parts));
    post(`${PATH}/:id/removal`, (tx, req) => remove(tx, req, parts));
    stream(
      `${PATH}/:id/refused.csv`,
      (db, req) => refused(db, req, parts),
      async () => undefined,
    );
  });
}

async function choice(db: Pick<ReadDoor, 'rows'>, { person }: PersonRequest, { modules }: Parts, form: Form) {
  return {
    form,
    begun: begunView(await tableImports(db), modules, person),
    kinds: modules.map(({ kind }) => ({ value: kind.name, label: kind.title })),
    others: modules.flatMap(({ kind, otherImport }) =>
      otherImport && kind.name === form.values.module ? [otherImport] : [],
    ),
    days: UNDO_DAYS,
    table_days: TABLE_DAYS,
    most: { ...MOST, kinds: 'CSV, another text of cells, or a workbook (.xlsx)' },
  };
}

/** Keeps a file or, where there is none, what was pasted, and leads to its columns. */
async function keepSent(tx: WriteDoor, req: PersonRequest, parts: Parts, sent: Sent): Promise<Reply> {
  const module = parts.modules.find(({ kind }) => kind.name === one(req.body?.module));
  const text = one(req.body?.text) ?? '';
  const again = async (field: string, fault: string) => {
    const typed = blankForm({ module: module?.kind.name ?? '', text });
    return invalid('import/choose.njk', await choice(readerOf(tx), req, parts, withError(typed, field, fault)));
  };
  if (sent.fault) return again('files', `A table may have ${fileSize(MOST_BYTES)} at most. Split it.`);
  if (!module) return again('module', 'Choose where its rows go.');
  if (sent.files.length > 1) return again('files', 'Choose one file.');
  const [first] = sent.files;
  const bytes = first ? await bytesOf(first, parts.storage) : Buffer.from(text);
  if (first && bytes.length === 0) return again('files', 'This file is empty. Choose another.');
  if (text.trim() === '' && !first) return again('files', 'Choose a file, or paste cells below.');
  // What was read of it is kept in its row.
  sent.unused.push(...sent.files);
  const name = first?.name.slice(0, 200) ?? 'pasted cells';
  return redirect(`${PATH}/${await keepTable(tx, module.kind, name, bytes)}`);
}

async function bytesOf({ id, inFallback }: ReceivedFile, storage: Storage): Promise<Buffer> {
  const found = await storage.read(id, 'original', inFallback);
  const pieces: Buffer[] = [];
  for await (const piece of found?.body ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function show(parts: Parts, req: PersonRequest): Promise<Reply> {
  const { database, modules } = parts;
  const { found, module } = await database.readAsUser(req.person.id, (db) => mustFind(db, modules, idOf(req)));
  const { id, state, file_name: file, position: checked } = found;
  const { kind } = module;
  if (state === 'checking') return page('import/checking.njk', { id, kind, file, checked });
  if (!found.mapping || state === 'read' || state === 'failed' || (state === 'checked' && req.query.step === 'columns'))
    return showColumns(parts, req, id);
  const asked = { outcome: outcomeOf(req.query.outcome), after: numberOf(req.query.after) };
  const { header = [] } = found.mapping;
  return page(
    'import/rows.njk',
    await database.readAsUser(req.person.id, (db) => rowsView(db, { found, module, header }, asked)),
  );
}

async function showColumns({ database, modules }: Parts, req: PersonRequest, id: string): Promise<Reply> {
  const opened = await openImport(database, modules, req.person, id);
  if (!opened) throw new NotFound();
  if (!('fault' in opened))
    return page('import/columns.njk', columnsView(opened, undefined, firstColumn(req.query.from, opened)));
  const { found, module, fault } = opened;
  return page('import/unreadable.njk', { id, kind: module.kind, file: found.file_name, fault });
}

async function mustFind(db: Pick<ReadDoor, 'row'>, modules: readonly Module[], id: string, how = {}) {
  const found = await tableImport(db, id, how);
  const module = modules.find(({ kind }) => kind.name === found?.module);
  if (!found || !module) throw new NotFound();
  return { found, module };
}

/** Takes what was said of a table: how it is read and what its columns are; then shows it again, or checks its rows. */
async function choose(parts: Parts, req: PersonRequest): Promise<Reply> {
  const { database, modules } = parts;
  const { person, body = {} } = req;
  const id = idOf(req);
  const opened = await openImport(database, modules, person, id);
  if (!opened) throw new NotFound();
  if (!['read', 'failed', 'checked'].includes(opened.found.state)) return redirect(`${PATH}/${id}`);
  if ('fault' in opened || one(body.go) === 'read') {
    await database.asUser(person.id, (tx) => chooseFor(tx, id, { reading: readingOf(body), mapping: null }));
    return redirect(`${PATH}/${id}?step=columns`);
  }
  const { mapping, form } = mappingOf(opened, body);
  const { reading } = opened.found;
  const kept = { ...opened, mapping };
  const checks = one(body.go) === 'check';
  if (checks && Object.keys(form.errors).length > 0) {
    const shown = Object.keys(form.errors).flatMap((name) => /^(?:to|format)_(\d+)$/.exec(name)?.[1] ?? [])[0];
    const from = firstColumn(shown ?? body.from, kept);
    return invalid('import/columns.njk', columnsView(kept, form, from));
  }
  await database.asUser(person.id, (tx) => chooseFor(tx, id, { reading, mapping }));
  if (!checks) return redirect(`${PATH}/${id}?step=columns&from=${numberOf(body.go)}#columns`);
  return check(parts, req, kept);
}

async function check({ database, queue }: Parts, { person }: PersonRequest, opened: Readable): Promise<Reply> {
  const { found, module, table, mapping } = opened;
  const { id } = found;
  await database.asUser(person.id, async (tx) => {
    await rememberMapping(tx, module.kind, headerKey(table.header), mapping);
    await moveTable(tx, id, 'read', 'checking');
  });
  const ended = await checkTable(database, { id, module, mapping, person }, table, { most: AT_ONCE });
  if (!ended) await sendCheck(queue, id);
  return redirect(`${PATH}/${id}`);
}

async function bringIn({ database, modules, queue }: Parts, req: PersonRequest): Promise<Reply> {
  const { person } = req;
  const id = idOf(req);
  const made = await database.asUser(
    person.id,
    async (tx) => {
      const { found, module } = await mustFind(readerOf(tx), modules, id, { locked: true });
      if (found.batch_id) return { batch: found.batch_id, job: false };
      if (!found.mapping) throw new Conflict('Check this table first.');
      const brought = await bringTableIn(tx, { id, module, mapping: found.mapping, person }, found);
      if (!brought) throw new Conflict('Check this table first.');
      await audit(tx, req, 'imported', { kind: module.kind.name, id: 'table' });
      return brought;
    },
    MANY_LIMIT_MS,
  );
  if (made.job) await sendToJob(queue, made.batch);
  return redirect(`/batches/${made.batch}`);
}

async function stop(tx: WriteDoor, req: PersonRequest, { modules }: Parts): Promise<Reply> {
  const { found } = await mustFind(readerOf(tx), modules, idOf(req));
  // Where its check has ended meanwhile, its rows are shown.
  return redirect(`${PATH}/${(await stopCheck(tx, found.id)) ?? found.id}`);
}

async function remove(tx: WriteDoor, req: PersonRequest, { modules }: Parts): Promise<Reply> {
  const { found } = await mustFind(readerOf(tx), modules, idOf(req));
  if (!(await removeTable(tx, found.id))) throw new Conflict('It is being brought in. Take that back when it is done.');
  return redirect(PATH, `${found.file_name} was removed. What it brought in stays.`);
}

async function refused(db: ReadDoor, req: PersonRequest, { modules }: Parts): Promise<Reply> {
  const { found, module } = await mustFind(db, modules, idOf(req));
  const { header = [] } = found.mapping ?? {};
  return file(`${module.kind.name}-refused.csv`, 'text/csv', refusedCsv(db, found.id, header));
}

function firstColumn(asked: unknown, { table }: Readable): number {
  const n = numberOf(asked);
  return n < table.header.length ? n : 0;
}

function numberOf(asked: unknown): number {
  return /^\d{1,7}$/.test(one(asked) ?? '') ? Number(one(asked)) : 0;
}
