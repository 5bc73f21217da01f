import { z } from 'zod';
import { CURRENCIES } from '../../http/currency.js';
import { checkbox, optionalText, optionalWholeNumber, requiredChoice, requiredText } from '../../http/form.js';
import { NO_TIME_ZONE, timeZoneOf } from '../../http/time-zones.js';
import { LOCALES } from '../../http/writing.js';
import { email, typedPassword } from '../auth/index.js';

export const themeForm = z.object({ theme: requiredChoice(['system', 'light', 'dark'], 'Choose a theme.') });

export const shortcutsForm = z.object({ shortcuts: checkbox() });

export const nameForm = z.object({ name: optionalText(100) });

export const numbersForm = z.object({
  time_zone: requiredText(64, NO_TIME_ZONE)
    .transform((it) => timeZoneOf(it) ?? '')
    .refine((it) => it !== '', NO_TIME_ZONE),
  currency: requiredChoice(CURRENCIES, 'Choose one of the list.'),
  locale: requiredChoice(LOCALES as [string, ...string[]], 'Choose one of the list.'),
});

export const workForm = z.object({ weekly_deliverables: optionalWholeNumber(1, 99) });

export const remindersForm = z.object({
  reminder_mail: requiredChoice(['each', 'daily', 'none'], 'Choose one of the three.'),
});

export const emailForm = z.object({ new_email: email });

export const confirmForm = z.object({ confirm_password: typedPassword('Type your password.') });

export const passwordForm = z.object({
  current_password: typedPassword('Type your current password.'),
  new_password: typedPassword('Type a new password.'),
});
