import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import type { PasswordPolicy } from '../../http/password-rules.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { createLockout, letIn, lockedText, passwordFault, shownRules } from '../auth/index.js';
import { openOutbox } from '../mail/index.js';
import type { AccountDependencies } from './actions.js';
import { changePassword, type PasswordChange } from './change-password.js';
import { passwordForm } from './schema.js';

/** Changing one's own password. */
export function passwordPages(deps: AccountDependencies) {
  const { config, metrics } = deps;
  const policy = config.passwordPolicy;
  const lockout = createLockout(config, () => metrics.lockouts.inc());
  const outbox = openOutbox(deps);
  const again = (req: PersonRequest, form: Form) => invalid('account/password.njk', passwordPage(req, form, policy));

  return {
    showPassword: (req: PersonRequest) => page('account/password.njk', passwordPage(req, blankForm(), policy)),
    async savePassword(req: PersonRequest): Promise<Reply> {
      const parsed = checked(req, policy);
      if (!parsed.ok) return again(req, parsed.form);
      const change = await changePassword(deps, { lockout, outbox }, req, parsed.data);
      if (change.kind !== 'changed') return again(req, refused(parsed.form, change));
      // The password is changed: a mail that is not sent now is owed, and a worker finds it.
      await outbox.send([change.mail]).catch(() => undefined);
      await letIn(deps, req, req.person.id);
      return redirect('/account', 'Password changed. Every other session has ended.');
    },
  };
}

function checked(req: PersonRequest, policy: PasswordPolicy): ReturnType<typeof parseForm<Passwords>> {
  const parsed = parseForm(passwordForm, req.body);
  if (!parsed.ok) return parsed;
  const { current_password, new_password } = parsed.data;
  const fault =
    passwordFault(new_password, req.person, policy) ??
    (new_password === current_password ? 'Choose another one than the current password.' : undefined);
  return fault ? { ok: false, form: withError(parsed.form, 'new_password', fault) } : parsed;
}

type Passwords = { current_password: string; new_password: string };

function refused(form: Form, change: Exclude<PasswordChange, { kind: 'changed' }>): Form {
  if (change.kind === 'wrong') return withError(form, 'current_password', 'This is not your current password.');
  return withError(form, '', lockedText(change.minutes));
}

function passwordPage(req: PersonRequest, form: Form, policy: PasswordPolicy) {
  const sent = req.method === 'POST' ? { password: req.body?.new_password, owner: req.person } : undefined;
  return { form, policy, rules: shownRules(policy, sent), must_change: req.person.mustChangePassword };
}
