import type { Response } from 'express';

/**
 * The status that an answer ended with, once it is closed; 499 where it did not become whole: its reader left, or was left because
 * they took no more, or it broke off here. That is no 500, which nobody was told; its cause stands in the log.
 */
export function statusOf(res: Response): number {
  return res.writableFinished ? res.statusCode : 499;
}
