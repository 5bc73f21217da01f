import type { Database } from '../../platform/postgres/database.js';
import { readForApi } from '../../records/api/json.js';
import type { Kind } from '../../records/kinds.js';
import { kindsOf, type Module } from '../../records/module.js';
import { kindOfSubject, TEST } from './events.js';
import type { Due } from './turns.js';

const WHY = 'what its person must not hear of is no delivery any more';

type Parts = { database: Database; modules: readonly Pick<Module, 'kind' | 'fields' | 'list'>[] };

/**
 * The text of a message: what happened, when, and the record as its person reads it now through the API. So what comes late or twice
 * leads nobody back, and what they may not see any more is not told: its delivery is forgotten, and undefined answered.
 */
export async function messageOf({ database, modules }: Parts, due: Due): Promise<string | undefined> {
  const said = (type: string, data: object) => JSON.stringify({ type, timestamp: due.at.toISOString(), data });
  if (due.subject === null || due.record_id === null) return said(`webhook.${TEST}`, { webhook_id: due.webhook_id });
  const kind = kindOfSubject(kindsOf(modules), due.subject);
  const record = kind && (await recordOf({ database, modules }, due, kind));
  if (kind && record) return said(`${kind.name}.${due.act}`, record);
  await database.asSystem(WHY, (tx) => tx.$executeRaw`delete from webhook_deliveries where id = ${due.id}::uuid`);
  return undefined;
}

// What was purged meanwhile is still told to be deleted, by its id, where nobody was kept from seeing it.
async function recordOf(
  { database, modules }: Parts,
  { user_id, record_id: id, act }: Due,
  kind: Kind,
): Promise<object | undefined> {
  const module = modules.find((it) => it.kind === kind);
  const record = module && id && (await database.readAsUser(user_id, (db) => readForApi(db, module, id)));
  return record || (act === 'deleted' && !kind.hidden ? { id } : undefined);
}
