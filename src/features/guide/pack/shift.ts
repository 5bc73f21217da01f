import { z } from 'zod';
import { optionalText, parseForm } from '../../../http/form.js';
import { lengthText } from '../../../http/lengths.js';
import { duration } from '../../../records/fields/index.js';

const MOST = 86_400;
const BY = duration({ label: 'Shift all by', min: -MOST, max: MOST });
const SHIFT = z.object({
  by: z.unknown().transform((it, ctx) => {
    // A plus is what a shift is spoken of with.
    const read = BY.parse({ currency: '' }).safeParse(String(it ?? '').replace(/^\s*[+＋]\s*/u, ''));
    if (read.success) return read.data ?? 0;
    ctx.addIssue(`Type a length such as 0:30, or −0:12 where the beginning was cut; ${lengthText(MOST)} at most.`);
    return z.NEVER;
  }),
  intro: optionalText(200),
});

/** By how much all is shifted, and what the chapter of an added intro is called. */
export function readShift(body: unknown) {
  return parseForm(SHIFT, body);
}
