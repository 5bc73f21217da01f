import type { MailContent } from '../mail/index.js';

type Where = { appUrl: string };

/** The link by which a password is chosen anew. */
export function resetMail({ appUrl }: Where, token: string): MailContent {
  return {
    subject: 'Choose a new password',
    lines: [
      'Somebody asked for a new password for this account. The link works once, for 30 minutes.',
      'Was it not you? Then leave it: nothing changes until the link is used.',
    ],
    act: { label: 'Choose a new password', href: `${appUrl}/auth/reset-password?token=${token}` },
    why: `You get this because this address was typed at ${appUrl}/auth/forgot-password.`,
    isSecret: true,
  };
}

/** The link that says an address to be one's own. */
export function verificationMail({ appUrl }: Where, token: string): MailContent {
  return {
    subject: 'Confirm your address',
    lines: [
      'Confirm that this address is yours; before that nobody can log in with it. The link works once, for a day.',
    ],
    act: { label: 'Confirm the address', href: `${appUrl}/auth/verify-email?token=${token}` },
    why: `You get this because somebody asked for an account at ${appUrl} with this address.`,
    isSecret: true,
  };
}

/** Tells who has an account that it was asked for again. */
export function registeredAgainMail({ appUrl }: Where): MailContent {
  return {
    subject: 'You have an account already',
    lines: [
      'Somebody asked for an account with this address, which has one already. Nothing was changed.',
      'If it was you, log in, or choose a new password if you forgot it.',
    ],
    act: { label: 'Log in', href: `${appUrl}/auth/login` },
    why: `You get this because this address has an account at ${appUrl}.`,
  };
}

/** Tells that the password was changed, to whoever did not do it. */
export function passwordChangedMail({ appUrl }: Where): MailContent {
  return {
    subject: 'Your password was changed',
    lines: [
      'The password of your account was changed, and every session that was open has ended.',
      'Was it not you? Choose a new one at once, and tell an admin of this server.',
    ],
    act: { label: 'Choose a new password', href: `${appUrl}/auth/forgot-password` },
    why: `You get this because it is the address of your account at ${appUrl}.`,
  };
}
