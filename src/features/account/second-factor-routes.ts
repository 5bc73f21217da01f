import { type Route, userRoutes } from '../../http/routes.js';
import type { AccountDependencies } from './actions.js';
import { passkeyPages } from './passkey-pages.js';
import { twoFactorPages } from './two-factor-pages.js';

/** What one proves at login besides the password: an app and its recovery codes, and passkeys. Each change asks for the password first. */
export function secondFactorRoutes(deps: AccountDependencies): Route[] {
  const app = twoFactorPages(deps);
  const keys = passkeyPages(deps);
  const confirmed = (stepUp: string) => ({ stepUp, ownAccount: true });

  return userRoutes(({ getWithoutTx, postWithoutTx }) => {
    getWithoutTx('/account/two-factor', app.showTwoFactor);
    postWithoutTx('/account/two-factor/begin', app.begin, confirmed('set up two-factor'));
    getWithoutTx('/account/two-factor/setup', app.showSetup, confirmed('set up two-factor'));
    postWithoutTx('/account/two-factor/setup', app.finish, confirmed('set up two-factor'));
    getWithoutTx('/account/two-factor/recovery-codes', app.showCodes);
    postWithoutTx('/account/two-factor/recovery-codes', app.renewCodes, confirmed('make new recovery codes'));
    postWithoutTx('/account/two-factor/recovery-codes/file', app.saveCodes, { ownAccount: true });
    getWithoutTx('/account/two-factor/off', app.showOff, confirmed('turn two-factor off'));
    postWithoutTx('/account/two-factor/off', app.turnOffNow, confirmed('turn two-factor off'));
    getWithoutTx('/account/passkeys', keys.showPasskeys);
    getWithoutTx('/account/passkeys/add', keys.showNew, confirmed('add a passkey'));
    postWithoutTx('/account/passkeys/challenge', keys.challengeNew, confirmed('add a passkey'));
    postWithoutTx('/account/passkeys', keys.add, confirmed('add a passkey'));
    getWithoutTx('/account/passkeys/:id', keys.showOne);
    postWithoutTx('/account/passkeys/:id', keys.rename, confirmed('name the passkey anew'));
    getWithoutTx('/account/passkeys/:id/delete', keys.showRemoval, confirmed('remove the passkey'));
    postWithoutTx('/account/passkeys/:id/delete', keys.remove, confirmed('remove the passkey'));
  });
}
