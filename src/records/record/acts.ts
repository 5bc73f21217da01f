import type { Step } from '../states.js';

/** A button of a record's page; `key` presses it from the keyboard. */
type RecordAct = { label: string; href: string; kind?: 'primary'; icon?: string; key?: string };

/** The buttons of a record's page: its next step leads where it has one, Edit otherwise. The one that leads stands last. */
export function actsOf(path: string, next?: Step, second?: Step): RecordAct[] {
  const edit: RecordAct = { label: 'Edit', href: `${path}/edit`, icon: 'pencil', key: 'e' };
  if (next) return [edit, { ...toForm(path, next), kind: 'primary' }];
  return [...(second ? [toForm(path, second)] : []), { ...edit, kind: 'primary' }];
}

/** An entry of the menu "More actions": a link, or a form that is sent. */
export type MoreAct = { label: string; icon: string; danger?: boolean; rule?: boolean } & (
  | { href: string }
  | { action: string }
);

/** What stands in the menu "More actions": what is the module's own, what kinds that are merged have, and Delete. */
export function moreOf({ merge }: { merge?: object }, path: string, own: readonly MoreAct[] = []): MoreAct[] {
  const others = [...own, ...(merge ? [{ label: 'Merge with…', icon: 'merge', href: `${path}/merge` }] : [])];
  const rule = others.length > 0;
  return [...others, { label: 'Delete', icon: 'trash-2', action: `${path}/delete`, danger: true, rule }];
}

// A step is the edit form with the state chosen and its group in view: it works without JavaScript and asks what it needs.
function toForm(path: string, { label, to, group }: Step): RecordAct {
  return { label, href: `${path}/edit?state=${to}#${group}` };
}
