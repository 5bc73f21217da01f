import { resetPassword } from '../src/features/admin/index.js';
import { makePassword } from '../src/features/auth/index.js';
import { createPasswords } from '../src/platform/passwords.js';
import { accountScript, meant, WHO } from './support/accounts.js';

const usage = `Makes a new password and prints it. The person must change it at the next login; their sessions end, and the lock
of failed logins is lifted.`;

await accountScript({ usage, options: WHO }, async ({ args, database, lockout }) => {
  const password = makePassword();
  const hash = await createPasswords().hash(password);
  const email = await database.asSystem('the operator resets a password', async (tx) => {
    const account = await meant(tx, args);
    await resetPassword(tx, lockout, account, hash, {});
    return account.email;
  });
  console.log(`${email} has a new password and must change it at the next login.\nPassword: ${password}`);
});
