import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { BadRequest } from '../../../platform/errors.js';
import type { Row } from '../../../records/fields/set.js';

const MAX_PACKED = 180_000;
const MAX_UNPACKED = 4_000_000;
const CARDS = z.array(z.record(z.string(), z.string().nullable()));

/** The fields of checked cards as one text, which their form carries; undefined where a form could not. */
export function packCards(cards: Row[]): string | undefined {
  const packed = deflateRawSync(JSON.stringify(cards)).toString('base64url');
  return packed.length > MAX_PACKED ? undefined : packed;
}

/** Reads what `packCards` wrote, or somebody made up: nothing of it is to be believed unread. */
export function unpackCards(packed: unknown): Row[] {
  try {
    const bytes = inflateRawSync(Buffer.from(String(packed), 'base64url'), { maxOutputLength: MAX_UNPACKED });
    return CARDS.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new BadRequest('These cards cannot be read any more. Choose the file again.');
  }
}
