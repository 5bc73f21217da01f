import { v7 as uuidv7 } from 'uuid';
import { blankForm, idOf } from '../../http/form.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { liveRow } from '../../records/record/routes.js';
import { itemIn } from './record.js';
import { answerSplit, splitPage } from './split-answers.js';

/** The inventory: splitting an item, then the pages of every module. */
export function itemRoutes(module: Module, parts: RecordParts): Route[] {
  const { path } = module.kind;
  const splitting = userRoutes(({ form: formPage, post }) => {
    formPage(`${path}/:id/split`, async (db, req) => {
      const form = blankForm({ quantity: '1', submission_id: uuidv7() }, req.kept);
      return splitPage(itemIn(await liveRow(db, req, module)), form);
    });
    post(`${path}/:id/split`, (tx, req) => answerSplit(tx, req, idOf(req), module));
  });
  return [...splitting, ...moduleRoutes(module, parts)];
}
