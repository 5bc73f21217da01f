import { type Answer, codeOf, entriesOf, etagOf, readAnswer, s3Fault } from './answer.js';
import type { Ask, SendS3 } from './request.js';

export type UploadOptions = {
  /** About how many bytes will come; where more than 70 GB may, it must be said. */
  size?: number;
  /** Ends it, and nothing is there. */
  signal?: AbortSignal | undefined;
};

const PART = 8 * 1024 * 1024;
const MOST_PARTS = 9_000;
/** Putting the parts together takes a server its time. */
const JOINING_MS = 60_000;
const GIVING_UP_MS = 1_000;

/**
 * Sends bytes to a key, piece by piece with two parts in memory at most: a small object at once, a larger one in parts that the
 * server puts together at the end. It is there whole, or not at all.
 */
export async function uploadTo(
  send: SendS3,
  label: string,
  key: string,
  source: AsyncIterable<Buffer>,
  { size = 0, signal }: UploadOptions,
): Promise<void> {
  const ask = async (it: Ask) => {
    const answer = await readAnswer(await send({ signal, ...it, key }), label);
    const code = codeOf(answer);
    if (code) throw s3Fault(label, code);
    return answer;
  };
  const parts = partsOf(source, Math.max(PART, Math.ceil(size / MOST_PARTS)));
  try {
    const [first, second] = [await parts.next(), await parts.next()];
    if (second.done) etagOf(await ask({ method: 'PUT', body: first.value ?? Buffer.alloc(0) }), label);
    else await inParts(ask, label, following(first.value as Buffer, second.value, parts));
  } finally {
    await parts.return(undefined);
  }
}

async function inParts(ask: (it: Ask) => Promise<Answer>, label: string, parts: AsyncGenerator<Buffer>): Promise<void> {
  const begun = await ask({ method: 'POST', query: { uploads: '' } });
  const uploadId = entriesOf(begun.text, 'InitiateMultipartUploadResult', ['UploadId'])[0]?.UploadId ?? '';
  try {
    const etags: string[] = [];
    for await (const body of parts) {
      const query = { partNumber: String(etags.length + 1), uploadId };
      etags.push(etagOf(await ask({ method: 'PUT', query, body }), label));
    }
    await ask({ method: 'POST', query: { uploadId }, body: joined(etags), silentMs: JOINING_MS });
  } catch (error) {
    // What cannot be given up now stays until the bucket's own rule for unfinished uploads removes it.
    await ask({ method: 'DELETE', query: { uploadId }, signal: AbortSignal.timeout(GIVING_UP_MS) }).catch(
      () => undefined,
    );
    throw error;
  }
}

async function* following(first: Buffer, second: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield second;
  yield* rest;
}

/** All parts but the last are of one size, as some servers want it. */
async function* partsOf(source: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    pieces.push(piece);
    size += piece.length;
    while (size >= partBytes) {
      const all = Buffer.concat(pieces);
      yield all.subarray(0, partBytes);
      pieces = [all.subarray(partBytes)];
      size -= partBytes;
    }
  }
  if (size > 0) yield Buffer.concat(pieces);
}

function joined(etags: string[]): Buffer {
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  return Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
}
