import type pg from 'pg';

/** How many statements a connection remembers; a plan takes some 100 KB there. */
const MOST = 200;
const remembered = new WeakMap<pg.ClientBase, Map<string, string>>();
let named = 0;

/** The name by which a connection remembers that statement from now on. */
export function remember(client: pg.ClientBase, text: string): string {
  const names = namesOf(client);
  const name = names.get(text) ?? `kept_${++named}`;
  // At the end stands what was asked last.
  names.delete(text);
  names.set(text, name);
  return name;
}

/** The names that a connection has to forget: of what it was not asked for longest. */
export function overflowing(client: pg.ClientBase): string[] {
  const names = namesOf(client);
  const oldest = [...names].slice(0, Math.max(0, names.size - MOST));
  for (const [text] of oldest) names.delete(text);
  return oldest.map(([, name]) => name);
}

/** Has these statements remembered anew, by other names. */
export function forget(client: pg.ClientBase, texts: readonly string[]): void {
  for (const text of texts) namesOf(client).delete(text);
}

function namesOf(client: pg.ClientBase): Map<string, string> {
  const names = remembered.get(client) ?? new Map<string, string>();
  remembered.set(client, names);
  return names;
}
