import { page } from '../../http/reply.js';
import { publicRoutes } from '../../http/routes.js';
import type { AuthDependencies } from './actions.js';
import { loginPages } from './login-pages.js';
import { registerPages } from './register-pages.js';
import { setupPages } from './setup-pages.js';

/** Logging in and out, asking for an account, and the setup link of the first admin. */
export function authRoutes(deps: AuthDependencies) {
  const { showLogin, sendLogin, logOut } = loginPages(deps);
  const { showRegister, sendRegister } = registerPages(deps);
  const { showSetup, sendSetup } = setupPages(deps);

  return publicRoutes(({ get, post }) => {
    get('/auth/login', showLogin);
    post('/auth/login', sendLogin);
    post('/auth/logout', logOut);
    get('/auth/register', showRegister);
    post('/auth/register', sendRegister);
    get('/auth/pending', () => page('auth/pending.njk', { sends_mail: deps.config.sendsMail }));
    get('/setup', showSetup);
    post('/setup', sendSetup);
  });
}
