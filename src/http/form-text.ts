import { BadRequest } from '../platform/errors.js';

const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/** Refuses a form's body that spells out bytes which are no text: its parser would keep the percent signs for what was typed. */
export function refuseNoText(_req: unknown, _res: unknown, body: Buffer): void {
  try {
    for (const [escaped] of body.toString('latin1').matchAll(ESCAPES)) decodeURIComponent(escaped);
  } catch {
    throw new BadRequest('The form holds bytes that are no text.');
  }
}
