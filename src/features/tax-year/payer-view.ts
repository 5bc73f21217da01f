import { formatMoney, plural, signedMoney } from '../../http/format.js';
import { NOBODY, reportHref, rowsHref, type YearAsked } from './asked.js';
import type { Gap, Reason } from './explain.js';
import type { PayerFigures, YearFigures } from './figures.js';
import type { PayerForm } from './forms.js';
import { againstLine, type ReportingLine } from './lines.js';
import type { PartName } from './parts.js';

type Around = {
  asked: YearAsked;
  currency: string;
  line: ReportingLine | undefined;
  forms: readonly PayerForm[];
  reasons: readonly Reason[];
};

/** The payers of a year, and those that sent a form for what one knows nothing of. */
export function withForms(payers: readonly PayerFigures[], forms: readonly PayerForm[]): PayerFigures[] {
  const unknown = forms.filter(({ company_id }) => !payers.some((it) => it.company_id === company_id));
  const nothing = { units: 0, no_value: 0, in_kind: 0, cash: 0, affiliate: 0, total: 0 };
  return [...payers, ...unknown.map(({ company_id, payer }) => ({ company_id, payer, ...nothing }))];
}

/** Which forms differ, and are not explained as they are. */
export function gapsOf({ payers }: Pick<YearFigures, 'payers'>, forms: readonly PayerForm[]): Gap[] {
  return withForms(payers, forms).flatMap((it) => {
    const form = forms.find(({ company_id }) => company_id === it.company_id);
    const difference = form ? form.amount - it.total : 0;
    return form && difference !== 0 && form.explained !== difference
      ? [{ company_id: form.company_id, difference }]
      : [];
  });
}

/** A payer as the table prints it: its figures, its form, and where they differ what may explain it. */
export function payerView(
  it: PayerFigures,
  { asked, currency, line, forms, reasons }: Around,
  typing: string | undefined,
) {
  const { year } = asked;
  const at = { year, currency };
  const key = it.company_id ?? NOBODY;
  const money = (minor: number, part: PartName) => ({
    text: formatMoney(minor, currency),
    nil: minor === 0,
    href: minor === 0 ? null : rowsHref(at, part, key),
  });
  const form = forms.find(({ company_id }) => company_id === it.company_id);
  return {
    key,
    name: it.payer ?? 'No payer named',
    href: it.company_id ? `/companies/${it.company_id}` : null,
    units: { text: String(it.units), words: plural(it.units, 'unit', 'units'), href: rowsHref(at, 'units', key) },
    no_value: it.no_value === 0 ? null : { words: `${it.no_value} without value`, href: rowsHref(at, 'no_value', key) },
    in_kind: money(it.in_kind, 'units'),
    cash: money(it.cash, 'cash'),
    affiliate: money(it.affiliate, 'affiliate'),
    total: formatMoney(it.total, currency),
    line: againstLine(it.total, line),
    type: it.company_id ? `${reportHref(at)}&typing=${key}#p-${key}` : null,
    typing: typing === key && it.company_id !== null,
    was: form ? String(form.amount) : '',
    form: form ? formView(form, it, at, reasons) : null,
  };
}

function formView(
  form: PayerForm,
  it: PayerFigures,
  at: { year: number; currency: string },
  reasons: readonly Reason[],
) {
  const difference = form.amount - it.total;
  const isExplained = form.explanation !== null && form.explained === difference;
  const reason = reasons.find(({ company_id }) => company_id === form.company_id);
  const rows = plural(it.units, 'unit', 'units');
  return {
    amount: formatMoney(form.amount, at.currency),
    difference: signedMoney(difference, at.currency),
    agrees: difference === 0,
    minor: String(difference),
    explanation: isExplained ? form.explanation : null,
    // What was explained once, and is another difference by now.
    outdated:
      form.explanation !== null && !isExplained && form.explained !== null && difference !== 0
        ? `It was noted for ${signedMoney(form.explained, at.currency)}: ${form.explanation}`
        : null,
    open: difference !== 0 && !isExplained,
    reason: reason ?? null,
    note: reason ? `${reason.name}, ${reason.amount}, ${reason.words}` : '',
    compare: { href: rowsHref(at, 'units', form.company_id), label: `Compare all ${rows}`, any: it.units > 0 },
  };
}

/** What all forms of a currency come to. */
export function formsTotal(forms: readonly PayerForm[], currency: string): string {
  const all = forms.reduce((sum, { amount }) => sum + amount, 0);
  return forms.length === 0 ? '' : formatMoney(all, currency);
}
