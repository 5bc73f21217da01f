import type { Config } from '../../config.js';
import { blankForm, type Form, idOf, parseForm, withError } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { afterwards, page, type Reply, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import type { Views } from '../../http/views.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import { audit } from '../../records/audit.js';
import { addressForm, callOffInvitation, INVITATION_DAYS, invitationToChange, invite } from '../auth/index.js';
import { type MailContent, openOutbox } from '../mail/index.js';
import { USERS } from './act-page.js';

const PATH = '/admin/invitations';
const INVITED = `${USERS}?status=invited`;

/** Addresses that an admin wants here: who comes by the link is let in. Where no mail is sent, the link is shown once. */
export function adminInvitationRoutes(parts: { config: Config; views: Views; queue: Queue }): Route[] {
  const { config } = parts;
  const outbox = openOutbox(parts);

  async function send(tx: WriteDoor, req: PersonRequest, address: string): Promise<Reply> {
    const { id, token } = await invite(tx, address, req.person.id);
    await audit(tx, req, 'invited', { kind: 'invitation', id });
    const link = `${config.appUrl}/auth/invitation?token=${token}`;
    // Not 200: a form that a frame sent takes that for a fault.
    if (!outbox.sends) return page('admin/invited.njk', { address, link, days: INVITATION_DAYS, back: INVITED }, 201);
    const to = { id: req.person.id, name: null, email: address };
    const mail = await outbox.write(tx, 'invitation', to, invitationMail(config, req.person.name, link));
    return afterwards(
      redirect(INVITED, `An invitation goes to ${address}. It holds for ${INVITATION_DAYS} days.`),
      () => outbox.send([mail]),
    );
  }

  return adminRoutes(({ get, post }) => {
    get(PATH, (_db, req) => invitePage(blankForm({}, req.kept), outbox.sends));

    post(PATH, async (tx, req) => {
      const parsed = parseForm(addressForm, req.body);
      if (!parsed.ok) return invitePage(parsed.form, outbox.sends, 422);
      const { email } = parsed.data;
      const [known] = await tx.$queryRaw<object[]>`select from users where email = ${email}`;
      if (known)
        return invitePage(withError(parsed.form, 'email', 'This address has an account already.'), outbox.sends, 422);
      return send(tx, req, email);
    });

    post(`${PATH}/:id/again`, async (tx, req) => {
      const invitation = await invitationToChange(tx, idOf(req));
      if (!invitation) throw new NotFound();
      return send(tx, req, invitation.address);
    });

    post(`${PATH}/:id/removal`, async (tx, req) => {
      const invitation = await invitationToChange(tx, idOf(req));
      if (!invitation) throw new NotFound();
      await callOffInvitation(tx, invitation.address);
      await audit(tx, req, 'invitation_called_off', { kind: 'invitation', id: invitation.id });
      return redirect(USERS, `The invitation of ${invitation.address} is called off.`);
    });
  });
}

function invitePage(form: Form, sendsMail: boolean, status = 200): Reply {
  const moves = sendsMail
    ? `They get a link that works once, for ${INVITATION_DAYS} days.`
    : 'No mail is sent: you are shown the link once, to hand it over.';
  const input = { control: 'field', name: 'email', label: 'Email', type: 'email', maxlength: 254, autocomplete: 'off' };
  const context = {
    kind: { title: 'Users', path: USERS },
    record: { name: 'Who comes by the link is let in' },
    back: USERS,
    action: PATH,
    form,
    act: { label: 'Invite', verb: 'Invite' },
    stay: 'Invite nobody',
    moves,
    inputs: [input],
    others: form.errors[''] ? [form.errors['']] : [],
    edit_href: USERS,
  };
  return page('records/act.njk', context, status);
}

function invitationMail({ appUrl }: { appUrl: string }, inviter: string, link: string): MailContent {
  return {
    subject: 'You are invited',
    lines: [
      `${inviter} invites you to ${appUrl}. The link works once, for ${INVITATION_DAYS} days, and for this address alone.`,
    ],
    act: { label: 'Choose a password and come in', href: link },
    why: `You get this because an admin of ${appUrl} typed this address. If you do not know them, leave it: nothing happens.`,
    isSecret: true,
  };
}
