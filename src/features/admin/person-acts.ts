import type { Request } from 'express';
import type { z } from 'zod';
import type { Role } from '../../http/person.js';
import { Conflict } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { AuditSource } from '../../records/audit.js';
import { type Lockout, resetTwoFactor, twoFactorMail } from '../auth/index.js';
import type { MailContent } from '../mail/index.js';
import type { Asks } from './act-page.js';
import { type Account, approve, endSessionsOf, forcePassword, lock, reject, setRole, unlock } from './actions.js';
import { approvalMail, rejectionMail } from './decision-mails.js';
import { noteForm, nothingForm, reasonForm, roleForm } from './schema.js';

/** What an act came to: what is said of it, and what its person is written. */
type Done = { said: string; mail?: { about: string; content: MailContent } };

export type PersonAct = {
  /** Behind the account's address. */
  path: string;
  form: z.ZodType<object>;
  /** Leads back to the list, unless it was asked elsewhere. */
  listed?: true;
  /** Not to be done to oneself. */
  toOthers?: true;
  asks(account: Account, sendsMail: boolean): Asks;
  act(tx: WriteDoor, account: Account, sent: Record<string, string | null>, by: By): Promise<Done>;
};
type By = { req: AuditSource & Pick<Request, 'body'>; lockout: Lockout; appUrl: string };

const ROLE_OPTIONS = [
  { value: 'USER', label: 'Member' },
  { value: 'VIEWER', label: 'Viewer' },
  { value: 'ADMIN', label: 'Admin' },
];
export const ROLE_WORDS: Record<Role, string> = {
  USER: 'Member: own work, and shared records to read and write.',
  VIEWER: 'Viewer: reads what a member reads, and writes nothing.',
  ADMIN: 'Admin: what a member may, and these pages.',
};

const note = (label: string, hint: string, optional = true) => ({
  control: 'textarea',
  name: 'note',
  label,
  hint,
  optional,
  maxlength: 1000,
});
const toPerson = (sendsMail: boolean) =>
  sendsMail ? 'It goes into the mail that tells them.' : 'Admins read it here: no mail is sent.';

/** What an admin does about an account, each asked about first. */
export const PERSON_ACTS: PersonAct[] = [
  {
    path: 'approval',
    form: noteForm,
    listed: true,
    asks: ({ is_approved }, sendsMail) => ({
      label: 'Let in',
      stay: 'Let them wait',
      moves: sendsMail ? 'They get a mail and can log in.' : 'They can log in. Tell them: no mail is sent.',
      inputs: [note('Note', toPerson(sendsMail))],
      ...(is_approved && { refused: { title: 'They are in.', text: 'This account was approved meanwhile.' } }),
    }),
    async act(tx, account, { note }, { req, appUrl }) {
      if (!(await approve(tx, account, req, note))) return { said: `${named(account)} was let in already.` };
      return {
        said: `${named(account)} can log in now.`,
        mail: { about: 'approval', content: approvalMail({ appUrl }, account, note) },
      };
    },
  },
  {
    path: 'rejection',
    form: noteForm,
    listed: true,
    asks: ({ is_approved }, sendsMail) => ({
      label: 'Reject',
      stay: 'Let them wait',
      moves: 'The address is kept. You can let them in later.',
      inputs: [note('Note', toPerson(sendsMail))],
      ...(is_approved && { refused: { title: 'They are in.', text: 'This account was approved meanwhile.' } }),
    }),
    async act(tx, account, { note }, { req, appUrl }) {
      if (!(await reject(tx, account, req, note))) return { said: `${named(account)} was rejected already.` };
      return {
        said: `${named(account)} was rejected. You can approve them later.`,
        mail: { about: 'rejection', content: rejectionMail({ appUrl }, note) },
      };
    },
  },
  {
    path: 'role',
    form: roleForm,
    toOthers: true,
    asks: ({ role }) => ({
      label: 'Change the role',
      stay: 'Leave it',
      moves: 'Ends their sessions: they log in again.',
      inputs: [
        {
          control: 'radios',
          name: 'role',
          label: 'Role',
          options: ROLE_OPTIONS,
          hint: 'A viewer reads and writes nothing. An admin lets people in, and sees these pages.',
        },
      ],
      hidden: { was: role },
    }),
    async act(tx, account, { role, was }, { req }) {
      if (was && was !== account.role)
        throw new Conflict('Somebody changed the role meanwhile. Look at it again before you change it.');
      const label = ROLE_OPTIONS.find(({ value }) => value === role)?.label.toLowerCase();
      if (!(await setRole(tx, account, role as Role, req))) return { said: `${named(account)} is ${label} already.` };
      return { said: `${named(account)} is ${label} now. Their sessions have ended.` };
    },
  },
  {
    path: 'lock',
    form: reasonForm,
    toOthers: true,
    asks: ({ locked_by_admin }) => ({
      label: 'Lock the account',
      stay: 'Leave it open',
      moves: 'Ends their sessions. Nothing is deleted.',
      inputs: [
        note('Reason', 'Admins read it on this page. The person is told that an admin locked the account.', false),
      ],
      ...(locked_by_admin && { refused: { title: 'It is locked.', text: 'Somebody locked this account meanwhile.' } }),
    }),
    async act(tx, account, { note }, { req }) {
      if (!(await lock(tx, account, req, note ?? ''))) return { said: `${named(account)} was locked already.` };
      return { said: `${named(account)} is locked. Their sessions have ended.` };
    },
  },
  {
    path: 'unlock',
    form: noteForm,
    asks: ({ locked_by_admin }) => ({
      label: locked_by_admin ? 'Unlock the account' : 'Lift the lockout',
      verb: 'Unlock',
      stay: 'Leave it locked',
      moves: 'They can log in again, with the password they have.',
      inputs: [note('Reason', 'Admins read it on this page.')],
    }),
    async act(tx, account, { note }, { req, lockout }) {
      await unlock(tx, lockout, account, req, note);
      return { said: `${named(account)} can log in again.` };
    },
  },
  {
    path: 'new-password',
    form: nothingForm,
    toOthers: true,
    asks: () => ({
      label: 'Force a new password',
      stay: 'Leave it',
      moves: 'Ends their sessions. The next login leads to the form that changes the password, and nowhere else.',
    }),
    async act(tx, account, _sent, { req }) {
      await forcePassword(tx, account, req);
      return { said: `${named(account)} must choose a new password at the next login.` };
    },
  },
  {
    path: 'two-factor-reset',
    form: nothingForm,
    asks: () => ({
      label: 'Reset the second factor',
      stay: 'Leave it',
      moves: 'For a lost phone: takes the app, the recovery codes and the passkeys, and ends their sessions.',
    }),
    async act(tx, account, _sent, { req, appUrl }) {
      if (!(await resetTwoFactor(tx, account, req)))
        return { said: `${named(account)} has neither an app nor a passkey. Nothing was changed.` };
      return {
        said: `${named(account)} logs in with the password alone now.`,
        mail: { about: 'two_factor_changed', content: twoFactorMail({ appUrl }, 'reset') },
      };
    },
  },
  {
    path: 'sessions-end',
    form: nothingForm,
    toOthers: true,
    asks: () => ({
      label: 'End all sessions',
      stay: 'Leave them',
      moves: 'They are logged out everywhere, and can log in again.',
    }),
    async act(tx, account, _sent, { req }) {
      await endSessionsOf(tx, account, req);
      return { said: `Every session of ${named(account)} has ended.` };
    },
  },
];

function named({ name, email }: Account): string {
  return name ?? email;
}
