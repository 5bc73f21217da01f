import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { answerTicks } from './check-answers.js';
import { answerNext, showNext } from './next.js';
import { answerChosenOrder, answerOrder } from './order-answers.js';
import { packRoutes } from './pack/routes.js';
import { showPrint } from './print.js';
import { recordingRoutes } from './recording/routes.js';

/**
 * The episodes: the order of their segments, their ticks, the next one of each, on paper; how one is recorded, what is taken away
 * of it; then the pages of every module.
 */
export function episodeRoutes(module: Module, parts: RecordParts): Route[] {
  const { path } = module.kind;
  const own = userRoutes(({ get, form, post }) => {
    post(`${path}/:id/order`, (tx, req) => answerOrder(tx, req, module));
    post(`${path}/:id/order/choice`, (tx, req) => answerChosenOrder(tx, req, module));
    post(`${path}/:id/ticks`, (tx, req) => answerTicks(tx, req, module));
    form(`${path}/:id/next`, (db, req) => showNext(db, req, module));
    post(`${path}/:id/next`, (tx, req) => answerNext(tx, req, module));
    get(`${path}/:id/print`, (db, req) => showPrint(db, req, module));
  });
  return [...own, ...recordingRoutes(module), ...packRoutes(module), ...moduleRoutes(module, parts)];
}
