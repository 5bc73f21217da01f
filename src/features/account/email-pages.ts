import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { instant } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { audit } from '../../records/audit.js';
import { askForMail, callOffAddress, wantAddress, wantedAddress } from '../auth/index.js';
import { type AccountDependencies, WHY } from './actions.js';
import { emailForm } from './schema.js';

const PATH = '/account/email';

/** Asking for another address of one's account; it changes when the link that goes there is opened. */
export function emailPages({ config, database, queue }: AccountDependencies) {
  const pageOf = async (req: PersonRequest, form: Form) => {
    const wanted = await database.readAsSystem(WHY, (db) => wantedAddress(db, req.person.id));
    return {
      form,
      sends_mail: config.sendsMail,
      wanted: wanted && { address: wanted.address, until: instant(wanted.until, req.person.timeZone) },
    };
  };

  return {
    async showEmail(req: PersonRequest): Promise<Reply> {
      return page('account/email.njk', await pageOf(req, blankForm({}, req.kept)));
    },
    async saveEmail(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(emailForm, req.body);
      if (!parsed.ok) return invalid('account/email.njk', await pageOf(req, parsed.form));
      if (!config.sendsMail) return redirect(PATH);
      const { new_email: address } = parsed.data;
      if (address === req.person.email) {
        const form = withError(parsed.form, 'new_email', 'This is your address already.');
        return invalid('account/email.njk', await pageOf(req, form));
      }
      await database.asSystem(WHY, async (tx) => {
        await wantAddress(tx, req.person, address);
        await audit(tx, req, 'address_asked', { kind: 'user', id: req.person.id });
      });
      await askForMail(queue, { about: 'address_change', email: address, id: req.person.id });
      return redirect(PATH, `A link is on its way to ${address}. Nothing changes until it is opened.`);
    },
    async callOff(req: PersonRequest): Promise<Reply> {
      await database.asSystem(WHY, (tx) => callOffAddress(tx, req.person.id));
      return redirect(PATH, 'Called off. Your address stays as it is.');
    },
  };
}
