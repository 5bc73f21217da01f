import { z } from 'zod';
import { checkbox, optionalId, requiredText } from '../../http/form.js';

export const MAX_NAME = 60;

/** A new view's form, and that of one that is brought back. */
export const viewForm = z.object({
  name: requiredText(MAX_NAME, 'Give the view a name.'),
  query: z.string({ error: 'Send one value here.' }).default(''),
  pinned: checkbox(),
  default: checkbox(),
  submission_id: optionalId('Send the form again.'),
});
/** The form of a view that is there; what it shows stays. */
export const renamedView = viewForm.omit({ query: true, submission_id: true });
export type ViewData = { name: string; query: string; pinned: boolean; default: boolean };
