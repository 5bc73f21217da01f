import { createAdmin, email as emailField, makePassword, passwordFault } from '../src/features/auth/index.js';
import { createPasswords } from '../src/platform/passwords.js';
import { accountScript } from './support/accounts.js';
import { ScriptFault } from './support/script.js';
import { typedPassword } from './support/typed-password.js';

const usage = `Makes an approved admin. The password is asked for at a terminal, or read from standard input.
Who had asked for an account with that address becomes an admin with the new password; the lock of failed logins is lifted.`;

const options = {
  email: { type: 'string', help: 'the address the admin logs in with', required: true },
  name: { type: 'string', help: 'what others see' },
  'make-password': {
    type: 'boolean',
    help: 'makes a password and prints it, instead of asking; it must be changed at the first login',
  },
} as const;

await accountScript({ usage, options }, async ({ args, database, config, lockout }) => {
  const address = emailField.safeParse(args.email);
  if (!address.success) throw new ScriptFault(`--email: ${address.error.issues[0]?.message}`);
  const name = args.name?.trim() || null;
  if (name && [...name].length > 100) throw new ScriptFault('--name: Use 100 characters at most.');
  const isMade = args['make-password'] ?? false;
  const password = isMade ? makePassword() : await typedPassword();
  const fault = passwordFault(password, { email: address.data, name: name ?? '' }, config.passwordPolicy);
  if (fault) throw new ScriptFault(`The password does not do. ${fault}`);
  const hash = await createPasswords().hash(password);
  await database.asSystem('the operator makes an admin', async (tx) => {
    await createAdmin(tx, { email: address.data, name, mustChangePassword: isMade }, hash, {});
    await lockout.lift(tx, address.data);
  });
  console.log(`${address.data} is an admin and can log in.`);
  if (isMade) console.log(`The password must be changed at the first login.\nPassword: ${password}`);
});
