import type { MailContent } from '../mail/index.js';

type Where = { appUrl: string };
/** A login as it is told of: the browser and system, when, and from which network address; none where that is not known. */
type BrowserSeen = { device: string; at: string; from: string };

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
    why: whyOwn(appUrl),
  };
}

/** Tells of a login with a browser that the account does not know: which, when on the person's clock, and from where. */
export function newBrowserMail({ appUrl }: Where, { device, at, from }: BrowserSeen): MailContent {
  return {
    subject: 'A login from a new browser',
    lines: [
      `Somebody logged in to your account with a browser that it does not know: ${device}, on ${at}${from && `, from the address ${from}`}.`,
      'Was it you? Then there is nothing to do. Was it not? Choose a new password at once: that ends every session. Then tell an admin of this server.',
    ],
    act: { label: 'See where you are logged in', href: `${appUrl}/account/security` },
    why: whyOwn(appUrl),
  };
}

/** The link by which an account gets another address. */
export function addressChangeMail({ appUrl }: Where, token: string): MailContent {
  return {
    subject: 'Confirm your new address',
    lines: [
      'Confirm that this address is yours, and you log in with it from then on. The link works once, for a day.',
      'Was it not you who asked? Then leave it: nothing changes until the link is used.',
    ],
    act: { label: 'Confirm the address', href: `${appUrl}/auth/confirm-address?token=${token}` },
    why: `You get this because somebody with an account at ${appUrl} wants to log in with this address.`,
    isSecret: true,
  };
}

/** Tells the address of an account that it is to be another one. */
export function addressAskedMail({ appUrl }: Where, address: string): MailContent {
  return {
    subject: 'Your account is to have another address',
    lines: [
      `Somebody who is logged in to your account asked to change its address to ${address}. It changes when they open a link that went there.`,
      'Was it not you? Choose a new password at once: that calls the change off and ends every session. Then tell an admin of this server.',
    ],
    act: { label: 'Choose a new password', href: `${appUrl}/auth/forgot-password` },
    why: whyOwn(appUrl),
  };
}

/** Tells the address that an account had that it has another one. */
export function addressChangedMail({ appUrl }: Where, address: string): MailContent {
  return {
    subject: 'Your account has another address',
    lines: [
      `The address of your account is now ${address}. Every session that was open has ended, and links that were sent here count no more.`,
      'Was it not you? Tell an admin of this server at once: they can lock the account and put the address right.',
    ],
    act: { label: 'Log in', href: `${appUrl}/auth/login` },
    why: `You get this because it was the address of your account at ${appUrl}.`,
  };
}

/** Tells who has an account that somebody else wanted its address for theirs. */
export function addressWantedMail({ appUrl }: Where): MailContent {
  return {
    subject: 'Somebody typed your address',
    lines: [
      'Somebody wanted to log in to an account of theirs with this address, which is that of yours. Nothing was changed.',
    ],
    act: { label: 'Log in', href: `${appUrl}/auth/login` },
    why: whyOwn(appUrl),
  };
}

/** Why a mail about one's own account comes to its address. */
export function whyOwn(appUrl: string): string {
  return `You get this because it is the address of your account at ${appUrl}.`;
}
