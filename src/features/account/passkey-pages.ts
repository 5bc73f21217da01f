import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { blankForm, type Form, idOf, parseForm, requiredText, withError } from '../../http/form.js';
import { ago, dayOf, formatDate } from '../../http/format.js';
import type { Person, PersonRequest } from '../../http/person.js';
import { invalid, json, page, type Reply, redirect } from '../../http/reply.js';
import { deviceName, deviceOf } from '../../http/user-agent.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import {
  addPasskey,
  askForNewPasskey,
  credentialsOf,
  keepChallenge,
  type ListedPasskey,
  MOST_PASSKEYS,
  newPasskeyIn,
  passkeysOf,
  readAnswer,
  removePasskey,
  renamePasskey,
  takeChallenge,
  twoFactorMail,
} from '../auth/index.js';
import { openOutbox } from '../mail/index.js';
import { type AccountDependencies, WHY } from './actions.js';

const PATH = '/account/passkeys';
const FULL = `You have ${MOST_PASSKEYS} passkeys, which is all. Remove one to add another.`;
const nameForm = z.object({ name: requiredText(60, 'Give it a name, such as that of the device.') });

/** One's own passkeys: adding one, naming it anew, removing it. */
export function passkeyPages(deps: AccountDependencies) {
  const { config, database } = deps;
  const site = config.passkeySite;
  const outbox = openOutbox(deps);
  const listOf = (req: PersonRequest) => database.readAsSystem(WHY, (db) => passkeysOf(db, req.person.id));

  async function one(req: PersonRequest): Promise<ListedPasskey> {
    const found = (await listOf(req)).find((it) => it.id === idOf(req));
    if (!found) throw new NotFound();
    return found;
  }

  // A mail that is not sent at once is owed, and a worker finds it.
  async function told(
    req: PersonRequest,
    what: 'passkey_added' | 'passkey_removed',
    work: (tx: WriteDoor) => Promise<boolean>,
  ): Promise<boolean> {
    const mail = await database.asSystem(WHY, async (tx) => {
      if (!(await work(tx))) return null;
      return outbox.sends
        ? await outbox.write(tx, 'two_factor_changed', req.person, twoFactorMail(config, what))
        : undefined;
    });
    if (mail === null) return false;
    await outbox.send([mail]).catch(() => undefined);
    return true;
  }

  const again = (form: Form) =>
    invalid('account/passkey-new.njk', { form: { values: { name: form.values.name ?? '' }, errors: form.errors } });

  return {
    async showPasskeys(req: PersonRequest): Promise<Reply> {
      return page('account/passkeys.njk', passkeyList(await listOf(req), req.person, site !== undefined));
    },
    showNew(req: PersonRequest): Reply {
      if (!site) return redirect(PATH);
      const name = deviceName(deviceOf(req.get('user-agent') ?? ''));
      return page('account/passkey-new.njk', { form: blankForm({ name }) });
    },
    async challengeNew(req: PersonRequest): Promise<Reply> {
      if (!site) throw new NotFound();
      // Before a device makes one that could not be kept.
      const parsed = parseForm(nameForm, req.body);
      if (!parsed.ok) return again(parsed.form);
      const known = await database.readAsSystem(WHY, (db) => credentialsOf(db, req.person.id));
      if (known.length >= MOST_PASSKEYS) return again(withError(parsed.form, '', FULL));
      const options = await askForNewPasskey(site, req.person, known);
      keepChallenge(req, options.challenge, 'new_passkey');
      return json(options);
    },
    async add(req: PersonRequest): Promise<Reply> {
      const challenge = await takeChallenge(database, req, 'new_passkey');
      const parsed = parseForm(nameForm, req.body);
      if (!parsed.ok) return again(parsed.form);
      const answer = readAnswer<RegistrationResponseJSON>(req.body?.credential);
      const key = site && challenge && answer && (await newPasskeyIn(site, challenge, answer));
      if (!key) return again(withError(parsed.form, '', 'No passkey of this site came with the form. Try again.'));
      const isAdded = await told(req, 'passkey_added', (tx) =>
        addPasskey(tx, req.person.id, parsed.data.name, key, req),
      );
      if (!isAdded) return again(withError(parsed.form, '', `That passkey is there already, or: ${FULL}`));
      return redirect(PATH, `${parsed.data.name} can log you in.`);
    },
    async showOne(req: PersonRequest): Promise<Reply> {
      const { id, name } = await one(req);
      return page('account/passkey.njk', { id, name, form: blankForm({ name }) });
    },
    async rename(req: PersonRequest): Promise<Reply> {
      const { id, name } = await one(req);
      const parsed = parseForm(nameForm, req.body);
      const context = { id, name, form: parsed.form };
      if (!parsed.ok) return invalid('account/passkey.njk', context);
      await database.asSystem(WHY, (tx) => renamePasskey(tx, req.person.id, id, parsed.data.name, req));
      return redirect(PATH, 'Name saved.');
    },
    async showRemoval(req: PersonRequest): Promise<Reply> {
      const { id, name } = await one(req);
      return page('account/passkey-removal.njk', { id, name });
    },
    async remove(req: PersonRequest): Promise<Reply> {
      const id = idOf(req);
      const isRemoved = await told(req, 'passkey_removed', (tx) => removePasskey(tx, req.person.id, id, req));
      if (!isRemoved) throw new NotFound();
      return redirect(PATH, 'Passkey removed. It logs in no more.');
    },
  };
}

/** The passkeys as pages list them; `can_add`: browsers make passkeys at the server's address. */
export function passkeyList(passkeys: ListedPasskey[], { timeZone }: Person, canAdd: boolean) {
  const now = new Date();
  const shown = passkeys.map(({ id, name, created_at, last_used_at }) => ({
    id,
    name,
    facts: `Added ${formatDate(dayOf(created_at, timeZone))}, ${last_used_at ? `used ${ago(last_used_at, now)}` : 'never used since'}`,
  }));
  return { passkeys: shown, can_add: canAdd, is_full: passkeys.length >= MOST_PASSKEYS };
}
