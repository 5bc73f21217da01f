import type { Person } from '../../http/person.js';
import { notYet } from '../../records/happened.js';
import type { RecordState } from '../../records/state.js';
import type { CollabData } from './fields.js';

type Row = { row: string | null } & Readonly<Record<string, unknown>>;

/** What is said of days on which something happened and which are still to come: of those that are new or were changed. */
export function toComeFaults(data: CollabData, before: RecordState | null, person: Person): Record<string, string> {
  const faultsOf = (part: string, names: readonly string[], rows: readonly Row[], were: readonly Row[]) =>
    rows.flatMap((row, n) => {
      const was = were.find((it) => it.row !== null && it.row === row.row);
      return names.flatMap((name) => {
        const fault = row[name] === was?.[name] ? undefined : notYet(row[name] as string | null, person);
        return fault ? [[`${part}_${name}_${n}`, fault] as const] : [];
      });
    });
  const were = (name: string) => (before?.fields[name] ?? []) as unknown as readonly Row[];
  const signed = data.signed_on === before?.fields.signed_on ? undefined : notYet(data.signed_on, person);
  return Object.fromEntries([
    ...faultsOf(
      'deliverable',
      ['submitted_on', 'approved_on', 'went_live_on'],
      data.deliverables,
      were('deliverables'),
    ),
    ...faultsOf('payment', ['paid_on'], data.payments, were('payments')),
    ...(signed ? [['signed_on', signed] as const] : []),
  ]);
}
