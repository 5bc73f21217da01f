import type { Request, Response } from 'express';
import { MulterError } from 'multer';
import { BadRequest } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { StorageAway } from '../platform/storage/away.js';
import type { Storage } from '../platform/storage/storage.js';
import { lineOf } from './error-handler.js';
import { drain } from './uploads/drain.js';
import { LONGEST_FORM, lackOf, sentenceFor, TOO_LONG } from './uploads/faults.js';
import { keepAll } from './uploads/keep.js';
import { type Reading, readParts, type UploadFailure, type UploadPart } from './uploads/parts.js';
import type { Incoming, ReceivedFile, Sent } from './uploads/received.js';
import { takeIn } from './uploads/take-in.js';

type Made = { makes?: 'portrait' };

export type { ReceivedFile, Sent } from './uploads/received.js';
export type Uploads = ReturnType<typeof createUploads>;

/**
 * Reads the files of a form, in the order in which its parts come: the form's token must stand before the first file, and nothing
 * is written before it was seen. Files are whole and on the disk when this answers; after a fault nothing of them is left.
 */
export function createUploads(storage: Storage, log: Logger) {
  const lack = (req: Request, error: StorageAway): Sent => {
    log.error({ ...lineOf(req), err: error }, 'a file could not be kept');
    return { files: [], unused: [], fault: lackOf(error), unavailable: true };
  };

  return {
    async receive(req: Request, res: Response, { field, typed, makes }: Omit<Reading, 'take'> & Made): Promise<Sent> {
      const tooLong = isTooLong(req);
      if (tooLong && !typed) {
        drain(req);
        return refused(TOO_LONG);
      }
      const arrived: Promise<Incoming>[] = [];
      const take = (file: UploadPart) => {
        const taken = takeIn(storage, file);
        arrived.push(taken);
        return taken;
      };
      const failure = await readParts(req, res, { field, typed, ...(!tooLong && { take }) });
      if (tooLong && !failure) return refused(TOO_LONG);
      const settled = await Promise.allSettled(arrived);
      const incoming = settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
      const kept = failure ?? (await keepAll(storage, incoming, makes).catch(awayAlone));
      if (!('error' in kept)) return kept;
      for (const { path } of incoming) await storage.drop({ original: path });
      drain(req);
      return kept.error instanceof StorageAway ? lack(req, kept.error) : refused(sentenceFor(kept.error));
    },
    /** Reads what was typed into a form, and takes no file of it. */
    async readTyped(req: Request, res: Response, field: string): Promise<void> {
      await readParts(req, res, { field, typed: true });
      drain(req);
    },
    /** Reads the whole body as one file of that name. */
    async receiveOne(req: Request, name: string): Promise<Sent> {
      try {
        const part = { stream: req, originalname: name, fieldname: 'file' } as unknown as UploadPart;
        return await keepAll(storage, [await takeIn(storage, part)]);
      } catch (error) {
        drain(req);
        return error instanceof StorageAway ? lack(req, error) : refused(sentenceFor(ofBody(error)));
      }
    },
    /** Removes what `receive` has kept, where its rows were not written. */
    async discard(files: readonly ReceivedFile[]): Promise<void> {
      // What cannot be removed now has no row, and is swept away a day later.
      for (const { id } of files) await storage.remove(id).catch(() => undefined);
    },
  };
}

function awayAlone(error: unknown): UploadFailure {
  if (error instanceof StorageAway) return { error };
  throw error;
}

// What is neither the disk's fault nor a limit is a body that was cut off.
function ofBody(error: unknown): unknown {
  return error instanceof MulterError ? error : new BadRequest('The file was cut off on its way.');
}

function refused(fault: string): Sent {
  return { files: [], unused: [], fault };
}

function isTooLong(req: Request): boolean {
  return Number(req.headers['content-length'] ?? 0) > LONGEST_FORM;
}
