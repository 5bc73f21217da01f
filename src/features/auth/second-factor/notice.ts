import type { Config } from '../../../config.js';
import type { MailContent } from '../../mail/index.js';
import { whyOwn } from '../account-mails.js';

/** What of the second factor changed, as a notice tells it. */
export type TwoFactorChange =
  | 'on'
  | 'off'
  | 'codes'
  | 'reset'
  | 'passkey_added'
  | 'passkey_removed'
  | 'passkey_refused';

const TOLD: Record<TwoFactorChange, [subject: string, what: string]> = {
  on: ['Two-factor is on', 'Two-factor was turned on: after the password a code of an app is asked for.'],
  off: ['Two-factor is off', 'Two-factor was turned off: the password alone logs in again.'],
  codes: ['You have new recovery codes', 'Ten new recovery codes were made. The old ones stopped working.'],
  reset: [
    'Your second factor was reset',
    'An admin of this server took away the app, the recovery codes and the passkeys of your account. The password alone logs in now, and every session that was open has ended.',
  ],
  passkey_added: ['A passkey was added', 'A passkey was added to your account. It logs in by itself.'],
  passkey_removed: ['A passkey was removed', 'A passkey was removed from your account. It logs in no more.'],
  passkey_refused: [
    'A passkey of yours was refused',
    'A passkey of your account was refused at login, because its counter went back: it may have been copied. If you cannot tell why, remove it and add a new one.',
  ],
};

/** Tells a person what of their second factor changed, in case they did not do it. */
export function twoFactorMail({ appUrl }: Pick<Config, 'appUrl'>, change: TwoFactorChange): MailContent {
  const [subject, what] = TOLD[change];
  const then =
    change === 'reset'
      ? 'Log in and set your second factor up again. Did you not ask for it? Then tell an admin at once.'
      : 'Was it not you? Change your password at once, and tell an admin of this server.';
  return {
    subject,
    lines: [what, then],
    act: { label: 'See how you log in', href: `${appUrl}/account/security` },
    why: whyOwn(appUrl),
  };
}
