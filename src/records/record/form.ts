import type { Form } from '../../http/form.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Row } from '../fields/set.js';
import type { Module } from '../module.js';
import type { FormAsked, Likely } from './draft.js';

/** What the form of a record prints. */
export async function formView(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  module: Module,
  form: Form,
  person: Person,
  asked: FormAsked = {},
) {
  const { kind, fields } = module;
  const { edited, links = {}, likely = [] } = asked;
  const path = edited ? `${kind.path}/${edited.id}` : kind.path;
  const currency = currencyOf(module, form, person);
  return {
    ...{ form, kind, links, ...likelyView(kind.path, likely), asks: likely.length > 0, currency },
    fields: fields.inputs({ currency }, await module.form?.options?.(db, form), { form, more: asked.more }),
    labels: { ...fields.labels, ...fields.inputLabels(form) },
    failed: Object.keys(form.errors).length > 0,
    heading: edited ? `Edit ${edited.name}` : `New ${kind.one}`,
    ...{ name: edited?.name, edited_id: edited?.id },
    ...{ action: path, cancel: path, is_new: !edited },
    save: edited ? 'Save changes' : likely.length > 0 ? 'Save anyway' : `Save ${kind.one}`,
    hidden_fields: edited ? { version: String(edited.version) } : { submission_id: form.values.submission_id ?? '' },
    ...module.form?.view?.(form, asked),
  };
}

/** Likely ones as a form shows them; `seen` is what it sends back, so that nobody is asked twice about the same. */
export function likelyView(path: string, likely: readonly Likely[]) {
  return {
    likely: likely.map((it) => ({ ...it, href: `${path}/${it.id}` })),
    seen: likely.map(({ id }) => id).join(' '),
  };
}

/** The likely ones that a form had not shown yet. */
export function unseen(likely: readonly Likely[], sent: Row): Likely[] {
  const shown = typeof sent.seen === 'string' ? sent.seen.split(' ') : [];
  return likely.filter(({ id }) => !shown.includes(id));
}

// What cannot be read shows the person's own; the field says what is wrong.
function currencyOf({ fields }: Module, form: Form, person: Person): string {
  const [within] = fields.names.flatMap((name) => fields.field(name)?.within ?? []);
  const field = within === undefined ? undefined : fields.field(within);
  const typed = field?.parse({ currency: '' }).safeParse(form.values[within ?? '']).data;
  return typeof typed === 'string' && typed !== '' ? typed : person.currency;
}
