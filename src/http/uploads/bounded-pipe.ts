import type { Writable } from 'node:stream';
import type { Request } from 'express';
import { MulterError } from 'multer';
import { TooLarge } from '../../platform/errors.js';
import { FORM_BYTES } from '../form-text.js';

/** Pours a form into its parser, until more was typed than a form may hold, or the whole is longer than `longest`. */
export function boundedPipe(longest: number, stop: (error: Error) => void) {
  return (req: Request, parser: Writable): void => {
    let [typed, bytes] = [0, 0];
    const end = (error: Error) => {
      stop(error);
      parser.destroy(error);
    };
    // A part may have no name; the parser refuses it behind this.
    parser.on('field', (name: string | undefined, value: string) => {
      typed += Buffer.byteLength(name ?? '') + Buffer.byteLength(value);
      if (typed > FORM_BYTES) end(new TooLarge());
    });
    req.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > longest) end(new MulterError('LIMIT_PART_COUNT'));
    });
    req.pipe(parser);
  };
}
