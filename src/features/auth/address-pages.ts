import type { Request } from 'express';
import { one } from '../../http/list/page.js';
import { csrfToken } from '../../http/middleware/csrf.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { isTaken } from '../../platform/postgres/errors.js';
import { type AuditSource, audit } from '../../records/audit.js';
import { openOutbox } from '../mail/index.js';
import { addressChangedMail } from './account-mails.js';
import { type AuthDependencies, sourceOf } from './actions.js';
import { addressOfLink, takeAddress } from './address-change.js';
import { letIn } from './let-in.js';
import { endSessions } from './sessions.js';

const WHY = 'who confirms an address may not be logged in where they read their mail';

/** Confirming the address that one's account is to have, by the link that went there. Opening it changes nothing. */
export function addressPages(deps: AuthDependencies) {
  const { config, database } = deps;
  const outbox = openOutbox(deps);

  // Who came in by the old address proves to have the new one: every session ends.
  const change = (token: string, from: AuditSource) =>
    database.asSystem(WHY, async (tx) => {
      const person = await takeAddress(tx, token);
      if (!person) return undefined;
      await endSessions(tx, person.id);
      await audit(tx, from, 'address_changed', { kind: 'user', id: person.id });
      const told = addressChangedMail(config, person.address);
      return { person, mail: await outbox.write(tx, 'address_changed', person, told) };
    });

  return {
    async showAddressLink(req: Request): Promise<Reply> {
      if (req.query.token === undefined) return redirect('/account/email');
      const token = one(req.query.token) ?? '';
      const address = await database.readAsSystem(WHY, (db) => addressOfLink(db, token));
      if (address === undefined) return linkIsOver();
      return page('auth/confirm-address.njk', { token, address, csrf_token: csrfToken(req) });
    },
    async sendAddressLink(req: Request): Promise<Reply> {
      const done = await change(one(req.body?.token) ?? '', sourceOf(req)).catch((error: unknown) => {
        // Somebody took the address at this moment.
        if (isTaken(error)) return undefined;
        throw error;
      });
      if (!done) return linkIsOver();
      // It is changed: a mail that is not sent now is owed, and a worker finds it.
      await outbox.send([done.mail]).catch(() => undefined);
      if (req.person?.id !== done.person.id)
        return redirect('/auth/login', 'Address changed. Log in with the new one.');
      await letIn(deps, req, done.person.id);
      return redirect('/account/security', 'Address changed. Every other session has ended.');
    },
  };
}

function linkIsOver(): Reply {
  return page('auth/link-over.njk', { about: 'address_change' }, 404);
}
