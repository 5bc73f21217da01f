import type { Config } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import type { Job, JobData, Queue } from '../../platform/queue/queue.js';
import { type MailContent, openOutbox } from '../mail/index.js';
import { registeredAgainMail, resetMail, verificationMail } from './account-mails.js';
import { type Holder, makeMailLink } from './mail-links.js';

/** What was asked for at an address. `registered` names the account that would have been made, to tell it from one that was there. */
export type AddressAsked = { about: 'password_reset' | 'verification' | 'registered'; email: string; id?: string };

type Parts = { config: Config; database: Database; queue: Queue; views: Views };
type Account = Holder & { verified: boolean };
type Written = { about: string; content: MailContent };

const ACCOUNT_MAIL = 'account_mail';
/** How many mails of one kind an account is sent in an hour. */
const AN_HOUR = { password_reset: 5, verification: 3, registered_again: 3 } as const;

/**
 * Asks for the mail that belongs to an address. The same is done for each address, whoever has it, so that neither an answer nor
 * its time tells which addresses have an account: the job looks.
 */
export async function askForMail(queue: Queue, { about, email, id }: AddressAsked): Promise<void> {
  await queue.send(ACCOUNT_MAIL, { about, email, id: id ?? null }, { key: `${about} ${email}` });
}

/** Writes the mail that somebody asked for at an address, where it has an account. */
export function accountMail(parts: Parts): Job {
  const outbox = openOutbox(parts);
  return {
    name: ACCOUNT_MAIL,
    async work(data) {
      if (!outbox.sends) return;
      const mail = await parts.database.asSystem('who asks is not logged in', async (tx) => {
        const account = await accountOf(tx, String(data['email']));
        const told = account && (await whatToTell(tx, parts.config, account, data));
        if (!account || !told) return undefined;
        return outbox.write(tx, told.about, account, told.content);
      });
      await outbox.send([mail]);
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

async function isTooMuch(tx: WriteDoor, { id }: Holder, about: keyof typeof AN_HOUR): Promise<boolean> {
  const [sent] = await tx.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from mails where user_id = ${id}::uuid and about = ${about} and written_at > now() - interval '1 hour'`;
  return (sent?.n ?? 0) >= AN_HOUR[about];
}
