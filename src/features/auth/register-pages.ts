import type { Request } from 'express';
import { blankForm, parseForm } from '../../http/form.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { askForMail } from './account-mail-job.js';
import { type AuthDependencies, register, sourceOf } from './actions.js';
import { newAccountPage, whereaboutsOf, withPasswordRules } from './new-account.js';
import { registerForm } from './schema.js';
import { needsSetup } from './setup-link.js';

/** Asking for an account, once there is an admin who could approve it. */
export function registerPages(deps: AuthDependencies) {
  const { config, database } = deps;
  const policy = config.passwordPolicy;
  const setupNeeded = () =>
    database.readAsSystem('whether there is an admin is asked before there is a person', needsSetup);

  return {
    async showRegister(req: Request): Promise<Reply> {
      if (req.person) return redirect('/');
      if (await setupNeeded()) return page('auth/not-set-up.njk');
      return page('auth/register.njk', newAccountPage(req, blankForm(), policy));
    },
    async sendRegister(req: Request): Promise<Reply> {
      if (await setupNeeded()) return page('auth/not-set-up.njk', {}, 409);
      const parsed = withPasswordRules(parseForm(registerForm, req.body), policy);
      if (!parsed.ok) return invalid('auth/register.njk', newAccountPage(req, parsed.form, policy));
      const { email } = parsed.data;
      const id = await register(deps, { ...parsed.data, ...whereaboutsOf(req) }, sourceOf(req));
      if (config.sendsMail) await askForMail(deps.queue, { about: 'registered', email, id });
      return redirect('/auth/pending');
    },
  };
}
