import { resetTwoFactor, twoFactorMail } from '../src/features/auth/index.js';
import { openOutbox } from '../src/features/mail/index.js';
import { createViews } from '../src/http/views.js';
import { accountScript, meant, WHO } from './support/accounts.js';

const usage = `Takes the app, the recovery codes and the passkeys from an account, for a lost phone: the password alone logs in then. The
person's sessions end, and a mail tells them.`;

await accountScript({ usage, options: WHO }, async ({ args, config, database }) => {
  // Its mail is found by a worker.
  const outbox = openOutbox({
    config,
    views: createViews({ production: true }),
    queue: { send: async () => undefined },
  });
  const said = await database.asSystem('the operator resets a second factor', async (tx) => {
    const account = await meant(tx, args);
    if (!(await resetTwoFactor(tx, account, {})))
      return `${account.email} has neither an app nor a passkey. Nothing was changed.`;
    if (outbox.sends) await outbox.write(tx, 'two_factor_changed', account, twoFactorMail(config, 'reset'));
    return `${account.email} logs in with the password alone now.`;
  });
  console.log(said);
});
