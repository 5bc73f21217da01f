import { z } from 'zod';
import { requiredChoice } from '../../http/form.js';
import { COLOURS, tagName } from '../../records/tags/index.js';

/** A tag's form. */
export const tagForm = z.object({ name: tagName, colour: requiredChoice(COLOURS, 'Choose a colour.') });
