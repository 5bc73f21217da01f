import type { RecordModule } from '../module.js';

/** What a list's bar offers for its ticked rows. `sum`: what the sum of their amounts is called, where they have any, and where all rows' stand. */
export function bulkBarOf({ kind, bulk }: Pick<RecordModule, 'kind' | 'bulk'>, sum?: { label: string; all: string }) {
  const state = bulk.find(({ isState }) => isState);
  const others = bulk.filter((field) => field !== state);
  const fields = others.map(({ name, label }) => ({ name: 'field', value: name, label: `Set ${label.toLowerCase()}` }));
  const more = [...fields, { name: 'act', value: 'untag', label: 'Remove tag', rule: true }];
  return {
    sum: sum && { ...sum, of: `${kind.path}/totals` },
    many: kind.many,
    action: `${kind.path}/bulk`,
    states: state?.options?.map(({ value, label }) => ({ name: state.name, value, label })) ?? null,
    more,
  };
}
