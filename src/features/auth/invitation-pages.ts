import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { sql } from '../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../records/audit.js';
import { type AuthDependencies, sourceOf, type Whereabouts } from './actions.js';
import { type Invitation, invitedBy, takeInvitation } from './invitations.js';
import { letIn } from './let-in.js';
import { markLogin } from './mark-login.js';
import { newAccountPage, whereaboutsOf } from './new-account.js';
import { passwordFault } from './password-check.js';
import { invitedForm } from './schema.js';

const WHY = 'who was invited has no account yet';

/** Coming in by an invitation: the link says whose address it is, and that an admin wants them here. */
export function invitationPages(deps: AuthDependencies) {
  const { config, database, passwords } = deps;
  const policy = config.passwordPolicy;
  const invited = (token: string) => database.readAsSystem(WHY, (db) => invitedBy(db, token));
  const formPage = (req: Request, form: Form, token: string, { address }: Invitation) => {
    const withAddress = { ...form, values: { ...form.values, email: address } };
    return { ...newAccountPage(req, withAddress, policy), token, address };
  };

  return {
    async showInvitation(req: Request): Promise<Reply> {
      if (req.query.token === undefined) return redirect('/auth/login');
      const token = one(req.query.token) ?? '';
      const invitation = await invited(token);
      if (!invitation) return linkIsOver();
      return page('auth/invitation.njk', formPage(req, blankForm(), token, invitation));
    },
    async acceptInvitation(req: Request): Promise<Reply> {
      const token = one(req.body?.token) ?? '';
      const invitation = await invited(token);
      if (!invitation) return linkIsOver();
      const parsed = parseForm(invitedForm, req.body);
      const owner = { email: invitation.address, name: parsed.ok ? (parsed.data.name ?? '') : '' };
      const fault = parsed.ok && passwordFault(parsed.data.password, owner, policy);
      if (!parsed.ok || fault) {
        const form = fault ? withError(parsed.form, 'password', fault) : parsed.form;
        return invalid('auth/invitation.njk', formPage(req, form, token, invitation));
      }
      const { name, password } = parsed.data;
      const account = { name, hash: await passwords.hash(password), ...whereaboutsOf(req) };
      const personId = await comeIn(deps, token, account, sourceOf(req));
      if (!personId) return linkIsOver();
      await letIn(deps, req, personId);
      return redirect('/', 'You are in.');
    },
  };
}

type Arrived = Whereabouts & { name: string | null; hash: string };

// Whoever had asked for an account with this address and waits is let in, with this password: the link went to the address, and
// who asked may have been somebody else. Whom an admin turned down or let in meanwhile comes in by no link.
function comeIn({ database }: AuthDependencies, token: string, account: Arrived, from: AuditSource) {
  const { name, hash, timeZone, locale } = account;
  return database.asSystem(WHY, async (tx) => {
    const invitation = await takeInvitation(tx, token);
    if (!invitation) return undefined;
    const [person] = await tx.$queryRaw<{ id: string }[]>`
      insert into users as it (id, email, name, password_hash, password_changed_at, time_zone, locale, is_approved, email_verified_at)
      values (${uuidv7()}::uuid, ${invitation.address}, ${name}, ${hash}, now(), ${timeZone}, ${locale}, true, now())
      on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash, password_changed_at = now(),
        time_zone = excluded.time_zone, locale = excluded.locale, is_approved = true, email_verified_at = now()
      where not it.is_approved and it.rejected_at is null and it.locked_by_admin_at is null
      returning id::text`;
    if (!person) return undefined;
    const by = { ...from, person };
    await audit(tx, by, 'invitation_accepted', { kind: 'user', id: person.id });
    await markLogin(tx, person.id, from, sql`password_hash = ${hash}`);
    return person.id;
  });
}

function linkIsOver(): Reply {
  return page('auth/invitation-over.njk', {}, 404);
}
