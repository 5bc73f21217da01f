import type { Form } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Row } from '../fields/set.js';
import { readerNow } from '../list/routes.js';
import type { Module } from '../module.js';
import type { Refusal } from '../record/act-view.js';
import type { RecordState } from '../state.js';
import type { Act } from '../states.js';
import { type Part, shownOf } from './apart.js';

/** What is shown of a row: the record it belongs to, itself unless it is new, what is done to it, and its form. */
export type RowAsked = {
  module: Module;
  part: Part;
  record: RecordState;
  row: Row | null;
  act?: Act | undefined;
  form: Form;
  refused?: Refusal;
};

/** From how many fields on the dialog is a wide one. */
const WIDE_FROM = 4;

/** The form of a row, in the page of an act. */
export async function showRowForm(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  req: PersonRequest,
  asked: RowAsked,
  status = 200,
): Promise<Reply> {
  const { module, part, record, row, act, form, refused } = asked;
  const { rows } = part;
  const back = `${module.kind.path}/${record.id}`;
  const action = [back, part.path, ...(row === null ? [] : [row.row]), ...(act ? [act.name] : [])].join('/');
  const [all, folded] = act ? [asksOf(act), act.folded ?? []] : [rows.asks, rows.folded ?? []];
  const begun = (await rows.begin?.(db, { ...asked, today: readerNow(req).today })) ?? {};
  const { hints = {}, unasked = [], waits, buttons = [] } = begun;
  // What went wrong with a field is said beside it.
  const names = all.filter((name) => !unasked.includes(name) || form.errors[name]);
  const options = { ...(await rows.options?.(db)), ...begun.options };
  const inputs = rows.fields.inputs({ currency: String(record.fields.currency ?? '') }, options, { form });
  const input = (name: string) => ({
    ...inputs[name],
    ...(act?.needs?.[name] && { optional: false }),
    ...(hints[name] && { hint: hints[name] }),
  });
  const one = rows.one.toLowerCase();
  const label = act?.label ?? (row === null ? `Add ${one}` : `Edit ${one}`);
  return page(
    'records/act.njk',
    {
      kind: module.kind,
      form,
      refused,
      back,
      action,
      act: { label, verb: act || row === null ? label : 'Save changes' },
      record: { name: row === null || !rows.called ? record.name : `${rows.called(row)}, ${record.name}` },
      inputs: names.map(input),
      folded: folded.map(input),
      // What a message asks for may be folded: a note that says why.
      unfolded: Object.keys(form.errors).length > 0 || (row !== null && folded.some((name) => form.values[name])),
      folded_words: 'More',
      wide: names.length >= WIDE_FROM,
      others: Object.entries(form.errors).flatMap(([name, text]) =>
        [...names, ...folded, ...shownOf(rows)].includes(name) ? [] : [text],
      ),
      edit_href: `${back}/edit`,
      hidden_fields: { version: String(record.version) },
      moves: '',
      waits,
      buttons: row !== null && !act ? buttons : [],
      stay: act?.stay ?? 'Cancel',
      ...(row !== null && !act && { remove: `${action}/delete` }),
    },
    status,
  );
}

function asksOf({ asks = [], needs = {} }: Act): string[] {
  return [...new Set([...asks, ...Object.keys(needs)])];
}
