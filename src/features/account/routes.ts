import { type Route, userRoutes } from '../../http/routes.js';
import type { AccountDependencies } from './actions.js';
import { confirmPages } from './confirm-pages.js';
import { emailPages } from './email-pages.js';
import { passwordPages } from './password-pages.js';
import { securityPages } from './security-pages.js';
import { settingsPages } from './settings-pages.js';

const OWN = { ownAccount: true };
const ELSEWHERE = { stepUp: 'sign out elsewhere' };
const ADDRESS = { stepUp: 'change your address' };

/** One's own account: name, time and numbers, limits of one's work, reminders by mail, theme, shortcuts, where one is signed in, address, password, and the password, or a passkey, once more before what wants it. */
export function accountRoutes(deps: AccountDependencies): Route[] {
  const { showAccount, saveName, saveNumbers, saveWork, saveReminders, saveTheme, saveShortcuts } = settingsPages(deps);
  const { showSecurity, endOne, endOthers } = securityPages(deps);
  const { sendConfirmation, challengeConfirmation, sendPasskey } = confirmPages(deps);
  const { showEmail, saveEmail, callOff } = emailPages(deps);
  const { showPassword, savePassword } = passwordPages(deps);

  return userRoutes(({ get, getWithoutTx, postWithoutTx }) => {
    get('/account', (_db, req) => showAccount(req));
    postWithoutTx('/account', saveName, OWN);
    postWithoutTx('/account/numbers', saveNumbers, OWN);
    postWithoutTx('/account/work', saveWork, OWN);
    postWithoutTx('/account/reminders', saveReminders, OWN);
    postWithoutTx('/account/theme', saveTheme, OWN);
    postWithoutTx('/account/shortcuts', saveShortcuts, OWN);
    getWithoutTx('/account/security', showSecurity);
    postWithoutTx('/account/security/sessions/end-others', endOthers, { ...OWN, ...ELSEWHERE });
    postWithoutTx('/account/security/sessions/:session/end', endOne, { ...OWN, ...ELSEWHERE });
    postWithoutTx('/account/confirm', sendConfirmation, OWN);
    postWithoutTx('/account/confirm/passkey/challenge', challengeConfirmation, OWN);
    postWithoutTx('/account/confirm/passkey', sendPasskey, OWN);
    getWithoutTx('/account/email', showEmail, ADDRESS);
    postWithoutTx('/account/email', saveEmail, { ...OWN, ...ADDRESS });
    postWithoutTx('/account/email/call-off', callOff, OWN);
    get('/account/password', (_db, req) => showPassword(req));
    postWithoutTx('/account/password', savePassword, OWN);
  });
}
