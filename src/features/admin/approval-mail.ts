import type { Config } from '../../config.js';
import type { MailContent } from '../mail/index.js';

/** Tells who asked for an account that they were let in. */
export function approvalMail({ appUrl }: Pick<Config, 'appUrl'>, { email }: { email: string }): MailContent {
  return {
    subject: 'Your account is ready',
    lines: [`An admin has approved your account. Log in with ${email} and the password you chose.`],
    act: { label: 'Log in', href: `${appUrl}/auth/login` },
    why: `You get this because somebody asked for an account at ${appUrl} with this address.`,
  };
}
