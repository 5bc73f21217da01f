import type { IncomingMessage } from 'node:http';
import { DomUtils, parseDocument } from 'htmlparser2';
import { awayOf, StorageAway } from '../away.js';
import { soon } from '../folder/soon.js';

/** What an S3 server has answered, read to its end. */
export type Answer = { status: number; headers: IncomingMessage['headers']; text: string };

/** So long a server may say nothing; one that is slow and goes on is waited for. */
export const S3_SILENT_MS = 3_000;
/** A page of a list is some 400 KB; nothing else that is read whole comes near it. */
const LONGEST = 8 * 1024 * 1024;
const NO_S3 = 'its answer is no answer of S3: STORAGE_S3_ENDPOINT must be the address of an S3 server';

/** Reads an answer to its end; a file's bytes are not read so. */
export async function readAnswer(res: IncomingMessage, label: string): Promise<Answer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytesOfAnswer(res, label)) {
    size += piece.length;
    if (size > LONGEST) throw new StorageAway(`${label}: ${NO_S3}`);
    pieces.push(piece);
  }
  return { status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(pieces).toString() };
}

/** An answer's bytes. The time counts while some are asked for: a reader who is slow is not a server that is silent. */
export async function* bytesOfAnswer(res: IncomingMessage, label: string): AsyncGenerator<Buffer> {
  const pieces = res[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const { done, value } = await soon(pieces.next(), S3_SILENT_MS).catch((error: Error) => {
        throw awayOf(label, error);
      });
      if (done) return;
      yield value;
    }
  } finally {
    res.destroy();
  }
}

/** The texts of the elements that have these names, one entry for each element called `within`. */
export function entriesOf<const N extends string>(text: string, within: string, names: readonly N[]) {
  const found = DomUtils.getElementsByTagName(within, parseDocument(text, { xmlMode: true }));
  return found.map(
    (entry) => Object.fromEntries(names.map((name) => [name, textIn(entry, name)])) as Record<N, string>,
  );
}

/** The code of an error, also of one that came under 200; undefined where there is none. */
export function codeOf({ status, text }: Answer): string | undefined {
  const code = text.includes('<Error') ? entriesOf(text, 'Error', ['Code'])[0]?.Code : undefined;
  return code || (status < 300 ? undefined : String(status));
}

/** What an operator is told of an error, by its code. */
const SENTENCES: [codes: RegExp, sentence: string][] = [
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|AuthorizationQueryParametersError|403|401)$/,
    'it refuses the key: STORAGE_S3_ACCESS_KEY and STORAGE_S3_SECRET_KEY must be a pair that may read, write, list and remove there',
  ],
  [/^NoSuchBucket$/, 'it has no such bucket: STORAGE_S3_BUCKET must name one that was made before'],
  [
    /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|30[1278])$/,
    'the bucket is elsewhere: STORAGE_S3_REGION and STORAGE_S3_ENDPOINT must be the ones where it was made',
  ],
  [/^RequestTimeTooSkewed$/, 'the clocks differ: set this machine’s'],
  [/^(SlowDown|ServiceUnavailable|InternalError|5\d\d)$/, 'it is overloaded or broken'],
];

/** What says that an object is kept: without it a server of another kind would be believed. */
export function etagOf({ headers }: Answer, label: string): string {
  if (!headers.etag) throw new StorageAway(`${label}: ${NO_S3}`);
  return headers.etag;
}

/** The error of a code as a sentence. */
export function s3Fault(label: string, code: string): StorageAway {
  const sentence = SENTENCES.find(([codes]) => codes.test(code))?.[1] ?? 'it refuses what was asked';
  return new StorageAway(`${label}: ${sentence} (${code})`);
}

function textIn(entry: Parameters<typeof DomUtils.getElementsByTagName>[1], name: string): string {
  const [first] = DomUtils.getElementsByTagName(name, entry);
  return first ? DomUtils.textContent(first) : '';
}
