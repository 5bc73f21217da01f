import { whyOwn } from '../auth/index.js';
import type { MailContent } from '../mail/index.js';

type Where = { appUrl: string };

/** Tells that an account will be deleted, on which day, and how that is taken back. */
export function leavingMail({ appUrl }: Where, on: string): MailContent {
  return {
    subject: 'Your account will be deleted',
    lines: [
      `You asked to have your account deleted. On ${on} it goes, with all that only you see.`,
      'Log in before then, and all of it stays. Was it not you who asked? Log in and change your password.',
    ],
    act: { label: 'Log in and keep the account', href: `${appUrl}/auth/login` },
    why: whyOwn(appUrl),
  };
}

/** Tells that a deletion was taken back by a login. */
export function stayingMail({ appUrl }: Where): MailContent {
  return {
    subject: 'Your account stays',
    lines: [
      'Somebody logged in to your account, so it is not deleted. All that was in it is there.',
      'Was it not you? Choose a new password at once, and tell an admin of this server.',
    ],
    act: { label: 'Your account', href: `${appUrl}/account` },
    why: whyOwn(appUrl),
  };
}

/** Tells that an account was deleted; nothing is kept that this could lead to. */
export function leftMail({ appUrl }: Where): MailContent {
  return {
    subject: 'Your account was deleted',
    lines: [
      'Your account is deleted, with all that only you saw, as you asked. What you did to records that all share stays, without your name.',
      'This is the last mail to this address.',
    ],
    why: `You get this because this address had an account at ${appUrl}.`,
  };
}
