import { confirmationAgain, waitingOf } from '../../http/confirmation.js';
import { parseForm, withError } from '../../http/form.js';
import { confirmSession } from '../../http/middleware/session.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect, sendOn } from '../../http/reply.js';
import { confirmPassword, createLockout, lockedText } from '../auth/index.js';
import type { AccountDependencies } from './actions.js';
import { confirmForm } from './schema.js';

/** Proving with one's password to be who is signed in; what waited for it goes on by itself. */
export function confirmPages(deps: AccountDependencies) {
  const lockout = createLockout(deps.config, () => deps.metrics.lockouts.inc());
  return {
    async sendConfirmation(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(confirmForm, req.body);
      if (!parsed.ok) return confirmationAgain(req, parsed.form);
      const proof = await confirmPassword(deps, lockout, req, parsed.data.confirm_password);
      if (proof.kind !== 'right') {
        const why = proof.kind === 'locked' ? lockedText(proof.minutes) : 'This is not your password.';
        return confirmationAgain(req, withError(parsed.form, 'confirm_password', why));
      }
      await confirmSession(req, deps.config);
      const { to, method } = waitingOf(req);
      return method === 'post' ? sendOn(to) : redirect(to);
    },
  };
}
