import { createHmac } from 'node:crypto';
import type { SealingKey } from '../sealing.js';
import { BackupFault } from './fault.js';
import type { Manifest } from './manifest.js';

type ArchivedKeys = Manifest['keys'];

/** The names of the keys that a backup's rows are under, each with a check that tells it from others and gives nothing of it away. */
export function archivedKeys(used: string[], keys: readonly SealingKey[]): ArchivedKeys {
  return used.map((id) => ({ id, check: checkOf(keys.find((it) => it.id === id)) }));
}

/** Refuses a restore where a key is missing under which its rows are: what it sealed could not be read. */
export function requireKeys(archived: ArchivedKeys, keys: readonly SealingKey[]): void {
  for (const { id, check } of archived) {
    const ours = keys.find((it) => it.id === id);
    if (!ours) throw new BackupFault(`${SEALED} the key ${id}, which ENCRYPTION_KEY does not list. ${DO}`);
    if (check !== null && checkOf(ours) !== check)
      throw new BackupFault(`${SEALED} another key than the one that ENCRYPTION_KEY calls ${id}. ${DO}`);
  }
}

const SEALED = 'Secrets of two-factor or of webhooks in this backup are encrypted under';
const DO =
  'Set ENCRYPTION_KEY as it was where the backup was made. With --without-keys the rest is restored, and who logs in by a code of an app must be let in by user:reset-two-factor.';

function checkOf(key: SealingKey | undefined): string | null {
  return key ? createHmac('sha256', key.key).update('mouse-domination backup').digest('hex').slice(0, 16) : null;
}
