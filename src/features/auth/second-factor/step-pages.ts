import type { Request } from 'express';
import { blankForm, type Form, parseForm, withError } from '../../../http/form.js';
import { csrfToken } from '../../../http/middleware/csrf.js';
import { halfLoginOf } from '../../../http/middleware/half-login.js';
import type { HalfLogin } from '../../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../../http/reply.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { AuditSource } from '../../../records/audit.js';
import { type AuthDependencies, sourceOf } from '../actions.js';
import { letIn } from '../let-in.js';
import { markLogin } from '../mark-login.js';
import { codeForm } from '../schema.js';
import { proofFault } from './proof-fault.js';
import { type NoProof, prove } from './prove.js';
import { codesLeftText, FEW_RECOVERY_CODES } from './recovery-codes.js';
import { secondFactorOf } from './second-factor.js';

const WHY = 'who is asked for a code is not logged in yet';
const LOGIN = '/auth/login';

type Entered = { kind: 'entered'; mustChangePassword: boolean; by: 'app' | 'recovery_code' };

/** The second step of a login: a code of the app, or a recovery code, after the password. */
export function stepPages(deps: AuthDependencies) {
  const { config, database, metrics } = deps;
  const stepPage = async (req: Request, { personId }: HalfLogin, form: Form) => {
    const { passkeys } = await database.readAsSystem(WHY, (db) => secondFactorOf(db, personId));
    return {
      form,
      recovery: req.query.with === 'recovery' || req.body?.with === 'recovery',
      passkeys: passkeys > 0 && config.passkeySite !== undefined,
      csrf_token: csrfToken(req),
    };
  };

  // One transaction: a code that is taken up lets in, unless what the password proved has ended meanwhile.
  const enter = (half: HalfLogin, code: string, from: AuditSource): Promise<NoProof | Entered | { kind: 'over' }> =>
    database.asSystem(WHY, async (tx) => {
      const proof = await prove(tx, config, half.personId, code, from);
      if (proof.kind === 'off') return { kind: 'over' };
      if (proof.kind !== 'proved') return proof;
      const holds = sql`sessions_valid_from <= ${new Date(half.at)}`;
      if (!(await markLogin(tx, half.personId, from, holds))) return { kind: 'over' };
      const user = await tx.user.findUnique({ where: { id: half.personId }, select: { mustChangePassword: true } });
      return { kind: 'entered', mustChangePassword: user?.mustChangePassword ?? false, by: proof.by };
    });

  return {
    async showStep(req: Request): Promise<Reply> {
      if (req.person) return redirect('/');
      const half = halfLoginOf(req);
      return half ? page('auth/two-factor.njk', await stepPage(req, half, blankForm())) : tooLate();
    },
    async sendStep(req: Request): Promise<Reply> {
      const half = halfLoginOf(req);
      if (!half) return req.person ? redirect('/') : tooLate();
      const again = async (form: Form) => invalid('auth/two-factor.njk', await stepPage(req, half, form));
      const parsed = parseForm(codeForm, req.body);
      if (!parsed.ok) return again(parsed.form);
      const outcome = await enter(half, parsed.data.code, sourceOf(req));
      if (outcome.kind === 'over') return tooLate();
      if (outcome.kind !== 'entered') {
        metrics.logins.inc({ outcome: outcome.kind === 'locked' ? 'code_locked' : 'wrong_code' });
        if (outcome.kind === 'locked' && outcome.began) metrics.lockouts.inc();
        return again(withError(parsed.form, 'code', proofFault(outcome)));
      }
      metrics.logins.inc({ outcome: 'signed_in' });
      await letIn(deps, req, half.personId);
      if (outcome.mustChangePassword) return redirect('/account/password');
      return outcome.by === 'app' ? redirect(half.next) : redirect(half.next, await fewLeft(half.personId));
    },
  };

  async function fewLeft(personId: string) {
    const { codesLeft } = await database.readAsSystem(WHY, (db) => secondFactorOf(db, personId));
    return {
      text: `That recovery code is used up. ${codesLeftText(codesLeft)}`,
      tone: codesLeft <= FEW_RECOVERY_CODES ? ('warn' as const) : ('plain' as const),
      link: { href: '/account/two-factor', label: 'Two-factor' },
    };
  }
}

function tooLate(): Reply {
  return redirect(LOGIN, { text: 'That login was not finished in time. Begin it again.', tone: 'warn' });
}
