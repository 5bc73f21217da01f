import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** A text below that fits into one packet as it is. */
const WORTH_IT = 1_200;
/**
 * Of a list of 42 KB level 4 makes 7.9 KB in 0.3 ms; level 6 takes twice the time for 5 % less, and brotli that is as quick makes as
 * much. Not in the background: that would wait behind passwords that are hashed, for longer than it takes.
 */
const LEVEL = 4;

/** Sends a text that was made for this answer, compressed for who takes that; its type must be set. What it holds that nobody may guess differs in each answer. */
export function sendText(req: Request, res: Response, text: string): void {
  res.vary('Accept-Encoding');
  if (text.length < WORTH_IT || !req.acceptsEncodings('gzip')) return void res.send(text);
  res.set('Content-Encoding', 'gzip').send(gzipSync(text, { level: LEVEL }));
}
