import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Value } from '../fields/field.js';
import type { Change, Changes } from '../history.js';
import type { Reversible, Updated } from '../module.js';
import type { RecordState } from '../state.js';

/** How taking a change back ended; `moved`: the field that was changed since, so that nothing was taken back. */
export type Reversed = Updated | { kind: 'moved'; field: string } | { kind: 'nothing' };

/** Takes back all that one change made of a record, by its form's rules, unless any of it was changed since: a state and its day belong together. */
export async function reverseChange(
  tx: WriteDoor,
  module: Reversible,
  person: Person,
  record: RecordState,
  changes: Changes,
): Promise<Reversed> {
  const names = Object.keys(changes).filter((name) => module.names.includes(name));
  if (names.length === 0) return { kind: 'nothing' };
  const before = Object.fromEntries(
    names.map((name) => [name, module.history.before(name, record.fields[name], changes[name] as Change)]),
  );
  const field = names.find(
    (name) => !standsSo(module, name, record.fields[name], before[name], changes[name] as Change),
  );
  if (field) return { kind: 'moved', field };
  const fields = { ...record.fields, ...before };
  return module.update(tx, person, record.id, record.version, module.typed(fields), before);
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
