import type { Response } from 'express';

/**
 * The status that an answer ended with, once it is closed. Of those that did not become whole, 500 are ones that broke off here,
 * and 499 those whose reader left, or was left because they took no more.
 */
export function statusOf(res: Response): number {
  if (res.writableFinished) return res.statusCode;
  return res.errored ? 500 : 499;
}
