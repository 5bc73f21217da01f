import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BadRequest } from '../../platform/errors.js';
import type { Body } from './rows.js';

const MAX_PACKED = 180_000;
const MAX_UNPACKED = 4_000_000;

/** The fields of checked cards as one text, which their form carries; undefined where a form could not. */
export function packCards(cards: Body[]): string | undefined {
  const packed = deflateRawSync(JSON.stringify(cards)).toString('base64url');
  return packed.length > MAX_PACKED ? undefined : packed;
}

/** Reads what `packCards` wrote, or somebody made up: nothing of it is to be believed unread. */
export function unpackCards(packed: unknown): Body[] {
  try {
    const bytes = inflateRawSync(Buffer.from(String(packed), 'base64url'), { maxOutputLength: MAX_UNPACKED });
    const cards: unknown = JSON.parse(bytes.toString('utf8'));
    if (Array.isArray(cards) && cards.every((it) => it !== null && typeof it === 'object')) return cards as Body[];
  } catch {
    // Falls through to the refusal.
  }
  throw new BadRequest('These cards cannot be read any more. Choose the file again.');
}
