import type { BlockList } from 'node:net';
import { oneLine } from '../../http/clean-text.js';
import { couldReach } from '../../platform/outgoing/outgoing.js';

const LONGEST = 2_000;

/** An address as a person typed it: where messages would go, or why they cannot, beside its field. */
export function readAddress(typed: unknown, opened: BlockList | undefined): { url: string } | { fault: string } {
  const text = typeof typed === 'string' ? oneLine(typed) : '';
  if (text === '') return { fault: 'Type the address that messages go to.' };
  if (text.length > LONGEST) return { fault: `Use ${LONGEST.toLocaleString('en')} characters at most.` };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\//i.test(text)) return { fault: 'Type a whole address, such as https://example.com/hooks.' };
  if (url.username || url.password) return { fault: 'Leave out the name and password in front of the @.' };
  if (url.hash) return { fault: 'Leave out what stands behind the #: it is never sent.' };
  if (url.href.length > LONGEST) return { fault: `Use ${LONGEST.toLocaleString('en')} characters at most.` };
  if (couldReach(url, opened)) return { url: url.href };
  return {
    fault:
      url.protocol === 'http:'
        ? 'Begin with https://. Without TLS only addresses are reached that the operator opened.'
        : 'Type an address of the internet: this one is of this machine, of a private network, or of none.',
  };
}
