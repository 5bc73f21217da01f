import type { Request } from 'express';
import { blankForm, type Form, parseForm } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { csrfToken } from '../../http/middleware/csrf.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { audit } from '../../records/audit.js';
import { askForMail } from './account-mail-job.js';
import { type AuthDependencies, sourceOf } from './actions.js';
import { holderOf, takeMailLink } from './mail-links.js';
import { addressForm } from './schema.js';

const WHY = 'who says an address to be theirs is not logged in';
const PATH = '/auth/verify-email';

/** Saying an address to be one's own, by the link that went there. Opening it changes nothing: programs that look through mails do. */
export function verifyPages({ config, database, queue }: AuthDependencies) {
  const asked = (req: Request, form: Form) => ({ form, sends_mail: config.sendsMail, csrf_token: csrfToken(req) });
  return {
    async showVerify(req: Request): Promise<Reply> {
      if (req.query.sent !== undefined) return page('auth/mail-on-its-way.njk', { about: 'verification' });
      if (req.query.token === undefined) return page('auth/ask-verification.njk', asked(req, blankForm()));
      const token = one(req.query.token) ?? '';
      const person = await database.readAsSystem(WHY, (db) => holderOf(db, 'verification', token));
      if (!person) return linkIsOver();
      return page('auth/verify-email.njk', { token, email: person.email, csrf_token: csrfToken(req) });
    },
    async sendVerify(req: Request): Promise<Reply> {
      const verified = await database.asSystem(WHY, async (tx) => {
        const person = await takeMailLink(tx, 'verification', one(req.body?.token) ?? '');
        if (!person) return false;
        await tx.user.update({ where: { id: person.id }, data: { emailVerifiedAt: new Date() } });
        await audit(tx, sourceOf(req), 'email_verified', { kind: 'user', id: person.id });
        return true;
      });
      return verified ? redirect('/auth/login', 'Address confirmed.') : linkIsOver();
    },
    async askVerification(req: Request): Promise<Reply> {
      const parsed = parseForm(addressForm, req.body);
      if (!parsed.ok) return invalid('auth/ask-verification.njk', asked(req, parsed.form));
      if (config.sendsMail) await askForMail(queue, { about: 'verification', email: parsed.data.email });
      return redirect(`${PATH}?sent`);
    },
  };
}

function linkIsOver(): Reply {
  return page('auth/link-over.njk', { about: 'verification' }, 404);
}
