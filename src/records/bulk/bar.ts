import { MOST_TICKED } from '../limits.js';
import type { ListedModule } from '../module.js';
import type { ManyAct } from '../record/acts.js';
import type { BulkField } from './field.js';

/** What a list's bar offers for its ticked rows. `sum`: what the sum of their amounts is called, where they have any, and where all rows' stand. */
export function bulkBarOf(
  { kind, bulk, many }: Pick<ListedModule, 'kind' | 'bulk'> & { many?: readonly ManyAct[] | undefined },
  sum?: { label: string; all: string },
) {
  const state = bulk.find(({ isState }) => isState);
  const others = bulk.filter((field) => field !== state);
  const fields = others.map(({ name, label }) => ({
    name: 'field',
    value: name,
    label: `Set ${label.toLowerCase()}`,
    attrs: ASKED,
  }));
  const untag = { name: 'act', value: 'untag', label: 'Remove tag', rule: true, attrs: ASKED };
  const more = [...fields, ...(kind.untagged ? [] : [untag])];
  return {
    others: many ?? [],
    tagged: !kind.untagged,
    sum: sum && { ...sum, of: `${kind.path}/totals` },
    many: kind.many,
    most: MOST_TICKED,
    action: `${kind.path}/bulk`,
    states:
      state?.options?.map(({ value, label }) => ({
        name: state.name,
        value,
        label,
        attrs: attrsOf(state, value),
      })) ?? null,
    more,
  };
}

// What needs nothing besides is done at once, with an undo; what does is asked for.
function attrsOf({ beside }: BulkField, value: string) {
  return (beside?.(value) ?? []).length === 0 ? AT_ONCE : ASKED;
}

const ASKED = { 'data-turbo-frame': 'act' };
const AT_ONCE = { ...ASKED, 'data-action': 'row-selection#doNow' };
