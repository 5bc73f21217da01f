import { idOf } from '../http/form.js';
import { type Route, userRoutes } from '../http/routes.js';
import { besideOf } from './beside.js';
import { exportCsv, exportJson, noteExport, showColumns, showFilters, showList, showTotals } from './list/routes.js';
import type { Listed, Module, RecordParts } from './module.js';
import { answerAct, leadsOf, showAct } from './record/act.js';
import { takesAlong } from './record/along.js';
import { answerCreate, answerUpdate } from './record/answers.js';
import { showEdit, showNew, showRecord } from './record/routes.js';
import { answerDelete, answerRestoration } from './record/trash.js';
import { relatedTo } from './related.js';
import { partsOf } from './rows/apart.js';
import { answerRemoval, answerRow, showRow } from './rows/pages.js';

/** The handlers of a module's pages, each of which a module may put its own in the place of. */
const OF_LIST = { showList, showFilters, showColumns, showTotals, exportCsv, exportJson, noteExport };
const OF_RECORDS = {
  showNew,
  showRecord,
  showEdit,
  answerCreate,
  answerUpdate,
  answerDelete,
  answerRestoration,
  showAct,
  answerAct,
};
type Handlers = typeof OF_LIST & typeof OF_RECORDS;

/** The pages of a list alone: its rows, filters, columns, totals and exports. */
export function listRoutes(module: Listed, own: Partial<typeof OF_LIST> = {}): Route[] {
  const does = { ...OF_LIST, ...own };
  const { path } = module.kind;
  const hasTotals = module.list.columns.some(({ total }) => total);
  return userRoutes(({ get, stream }) => {
    get(path, (db, req) => does.showList(db, req, module));
    get(`${path}/filters`, (db, req) => does.showFilters(db, req, module));
    get(`${path}/columns`, (db, req) => does.showColumns(db, req, module));
    if (hasTotals) get(`${path}/totals`, (db, req) => does.showTotals(db, req, module));
    stream(
      `${path}/export.csv`,
      (db, req) => does.exportCsv(db, req, module),
      (tx, req) => does.noteExport(tx, req, module),
    );
    stream(
      `${path}/export.json`,
      (db, req) => does.exportJson(db, req, module),
      (tx, req) => does.noteExport(tx, req, module),
    );
  });
}

/** The pages of a module: its list, its records, their forms. A module's own verbs stand before them: `/:id` takes what is left. */
export function moduleRoutes(
  module: Module,
  { modules }: Pick<RecordParts, 'modules'>,
  own: Partial<Handlers> = {},
): Route[] {
  const does = { ...OF_RECORDS, ...own };
  const { path } = module.kind;
  const others = { related: relatedTo(module.kind, modules), beside: besideOf(module.kind, modules) };
  const records = userRoutes(({ get, form, post, postFiles }) => {
    form(`${path}/new`, (db, req) => does.showNew(db, req, module));
    // With files or without, the same form: programs send it as others.
    if (takesAlong(module, 'photos'))
      postFiles(path, (tx, req, sent) => does.answerCreate(tx, req, module, sent), { field: 'photos', typed: true });
    else post(path, (tx, req) => does.answerCreate(tx, req, module));
    get(`${path}/:id`, (db, req) => does.showRecord(db, req, module, others));
    form(`${path}/:id/edit`, (db, req) => does.showEdit(db, req, module));
    for (const lead of leadsOf(module.states)) {
      form(`${path}/:id/${lead.act.name}`, (db, req) => does.showAct(db, req, module, lead));
      post(`${path}/:id/${lead.act.name}`, (tx, req) => does.answerAct(tx, req, module, lead));
    }
    for (const part of partsOf(module.fields)) {
      const own = `${path}/:id/${part.path}`;
      form(`${own}/new`, (db, req) => showRow(db, req, module, part));
      post(own, (tx, req) => answerRow(tx, req, module, part));
      form(`${own}/:row/edit`, (db, req) => showRow(db, req, module, part));
      post(`${own}/:row/delete`, (tx, req) => answerRemoval(tx, req, module, part));
      for (const act of part.rows.acts ?? []) {
        form(`${own}/:row/${act.name}`, (db, req) => showRow(db, req, module, part, act));
        post(`${own}/:row/${act.name}`, (tx, req) => answerRow(tx, req, module, part, act));
      }
      post(`${own}/:row`, (tx, req) => answerRow(tx, req, module, part));
    }
    post(`${path}/:id`, (tx, req) => does.answerUpdate(tx, req, idOf(req), module));
    post(`${path}/:id/delete`, (tx, req) => does.answerDelete(tx, req, idOf(req), module));
    post(`${path}/:id/restoration`, (tx, req) => does.answerRestoration(tx, req, idOf(req), module));
  });
  return [...listRoutes(module, own), ...records];
}
