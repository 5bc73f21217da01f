import { z } from 'zod';
import { optionalText, requiredText } from '../../http/form.js';
import { typedPassword } from './password-check.js';

const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

/** An address as an account keeps it: lower-case, 254 characters at most. */
export const email = requiredText(254, 'Type your email.')
  .refine((it) => ADDRESS.test(it), 'Type an email such as mara@example.com.')
  .transform((it) => it.toLowerCase());

/** The address may be anything: what is no address is nobody's, and is answered as such. */
export const loginForm = z.object({ email: requiredText(254, 'Type your email.'), password: typedPassword() });

export const registerForm = z.object({ email, name: optionalText(100), password: typedPassword('Type a password.') });

export const invitedForm = z.object({ name: optionalText(100), password: typedPassword('Type a password.') });

export const setupForm = registerForm;

/** A code of an app or a recovery code, as it is typed. */
export const codeForm = z.object({ code: requiredText(64, 'Type the code.') });

export const addressForm = z.object({ email });

export const newPasswordForm = z.object({ password: typedPassword('Type a new password.') });
