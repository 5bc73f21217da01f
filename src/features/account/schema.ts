import { z } from 'zod';
import { checkbox, optionalText, requiredChoice } from '../../http/form.js';
import { typedPassword } from '../auth/index.js';

export const themeForm = z.object({ theme: requiredChoice(['system', 'light', 'dark'], 'Choose a theme.') });

export const shortcutsForm = z.object({ shortcuts: checkbox() });

export const nameForm = z.object({ name: optionalText(100) });

export const passwordForm = z.object({
  current_password: typedPassword('Type your current password.'),
  new_password: typedPassword('Type a new password.'),
});
