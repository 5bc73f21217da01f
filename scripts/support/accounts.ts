import type { Config } from '../../src/config.js';
import { type Account, accountToChange } from '../../src/features/admin/index.js';
import { createLockout, type Lockout } from '../../src/features/auth/index.js';
import { runningText } from '../../src/http/clean-text.js';
import { isId } from '../../src/http/form.js';
import { Conflict, NotFound } from '../../src/platform/errors.js';
import { type Database, openDatabase, type WriteDoor } from '../../src/platform/postgres/database.js';
import { migrationStatus } from '../../src/platform/postgres/migrations.js';
import { type Args, type Options, ScriptFault, script } from './script.js';

/** `--email` and `--id`: whose account is meant. */
export const WHO = {
  email: { type: 'string', help: 'the address of the account' },
  id: { type: 'string', help: 'its id, instead of the address' },
} as const satisfies Options;

/** `--reason`: what admins read beside the account. */
export const REASON = { type: 'string', help: 'why; admins read it beside the account' } as const;

const LONGEST_REASON = 1000;

/** What `--reason` says, trimmed; null where it says nothing. */
export function reasonGiven({ reason }: { reason?: string | undefined }): string | null {
  const said = runningText(reason ?? '').trim();
  if ([...said].length > LONGEST_REASON)
    throw new ScriptFault(`--reason may have ${LONGEST_REASON} characters at most.`);
  return said || null;
}

type Work<O extends Options> = (context: {
  args: Args<O>;
  database: Database;
  config: Config;
  lockout: Lockout;
}) => Promise<void>;

/** A script about accounts: the system's door to a migrated database, closed at the end. Refusals are said in one sentence. */
export function accountScript<const O extends Options>(
  about: { usage: string; options?: O },
  work: Work<O>,
): Promise<void> {
  return script(about, async ({ args, config, url }) => {
    if ((await migrationStatus(url)).pending.length > 0)
      throw new ScriptFault('The database is not migrated. Run npm run db:migrate first.');
    const database = openDatabase(
      { ...config.database, url },
      { warn: (_data, message) => void process.stderr.write(`${message}\n`) },
    );
    try {
      await work({ args, database, config, lockout: createLockout(config) });
    } catch (error) {
      if (error instanceof NotFound)
        throw new ScriptFault('No account has this email or id. npm run user:list shows them all.');
      throw error instanceof Conflict ? new ScriptFault(error.message) : error;
    } finally {
      await database.close();
    }
  });
}

/** Finds the account that `--email` or `--id` means, and locks its row until the transaction ends. */
export function meant(
  tx: WriteDoor,
  { email, id }: { email: string | undefined; id: string | undefined },
): Promise<Account> {
  if ((email === undefined) === (id === undefined)) throw new ScriptFault('Give either --email or --id.');
  if (email !== undefined) return accountToChange(tx, { email });
  if (!isId(id ?? '')) throw new ScriptFault('--id must be a UUID, such as user:list prints it.');
  return accountToChange(tx, { id: id ?? '' });
}
