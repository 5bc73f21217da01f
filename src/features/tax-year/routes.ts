import type { PersonRequest } from '../../http/person.js';
import { file } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import type { RecordModule } from '../../records/module.js';
import { CLOSURE, EVIDENCE, EXPLANATION_PATH, PAYER_FORM, REOPENING, TAX_YEAR } from './asked.js';
import { answerClosing, answerReopening, showClosing, showReopening } from './closing-pages.js';
import { payersCsv, rowsCsv } from './csv.js';
import { type EvidenceParts, sendEvidence } from './evidence.js';
import { answerExplanation, answerForm } from './form-answers.js';
import { showPrint } from './print.js';
import { showReport, told } from './report.js';

/** Thousands of rows are copied. */
const CLOSING_MS = 20_000;

/** The report of review units, in-kind pay and income by payer, for one's own taxes. */
export function taxYearRoutes(modules: readonly RecordModule[], parts: EvidenceParts): Route[] {
  return userRoutes(({ get, getWithoutTx, form, post, stream }) => {
    get(TAX_YEAR, (db, req) => showReport(db, req, modules));
    get(`${TAX_YEAR}/print`, (db, req) => showPrint(db, req, modules));
    getWithoutTx(EVIDENCE, (req) => sendEvidence(req, modules, parts));
    form(CLOSURE, (db, req) => showClosing(db, req, modules));
    post(CLOSURE, (tx, req) => answerClosing(tx, req, modules), { limitMs: CLOSING_MS });
    form(REOPENING, (db, req) => showReopening(db, req));
    post(REOPENING, (tx, req) => answerReopening(tx, req));
    post(PAYER_FORM, (tx, req) => answerForm(tx, req, modules));
    post(EXPLANATION_PATH, (tx, req) => answerExplanation(tx, req, modules));
    stream(
      `${TAX_YEAR}/export.csv`,
      (db, req) =>
        told(db, req, modules, async ({ asked, rows }) =>
          file(`tax-year-${asked.year}.csv`, 'text/csv', rowsCsv(db, rows)),
        ),
      noteExport,
    );
    stream(
      `${TAX_YEAR}/payers.csv`,
      (db, req) =>
        told(db, req, modules, async ({ asked, figures, lines }) =>
          file(`tax-year-${asked.year}-payers.csv`, 'text/csv', payersCsv(figures, lines)),
        ),
      noteExport,
    );
  });
}

// What an address cannot be read as is not exported either, and leads to its page: a line too many says no wrong.
async function noteExport(tx: WriteDoor, req: PersonRequest): Promise<void> {
  await audit(tx, req, 'exported', { kind: 'tax_year', id: String(req.query.year ?? '').slice(0, 4) });
}
