import { lookup as lookUp } from 'node:dns';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { isListed, isOfTheInternet } from './addresses.js';
import { OutgoingFault, wordsFor } from './fault.js';

export { OutgoingFault } from './fault.js';

/** What came back: the status, when to come again where it says so, and the first bytes of what else was said, as text. */
type Answer = { status: number; retryAfter: string | undefined; text: string };
export type Outgoing = ReturnType<typeof openOutgoing>;

type Parts = {
  /** Addresses that are not the internet's and may be reached all the same, there also without TLS. */
  opened: BlockList | undefined;
  /** Certificates to believe beside those of Node. */
  ca?: string;
  /** Asks for the addresses of a name. */
  resolve?: typeof lookUp;
  answerMs?: number;
};

/** From the first look-up to the head of the answer. */
const ANSWER_MS = 15_000;
/** What is read of an answer, and for how long once its head is there: its status says all that counts. */
const MOST_BYTES = 4_096;
const BODY_MS = 2_000;
const MOST_HEAD_BYTES = 16_384;

/**
 * Sends what people ask for to addresses that people name. So nothing goes to this machine, its network or a cloud's metadata: each
 * address is checked as it is connected to, in the one look-up that the connection is made with. Certificates are checked, redirects
 * not followed, no proxy is asked, and each request has a connection of its own.
 */
export function openOutgoing({ opened, ca, resolve = lookUp, answerMs = ANSWER_MS }: Parts) {
  return {
    /** Posts a text and answers what came back, whatever its status; throws `OutgoingFault` where nothing did. */
    async post(url: URL, headers: Record<string, string>, body: string): Promise<Answer> {
      const isTls = url.protocol === 'https:';
      if (!couldReach(url, opened)) throw new OutgoingFault('closed', isTls);
      const options = {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false as const,
        lookup: checked(resolve, (address) => mayReach(address, isTls, opened), isTls),
        maxHeaderSize: MOST_HEAD_BYTES,
        signal: AbortSignal.timeout(answerMs),
        ...(isTls ? { rejectUnauthorized: true, ca } : undefined),
      };
      return await new Promise<Answer>((done, failed) => {
        const request = (isTls ? overHttps : overHttp)(url, options);
        let isAnswered = false;
        request.once('response', (response) => {
          isAnswered = true;
          void textOf(response).then((text) => {
            request.destroy();
            done({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text });
          });
        });
        // Behind the head of an answer nothing counts any more.
        request.on('error', (error) => {
          if (!isAnswered) failed(error instanceof OutgoingFault ? error : wordsFor(error, answerMs));
        });
        request.end(body);
      });
    },
  };
}

/** Whether an address as a URL writes it could be reached: what a name stands for is known when it is connected to. */
export function couldReach(url: URL, opened: BlockList | undefined): boolean {
  const isTls = url.protocol === 'https:';
  return isIP(bare(url)) ? mayReach(bare(url), isTls, opened) : isTls || opened !== undefined;
}

// Without TLS only what the operator opened: it is on their own network.
function mayReach(address: string, isTls: boolean, opened: BlockList | undefined): boolean {
  return isListed(opened, address) || (isTls && isOfTheInternet(address));
}

function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

// Where one of a name's addresses is closed, none is tried: whoever sets a name to both means no good or has made a mistake.
function checked(resolve: typeof lookUp, isOpen: (address: string) => boolean, isTls: boolean): LookupFunction {
  return (name, options, answer) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return answer(error ?? new OutgoingFault('unknown_name', isTls), '', 0);
      if (!found.every(({ address }) => isOpen(address))) return answer(new OutgoingFault('closed', isTls), '', 0);
      if (options.all) answer(null, found);
      else answer(null, first.address, first.family);
    });
  };
}

async function textOf(response: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => response.destroy(), BODY_MS);
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MOST_BYTES) break;
    }
  } catch {
    // Cut off, by them or by us: what came is what is kept.
  } finally {
    clearTimeout(late);
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
