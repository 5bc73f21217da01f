import type { Request } from 'express';
import { blankForm, type Form, parseForm } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type AuthDependencies, createFirstAdmin, sourceOf } from './actions.js';
import { letIn } from './let-in.js';
import { newAccountPage, whereaboutsOf, withPasswordRules } from './new-account.js';
import { setupForm } from './schema.js';
import { isSetupToken } from './setup-link.js';

/** Becoming the first admin, by the link that the start printed. */
export function setupPages(deps: AuthDependencies) {
  const { config, database } = deps;
  const policy = config.passwordPolicy;
  const holds = (token: string) =>
    database.readAsSystem('the first admin is made before there is a person', (db) => isSetupToken(db, token));
  const setupPage = (req: Request, form: Form, token: string) => ({ ...newAccountPage(req, form, policy), token });

  return {
    async showSetup(req: Request): Promise<Reply> {
      const token = one(req.query.token) ?? '';
      return (await holds(token)) ? page('auth/setup.njk', setupPage(req, blankForm(), token)) : linkIsOver();
    },
    async sendSetup(req: Request): Promise<Reply> {
      const token = one(req.body?.token) ?? '';
      if (!(await holds(token))) return linkIsOver();
      const parsed = withPasswordRules(parseForm(setupForm, req.body), policy);
      if (!parsed.ok) return invalid('auth/setup.njk', setupPage(req, parsed.form, token));
      const personId = await createFirstAdmin(deps, token, { ...parsed.data, ...whereaboutsOf(req) }, sourceOf(req));
      if (!personId) return linkIsOver();
      await letIn(deps, req, personId);
      return redirect('/', 'This server is yours to run. People can ask for an account now.');
    },
  };
}

function linkIsOver(): Reply {
  return page('auth/setup-over.njk', {}, 404);
}
