import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { blankForm, idOf, isId } from '../../http/form.js';
import { dayOf } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { leadOn } from '../../records/merge/merged.js';
import { panelOf } from '../../records/panel.js';
import { afterRestoring, inTrash } from '../../records/trash.js';
import { deleteCompany, restoreCompany } from './actions.js';
import { categories } from './categories.js';
import { fieldsOf, typedFrom } from './company.js';
import { likelySame, likelyView } from './duplicates.js';
import { answerCreate, answerUpdate } from './form-answers.js';
import { formView, newValues } from './form-view.js';
import { COMPANIES } from './kind.js';
import { companiesModule } from './module.js';
import { placeInList } from './place.js';
import { formRow, recordRow } from './record-queries.js';
import { recordView } from './record-view.js';

const LONGEST = 500;

/** One company: its page and forms, and what is done to it. */
export const companyRecordRoutes: Route[] = userRoutes(({ get, post }) => {
  get('/companies/new', async (db, req) => {
    const form = blankForm({ ...newValues(req.query), submission_id: uuidv7() }, req.kept);
    return page('companies/form.njk', formView(form, await categories(db)));
  });

  get('/companies/duplicates', async (db, req) => {
    const asked = { name: typed(req.query.name), website: typed(req.query.website), except: exceptOf(req) };
    return page('companies/duplicates.njk', likelyView(await likelySame(db, asked)));
  });

  post('/companies', answerCreate);

  get('/companies/:id', showCompany);

  get('/companies/:id/edit', async (db, req) => {
    const row = await formRow(db, idOf(req));
    if (row?.merged_into_id) return leadOn({ kind: COMPANIES, id: row.merged_into_id }, String(row.name));
    if (!row || row.deleted_at) throw new NotFound();
    const form = blankForm(typedFrom(fieldsOf(row)), req.kept);
    // What was kept was typed over the version that it names.
    const version = one(req.kept?.version) ?? row.version;
    return page(
      'companies/form.njk',
      formView(form, await categories(db), { id: row.id, name: String(row.name), version }),
    );
  });

  post('/companies/:id', (tx, req) => answerUpdate(tx, req, idOf(req)));

  post('/companies/:id/delete', async (tx, req) => {
    const id = idOf(req);
    await deleteCompany(tx, id);
    return redirect('/companies', {
      text: '1 company moved to the trash.',
      undo: { action: `/companies/${id}/restoration`, label: 'Undo' },
    });
  });

  post('/companies/:id/restoration', async (tx, req) => {
    const id = idOf(req);
    const { company, taken } = await restoreCompany(tx, id);
    if (taken)
      return redirect('/trash', {
        text: `${company.name} stays in the trash: ${taken} has its name or its website by now. Change that one first.`,
        tone: 'warn',
      });
    return afterRestoring(req, `/companies/${id}`);
  });
});

async function showCompany(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const today = dayOf(new Date(), req.person.timeZone);
  const row = await recordRow(db, idOf(req), today);
  if (!row) throw new NotFound();
  if (row.merged_into_id) return leadOn({ kind: COMPANIES, id: row.merged_into_id }, row.name);
  if (row.deleted_at) return inTrash(COMPANIES, row);
  const place = await placeInList(db, req.query, row.id);
  const panel = await panelOf(db, companiesModule, row.id, req);
  return page('companies/show.njk', { record: recordView(row, today, req.person), place, panel });
}

function exceptOf(req: Request): string | null {
  return isId(req.query.except) ? req.query.except : null;
}

function typed(value: unknown): string {
  return (one(value) ?? '').replaceAll('\0', '').toWellFormed().slice(0, LONGEST);
}
