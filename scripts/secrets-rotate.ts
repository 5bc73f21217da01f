import { rotateSealed } from '../src/platform/postgres/sealed-rows.js';
import { accountScript } from './support/accounts.js';
import { ScriptFault } from './support/script.js';
import { SEALED } from './support/sealed.js';

const usage = `Encrypts every secret of two-factor and of webhooks under the first key of ENCRYPTION_KEY. The keys that they are under now must
be listed behind it. It can be run beside the app, and again.`;

await accountScript({ usage }, async ({ config, database }) => {
  const { changed, current, unreadable } = await rotateSealed(database, config.encryptionKeys, SEALED);
  console.log(`${changed} encrypted anew under ${config.encryptionKeys[0]?.id}; ${current} were under it already.`);
  if (unreadable.length > 0) {
    const keys = [...new Set(unreadable)].sort().join(', ');
    throw new ScriptFault(
      `${unreadable.length} could not be read and are as they were. They are under: ${keys}. List these keys behind the first, and run this again.`,
    );
  }
});
