import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { reportPages } from '../../records/report/pages.js';
import { answerEntry, answerRowOfEntry, showEntry } from './entry/page.js';
import { monthsReport } from './report-by-month.js';

/** The months: a whole one on a page of its own, what they come to, then the pages of every module. */
export function monthRoutes(module: Module, parts: RecordParts): Route[] {
  const { path } = module.kind;
  const own = userRoutes(({ form, post }) => {
    form(`${path}/entry`, (db, req) => showEntry(db, req));
    post(`${path}/entry`, (tx, req) => answerEntry(tx, req, module));
    post(`${path}/entry/row`, (tx, req) => answerRowOfEntry(tx, req, module));
  });
  return [...own, ...reportPages(monthsReport), ...moduleRoutes(module, parts)];
}
