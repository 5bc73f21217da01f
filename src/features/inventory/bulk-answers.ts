import { blankForm, choice, type Form, isDate, isId, withError } from '../../http/form.js';
import { dayOf, plural } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/database.js';
import { BadRequest, Forbidden } from '../../platform/errors.js';
import { MOST, type Reach, reachOf, type Selection, type Step, setState } from './bulk.js';
import { FIELDS } from './fields.js';
import { readerOf, readList, readView, viewAddress } from './list-request.js';
import type { Query } from './list-schema.js';
import { wantedBy } from './rules.js';
import { STATE_DATES, STATE_LOOKS, STATES, type State } from './states.js';

const MOST_TICKED = 100;
const NOTHING = { text: 'Nothing is selected. Tick the items first.', tone: 'warn' } as const;

/** Asks before the state of many items is set: which state, where none was chosen yet, then with which day. */
export async function askState(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  if (req.person.role === 'VIEWER') throw new Forbidden('Your account may look at everything and change nothing.');
  const asked: Query = req.query;
  const selection = await readSelection(db, asked, req);
  if (!selection) return redirect(viewAddress(asked.from), NOTHING);
  const state = stateOf(asked.state);
  if (!state)
    return page('inventory/state-choice.njk', {
      fields: fieldsOf(asked),
      states: OPTIONS,
      back: viewAddress(asked.from),
    });
  const step = { state, day: today(req) };
  return confirmation(
    asked,
    step,
    await reachOf(db, selection, step),
    blankForm({ [STATE_DATES[state] ?? '']: step.day }),
  );
}

/** Sets the state of many items at once and says how many it was. */
export async function answerState(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const sent: Query = req.body ?? {};
  const reader = readerOf(tx);
  const selection = await readSelection(reader, sent, req);
  if (!selection) return redirect(viewAddress(sent.from), NOTHING);
  const state = stateOf(sent.state);
  if (!state) throw new BadRequest('Choose one of the states.');
  const field = STATE_DATES[state];
  const typed = field ? (sent[field] ?? today(req)) : null;
  const form = blankForm(field ? { [field]: typed } : {});
  if (field && !(typeof typed === 'string' && isDate(typed))) {
    const step = { state, day: today(req) };
    const wrong = withError(form, field, 'Type a date such as 2026-11-18.');
    return confirmation(sent, step, await reachOf(reader, selection, step), wrong, 422);
  }
  const step: Step = { state, day: typed as string | null };
  const reach = await reachOf(reader, selection, step);
  if (reach.selected > MOST) return confirmation(sent, step, reach, form, 422);
  const set = await setState(tx, selection, step);
  return redirect(viewAddress(sent.from), { text: told(step, reach, set), tone: set > 0 ? 'good' : 'warn' });
}

const OPTIONS = STATES.map((value) => ({ value, label: STATE_LOOKS[value].label }));

async function readSelection(
  db: Pick<ReadDoor, 'row'>,
  asked: Query,
  req: PersonRequest,
): Promise<Selection | undefined> {
  if (asked.all_matching === '1') return { filter: await filterOf(db, asked.from, req) };
  const ids = [asked.ids ?? []].flat().filter(isId);
  if (ids.length > MOST_TICKED) throw new BadRequest(`Tick ${MOST_TICKED} items at most, or select all that match.`);
  return ids.length === 0 ? undefined : { ids };
}

// An act on all rows of a list is refused rather than widened when that list cannot be read.
async function filterOf(db: Pick<ReadDoor, 'row'>, from: unknown, req: PersonRequest) {
  const view = readView(from);
  const asked = view && (await readList(db, { ...view, cursor: undefined }, req.person));
  if (!asked?.readable)
    throw new BadRequest('The list that was selected cannot be read any more. Select its items again.');
  return asked.filter;
}

function confirmation(asked: Query, step: Step, reach: Reach, form: Form, status = 200): Reply {
  const { label } = STATE_LOOKS[step.state];
  const field = STATE_DATES[step.state];
  const set = reach.selected - reach.already - reach.unfit;
  const tooMany = reach.selected > MOST;
  // Another day may fit where nothing else is wanted.
  const dayDecides = reach.unfit > 0 && wantedBy(step.state).every((wanted) => wanted === field);
  const context = {
    title: set > 0 && !tooMany ? `Set ${items(set)} to ${label}?` : `Set items to ${label}`,
    verb: `Set to ${label}`,
    notes: tooMany
      ? [`More than ${items(MOST)} are selected. Narrow the filters and set them in parts.`]
      : notes(step, reach),
    may_go_on: !tooMany && (set > 0 || dayDecides || Object.keys(form.errors).length > 0),
    fields: { ...fieldsOf(asked), state: step.state },
    date: field ? { name: field, label: FIELDS[field as keyof typeof FIELDS].label } : null,
    back: viewAddress(asked.from),
    form,
  };
  return page('inventory/state-confirm.njk', context, status);
}

function fieldsOf(asked: Query) {
  const from = typeof asked.from === 'string' ? asked.from : null;
  if (asked.all_matching === '1') return { all_matching: '1', from };
  return { ids: [asked.ids ?? []].flat().filter(isId), from };
}

function told(step: Step, reach: Reach, set: number): string {
  const { label } = STATE_LOOKS[step.state];
  const first = set > 0 ? `${items(set)} set to ${label}.` : `No item was set to ${label}.`;
  return [first, ...notes(step, reach)].join(' ');
}

function notes(step: Step, { selected, already, unfit }: Reach): string[] {
  const { label } = STATE_LOOKS[step.state];
  return [
    ...(selected === 0 ? ['None of the selected items is there any more.'] : []),
    ...(already > 0 ? [`${items(already)} ${already === 1 ? 'is' : 'are'} in that state already.`] : []),
    ...(unfit > 0
      ? [`${items(unfit)} ${unfit === 1 ? 'stays as it is' : 'stay as they are'}: ${lack(step.state, label)}`]
      : []),
  ];
}

function lack(state: State, label: string): string {
  const own = STATE_DATES[state];
  const wanted = wantedBy(state).filter((field) => field !== own);
  if (wanted.length === 0) return 'the days would be out of order.';
  const names = wanted.map((field) => FIELDS[field].label.toLowerCase());
  return `${label} wants ${new Intl.ListFormat('en').format(names)} on each, and days in order. Fill them in on the item.`;
}

function stateOf(value: unknown): State | undefined {
  const read = choice(STATES).safeParse(value);
  return read.success ? read.data : undefined;
}

const items = (n: number) => plural(n, 'item', 'items');
const today = (req: PersonRequest) => dayOf(new Date(), req.person.timeZone);
