import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Option } from '../../http/form.js';
import { count, plural } from '../../http/format.js';
import { viewAddress } from '../../http/list/address.js';
import { page, type Reply } from '../../http/reply.js';
import { MOST_ROWS, ROWS_AT_ONCE, UNDO_DAYS } from '../limits.js';
import type { Query, RecordModule } from '../module.js';
import { carriedOn, type Wanted } from './asked.js';
import type { Reach } from './batch.js';
import type { BulkField } from './field.js';
import type { Operation } from './operation.js';
import { skippedOf } from './words.js';

type Ready = { operation: Operation; reach: Reach };

/** The page that asks what is to be done with the selected rows. */
export function choicePage(module: RecordModule, asked: Query): Reply {
  const { many } = module.kind;
  return page('records/bulk.njk', {
    ...framing(module, asked, `What to do with the selected ${many}`),
    fields: carriedOn(asked),
    settable: module.bulk.map(({ name, label }) => ({ name, label })),
    many,
  });
}

/** The page that asks for the value: the control that fits the field. */
export function valuePage(module: RecordModule, asked: Query, wanted: Wanted, options: readonly Option[]): Reply {
  const { many } = module.kind;
  if (wanted.act !== 'set' && wanted.act !== 'tag' && wanted.act !== 'untag') return choicePage(module, asked);
  const form = wanted.form;
  const context = wanted.act === 'set' ? setting(wanted.field, many, options) : tagging(wanted.act, many, options);
  const status = Object.keys(form.errors).length > 0 ? 422 : 200;
  return page(
    'records/bulk-value.njk',
    { ...framing(module, asked, context.title), ...context, fields: { ...carriedOn(asked), ...context.rest }, form },
    status,
  );
}

/** The page that asks once more, with how many rows it reaches and why others stay as they are. */
export function confirmPage(module: RecordModule, asked: Query, wanted: Wanted, { operation, reach }: Ready): Reply {
  const { words } = operation;
  const form = 'form' in wanted ? wanted.form : blankForm();
  const failed = Object.keys(form.errors).length > 0;
  const tooMany = reach.selected > MOST_ROWS;
  const changed = reach.selected - reach.already - reach.unfit;
  const besides = wanted.act === 'set' && wanted.values ? besidesOf(wanted.field, wanted.values) : [];
  // Another day may fit where this one does not.
  const mayGoOn = !tooMany && (changed > 0 || (besides.length > 0 && reach.unfit > 0) || failed);
  const title = words.title(tooMany ? 0 : changed);
  const context = {
    ...framing(module, asked, changed > 0 && !tooMany ? `${title}?` : title),
    notes: tooMany ? [tooManyNote(module)] : notesOf(module, reach, changed, words, wanted.act),
    may_go_on: mayGoOn,
    fields: { ...carriedOn(asked), ...carriedWanted(wanted), submission_id: uuidv7() },
    besides,
    verb: words.verb,
    busy: words.busy,
    danger: wanted.act === 'delete',
    form: besides.length > 0 && !failed ? blankForm(wanted.act === 'set' ? wanted.values : {}) : form,
  };
  return page('records/bulk-confirm.njk', context, failed || tooMany ? 422 : 200);
}

/** What is said once it is done, with what stayed as it is. */
export function doneText(
  operation: Operation,
  done: number,
  skips: { already: number; unfit: number; gone: number },
): string {
  return [operation.words.done(done), ...skippedOf(operation.words, skips)].join(' ');
}

function framing(module: RecordModule, asked: Query, title: string) {
  const { title: list, path, many } = module.kind;
  return { title, list, path, action: `${path}/bulk`, back: viewAddress(path, asked.from), many };
}

function setting(field: BulkField, many: string, options: readonly Option[]) {
  const { name, label, control, none, url, add } = field;
  return {
    title: field.isState
      ? `Which ${label.toLowerCase()} do the selected ${many} have?`
      : `${label} of the selected ${many}`,
    control,
    name,
    opts: {
      ...{ label, options, url, add },
      ...(none && control === 'select' ? { empty: capital(none) } : {}),
      optional: none !== undefined && control !== 'select',
    },
    hint: none && control !== 'select' ? 'Leave it empty to clear it.' : null,
    rest: { field: name },
  };
}

function tagging(act: 'tag' | 'untag', many: string, tags: readonly Option[]) {
  return {
    title: act === 'tag' ? `Tag the selected ${many}` : `Take a tag off the selected ${many}`,
    control: act === 'tag' ? 'combobox' : 'select',
    name: 'tag',
    opts: {
      label: 'Tag',
      options: tags,
      ...(act === 'tag' ? { add: 'tag' } : {}),
    },
    hint: null,
    rest: { act },
  };
}

function besidesOf(field: BulkField, values: Record<string, unknown>) {
  return (field.beside?.((values[field.name] ?? null) as string) ?? []).map(({ name, label, control }) => ({
    name,
    label,
    control,
  }));
}

function carriedWanted(wanted: Wanted): Record<string, string> {
  if (wanted.act === 'set')
    return { field: wanted.field.name, [wanted.field.name]: String(wanted.values?.[wanted.field.name] ?? '') };
  if (wanted.act === 'tag' || wanted.act === 'untag') return { act: wanted.act, tag: wanted.name ?? '' };
  return wanted.act === 'delete' ? { act: 'delete' } : {};
}

function notesOf(
  module: RecordModule,
  reach: Reach,
  changed: number,
  words: Operation['words'],
  act: Wanted['act'],
): string[] {
  const { many } = module.kind;
  return [
    ...(reach.selected === 0 ? [`None of the selected ${many} is there any more.`] : []),
    ...skippedOf(words, { already: reach.already, unfit: reach.unfit, gone: 0 }),
    ...(changed > ROWS_AT_ONCE && act !== 'delete' ? [STAYING] : []),
    ...(changed > ROWS_AT_ONCE ? ['That many take a while. You can go on with other things meanwhile.'] : []),
    ...(changed > 0 ? [`You can undo it for ${UNDO_DAYS} days.`] : []),
  ];
}

function tooManyNote({ kind }: RecordModule): string {
  return `More than ${plural(MOST_ROWS, kind.one, kind.many)} are selected. Narrow the filters and do it in parts.`;
}

// So many are not looked at before they are changed.
const STAYING = 'What is so already, or cannot take it, stays as it is.';
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
export const ofCount = (done: number, wanted: number) => `${count(done)} of ${count(wanted)}`;
