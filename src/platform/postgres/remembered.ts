import type pg from 'pg';

/** How many statements a connection remembers; a plan takes some 100 KB there. */
const MOST = 200;
const remembered = new WeakMap<pg.ClientBase, Map<string, string>>();
let named = 0;

/** The name by which a connection remembers from now on what that key stands for: a statement, and how it is planned. */
export function remember(client: pg.ClientBase, key: string): string {
  const names = namesOf(client);
  const name = names.get(key) ?? `kept_${++named}`;
  // At the end stands what was asked last.
  names.delete(key);
  names.set(key, name);
  return name;
}

/** The names that a connection has to forget: of what it was not asked for longest. */
export function overflowing(client: pg.ClientBase): string[] {
  const names = namesOf(client);
  const oldest = [...names].slice(0, Math.max(0, names.size - MOST));
  for (const [key] of oldest) names.delete(key);
  return oldest.map(([, name]) => name);
}

/** Has these remembered anew, by other names. */
export function forget(client: pg.ClientBase, keys: readonly string[]): void {
  for (const key of keys) namesOf(client).delete(key);
}

function namesOf(client: pg.ClientBase): Map<string, string> {
  const names = remembered.get(client) ?? new Map<string, string>();
  remembered.set(client, names);
  return names;
}
