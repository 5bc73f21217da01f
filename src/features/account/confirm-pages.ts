import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { confirmationAgain, waitingOf } from '../../http/confirmation.js';
import { blankForm, parseForm, withError } from '../../http/form.js';
import { confirmSession } from '../../http/middleware/session.js';
import type { PersonRequest } from '../../http/person.js';
import { json, type Reply, redirect, sendOn } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import {
  askForPasskey,
  confirmByPasskey,
  confirmPassword,
  createLockout,
  credentialsOf,
  keepChallenge,
  lockedText,
  readAnswer,
  takeChallenge,
} from '../auth/index.js';
import { openOutbox } from '../mail/index.js';
import { type AccountDependencies, WHY } from './actions.js';
import { confirmForm } from './schema.js';

/** Proving with one's password, or a passkey, to be who is signed in; what waited for it goes on by itself. */
export function confirmPages(deps: AccountDependencies) {
  const { config, database, metrics } = deps;
  const lockout = createLockout(config, () => metrics.lockouts.inc());
  const outbox = openOutbox(deps);
  const site = config.passkeySite;

  async function goOn(req: PersonRequest): Promise<Reply> {
    await confirmSession(req, config);
    const { to, method } = waitingOf(req);
    return method === 'post' ? sendOn(to) : redirect(to);
  }

  async function passkeyFault(req: PersonRequest): Promise<string | undefined> {
    const challenge = await takeChallenge(database, req, 'confirmation');
    const answer = readAnswer<AuthenticationResponseJSON>(req.body?.confirm_credential);
    if (!challenge) return 'That took too long, or was sent before. Ask for the passkey again.';
    if (!answer || !site) return NOT_ACCEPTED;
    const proof = await confirmByPasskey(deps, { lockout, outbox }, { site, challenge, answer }, req);
    // It is refused whether or not the mail leaves now: a worker finds it.
    if (proof.kind === 'copied') await outbox.send([proof.mail]).catch(() => undefined);
    if (proof.kind === 'locked') return lockedText(proof.minutes);
    return proof.kind === 'right' ? undefined : NOT_ACCEPTED;
  }

  return {
    async sendConfirmation(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(confirmForm, req.body);
      if (!parsed.ok) return confirmationAgain(req, parsed.form);
      const proof = await confirmPassword(deps, lockout, req, parsed.data.confirm_password);
      if (proof.kind === 'right') return goOn(req);
      const why = proof.kind === 'locked' ? lockedText(proof.minutes) : 'This is not your password.';
      return confirmationAgain(req, withError(parsed.form, 'confirm_password', why));
    },
    async challengeConfirmation(req: PersonRequest): Promise<Reply> {
      if (!site || !req.person.hasPasskey) throw new NotFound();
      const known = await database.readAsSystem(WHY, (db) => credentialsOf(db, req.person.id));
      const options = await askForPasskey(site, known);
      keepChallenge(req, options.challenge, 'confirmation');
      return json(options);
    },
    async sendPasskey(req: PersonRequest): Promise<Reply> {
      const fault = await passkeyFault(req);
      return fault === undefined ? goOn(req) : confirmationAgain(req, withError(blankForm(), 'passkey', fault));
    },
  };
}

const NOT_ACCEPTED = 'This passkey was not accepted. Try again, or type your password.';
