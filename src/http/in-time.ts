import type { Request } from 'express';
import { Unavailable } from '../platform/errors.js';

/** How long a page may wait for the database. */
export const PAGE_LIMIT_MS = 2_900;

/** How long this request may still wait for the database: its waits are added up. */
export function timeLeft(req: Request): number {
  return Math.max(1, PAGE_LIMIT_MS - req.waitedMs);
}

/** What the work answers, or `Unavailable` once the request has waited as long as a page may. */
export async function inTime<T>(req: Request, work: Promise<T>): Promise<T> {
  const started = Date.now();
  return within(timeLeft(req), work).finally(() => {
    req.waitedMs += Date.now() - started;
  });
}

/** What the work answers, or `Unavailable` when that takes longer than `ms`. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('the database took too long')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
