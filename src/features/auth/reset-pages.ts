import type { Request } from 'express';
import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { csrfToken } from '../../http/middleware/csrf.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type AuditSource, audit } from '../../records/audit.js';
import { openOutbox } from '../mail/index.js';
import { askForMail } from './account-mail-job.js';
import { passwordChangedMail } from './account-mails.js';
import { type AuthDependencies, sourceOf } from './actions.js';
import { createLockout } from './lockout.js';
import { type Holder, holderOf, takeMailLink } from './mail-links.js';
import { passwordFault, shownRules } from './password-check.js';
import { addressForm, newPasswordForm } from './schema.js';
import { endSessions } from './sessions.js';

const WHY = 'who forgot their password is not logged in';
const PATH = '/auth/forgot-password';

/** A forgotten password: asking for a link, and choosing a new one by it. */
export function resetPages(deps: AuthDependencies) {
  const { config, database, passwords, queue, metrics } = deps;
  const policy = config.passwordPolicy;
  const lockout = createLockout(config, () => metrics.lockouts.inc());
  const outbox = openOutbox(deps);
  const holder = (token: string) => database.readAsSystem(WHY, (db) => holderOf(db, 'password_reset', token));

  // The old password ends with all that it opened; a lock that wrong guesses set ends with it.
  const putNew = (token: string, hash: string, from: AuditSource) =>
    database.asSystem(WHY, async (tx) => {
      const person = await takeMailLink(tx, 'password_reset', token);
      if (!person) return undefined;
      await tx.user.update({
        where: { id: person.id },
        data: { passwordHash: hash, passwordChangedAt: new Date(), mustChangePassword: false },
      });
      await lockout.lift(tx, person.email);
      await endSessions(tx, person.id);
      await audit(tx, from, 'password_reset', { kind: 'user', id: person.id });
      return {
        mail: outbox.sends
          ? await outbox.write(tx, 'password_changed', person, passwordChangedMail(config))
          : undefined,
      };
    });

  const resetPage = (req: Request, form: Form, token: string, { email, name }: Holder) => {
    const sent =
      req.method === 'POST' ? { password: req.body?.password, owner: { email, name: name ?? '' } } : undefined;
    return { form, token, email, name, policy, rules: shownRules(policy, sent), csrf_token: csrfToken(req) };
  };

  return {
    showForgotten: (req: Request): Reply => {
      if (req.person) return redirect('/account/password');
      if (req.query.sent !== undefined) return page('auth/mail-on-its-way.njk', { about: 'password_reset' });
      return page('auth/forgot-password.njk', askPage(req, blankForm(), outbox.sends));
    },
    async sendForgotten(req: Request): Promise<Reply> {
      const parsed = parseForm(addressForm, req.body);
      if (!outbox.sends) return redirect(PATH);
      if (!parsed.ok) return invalid('auth/forgot-password.njk', askPage(req, parsed.form, true));
      await askForMail(queue, { about: 'password_reset', email: parsed.data.email });
      return redirect(`${PATH}?sent`);
    },
    async showReset(req: Request): Promise<Reply> {
      if (req.query.token === undefined) return redirect(PATH);
      const token = one(req.query.token) ?? '';
      const person = await holder(token);
      return person ? page('auth/reset-password.njk', resetPage(req, blankForm(), token, person)) : linkIsOver();
    },
    async sendReset(req: Request): Promise<Reply> {
      const token = one(req.body?.token) ?? '';
      const person = await holder(token);
      if (!person) return linkIsOver();
      const parsed = parseForm(newPasswordForm, req.body);
      const fault =
        parsed.ok && passwordFault(parsed.data.password, { email: person.email, name: person.name ?? '' }, policy);
      if (!parsed.ok || fault) {
        const form = fault ? withError(parsed.form, 'password', fault) : parsed.form;
        return invalid('auth/reset-password.njk', resetPage(req, form, token, person));
      }
      const done = await putNew(token, await passwords.hash(parsed.data.password), sourceOf(req));
      if (!done) return linkIsOver();
      // The password is changed: a mail that is not sent now is owed, and a worker finds it.
      await outbox.send([done.mail]).catch(() => undefined);
      return redirect('/auth/login', 'Password changed. Log in with the new one.');
    },
  };
}

function askPage(req: Request, form: Form, sends: boolean) {
  return { form, sends_mail: sends, csrf_token: csrfToken(req) };
}

function linkIsOver(): Reply {
  return page('auth/link-over.njk', { about: 'password_reset' }, 404);
}
