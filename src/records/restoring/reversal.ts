import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Value } from '../fields/field.js';
import type { Change, Changes } from '../history.js';
import type { Reversible, Updated } from '../module.js';
import type { RecordForm } from '../record/draft.js';
import type { RecordState } from '../state.js';

/** How taking a change back ended; `moved`: the field that was changed since, so that nothing was taken back. */
type Reversed = Updated | { kind: 'moved'; field: string } | { kind: 'nothing' };

/** Takes back all that one change made of a record, by its form's rules, unless any of it was changed since: a state and its day belong together. */
export async function reverseChange(
  tx: WriteDoor,
  module: Reversible,
  person: Person,
  record: RecordState,
  changes: Changes,
): Promise<Reversed> {
  const [reversed] = await reverseChanges(tx, module, person, [{ record, changes }]);
  return reversed as Reversed;
}

/** The same of changes of several records, one of each, in few statements. */
export async function reverseChanges(
  tx: WriteDoor,
  module: Reversible,
  person: Person,
  all: readonly { record: RecordState; changes: Changes }[],
): Promise<Reversed[]> {
  const meant = all.map(({ record, changes }) => reversalOf(module, record, changes));
  const updated = await module.updateAll(
    tx,
    person,
    meant.flatMap((it) => ('kind' in it ? [] : [it])),
  );
  return meant.map((it) => ('kind' in it ? it : (updated.shift() as Updated)));
}

function reversalOf(module: Reversible, record: RecordState, changes: Changes): RecordForm | Reversed {
  const names = Object.keys(changes).filter((name) => module.names.includes(name));
  if (names.length === 0) return { kind: 'nothing' };
  const before = Object.fromEntries(
    names.map((name) => [name, module.history.before(name, record.fields[name], changes[name] as Change)]),
  );
  const field = names.find(
    (name) => !standsSo(module, name, record.fields[name], before[name], changes[name] as Change),
  );
  if (field) return { kind: 'moved', field };
  const body = module.typed({ ...record.fields, ...before });
  return { record, version: record.version, body, restored: before };
}

// What the change made of it stands as it was made: made once more of the value before it, it is the same change.
function standsSo(
  module: Reversible,
  name: string,
  now: Value | undefined,
  before: Value | undefined,
  change: Change,
): boolean {
  const again = module.history.kept({ [name]: [before ?? null, now ?? null] })[name] as Change;
  const made = module.history.kept({ [name]: change })[name] as Change;
  return isDeepStrictEqual(again[1] ?? null, made[1] ?? null);
}
