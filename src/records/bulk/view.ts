import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Option } from '../../http/form.js';
import { count, plural } from '../../http/format.js';
import { viewAddress } from '../../http/list/address.js';
import { page, type Reply } from '../../http/reply.js';
import { MOST_ROWS, ROWS_AT_ONCE, UNDO_DAYS } from '../limits.js';
import type { ListedModule, Query } from '../module.js';
import { carriedOn, type Wanted } from './asked.js';
import type { Reach, Staying } from './batch.js';
import type { BulkField } from './field.js';
import type { Operation } from './operation.js';
import { OUT_OF_ORDER } from './states.js';
import { skippedOf } from './words.js';

/** An act with its value, how far it would reach, and which of the first rows stay as they are. */
type Ready = { operation: Operation; reach: Reach; staying?: Staying[] };

/** The page that asks what is to be done with the selected rows. */
export function choicePage(module: ListedModule, asked: Query): Reply {
  const { many } = module.kind;
  return page('records/bulk.njk', {
    ...framing(module, asked, `What to do with the selected ${many}`),
    fields: carriedOn(asked),
    settable: module.bulk.map(({ name, label }) => ({ name, label })),
    tagged: !module.kind.untagged,
    many,
  });
}

/** The page that asks for what an act needs: the control that fits the field and, once that is said, how many rows it reaches. */
export function actPage(
  module: ListedModule,
  asked: Query,
  wanted: Wanted,
  { options, ready }: { options: readonly Option[]; ready?: Ready },
): Reply {
  const asking = askingOf(module, asked, wanted, options);
  const form = 'form' in wanted ? wanted.form : blankForm();
  const failed = Object.keys(form.errors).length > 0;
  if (!ready) {
    const context = {
      ...framing(module, asked, asking?.title ?? ''),
      asking,
      form,
      confirm: null,
      notes: [],
      staying: [],
    };
    return page('records/bulk-act.njk', context, failed ? 422 : 200);
  }
  const confirm = confirmOf(asked, wanted, ready);
  const context = {
    ...framing(module, asked, confirm.title),
    sub: subtitleOf(ready),
    form,
    asking: asking && { ...asking, form: blankForm(chosenValue(wanted)) },
    confirm,
    notes: ready.reach.selected > MOST_ROWS ? [tooManyNote(module)] : notesOf(module, ready, wanted),
    staying: (ready.staying ?? []).map(({ name, already, why }) => {
      const { stays } = ready.operation.words;
      return { name, why: already ? stays.already : (why ?? stays.unfit) };
    }),
    staying_more: Math.max(0, ready.reach.already + ready.reach.unfit - (ready.staying?.length ?? 0)),
  };
  return page('records/bulk-act.njk', context, failed || ready.reach.selected > MOST_ROWS ? 422 : 200);
}

function askingOf(module: ListedModule, asked: Query, wanted: Wanted, options: readonly Option[]) {
  const { many } = module.kind;
  if (wanted.act === 'nothing' || wanted.act === 'delete') return null;
  const asking = wanted.act === 'set' ? setting(wanted.field, many, options) : tagging(wanted.act, many, options);
  return {
    ...asking,
    opts: { ...asking.opts, autofocus: true },
    fields: { ...carriedOn(asked), ...asking.rest },
    form: wanted.form,
  };
}

function chosenValue(wanted: Wanted): Record<string, unknown> {
  if (wanted.act === 'set') return { [wanted.field.name]: wanted.values?.[wanted.field.name] ?? '' };
  return wanted.act === 'tag' || wanted.act === 'untag' ? { tag: wanted.name ?? '' } : {};
}

// The verb says the true number; there is none where nothing would move.
function confirmOf(asked: Query, wanted: Wanted, { operation, reach, staying = [] }: Ready) {
  const { words } = operation;
  const form = 'form' in wanted ? wanted.form : blankForm();
  const failed = Object.keys(form.errors).length > 0;
  const tooMany = reach.selected > MOST_ROWS;
  const changed = reach.selected - reach.already - reach.unfit;
  const besides = wanted.act === 'set' && wanted.values ? besidesOf(wanted.field, wanted.values) : [];
  // Another day may fit where this one does not.
  const mayFit = besides.length > 0 && staying.some(({ already, why }) => !already && why === OUT_OF_ORDER);
  const mayGoOn = !tooMany && (changed > 0 || mayFit || failed);
  const title = words.title(tooMany ? 0 : changed || reach.selected);
  return {
    title: changed > 0 && !tooMany ? `${title}?` : title,
    may_go_on: mayGoOn,
    fields: { ...carriedOn(asked), ...carriedWanted(wanted), submission_id: uuidv7() },
    besides,
    verb: changed > 0 ? words.verb(changed) : 'Try it with this',
    busy: words.busy,
    danger: wanted.act === 'delete',
    form: besides.length > 0 && !failed ? blankForm(wanted.act === 'set' ? wanted.values : {}) : form,
  };
}

// How many change and how many stay, where some do and each was looked at.
function subtitleOf({ operation, reach }: Ready): string {
  const stay = reach.already + reach.unfit;
  if (stay === 0 || reach.selected > ROWS_AT_ONCE) return '';
  const changed = reach.selected - stay;
  const stays = stay === 1 ? 'stays as it is' : 'stay as they are';
  return changed > 0
    ? `${operation.words.moves(changed)}, ${count(stay)} ${stays}.`
    : `None can: ${stay === 1 ? 'it' : `all ${count(stay)}`} ${stays}.`;
}

/** What is said once it is done, with what stayed as it is. */
export function doneText(
  operation: Operation,
  done: number,
  skips: { already: number; unfit: number; gone: number },
): string {
  return [operation.words.done(done), ...skippedOf(operation.words, skips)].join(' ');
}

function framing(module: ListedModule, asked: Query, title: string) {
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
      label,
      options,
      url,
      add,
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

function notesOf(module: ListedModule, { reach, operation }: Ready, { act }: Wanted): string[] {
  const { many } = module.kind;
  const changed = reach.selected - reach.already - reach.unfit;
  return [
    ...(reach.selected === 0 ? [`None of the selected ${many} is there any more.`] : []),
    ...skippedOf(operation.words, { already: 0, unfit: reach.unfit, gone: 0 }),
    ...(changed > ROWS_AT_ONCE && act !== 'delete' ? [STAYING] : []),
    ...(changed > ROWS_AT_ONCE ? ['That many take a while. You can go on with other things meanwhile.'] : []),
    ...(changed > 0 ? [`You can undo it for ${UNDO_DAYS} days.`] : []),
  ];
}

function tooManyNote({ kind }: ListedModule): string {
  return `More than ${plural(MOST_ROWS, kind.one, kind.many)} are selected. Narrow the filters and do it in parts.`;
}

// So many are not looked at before they are changed.
const STAYING = 'What is so already, or cannot take it, stays as it is.';
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
export const ofCount = (done: number, wanted: number) => `${count(done)} of ${count(wanted)}`;
