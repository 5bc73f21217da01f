import type { MailContent } from '../mail/index.js';

type Where = { appUrl: string };

/** Tells who asked for an account that they were let in, and what the admin said to it. */
export function approvalMail({ appUrl }: Where, { email }: { email: string }, note?: string | null): MailContent {
  return {
    subject: 'Your account is ready',
    lines: [
      `An admin has approved your account. Log in with ${email} and the password you chose.`,
      ...(note ? ['The admin writes:', note] : []),
    ],
    act: { label: 'Log in', href: `${appUrl}/auth/login` },
    why: `You get this because somebody asked for an account at ${appUrl} with this address.`,
  };
}

/** Tells who asked for an account that they were not let in, and what the admin said to it. */
export function rejectionMail({ appUrl }: Where, note?: string | null): MailContent {
  return {
    subject: 'Your account was not approved',
    lines: [
      'An admin of this server did not approve your account, so nobody can log in with it.',
      ...(note ? ['The admin writes:', note] : ['Ask them if you think that this is a mistake.']),
    ],
    why: `You get this because somebody asked for an account at ${appUrl} with this address.`,
  };
}
