import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { showPipeline } from './board-page.js';
import { answerClosure, showClosure } from './closure.js';
import { answerMove, showMove } from './move-answers.js';
import { suggestDeals } from './named.js';
import { answerRenewal } from './renewal.js';
import { stageRoutes } from './stage-pages.js';
import { answerStep, showStep } from './steps.js';

/** The pipeline: its board; the pages of its stages; what fields ask while somebody types; a deal is moved and closed by verbs of its own; then the pages of every module. */
export function dealRoutes(module: Module, parts: RecordParts): Route[] {
  const { path } = module.kind;
  const own = userRoutes(({ get, form, post }) => {
    get(`${path}/suggestions`, suggestDeals);
    form(`${path}/:id/stage`, (db, req) => showMove(db, req, module));
    post(`${path}/:id/stage`, (tx, req) => answerMove(tx, req, module));
    form(`${path}/:id/closure`, (db, req) => showClosure(db, req, module));
    post(`${path}/:id/closure`, (tx, req) => answerClosure(tx, req, module));
    form(`${path}/:id/next-step`, (db, req) => showStep(db, req, module));
    post(`${path}/:id/next-step`, (tx, req) => answerStep(tx, req, module));
    post(`${path}/:id/renewal`, (tx, req) => answerRenewal(tx, req, module));
  });
  return [...stageRoutes(), ...own, ...moduleRoutes(module, parts, { showList: showPipeline })];
}
