import type { Request } from 'express';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Person } from '../person.js';
import type { Stored } from '../reply.js';
import type { Sent } from '../uploads.js';

/** What a token may: `write` reads too. */
export type Scope = 'read' | 'write';
/** Who asks through the API, and by which token. */
export type Caller = { person: Person; token: { id: string; name: string; scope: Scope; expiresAt: Date } };
/** A request of the API; what it sent as JSON stands in `body`. */
export type ApiRequest = Request & { caller: Caller; person: Person };

/** What a program is answered: JSON, a stored file, or nothing; 200, or 204 for nothing, unless told otherwise. */
export type ApiAnswer = {
  status?: number;
  body?: unknown;
  /** The body, where it is written as JSON already. */
  json?: string;
  stored?: Stored;
  headers?: Readonly<Record<string, string>>;
  /** What is done once its change is committed: for what is owed anyway, so that a fault of it is nobody's. */
  after?: () => Promise<void>;
};
type Answer = ApiAnswer | Promise<ApiAnswer>;

/** A schema of JSON, 2020-12. */
export type ApiSchema = { readonly [word: string]: unknown };
/** A parameter of the address's query, which may stand several times where it is an array. */
export type ApiParameter = { name: string; about: string; schema: ApiSchema };

/** What is told of a route: all that a description of the API is made of stands beside its handler. */
type Facts = {
  /** As Express has it, behind /api: '/v1/inventory/:id'. */
  path: string;
  /** The name by which generated clients call it: 'list_inventory'. */
  id: string;
  /** Under which heading it stands: 'Inventory'. */
  group: string;
  summary: string;
  query?: readonly ApiParameter[];
  /** Headers that it reads besides Authorization: If-Match, If-None-Match, Idempotency-Key. */
  headers?: readonly string[];
  /** The schema of the body that it takes, where it takes one; `sends`: its media type, JSON unless stated. */
  takes?: ApiSchema;
  sends?: string;
  /** The body may be left out. */
  bodyless?: true;
  /** The status of its answer and the schema of that; none where nothing, or a file, is answered. */
  status: number;
  /** Another status that the same answer may have: 202 where a job goes on with it, 200 where it was there already. */
  else?: number;
  gives?: ApiSchema;
  /** Which problems it answers, besides those that each route may. */
  refuses?: readonly number[];
};

/** What is answered at an address of the API, in one transaction bound to the caller; what is thrown takes it back. */
export type ApiRoute = Facts &
  (
    | { method: 'get'; door: 'read'; handler: (db: ReadDoor, req: ApiRequest) => Answer }
    | {
        method: 'post' | 'patch' | 'put' | 'delete';
        door: 'write';
        handler: (tx: WriteDoor, req: ApiRequest) => Answer;
        /** How long it may take; a page's 3 s unless stated, for acts on many records. */
        limitMs?: number;
        /** The transaction that it is done in, where that is not the person's own. */
        within?: <T>(req: ApiRequest, work: (tx: WriteDoor) => Promise<T>) => Promise<T>;
      }
    | {
        method: 'post';
        door: 'file';
        /** Throws where nothing of the file is to be read. */
        before: (tx: WriteDoor, req: ApiRequest) => Promise<void>;
        handler: (tx: WriteDoor, req: ApiRequest, sent: Sent) => Answer;
      }
  );
