import { type Form, versionOf, withError } from '../../http/form.js';
import { ago } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../../records/fields/set.js';
import { type Changes, personName } from '../../records/history.js';
import type { Module } from '../../records/module.js';
import type { Saved } from '../../records/record/draft.js';
import { saveRecord } from '../../records/record/save.js';
import type { RecordState } from '../../records/state.js';
import { COLLABS } from '../collabs/index.js';
import type { DealData } from './fields.js';
import { SAID, SAID_OF, stagesOf } from './stages.js';
import type { StandingDeal } from './standing.js';

/** How a deal leaves the board. */
export type End = 'won' | 'lost' | 'hold';
/** A closure that is asked for: of which deal, and its form. */
export type Closing = { module: Module; deal: StandingDeal; form: Form };

/** What each end is called, and what is asked of it; of another end nothing is kept. */
export const ENDS: Readonly<
  Record<End, { label: string; asks: readonly string[]; folded: readonly string[]; already?: string }>
> = {
  won: { label: 'Mark as won', asks: ['closed_on'], folded: [], already: 'won' },
  lost: { label: 'Mark as lost', asks: ['lost_reason', 'lost_note'], folded: ['closed_on'], already: 'lost' },
  hold: { label: 'Put on hold', asks: ['hold_until'], folded: [] },
};

/** Saves a deal in the stage where it ends, by its own rules, with what was typed of that. `tells`: what its history says besides. */
export async function closeDeal(
  tx: WriteDoor,
  { person, body }: PersonRequest,
  { module, deal, form: { values } }: Closing,
  to: End,
  more: { values?: Partial<DealData>; tells?: Changes } = {},
): Promise<Saved> {
  const stage = (await stagesOf(readerOf(tx))).find(({ kind }) => kind === to);
  if (!stage) throw new Error(`a pipeline has no stage for what is ${to}`);
  const ended = Object.fromEntries(SAID.map((name) => [name, SAID_OF[to].includes(name) ? (values[name] ?? '') : '']));
  const typed = { ...module.fields.typed({ ...deal.fields, ...more.values }), ...ended, stage: stage.name };
  const read = module.fields.read(typed, module.rules, deal.fields.currency);
  if (!read.ok) return { kind: 'invalid', errors: read.form.errors };
  const before = { ...deal, fields: deal.fields as never };
  const draft = { data: read.data, before, person, sent: { ...typed, closure: to } };
  const version = body?.version === undefined ? deal.version : versionOf(body);
  return saveRecord(tx, module, version, { ...draft, ...(more.tells && { tells: more.tells }) });
}

/** The form with what was typed, for the version that is there now, and who changed the deal meanwhile. */
export async function meanwhile<C extends Closing>(tx: WriteDoor, req: PersonRequest, closing: C): Promise<C> {
  return { ...closing, form: withError(closing.form, '', await meanwhileText(tx, req, closing.deal)) };
}

/** Who changed a deal while somebody typed, and where it stands now. */
export async function meanwhileText(
  tx: WriteDoor,
  { person }: PersonRequest,
  { updatedBy, updatedAt, fields }: Pick<RecordState, 'updatedBy' | 'updatedAt'> & { fields: Row },
): Promise<string> {
  const who = updatedBy === person.id ? 'You' : await personName(tx, updatedBy);
  return `${who} changed this deal ${ago(updatedAt, new Date())}: it stands in ${fields.stage}. Look at it, then send this again.`;
}

/** Why a deal cannot be closed so, and the way on; nothing where it can. */
export function refusalOf({ kind, collab }: StandingDeal, to: End) {
  if (to === 'won' && collab?.in_trash)
    return {
      title: 'Its collab lies in the trash.',
      text: `A deal has one collab, and “${collab.name}” is that of this one. Restore it, then win the deal.`,
      href: `${COLLABS.path}/${collab.id}`,
      label: 'Look at it',
    };
  const { already } = ENDS[to];
  if (!already || kind !== to) return undefined;
  return { title: `This deal is ${already} already.`, text: 'Nothing is left to be done.' };
}

/** What the page of a closure prints, whatever it asks; `places`: what has an input there. */
export function closureView({ module, deal, form }: Closing, to: End, places: readonly string[]) {
  const path = `${module.kind.path}/${deal.id}`;
  const { label } = ENDS[to];
  return {
    kind: module.kind,
    form,
    back: path,
    action: `${path}/closure`,
    act: { label },
    record: { name: deal.name },
    edit_href: `${path}/edit`,
    others: Object.entries(form.errors).flatMap(([name, text]) => (places.includes(name) ? [] : [text])),
    hidden_fields: { version: String(deal.version), to },
    folded: [],
    moves: '',
    stay: 'Cancel',
  };
}

/** What is wrong with the day on which a deal was closed: it is none, or still to come. */
export function closedFault(day: string | undefined, today: string, missing: string): Record<string, string> {
  if (!day?.trim()) return { closed_on: missing };
  return day > today ? { closed_on: 'Choose today or an earlier day.' } : {};
}
