import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../../platform/logger.js';
import { lineOf } from '../error-handler.js';
import { describe } from '../errors/faults.js';

/** One thing that is wrong: where in the body (`pointer`, RFC 6901), or in which parameter of the query, and what, in the words of the forms. */
export type ProblemError = { detail: string } & ({ pointer: string } | { parameter: string });
/** What went wrong, as programs read it (RFC 9457), with what helps to go on. */
type Problem = {
  status: number;
  title: string;
  detail: string;
  errors?: readonly ProblemError[];
  /** The record as it stands, where it is another than was meant. */
  current?: object;
  /** Records that may be the one that was sent. */
  candidates?: readonly object[];
};

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

/** The refusal of what was sent, where that could be read and says something wrong. */
export function invalidBody(errors: readonly ProblemError[]): ApiRefusal {
  const said = errors.length === 1 ? (errors[0]?.detail ?? '') : `${errors.length} things are wrong with it.`;
  return new ApiRefusal({ status: 422, title: 'That cannot be saved', detail: said, errors });
}

/** The refusal of an address that asks for something in a way that cannot be read, with each parameter. */
export function unreadableAddress(errors: readonly ProblemError[]): ApiRefusal {
  const detail = errors.length === 1 ? (errors[0]?.detail ?? '') : `${errors.length} parameters cannot be read.`;
  return new ApiRefusal({ status: 422, title: 'The address cannot be read', detail, errors });
}

/** The refusal of a body that could not be read. */
export function unreadableBody(detail: string, status = 400): ApiRefusal {
  return new ApiRefusal({ status, title: 'The body could not be read', detail });
}

/** Maps errors of the API to problem details; logs those that are our fault. */
export function apiErrors(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const { problem, headers } = error instanceof ApiRefusal ? error : refusalOf(error);
    if (problem.status >= 500) log.error({ ...lineOf(req), err: error }, problem.title);
    if (res.headersSent) return void res.destroy(error);
    res.set(headers);
    sendProblem(res, problem);
  };
}

function refusalOf(error: unknown): Pick<ApiRefusal, 'problem' | 'headers'> {
  const { status, heading, what } = describe(error);
  const headers: Record<string, string> = status === 503 || status === 429 ? { 'Retry-After': '10' } : {};
  const detail = status === 404 ? 'The address is wrong, or the record is gone.' : what;
  return { problem: { status, title: heading, detail }, headers };
}
