import type { IncomingMessage } from 'node:http';

/** What is still read, and thrown away, of a form that was refused: a browser shows no answer before it has sent all. */
const DRAIN_BYTES = 300 * 1024 * 1024;

/** Reads the rest of a form and forgets it, while the answer is already on its way. */
export function drain(req: IncomingMessage): void {
  let bytes = 0;
  req.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > DRAIN_BYTES) req.destroy();
  });
  req.resume();
}
