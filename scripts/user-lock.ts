import { lock } from '../src/features/admin/index.js';
import { accountScript, meant, REASON, reasonGiven, WHO } from './support/accounts.js';
import { ScriptFault } from './support/script.js';

const usage = 'Keeps an account out until it is unlocked, and ends its sessions. The last admin cannot be locked.';
const options = { ...WHO, reason: { ...REASON, required: true } } as const;

await accountScript({ usage, options }, async ({ args, database }) => {
  const reason = reasonGiven(args);
  if (!reason) throw new ScriptFault('--reason must say why: admins read it beside the account.');
  const said = await database.asSystem('the operator locks an account', async (tx) => {
    const account = await meant(tx, args);
    const isNew = await lock(tx, account, {}, reason);
    return isNew
      ? `${account.email} is locked. Their sessions have ended.`
      : `${account.email} was locked already. Nothing was changed.`;
  });
  console.log(said);
});
