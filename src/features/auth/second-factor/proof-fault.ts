import { plural } from '../../../http/format.js';
import type { NoProof } from './prove.js';

/** What is said, beside the field, of a code that was not taken. */
export function proofFault(proof: NoProof): string {
  switch (proof.kind) {
    case 'locked':
      return `Too many wrong codes. Try again in ${plural(proof.minutes, 'minute', 'minutes')}.`;
    case 'used':
      return 'This code was used already. Wait for the next one.';
    case 'unreadable':
      return 'This server cannot check the codes of apps now: its key is missing. Type a recovery code, or tell an admin.';
    case 'off':
      return 'Two-factor is off meanwhile.';
    case 'wrong':
      return 'This code is not right, or works no more.';
  }
}
