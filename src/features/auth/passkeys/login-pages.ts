import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Request } from 'express';
import { blankForm, withError } from '../../../http/form.js';
import { halfLoginOf } from '../../../http/middleware/half-login.js';
import { invalid, json, localPath, type Reply, redirect } from '../../../http/reply.js';
import { NotFound } from '../../../platform/errors.js';
import { openOutbox } from '../../mail/index.js';
import { type AuthDependencies, sourceOf } from '../actions.js';
import { letIn } from '../let-in.js';
import { createLockout } from '../lockout.js';
import { loginPage, refusalOf } from '../login-pages.js';
import { askForPasskey, readAnswer } from './ceremony.js';
import { keepChallenge, takeChallenge } from './challenge.js';
import { logInByPasskey, type PasskeyOutcome } from './log-in-by-passkey.js';

/** Logging in by a passkey: from the login page, and in the place of a code. */
export function passkeyLoginPages(deps: AuthDependencies) {
  const { config, database, metrics } = deps;
  const lockout = createLockout(config, () => metrics.lockouts.inc());
  const outbox = openOutbox(deps);

  async function tryPasskey(req: Request): Promise<PasskeyOutcome | { kind: 'too_late' }> {
    const challenge = await takeChallenge(database, req, 'login');
    const answer = readAnswer<AuthenticationResponseJSON>(req.body?.credential);
    const site = config.passkeySite;
    if (!challenge) return { kind: 'too_late' };
    if (!answer || !site) return { kind: 'refused' };
    return logInByPasskey(deps, { lockout, outbox }, { site, challenge, answer }, sourceOf(req));
  }

  return {
    async challengeLogin(req: Request): Promise<Reply> {
      if (!config.passkeySite) throw new NotFound();
      const options = await askForPasskey(config.passkeySite);
      keepChallenge(req, options.challenge, 'login');
      return json(options);
    },
    async sendPasskey(req: Request): Promise<Reply> {
      const next = localPath(req.body?.next) ?? halfLoginOf(req)?.next ?? '/';
      const outcome = await tryPasskey(req);
      metrics.logins.inc({ outcome: nameOf(outcome) });
      if (outcome.kind === 'signed_in') {
        await letIn(deps, req, outcome.personId);
        return redirect(outcome.mustChangePassword ? '/account/password' : next);
      }
      // It is refused whether or not the mail leaves now: a worker finds it.
      if (outcome.kind === 'copied') await outbox.send([outcome.mail]).catch(() => undefined);
      return invalid('auth/login.njk', loginPage(req, withError(blankForm(), '', faultOf(outcome)), next, config));
    },
  };
}

function nameOf({ kind }: { kind: PasskeyOutcome['kind'] | 'too_late' }): string {
  return kind === 'refused' || kind === 'copied' || kind === 'too_late' ? 'passkey_refused' : kind;
}

function faultOf(outcome: Exclude<PasskeyOutcome, { kind: 'signed_in' }> | { kind: 'too_late' }): string {
  switch (outcome.kind) {
    case 'too_late':
      return 'That took too long, or was sent before. Ask for the passkey again.';
    case 'refused':
      return 'This passkey was not accepted. Try again, or log in with your password.';
    case 'copied':
      return 'This passkey was refused: its counter went back, as that of a copy does. Log in with your password, and remove it if you cannot tell why.';
    default:
      return refusalOf(outcome);
  }
}
