import type { Row } from '../../../records/fields/set.js';
import { type About, enoughOf, type Rule, rulesFor } from './rules.js';

/** A tick as far as the state of a list goes: of which rule, and whether a link or a file proves it. */
export type TickState = { rule: string; proven: boolean };
/** One item of a deliverable's list, with the tick that stands. */
export type Item<T extends TickState = TickState> = Rule & { words: string; tick: T | null };

/** What decides a deliverable's rules: the compensation, link and code of its collab, its own platform and kind. */
export function aboutOf(collab: Row, row: Row): About {
  const compensation = collab.compensation as About['compensation'];
  return {
    compensation,
    platform: (row.platform ?? null) as About['platform'],
    kind: row.kind as About['kind'],
    earns: ['affiliate', 'mixed'].includes(compensation) || Boolean(collab.tracking_link || collab.promo_code),
  };
}

/** The list of a deliverable: the rules that apply now, each with its tick. A tick of a rule that no longer applies counts for nothing. */
export function checklist<T extends TickState>(about: About, ticks: readonly T[]): Item<T>[] {
  return rulesFor(about).map((rule) => ({
    ...rule,
    words: enoughOf(rule, about),
    tick: ticks.find((tick) => tick.rule === rule.id) ?? null,
  }));
}

/** The items that nobody ticked. */
export function openOf<T extends TickState>(items: readonly Item<T>[]): Item<T>[] {
  return items.filter(({ tick }) => tick === null);
}

/** The items that are open, or ticked without a link or a file. */
export function unprovenOf<T extends TickState>(items: readonly Item<T>[]): Item<T>[] {
  return items.filter(({ tick }) => !tick?.proven);
}

/** How far a list is: one pip a rule, and in words. */
export function progressOf(items: readonly Item[]) {
  const ticked = items.length - openOf(items).length;
  return {
    text: `${ticked} of ${items.length}`,
    all: ticked === items.length,
    width: Math.max(0, items.length * 8 - 2),
    pips: items.map((_, n) => ({ x: n * 8, cls: n < ticked ? 'on' : 'off' })),
  };
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** "“Live” waits for three items". */
export function waitsFor(open: readonly unknown[]): string {
  const n = open.length;
  return `“Live” waits for ${NUMBERS[n] ?? n} ${n === 1 ? 'item' : 'items'}`;
}
