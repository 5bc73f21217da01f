import { unlock } from '../src/features/admin/index.js';
import { accountScript, meant, REASON, reasonGiven, WHO } from './support/accounts.js';

const usage = 'Lifts the lock that failed logins set and the one that an admin set.';
const options = { ...WHO, reason: REASON };

await accountScript({ usage, options }, async ({ args, database, lockout }) => {
  const said = await database.asSystem('the operator lifts a lock', async (tx) => {
    const account = await meant(tx, args);
    await unlock(tx, lockout, account, {}, reasonGiven(args));
    return `${account.email} is unlocked.`;
  });
  console.log(said);
});
