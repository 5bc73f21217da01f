import { type Form, versionOf, withError } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { conflictPage } from '../../records/conflict.js';
import { mergedMeanwhile } from '../../records/merge/merged.js';
import { createCompany, submittedBefore, updateCompany } from './actions.js';
import { lockNames } from './by-name.js';
import { categories } from './categories.js';
import { type Company, companyOf } from './company.js';
import { likelySame, unseen } from './duplicates.js';
import { formView } from './form-view.js';
import { COMPANIES } from './kind.js';
import { companiesModule } from './module.js';
import { place } from './placing.js';
import { readCompany } from './schema.js';

type Shown = Parameters<typeof formView>[2];
type Asked = Parameters<typeof formView>[3];

/** Answers the form of a new company; one that is likely there already is asked about once. */
export async function answerCreate(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const read = readCompany(req.body);
  if (!read.ok) return again(tx, read.form);
  await lockNames(tx);
  const before = await submittedBefore(tx, read.submissionId);
  if (before) return redirect(`/companies/${before}`, `Saved ${read.data.name}.`);
  const settled = await place(tx, read.data, null);
  if (!settled.ok) return again(tx, withErrors(read.form, settled.errors), undefined, settled);
  const { name, website } = read.data;
  const likely = await likelySame(readerOf(tx), { name, website: website ?? '' });
  if (unseen(likely, req.body.seen).length > 0) return again(tx, read.form, undefined, { likely });
  const id = await createCompany(tx, req.person, settled.placed, read.submissionId);
  return redirect(`/companies/${id}`, `Saved ${name}.`);
}

/** Answers the form of a company that is there: saved, or both versions side by side when someone else was quicker. */
export async function answerUpdate(tx: WriteDoor, req: PersonRequest, id: string): Promise<Reply> {
  const { person, body } = req;
  await lockNames(tx);
  const before = await companyOf(tx, id);
  if (!before) throw new NotFound();
  const version = versionOf(body);
  const shown = { id, name: before.name, version };
  const read = readCompany(body);
  if (!read.ok) return again(tx, read.form, shown);
  if (before.deletedAt) return gone(tx, read.form, before, shown);
  const settled = await place(tx, read.data, before);
  if (!settled.ok) return again(tx, withErrors(read.form, settled.errors), shown, settled);
  const saved = await updateCompany(tx, person, before, version, settled.placed);
  if (saved.kind === 'conflict')
    return conflictPage(tx, person, companiesModule, saved.current, { version, fields: settled.placed.data });
  return redirect(`/companies/${id}`, saved.kind === 'saved' ? 'Saved changes.' : 'Nothing was changed.');
}

const IN_TRASH =
  'This company was moved to the trash meanwhile. Restore it from there in another window, then save this again.';

async function gone(tx: WriteDoor, form: Form, { mergedIntoId }: Company, shown: Shown): Promise<Reply> {
  const merged = mergedIntoId ? await mergedMeanwhile(tx, { kind: COMPANIES, id: mergedIntoId }) : undefined;
  const view = formView(withError(form, '', merged?.text ?? IN_TRASH), await categories(readerOf(tx)), shown);
  return page('companies/form.njk', { ...view, way_on: merged?.link }, 409);
}

async function again(tx: WriteDoor, form: Form, shown?: Shown, asked?: Asked): Promise<Reply> {
  return page('companies/form.njk', formView(form, await categories(readerOf(tx)), shown, asked), 422);
}

function withErrors(form: Form, errors: Record<string, string>): Form {
  return { values: form.values, errors: { ...form.errors, ...errors } };
}
