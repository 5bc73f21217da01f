import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A reader who takes nothing for so long is gone, or will never be done; one who is slow and goes on is neither. */
const IDLE_MS = 10_000;

/**
 * Sends a body as it is made. It is broken off for a reader who leaves, who takes nothing for 10 s, or who has not kept up when
 * `over` comes: that is theirs, and told to nobody but the log. Where it breaks off here, or `over` finds us late, it throws.
 */
export async function download(body: AsyncIterable<string | Buffer>, res: Response, over: AbortSignal): Promise<void> {
  endIdle(res);
  const end = () => res.destroy(waitsForReader(res) ? undefined : new Error('the download took too long'));
  over.addEventListener('abort', end);
  try {
    await pipeline(Readable.from(body), res);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    over.removeEventListener('abort', end);
  }
}

// A socket's own timer counts what the reader takes, also of one large piece; it strikes again and again, as it is set. Two in a
// row, with nothing taken between them, are the whole time; after one that was put off they lie further apart.
function endIdle(res: Response): void {
  const half = IDLE_MS / 2;
  let struck = Number.NEGATIVE_INFINITY;
  res.setTimeout(half, () => {
    const now = performance.now();
    if (!waitsForReader(res)) struck = Number.NEGATIVE_INFINITY;
    else if (now - struck < 1.5 * half) return void res.destroy();
    else struck = now;
    res.setTimeout(half);
  });
}

function waitsForReader(res: Response): boolean {
  return res.writableLength > 0;
}
