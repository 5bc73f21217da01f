import { type KeptSecrets, keptSecrets } from '../platform/secrets.js';
import { ConfigError } from './error.js';
import { encryptionKeys, sessionSecrets } from './fields.js';
import type { ConfigValues } from './variables.js';

/** What is not set is kept in the data folder. Newest first, both. */
export function secretsOf(values: ConfigValues, dataDir: string) {
  const { SESSION_SECRET, ENCRYPTION_KEY } = values;
  const kept = SESSION_SECRET && ENCRYPTION_KEY ? undefined : keptIn(dataDir);
  return {
    session: {
      secrets: SESSION_SECRET ?? sessionSecrets().parse(kept?.sessionSecret),
      idleHours: values.SESSION_IDLE_HOURS,
      absoluteDays: values.SESSION_ABSOLUTE_DAYS,
    },
    encryptionKeys: ENCRYPTION_KEY ?? encryptionKeys().parse(kept?.encryptionKey),
  };
}

function keptIn(dataDir: string): KeptSecrets {
  try {
    return keptSecrets(dataDir);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'its secrets.json is not JSON';
    throw new ConfigError([`DATA_DIR must be a folder in which the app can keep its files (${reason}).`]);
  }
}
