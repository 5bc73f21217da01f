import { changedMeanwhile } from '../../http/api/etag.js';
import { invalidBody } from '../../http/api/problem.js';
import type { ApiRoute } from '../../http/api/route.js';
import { parseForm } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import { actRoute, recordAnswer } from '../../records/api/acts.js';
import { fieldsOf } from '../../records/api/pointers.js';
import { toldOf } from '../../records/api/records.js';
import { object } from '../../records/api/schemas.js';
import type { Module } from '../../records/module.js';
import { splitItem } from './split.js';
import { singlePiece, splitForm } from './split-answers.js';

/** What programs do to an item besides changing its fields: splitting it. */
export function itemsApi(module: Module): ApiRoute[] {
  return [
    actRoute(module, {
      noun: 'split',
      verb: 'split',
      status: 201,
      summary: 'Splits pieces off an item into one of their own, which takes its share of each amount and is answered',
      takes: object({ quantity: { type: 'integer', minimum: 1 } }),
      async handler(tx, req, item) {
        const pieces = Number(item.fields.quantity);
        if (pieces < 2) throw singlePiece();
        const { quantity } = fieldsOf(req.body, ['quantity']);
        const wrong = (detail: string) => invalidBody([{ pointer: '/quantity', detail }]);
        if (typeof quantity !== 'number') throw wrong('Send a whole number.');
        const read = parseForm(splitForm(pieces), { quantity: String(quantity) });
        if (!read.ok) throw wrong(read.form.errors.quantity ?? '');
        const asked = { n: read.data.quantity, version: item.version, submissionId: null };
        const made = await splitItem(tx, module, item, asked);
        if (!made) throw changedMeanwhile(await toldOf(readerOf(tx), module, item.id));
        return recordAnswer(tx, req, module, made, 201);
      },
    }),
  ];
}
