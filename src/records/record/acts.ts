import type { Act, States, Ways } from '../states.js';

/** A button of a record's page: a link, or a form that is sent with these fields; `key` presses it from the keyboard. */
export type RecordAct = {
  label: string;
  kind?: 'primary';
  icon?: string;
  key?: string;
  attrs?: Record<string, string>;
} & ({ href: string } | { action: string; fields?: Record<string, string> });

/** What makes the page behind a link open in a dialog over the one it stands on. */
export const IN_DIALOG = { 'data-turbo-frame': 'act' };

/** The buttons of a record's page: the act that leads on where there is one, Edit otherwise. The one that leads stands last. */
export function actsOf(path: string, states: States | undefined, { next, beside }: Ways, own?: RecordAct): RecordAct[] {
  const edit: RecordAct = { label: 'Edit', href: `${path}/edit`, icon: 'pencil', key: 'e' };
  const lead = own ?? stepOf(path, states, next);
  const second = stepOf(path, states, beside);
  if (lead) return [edit, ...(second ? [second] : []), { ...lead, kind: 'primary' }];
  return [...(second ? [second] : []), { ...edit, kind: 'primary' }];
}

// An act that asks nothing is done at once; another is a small form, which a dialog shows.
function stepOf(path: string, states: States | undefined, state: string | undefined): RecordAct | undefined {
  const act = states?.of(state)?.act;
  if (!act) return undefined;
  const address = `${path}/${act.name}`;
  return asksNothing(states, state, act)
    ? { label: act.label, action: address }
    : { label: act.label, href: address, attrs: IN_DIALOG };
}

function asksNothing(states: States | undefined, state: string | undefined, { asks = [], needs = {} }: Act): boolean {
  return [...asks, ...Object.keys(needs), ...(states?.wantedBy(state) ?? [])].length === 0;
}

type OfferedAct = RecordAct | MoreAct;
/** A record's name, and what may be done to it. */
export type Offered = { name: string; acts: OfferedAct[] };

/** What may be done to a record, as a search offers it: what leads on first, a dialog's with an ellipsis, the trash last. */
export function offeredActs(
  module: { merge?: object; states?: States },
  path: string,
  ways: Ways,
  lead?: RecordAct,
): OfferedAct[] {
  const [edit, ...steps] = actsOf(path, module.states, ways, lead).sort(
    (a, b) => Number(b.key === 'e') - Number(a.key === 'e'),
  );
  const [others, trash] = [moreOf(module, path, ways).slice(0, -1), moreOf(module, path, ways).slice(-1)];
  const all = [
    ...steps.reverse(),
    ...others,
    ...(edit ? [edit] : []),
    ...trash.map((it) => ({ ...it, label: 'Move to trash' })),
  ];
  return all.map((it) => (it.attrs === IN_DIALOG ? { ...it, label: `${it.label}…` } : it));
}

/** An entry of the menu "More actions": a link, or a form that is sent. */
export type MoreAct = {
  label: string;
  icon?: string;
  danger?: boolean;
  rule?: boolean;
  attrs?: Record<string, string>;
} & ({ href: string } | { action: string; fields?: Record<string, string> });

/** What another module does with the ticked rows of a list: a form of its own that they are sent to. */
export type ManyAct = { label: string; icon: string; action: string };

/** What stands in the menu "More actions": the states it may be led to besides, what is the module's own, what kinds that are merged have, and Delete. */
export function moreOf(
  { merge, states }: { merge?: object; states?: States },
  path: string,
  { more = [] }: Ways,
  own: readonly MoreAct[] = [],
): MoreAct[] {
  const steps = more.flatMap((state) => stepOf(path, states, state) ?? []);
  const rest = [...own, ...(merge ? [{ label: 'Merge with…', icon: 'merge', href: `${path}/merge` }] : [])];
  const others = rest.map((it, index) => ({ ...it, rule: index === 0 && steps.length > 0 }));
  const rule = steps.length + others.length > 0;
  return [...steps, ...others, { label: 'Delete', icon: 'trash-2', action: `${path}/delete`, danger: true, rule }];
}
