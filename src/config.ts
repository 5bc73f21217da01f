import { existsSync } from 'node:fs';
import { ConfigError } from './config/error.js';
import { unknownNames } from './config/names.js';
import { SECRET_FILES, withSecretFiles } from './config/secret-files.js';
import { toConfig } from './config/to-config.js';
import { faultsTogether } from './config/together.js';
import { schema, VARIABLES } from './config/variables.js';

export { ConfigError } from './config/error.js';
export type { MailSettings } from './config/mail.js';
export { isMailAddress, type Mailbox } from './config/mail-address.js';
export type { MetricsGuard } from './config/metrics.js';
export { SECRET_FILES, SECRETS } from './config/secret-files.js';
export type { S3Settings } from './config/storage.js';
export { VARIABLES } from './config/variables.js';

export type Config = ReturnType<typeof toConfig>;

/**
 * The environment as the app wants it; throws a `ConfigError` that lists every fault. An empty variable counts as unset, and a
 * secret may stand in a file that its variable's name with _FILE behind it names.
 */
export function loadConfig(source: NodeJS.ProcessEnv): Config {
  const { env, faults: unread } = withSecretFiles(withoutEmpty(source));
  const parsed = schema.safeParse(env);
  const wrong = parsed.error?.issues.map((issue) => issue.message) ?? [];
  // What could not be read is set all the same: that it is not would be a second sentence about one fault.
  const others = [...wrong, ...faultsTogether(env)].filter((it) => !unread.has(it.split(' ')[0] ?? ''));
  const faults = [...unread.values(), ...others];
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);
  return toConfig(parsed.data, unknownNames(env, [...VARIABLES, ...SECRET_FILES]));
}

/** What stands where a variable is not set and nothing is worked out of others, by its name. */
export function defaultSettings(): Record<string, unknown> {
  return schema.parse({});
}

/** `loadConfig` of this process. A `.env` in the working folder counts outside production. */
export function ownConfig(): Config {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(process.env);
}

/** `ownConfig`; prints the faults and exits with 1. */
export function readConfig(): Config {
  try {
    return ownConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function withoutEmpty(source: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter((entry): entry is [string, string] => !!entry[1]?.trim()));
}
