import type { Request } from 'express';
import type { Form } from '../../http/form.js';
import { blankForm, parseForm, withError } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { csrfToken } from '../../http/middleware/csrf.js';
import { signIn, signOut } from '../../http/middleware/session.js';
import { invalid, localPath, page, type Reply, redirect } from '../../http/reply.js';
import { publicRoutes } from '../../http/routes.js';
import { audit } from '../../records/audit.js';
import {
  type AuthDependencies,
  createFirstAdmin,
  logIn,
  OUTCOMES,
  type Outcome,
  register,
  sourceOf,
} from './actions.js';
import { createLockout } from './lockout.js';
import { passwordFault, shownRules } from './password-check.js';
import { loginForm, registerForm, setupForm } from './schema.js';
import { isSetupToken, needsSetup } from './setup-link.js';

/** Logging in and out, asking for an account, and the setup link of the first admin. */
export function authRoutes(deps: AuthDependencies) {
  const { config, database, metrics } = deps;
  const lockout = createLockout(config, () => metrics.lockouts.inc());
  for (const outcome of OUTCOMES) metrics.logins.inc({ outcome }, 0);
  const policy = config.passwordPolicy;
  const setupNeeded = () =>
    database.readAsSystem('whether there is an admin is asked before there is a person', needsSetup);
  const holdsSetupLink = (token: string) =>
    database.readAsSystem('the first admin is made before there is a person', (db) => isSetupToken(db, token));

  return publicRoutes(({ get, post }) => {
    get('/auth/login', (req) =>
      req.person ? redirect('/') : page('auth/login.njk', loginPage(req, blankForm(), req.query.next)),
    );

    post('/auth/login', async (req) => {
      const parsed = parseForm(loginForm, req.body);
      if (!parsed.ok) return invalid('auth/login.njk', loginPage(req, parsed.form, req.body?.next));
      const outcome = await logIn(deps, lockout, parsed.data, sourceOf(req));
      metrics.logins.inc({ outcome: outcome.kind });
      if (outcome.kind !== 'signed_in') {
        return invalid('auth/login.njk', loginPage(req, withError(parsed.form, '', told(outcome)), req.body?.next));
      }
      await signIn(req, outcome.personId, config);
      return redirect(outcome.mustChangePassword ? '/account/password' : (localPath(req.body?.next) ?? '/'));
    });

    post('/auth/logout', async (req) => {
      const { person } = req;
      if (person)
        await database.asSystem('leaving ends with nobody', (tx) =>
          audit(tx, req, 'logout', { kind: 'user', id: person.id }),
        );
      await signOut(req);
      return redirect('/auth/login');
    });

    get('/auth/register', async (req) => {
      if (req.person) return redirect('/');
      return (await setupNeeded())
        ? page('auth/not-set-up.njk')
        : page('auth/register.njk', accountPage(req, blankForm()));
    });

    post('/auth/register', async (req) => {
      if (await setupNeeded()) return page('auth/not-set-up.njk', {}, 409);
      const parsed = withPasswordRules(parseForm(registerForm, req.body));
      if (!parsed.ok) return invalid('auth/register.njk', accountPage(req, parsed.form));
      await register(deps, parsed.data, sourceOf(req));
      return redirect('/auth/pending');
    });

    get('/auth/pending', () => page('auth/pending.njk'));

    get('/setup', async (req) => {
      const token = one(req.query.token) ?? '';
      return (await holdsSetupLink(token)) ? page('auth/setup.njk', setupPage(req, blankForm(), token)) : linkIsOver();
    });

    post('/setup', async (req) => {
      const token = one(req.body?.token) ?? '';
      if (!(await holdsSetupLink(token))) return linkIsOver();
      const parsed = withPasswordRules(parseForm(setupForm, req.body));
      if (!parsed.ok) return invalid('auth/setup.njk', setupPage(req, parsed.form, token));
      const personId = await createFirstAdmin(deps, token, parsed.data, sourceOf(req));
      if (!personId) return linkIsOver();
      await signIn(req, personId, config);
      return redirect('/', 'This server is yours to run. People can ask for an account now.');
    });
  });

  function accountPage(req: Request, form: Form) {
    const owner = { email: form.values.email, name: form.values.name };
    const sent = req.method === 'POST' ? { password: req.body?.password, owner } : undefined;
    return { form, rules: shownRules(policy, sent), policy, csrf_token: csrfToken(req) };
  }

  function setupPage(req: Request, form: Form, token: string) {
    return { ...accountPage(req, form), token };
  }

  function withPasswordRules<T extends { email: string; name: string | null; password: string }>(
    parsed: ReturnType<typeof parseForm<T>>,
  ) {
    if (!parsed.ok) return parsed;
    const { email, name, password } = parsed.data;
    const fault = passwordFault(password, { email, name: name ?? '' }, policy);
    return fault ? { ok: false as const, form: withError(parsed.form, 'password', fault) } : parsed;
  }
}

function loginPage(req: Request, form: Form, next: unknown) {
  return { form, next: localPath(next) ?? '', csrf_token: csrfToken(req) };
}

function linkIsOver(): Reply {
  return page('auth/setup-over.njk', {}, 404);
}

function told(outcome: Exclude<Outcome, { kind: 'signed_in' }>): string {
  switch (outcome.kind) {
    case 'locked':
      return `Account locked. Try again in ${outcome.minutes} ${outcome.minutes === 1 ? 'minute' : 'minutes'}.`;
    case 'wrong':
      return 'Email or password is not right.';
    case 'waiting':
      return 'Your account is waiting for approval. An admin of this server will tell you when it is ready.';
    case 'rejected':
      return 'An admin of this server did not approve this account. Ask them if you think it is a mistake.';
    case 'locked_by_admin':
      return 'An admin of this server has locked this account. Ask them to unlock it.';
  }
}
