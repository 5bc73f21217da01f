import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../../platform/logger.js';
import { describe } from '../errors/faults.js';

/** What went wrong, as programs read it (RFC 9457). */
export type Problem = { status: number; title: string; detail: string };

/** A refusal of the API that has words of its own. */
export class ApiRefusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.title);
  }
}

/** Sends problem details; no problem has a page of its own, so its type is that of its status. */
export function sendProblem(res: Response, problem: Problem): void {
  const { id } = res.req;
  res.status(problem.status).type('application/problem+json');
  res.send(JSON.stringify({ type: 'about:blank', ...problem, request_id: id }));
}

/** Maps errors of the API to problem details; logs those that are our fault. */
export function apiErrors(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const { problem, headers } = error instanceof ApiRefusal ? error : refusalOf(error);
    if (problem.status >= 500) log.error({ request_id: req.id, path: req.path, err: error }, problem.title);
    if (res.headersSent) return void res.destroy(error);
    res.set(headers);
    sendProblem(res, problem);
  };
}

function refusalOf(error: unknown): Pick<ApiRefusal, 'problem' | 'headers'> {
  const { status, heading, what } = describe(error);
  const headers: Record<string, string> = status === 503 || status === 429 ? { 'Retry-After': '10' } : {};
  return { problem: { status, title: heading, detail: what }, headers };
}
