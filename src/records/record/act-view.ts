import type { Form } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { FieldSet, Row } from '../fields/set.js';
import type { Reader } from '../list/define.js';
import type { Module } from '../module.js';
import type { Act, States } from '../states.js';
import type { ActRecord } from './acting.js';

/** Why an act cannot be done as it was asked, and the way on. */
export type Refusal = { title: string; text: string; href?: string; label?: string };
/** What is shown of an act: its form, what it is about, what was worked out, what stands in its way. */
export type ActAsked = {
  state: string;
  act: Act;
  record: ActRecord;
  form: Form;
  typed?: Row | null;
  refused?: Refusal;
};

/** From how many fields on the dialog is a wide one. */
const WIDE_FROM = 4;

/** The fields that an act asks of a record: those it names, and what its state wants where nothing is said yet. */
export function askedBy(states: States, state: string, { asks, needs = {} }: Act, fields: Row): string[] {
  const wanted = [...Object.keys(needs), ...states.wantedBy(state)];
  return [...new Set([...(asks ?? wanted), ...wanted.filter((name) => (fields[name] ?? null) === null)])];
}

/** What the form of an act prints. */
export async function actView(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  module: Module,
  { state, act, record, form, typed = null, refused }: ActAsked,
  reader: Reader,
) {
  const { kind, fields, states } = module as Module & { states: States };
  const path = `${kind.path}/${record.id}`;
  const [names, folded] = [askedBy(states, state, act, record.fields), act.folded ?? []];
  const { hints = {} } = (await module.acting?.begin?.(state, record, reader, db)) ?? {};
  const inputs = fields.inputs(fields.around(record.fields), await module.form?.options?.(db, form), { form });
  const required = [...Object.keys(act.needs ?? {}), ...states.wantedBy(state)];
  const input = (name: string) => ({
    ...inputs[name],
    ...(required.includes(name) && { optional: false }),
    ...(hints[name] && { hint: hints[name] }),
  });
  const outcome = module.acting?.outcome?.(state, record, typed);
  const from = states.of(record.fields.state);
  return {
    kind,
    form,
    act,
    refused,
    outcome,
    back: path,
    action: `${path}/${act.name}`,
    record,
    inputs: names.map(input),
    folded: folded.map(input),
    // A value that is there or in question is not hidden.
    unfolded: folded.some((name) => form.errors[name] || form.values[name]),
    folded_words: sentence(folded.map((name) => fields.label(name))),
    wide: outcome !== undefined || names.length >= WIDE_FROM,
    others: elsewhere(fields, form, [...names, ...folded]),
    edit_href: `${path}/edit?state=${state}`,
    hidden_fields: { version: String(record.version) },
    moves: from ? `Moves from ${from.label} to ${states.of(state)?.label}.` : '',
    stay: from?.stay ?? act.stay ?? 'Cancel',
  };
}

// What is wrong with fields that the act does not ask about: the whole form is the place for it.
function elsewhere(fields: FieldSet, { errors }: Form, asked: readonly string[]): string[] {
  return Object.entries(errors)
    .filter(([name]) => !asked.includes(name))
    .map(([name, message]) => (fields.field(name) ? `${fields.label(name)}: ${message}` : message));
}

function sentence(labels: string[]): string {
  const [first = '', ...rest] = labels;
  return [first, ...rest.map((it) => it.toLowerCase())].join(', ');
}
