import type { FieldName } from '../../src/features/inventory/fields.js';
import { dayAfter } from '../../src/platform/clock.js';
import { type Changes, changesBetween } from '../../src/records/history.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';
import type { Unit } from './stories.js';
import type { Fields, Step } from './types.js';

type Owner = { id: string; email: string; day: string };
export type ItemRow = Fields & {
  id: string;
  user_id: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
};
export type HistoryRow = {
  id: string;
  user_id: string | null;
  actor_id: string;
  at: string;
  act: 'created' | 'changed' | 'state_set' | 'deleted';
  changes: Changes;
  inventory_item_id: string | null;
  company_id: string | null;
  contact_id?: string;
  guide_episode_id?: string;
  template_id?: string;
};
type Told = { at: string; act: HistoryRow['act']; changes: Changes };

const BEFORE_ANY: Fields = { quantity: 1, condition: 'new', review_state: 'not_started', disclosure_made: false };
// No record is touched twice within these minutes.
const APART = 9;

/** A unit's row as its steps left it on `day`, and the rows of its history, one a step; both come from the same steps. */
export function rowsOf(
  unit: Unit,
  { id: user_id, email, day }: Owner,
  nth: number,
): { item: ItemRow; history: HistoryRow[] } {
  const chance = chanceOf(`rows of ${email} ${nth}`);
  const steps: Step[] = unit.trashed === undefined ? unit.steps : [...unit.steps, { ago: unit.trashed, set: {} }];
  const times = timesOf(steps, day, () => chance.between(0, 300));
  const { fields, told } = tell(unit.steps, times, day);
  const deleted_at = unit.trashed === undefined ? null : (times.at(-1) ?? null);
  if (deleted_at) told.push({ at: deleted_at, act: 'deleted', changes: {} });
  const [created_at, updated_at] = [times[0] ?? '', times.at(-1) ?? ''];
  const id = chance.id(created_at);
  const item = { id, user_id, version: unit.steps.length, created_at, updated_at, deleted_at, ...fields };
  const entry = { user_id, actor_id: user_id, inventory_item_id: id, company_id: null };
  return { item, history: told.map((it) => ({ id: chance.id(it.at), ...entry, ...it })) };
}

function timesOf(steps: Step[], day: string, minutes: () => number): string[] {
  let last = -APART;
  return steps.map(({ ago }, n) => {
    last = steps[n - 1]?.ago === ago ? last + APART : minutes();
    return atWork(dayAfter(day, -ago), last);
  });
}

function tell(steps: Step[], times: string[], day: string): { fields: Fields; told: Told[] } {
  let fields = BEFORE_ANY;
  const told = steps.map((step, n): Told => {
    const after = { ...fields, ...step.set, ...dated(step, day), ...(step.state ? { state: step.state } : {}) };
    const changes = changesBetween<FieldName>(fields, after, Object.keys(after) as FieldName[]);
    fields = after;
    const at = times[n] ?? '';
    // As the app does: what a record began with stands in the record, so its first entry tells the state alone.
    if (n === 0) return { at, act: 'created', changes: { state: [null, step.state ?? null] } };
    return { at, act: step.state ? 'state_set' : 'changed', changes };
  });
  return { fields, told };
}

function dated({ days = {} }: Step, day: string): Fields {
  return Object.fromEntries(Object.entries(days).map(([field, ago]) => [field, dayAfter(day, -ago)]));
}
