import { page, redirect } from '../../http/reply.js';
import { publicRoutes } from '../../http/routes.js';
import type { AuthDependencies } from './actions.js';
import { addressPages } from './address-pages.js';
import { invitationPages } from './invitation-pages.js';
import { loginPages } from './login-pages.js';
import { passkeyLoginPages } from './passkeys/login-pages.js';
import { registerPages } from './register-pages.js';
import { resetPages } from './reset-pages.js';
import { stepPages } from './second-factor/step-pages.js';
import { setupPages } from './setup-pages.js';
import { verifyPages } from './verify-pages.js';

/** Logging in and out, asking for an account, what is done by a link in a mail, and the setup link of the first admin. */
export function authRoutes(deps: AuthDependencies) {
  const { showLogin, sendLogin, logOut } = loginPages(deps);
  const { showStep, sendStep } = stepPages(deps);
  const { challengeLogin, sendPasskey } = passkeyLoginPages(deps);
  const { showRegister, sendRegister } = registerPages(deps);
  const { showForgotten, sendForgotten, showReset, sendReset } = resetPages(deps);
  const { showVerify, sendVerify, askVerification } = verifyPages(deps);
  const { showAddressLink, sendAddressLink } = addressPages(deps);
  const { showInvitation, acceptInvitation } = invitationPages(deps);
  const { showSetup, sendSetup } = setupPages(deps);

  return publicRoutes(({ get, post }) => {
    get('/auth', () => redirect('/auth/login'));
    get('/auth/login', showLogin);
    post('/auth/login', sendLogin);
    get('/auth/two-factor', showStep);
    post('/auth/two-factor', sendStep);
    post('/auth/passkey/challenge', challengeLogin);
    post('/auth/passkey', sendPasskey);
    post('/auth/logout', logOut);
    get('/auth/register', showRegister);
    post('/auth/register', sendRegister);
    get('/auth/pending', () => page('auth/pending.njk', pendingPage(deps.config)));
    get('/auth/forgot-password', showForgotten);
    post('/auth/forgot-password', sendForgotten);
    get('/auth/reset-password', showReset);
    post('/auth/reset-password', sendReset);
    get('/auth/verify-email', showVerify);
    post('/auth/verify-email', sendVerify);
    post('/auth/verification', askVerification);
    get('/auth/confirm-address', showAddressLink);
    post('/auth/confirm-address', sendAddressLink);
    get('/auth/invitation', showInvitation);
    post('/auth/invitation', acceptInvitation);
    get('/setup', showSetup);
    post('/setup', sendSetup);
  });
}

function pendingPage({ sendsMail, verifiesAddresses }: AuthDependencies['config']) {
  return { sends_mail: sendsMail, verifies: sendsMail && verifiesAddresses };
}
