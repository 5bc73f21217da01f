import { z } from 'zod';
import { minorUnits, typedAmount } from '../../http/amount.js';
import { type Form, isId, longText, parseForm, withError } from '../../http/form.js';
import { formatMoney, today as presentDay } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { RecordModule } from '../../records/module.js';
import { companyById } from '../companies/index.js';
import { readYearAsked, reportHref } from './asked.js';
import { explainForm, formsOf, type PayerForm, saveForm } from './forms.js';
import { type ToldYear, tellYear } from './read.js';

type Payer = { it: ToldYear; currency: string; id: string; name: string; total: number; form: PayerForm | undefined };

const EXPLANATION = z.object({ explanation: longText(500, 'Say what explains it.') });

/** Keeps the figure of a payer's own form, typed in its currency; an empty one takes it away. */
export async function answerForm(tx: WriteDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Reply> {
  const asked = await payerOf(tx, req, modules);
  if ('kind' in asked) return asked;
  const { it, currency, id, name, form } = asked;
  const typed = String(one(req.body?.amount) ?? '');
  const values: Form = { values: { amount: typed }, errors: {} };
  const amount = minorUnits(typed, currency);
  if (amount !== null && typeof amount === 'object') return again(asked, withError(values, 'amount', amount.error));
  const was = one(req.body?.was);
  if (was !== undefined && was !== (form ? String(form.amount) : '')) {
    const now = form ? `${formatMoney(form.amount, currency)} ${currency}` : 'nothing';
    return again(
      asked,
      withError(values, 'amount', `It says ${now} by now, typed in another window. Save again to put yours there.`),
      409,
    );
  }
  await saveForm(tx, { year: it.asked.year, currency, company_id: id }, name, amount);
  const text =
    amount === null
      ? `The form of ${name} was taken away.`
      : `The form of ${name} says ${formatMoney(amount, currency)} ${currency}.`;
  return redirect(`${reportHref({ year: it.asked.year, currency })}#p-${id}`, text);
}

/** Keeps why a payer's form differs, for the difference that it has now. */
export async function answerExplanation(
  tx: WriteDoor,
  req: PersonRequest,
  modules: readonly RecordModule[],
): Promise<Reply> {
  const asked = await payerOf(tx, req, modules);
  if ('kind' in asked) return asked;
  const { it, currency, id, name, total, form } = asked;
  const back = `${reportHref({ year: it.asked.year, currency })}#p-${id}`;
  if (!form)
    return redirect(back, { text: `No form of ${name} is typed, so there is nothing to explain.`, tone: 'warn' });
  const read = parseForm(EXPLANATION, req.body);
  if (!read.ok) return again(asked, read.form);
  await explainForm(tx, { year: it.asked.year, currency, company_id: id }, read.data.explanation, form.amount - total);
  return redirect(back, `Noted for ${name}.`);
}

/** The payer that a form is about: one of the year's, or any company, since a form may come of one that is in no row. */
async function payerOf(tx: WriteDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Payer | Reply> {
  const today = presentDay(req.person.timeZone);
  const body = req.body ?? {};
  const asked = readYearAsked({ year: String(body.year || 'none'), currency: body.currency || 'none' }, today);
  if ('errors' in asked) return page('tax-year/asked.njk', { form: asked }, 422);
  const id = one(body.payer)?.toLowerCase();
  if (!isId(id) || asked.currency === undefined) throw new NotFound();
  const db = readerOf(tx);
  const it = await tellYear(db, modules, { asked, today, own: req.person.currency });
  const shown = it.figures.find(({ currency }) => currency === asked.currency);
  const known = shown?.payers.find(({ company_id }) => company_id === id);
  const forms = await formsOf(db, asked.year, it.closing !== undefined);
  const form = forms.find(({ company_id, currency }) => company_id === id && currency === asked.currency);
  const name = known?.payer ?? form?.payer ?? (await companyById(tx, id))?.name;
  if (name === undefined) throw new NotFound();
  return { it, currency: asked.currency, id, name, total: known?.total ?? 0, form };
}

function again({ it, currency, id, name, form: kept }: Payer, form: Form, status?: number): Reply {
  const { year } = it.asked;
  const context = {
    form,
    year,
    currency,
    payer: { id, name },
    was: kept ? String(kept.amount) : '',
    back: reportHref({ year, currency }),
    of: 'explanation' in form.values ? 'explanation' : 'form',
    example: typedAmount(0, currency),
  };
  return status === undefined ? invalid('tax-year/form.njk', context) : page('tax-year/form.njk', context, status);
}
