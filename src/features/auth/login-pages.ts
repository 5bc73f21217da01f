import type { Request } from 'express';
import type { Config } from '../../config.js';
import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { csrfToken } from '../../http/middleware/csrf.js';
import { beginSecondStep } from '../../http/middleware/half-login.js';
import { signOut } from '../../http/middleware/session.js';
import { invalid, localPath, page, type Reply, redirect } from '../../http/reply.js';
import { audit } from '../../records/audit.js';
import { type AuthDependencies, sourceOf } from './actions.js';
import { letIn } from './let-in.js';
import { createLockout } from './lockout.js';
import { type LoginOutcome, logIn, OUTCOMES } from './log-in.js';
import { lockedText } from './own-password.js';
import { loginForm } from './schema.js';

/** Logging in and out. */
export function loginPages(deps: AuthDependencies) {
  const { config, database, metrics } = deps;
  const lockout = createLockout(config, () => metrics.lockouts.inc());
  for (const outcome of OUTCOMES) metrics.logins.inc({ outcome }, 0);

  async function sendLogin(req: Request): Promise<Reply> {
    const parsed = parseForm(loginForm, req.body);
    const next = localPath(req.body?.next) ?? '/';
    if (!parsed.ok) return invalid('auth/login.njk', loginPage(req, parsed.form, req.body?.next, config));
    const at = Date.now();
    const outcome = await logIn(deps, lockout, parsed.data, sourceOf(req));
    metrics.logins.inc({ outcome: outcome.kind });
    if (outcome.kind === 'second_step') {
      await beginSecondStep(req, { personId: outcome.personId, at, next });
      return redirect('/auth/two-factor');
    }
    if (outcome.kind !== 'signed_in') {
      const refused = loginPage(req, withError(parsed.form, '', refusalOf(outcome)), req.body?.next, config);
      refused.unverified = outcome.kind === 'unverified';
      return invalid('auth/login.njk', refused);
    }
    await letIn(deps, req, outcome.personId);
    return redirect(outcome.mustChangePassword ? '/account/password' : next);
  }

  async function logOut(req: Request): Promise<Reply> {
    const { person } = req;
    if (person) {
      const subject = { kind: 'user', id: person.id };
      await database.asSystem('leaving ends with nobody', (tx) => audit(tx, req, 'logout', subject));
    }
    await signOut(req);
    return redirect('/auth/login');
  }

  const showLogin = (req: Request): Reply =>
    req.person ? redirect('/') : page('auth/login.njk', loginPage(req, blankForm(), req.query.next, config));

  return { showLogin, sendLogin, logOut };
}

/** What the login page prints. */
export function loginPage(req: Request, form: Form, next: unknown, { passkeySite }: Pick<Config, 'passkeySite'>) {
  const passkeys = passkeySite !== undefined;
  return { form, next: localPath(next) ?? '', passkeys, unverified: false, csrf_token: csrfToken(req) };
}

/** What is said of a login that let nobody in. */
export function refusalOf(outcome: Exclude<LoginOutcome, { kind: 'signed_in' | 'second_step' }>): string {
  switch (outcome.kind) {
    case 'locked':
      return lockedText(outcome.minutes);
    case 'wrong':
      return 'Email or password is not right.';
    case 'waiting':
      return 'Your account is waiting for approval. An admin of this server has yet to let you in.';
    case 'rejected':
      return 'An admin of this server did not approve this account. Ask them if you think it is a mistake.';
    case 'unverified':
      return 'Confirm your address first: open the link in the mail that went to it.';
    case 'locked_by_admin':
      return 'An admin of this server has locked this account. Ask them to unlock it.';
  }
}
