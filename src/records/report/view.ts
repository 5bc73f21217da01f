import { CURRENCIES } from '../../http/currency.js';
import type { Form } from '../../http/form.js';
import { viewUrl } from '../../http/list/page.js';
import type { DaySpan } from '../income.js';
import type { Reader } from '../list/define.js';
import type { AskedReport, Report, Told } from './report.js';
import { spanText } from './spans.js';

/** What the page of a report prints. */
export function reportView(report: Report, asked: AskedReport, told: Told) {
  const { query, span, currency } = asked;
  return {
    ...controlsView(report, asked.form, asked, span),
    told,
    caption: `${report.title}, ${spanText(span)}, ${currency}`,
    span: spanText(span),
    currency,
    csv_href: viewUrl(`${report.path}/export.csv`, query, {}),
    currency_note: told.any ? null : `Nothing in ${currency} in these days.`,
    also: told.also.map((it) => ({ ...it, href: viewUrl(report.path, query, { currency: it.currency }) })),
  };
}

/** What asks for the days and the currency; all there is where something of an address could not be read. */
export function controlsView(
  { path, title, called, spans, empty, choices = [], under }: Report,
  form: Form,
  reader: Reader,
  span?: DaySpan,
) {
  const named = spans(reader.today);
  const now = named.find((it) => it.span.from === span?.from && it.span.to === span?.to);
  const { currency } = reader.person;
  // What can be read stays when other days are chosen.
  const kept = Object.fromEntries(
    ['currency', ...choices.map(({ name }) => name)]
      .filter((name) => !form.errors[name])
      .map((name) => [name, form.values[name]]),
  );
  return {
    path,
    title,
    called,
    empty,
    choices,
    under,
    form,
    may_write: reader.person.role !== 'VIEWER',
    span_now: now?.label ?? 'Own days',
    spans: named.map((it) => ({
      label: it.label,
      href: viewUrl(path, kept, it.span),
      ...(it === now && { attrs: { 'aria-current': 'true' } }),
    })),
    currencies: [currency, ...CURRENCIES.filter((it) => it !== currency)].map((value) => ({ value, label: value })),
  };
}
