import type { Config } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import type { Job, JobData, Queue } from '../../platform/queue/queue.js';
import { type MailContent, type Outbox, openOutbox } from '../mail/index.js';
import {
  addressAskedMail,
  addressChangeMail,
  addressWantedMail,
  registeredAgainMail,
  resetMail,
  verificationMail,
} from './account-mails.js';
import { addressLink, whoWants } from './address-change.js';
import { type Holder, makeMailLink } from './mail-links.js';

/**
 * What was asked for at an address. `registered` names the account that would have been made, to tell it from one that was there;
 * `address_change` the one that is to have the address.
 */
type AddressAsked = {
  about: 'password_reset' | 'verification' | 'registered' | 'address_change';
  email: string;
  id?: string;
};

type Parts = { config: Config; database: Database; queue: Queue; views: Views };
type Account = Holder & { verified: boolean };
type Written = { about: string; content: MailContent };

const ACCOUNT_MAIL = 'account_mail';
/** How many mails of one kind an account is sent in an hour. */
const AN_HOUR = {
  password_reset: 5,
  verification: 3,
  registered_again: 3,
  address_asked: 5,
  address_wanted: 3,
} as const;

/**
 * Asks for the mail that belongs to an address. The same is done for each address, whoever has it, so that neither an answer nor
 * its time tells which addresses have an account: the job looks.
 */
export async function askForMail(queue: Queue, { about, email, id }: AddressAsked): Promise<void> {
  await queue.send(
    ACCOUNT_MAIL,
    { about, email, id: id ?? null },
    { key: `${about} ${email} ${about === 'address_change' ? id : ''}` },
  );
}

/** Writes the mail that somebody asked for at an address, where it has an account. */
export function accountMail(parts: Parts): Job {
  const outbox = openOutbox(parts);
  return {
    name: ACCOUNT_MAIL,
    async work(data) {
      if (!outbox.sends) return;
      const mails = await parts.database.asSystem('who asks is not logged in', async (tx) => {
        if (data['about'] === 'address_change') return addressMails(tx, parts.config, outbox, data);
        const account = await accountOf(tx, String(data['email']));
        const told = account && (await whatToTell(tx, parts.config, account, data));
        return account && told ? [await outbox.write(tx, told.about, account, told.content)] : [];
      });
      await outbox.send(mails);
    },
  };
}

// Its row is locked, so that two who ask at once are counted one after the other.
async function accountOf(tx: WriteDoor, email: string): Promise<Account | undefined> {
  const [account] = await tx.$queryRaw<Account[]>`
    select id::text, email, name, email_verified_at is not null as verified from users where email = ${email} for update`;
  return account;
}

async function whatToTell(
  tx: WriteDoor,
  config: Config,
  account: Account,
  { about, id }: JobData,
): Promise<Written | undefined> {
  if (about === 'password_reset') {
    if (await isTooMuch(tx, account, 'password_reset')) return undefined;
    return { about, content: resetMail(config, await makeMailLink(tx, 'password_reset', account)) };
  }
  if (about === 'registered' && id !== account.id) {
    if (await isTooMuch(tx, account, 'registered_again')) return undefined;
    return { about: 'registered_again', content: registeredAgainMail(config) };
  }
  if (account.verified || !config.verifiesAddresses || (await isTooMuch(tx, account, 'verification'))) return undefined;
  return {
    about: 'verification',
    content: verificationMail(config, await makeMailLink(tx, 'verification', account)),
  };
}

// The link goes to the new address, a note to the old one; who has the new one already is told that it was wanted.
async function addressMails(tx: WriteDoor, config: Config, outbox: Outbox, { email, id }: JobData) {
  const wish = await whoWants(tx, String(id), String(email));
  if (!wish || (await isTooMuch(tx, wish, 'address_asked'))) return [];
  const { address } = wish;
  const note = await outbox.write(tx, 'address_asked', wish, addressAskedMail(config, address));
  const owner = await accountOf(tx, address);
  if (owner) {
    if (await isTooMuch(tx, owner, 'address_wanted')) return [note];
    return [note, await outbox.write(tx, 'address_wanted', owner, addressWantedMail(config))];
  }
  if (await wasSentEnough(tx, address)) return [note];
  const link = addressChangeMail(config, await addressLink(tx, wish));
  return [note, await outbox.write(tx, 'address_change', { ...wish, email: address }, link)];
}

// Whoever asked for it: several accounts flood nobody.
async function wasSentEnough(tx: WriteDoor, address: string): Promise<boolean> {
  const [sent] = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from mails
    where to_address = ${address} and about = 'address_change' and written_at > now() - interval '1 hour'`;
  return (sent?.n ?? 0) >= AN_HOUR.address_asked;
}

async function isTooMuch(tx: WriteDoor, { id }: Holder, about: keyof typeof AN_HOUR): Promise<boolean> {
  const [sent] = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from mails where user_id = ${id}::uuid and about = ${about} and written_at > now() - interval '1 hour'`;
  return (sent?.n ?? 0) >= AN_HOUR[about];
}
