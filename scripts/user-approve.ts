import { approve } from '../src/features/admin/index.js';
import { accountScript, meant, WHO } from './support/accounts.js';

const usage = 'Approves an account, also one that was rejected.';

await accountScript({ usage, options: WHO }, async ({ args, database }) => {
  const said = await database.asSystem('the operator approves an account', async (tx) => {
    const account = await meant(tx, args);
    const changed = await approve(tx, account, {});
    return changed
      ? `${account.email} is approved and can log in.`
      : `${account.email} was approved already. Nothing was changed.`;
  });
  console.log(said);
});
