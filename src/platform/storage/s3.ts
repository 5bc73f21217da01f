import type { S3Settings } from '../../config.js';
import { type Answer, bytesOfAnswer, codeOf, entriesOf, etagOf, readAnswer, s3Fault } from './s3/answer.js';
import { type Ask, bucketAddress, inPath, openRequests } from './s3/request.js';
import { type UploadOptions, uploadTo } from './s3/upload.js';
import type { StoredBytes } from './store.js';

export type S3 = ReturnType<typeof openS3>;
type S3Object = { key: string; size: number; mtimeMs: number };

const COPY_MS = 60_000;

/**
 * A bucket of an S3 server: what is kept under a key is whole. `StorageAway` where it does not answer or refuses, with a sentence
 * that says what to set and holds no secret; a key that is not there is an answer.
 */
export function openS3(settings: S3Settings) {
  const label = bucketAddress(settings);
  const send = openRequests(settings);

  /** The answer; undefined where it says that there is no such object. */
  async function ask(it: Ask): Promise<Answer | undefined> {
    const answer = await readAnswer(await send(it), label);
    const code = codeOf(answer);
    if (code === undefined) return answer;
    if (code === 'NoSuchKey') return undefined;
    throw s3Fault(label, code);
  }

  async function sizeOf(key: string): Promise<number | undefined> {
    const answer = await readAnswer(await send({ method: 'HEAD', key }), label);
    if (answer.status < 300) {
      etagOf(answer, label);
      return Number(answer.headers['content-length']);
    }
    // What answers HEAD has no body; its code tells a missing object from a missing bucket, or from a wrong key.
    await ask({ method: 'GET', key, headers: { range: 'bytes=0-0' } });
    if (answer.status !== 404) throw s3Fault(label, String(answer.status));
    return undefined;
  }

  async function* bytesOf(key: string): AsyncGenerator<Buffer> {
    const res = await send({ method: 'GET', key });
    if (res.statusCode !== 200) throw s3Fault(label, codeOf(await readAnswer(res, label)) ?? String(res.statusCode));
    yield* bytesOfAnswer(res, label);
  }

  return {
    label,
    /** Keeps the bytes under the key, however many come. */
    upload: (key: string, source: AsyncIterable<Buffer>, options: UploadOptions = {}) =>
      uploadTo(send, label, key, source, options),

    /** An object's size, and its bytes once they are asked for. */
    async read(key: string): Promise<StoredBytes | undefined> {
      const size = await sizeOf(key);
      return size === undefined ? undefined : { size, body: bytesOf(key) };
    },

    async remove(key: string): Promise<void> {
      await ask({ method: 'DELETE', key });
    },

    /** Copies inside the bucket, up to 5 GB; false where there is nothing. */
    async copy(from: string, to: string): Promise<boolean> {
      const headers = {
        'x-amz-copy-source': `/${settings.bucket}/${inPath(from)}`,
      };
      return (await ask({ method: 'PUT', key: to, headers, silentMs: COPY_MS })) !== undefined;
    },

    /** Every object whose key begins so, in the order of the keys. */
    async *list(prefix: string): AsyncGenerator<S3Object> {
      let token = '';
      do {
        const query = { 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) };
        const { text } = (await ask({ method: 'GET', query })) ?? { text: '' };
        for (const it of entriesOf(text, 'Contents', ['Key', 'Size', 'LastModified']))
          yield { key: it.Key, size: Number(it.Size), mtimeMs: Date.parse(it.LastModified) };
        token = entriesOf(text, 'ListBucketResult', ['NextContinuationToken'])[0]?.NextContinuationToken ?? '';
      } while (token);
    },
  };
}
