import type { Request } from 'express';
import type { HalfLogin } from '../person.js';
import { newSession } from './session.js';

const HALF_MS = 10 * 60_000;

/** Begins the second step, in a session of its own under a new id. It is nobody's until that step is done, and holds for ten minutes. */
export async function beginSecondStep(req: Request, half: HalfLogin): Promise<void> {
  await newSession(req);
  req.session.half = half;
  req.session.cookie.maxAge = HALF_MS;
}

/** The login that waits for its second step in this session; undefined where there is none, or it has waited too long. */
export function halfLoginOf({ session }: Request): HalfLogin | undefined {
  const { half } = session;
  return half && Date.now() - half.at <= HALF_MS ? half : undefined;
}
