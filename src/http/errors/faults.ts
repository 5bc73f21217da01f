import {
  BadRequest,
  Busy,
  Collided,
  Conflict,
  Crowded,
  Forbidden,
  NotFound,
  TooLarge,
  TooMany,
  Unavailable,
} from '../../platform/errors.js';
import { isUnreadable } from '../../platform/postgres/errors.js';
import { StorageAway } from '../../platform/storage/away.js';
import { FORM_BYTES, FORM_FIELDS } from '../form-text.js';
import { count } from '../format.js';

/** What an error is to the person: a status, and a page that says what happened and what to do. */
export type Fault = { status: number; heading: string; what: string; todo: string };

const NOT_FOUND: Fault = {
  status: 404,
  heading: 'There is nothing here',
  what: 'The page does not exist, or the record is gone.',
  todo: 'Check the address, or start from the dashboard.',
};
const UNAVAILABLE: Fault = {
  status: 503,
  heading: 'The database is not answering',
  what: 'Your work is safe.',
  todo: 'Try again in a minute.',
};
const FILES_AWAY: Fault = {
  status: 503,
  heading: 'The file storage is not answering',
  what: 'Records and notes are not touched by this; only files cannot be reached.',
  todo: 'Try again in a minute.',
};
const BUSY: Fault = {
  status: 503,
  heading: 'Other downloads are still running',
  what: 'Only a few run at once, so that pages stay quick.',
  todo: 'Try again in a minute.',
};
const CROWDED: Fault = {
  status: 503,
  heading: 'Many people are logging in at this moment',
  what: 'Nothing was tried, counted or changed.',
  todo: 'Try again in ten seconds.',
};
const TOO_MANY: Fault = {
  status: 429,
  heading: 'Two downloads of yours are still running',
  what: 'Each person has two at once, so that nobody waits for the others’.',
  todo: 'Try again when one of them has ended.',
};
const COLLIDED: Fault = {
  status: 409,
  heading: 'Somebody saved at the same moment',
  what: 'Nothing of yours was saved.',
  todo: 'Go back and try again.',
};
const BROKEN: Fault = {
  status: 500,
  heading: 'Something broke on our side',
  what: 'Nothing was half saved.',
  todo: 'Try again. If it stays, tell your admin the request id below.',
};
const TOO_LARGE: Fault = {
  status: 413,
  heading: 'That is too large',
  what: `A form may hold ${FORM_BYTES / 1024} KB in ${count(FORM_FIELDS)} fields.`,
  todo: 'Go back, shorten it, and send it again.',
};
const GO_BACK = 'Go back and try again.';
const UNREADABLE = 'That request could not be read';

type Kind = abstract new (...args: never[]) => Error;
const FAULTS: [Kind, Fault | ((error: Error) => Fault)][] = [
  [NotFound, NOT_FOUND],
  [Unavailable, UNAVAILABLE],
  [StorageAway, FILES_AWAY],
  [Busy, BUSY],
  [Crowded, CROWDED],
  [TooMany, TOO_MANY],
  [TooLarge, TOO_LARGE],
  [Collided, COLLIDED],
  [Forbidden, forbidden],
  [Conflict, ({ message }) => ({ status: 409, heading: 'That does not fit any more', what: message, todo: GO_BACK })],
  [BadRequest, ({ message }) => unreadable(400, message)],
];

/** What is said of an error; of one that has no name here, that something broke. */
export function describe(error: unknown): Fault {
  for (const [kind, fault] of FAULTS) {
    if (error instanceof kind) return typeof fault === 'function' ? fault(error) : fault;
  }
  if (isUnreadable(error)) return unreadable(400, 'It holds a value that cannot be.');
  return ofStatus(clientFault(error));
}

function ofStatus(status: number | undefined): Fault {
  if (status === undefined) return BROKEN;
  if (status === 413) return TOO_LARGE;
  if (status === 404) return NOT_FOUND;
  return unreadable(status, 'It was cut off or written in a way this server does not know.');
}

function forbidden({ message }: Error): Fault {
  const what = message || 'Your account may not do this.';
  return { status: 403, heading: 'You may not do that', what, todo: 'Ask an admin of this server.' };
}

function unreadable(status: number, what: string): Fault {
  return { status, heading: UNREADABLE, what, todo: GO_BACK };
}

// Express, its body parsers and the router mark what the sender did wrong with a status of its own.
function clientFault(error: unknown): number | undefined {
  if (error instanceof URIError) return 404;
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
