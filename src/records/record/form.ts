import { ODD_DIGITS } from '../../http/currency.js';
import type { Form } from '../../http/form.js';
import { dayOf } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { currentWriting } from '../../http/writing.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { FormInput } from '../fields/set.js';
import type { Module } from '../module.js';
import { alongInputs } from './along.js';
import type { FormAsked, Likely } from './draft.js';
import { formParts } from './form-view.js';
import { seenIn } from './likely.js';

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
  const along = edited ? {} : alongInputs(module);
  const asFields = fields.inputs({ currency }, await module.form?.options?.(db, form), { form, more: asked.more });
  const inputs = { ...asFields, ...along };
  return {
    form,
    kind,
    links,
    asks: likely.length > 0,
    currency,
    fields: inputs,
    parts: formParts(module, inputs, form, likely),
    amounts: { digits: ODD_DIGITS, point: currentWriting().decimal },
    labels: { ...fields.labels, ...fields.inputLabels(form), ...labelsOf(along) },
    takes_files: 'photos' in along,
    failed: Object.keys(form.errors).length > 0,
    heading: edited ? `Edit ${edited.name}` : `New ${kind.one}`,
    name: edited?.name,
    edited_id: edited?.id,
    action: path,
    cancel: path,
    is_new: !edited,
    save: edited ? 'Save changes' : likely.length > 0 ? 'Save anyway' : `Save ${kind.one}`,
    hidden_fields: edited
      ? { version: String(edited.version) }
      : { submission_id: form.values.submission_id ?? '', ...(likely.length > 0 && { seen: seenOf(likely, form) }) },
    ...(await module.form?.view?.(form, asked, { person, today: dayOf(new Date(), person.timeZone) }, db)),
  };
}

function labelsOf(inputs: Record<string, FormInput>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, { label }]) => [name, label]));
}

// What was asked about is sent back, so that nobody is asked twice about the same.
function seenOf(likely: readonly Likely[], { values }: Form): string {
  return [...seenIn(values.seen), ...likely.map(({ id }) => id)].join(' ');
}

// What cannot be read shows the person's own; the field says what is wrong.
function currencyOf({ fields }: Module, form: Form, person: Person): string {
  const [within] = fields.names.flatMap((name) => fields.field(name)?.within ?? []);
  const field = within === undefined ? undefined : fields.field(within);
  const typed = field?.parse({ currency: '' }).safeParse(form.values[within ?? '']).data;
  return typeof typed === 'string' && typed !== '' ? typed : person.currency;
}
