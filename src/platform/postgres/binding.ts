/** An API token by which a person's program writes: the history of what it changes names it. */
export type NamedToken = { id: string; name: string };
/** Whom a transaction is for: a person, or the system, which crosses owners. */
export type Binding =
  | { role: 'mouse_app'; personId: string; token?: NamedToken | undefined }
  | { role: 'mouse_system'; token?: undefined };

export const SYSTEM: Binding = { role: 'mouse_system' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As that person; `token`: where a program of theirs writes. */
export function as(personId: string, token?: NamedToken): Binding {
  return { role: 'mouse_app', personId, token };
}

/** The person's id, safe to stand in a statement; empty for the system, which the policies read as nobody. */
export function personOf(binding: Binding): string {
  if (binding.role === 'mouse_system') return '';
  if (!UUID.test(binding.personId)) throw new Error('a person is named by a UUID');
  return binding.personId;
}
