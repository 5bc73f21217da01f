import type { Request } from 'express';
import type { ReadDoor, StreamDoor, WriteDoor } from '../platform/postgres/database.js';
import type { PersonRequest } from './person.js';
import type { Reply } from './reply.js';
import type { Sent } from './uploads.js';

type Answer = Reply | Promise<Reply>;

type Access = 'public' | 'user' | 'admin';
export type Route = { method: 'get' | 'post'; path: string; access: Access } & Guarded &
  (
    | { door: 'none'; handler: (req: never) => Answer; ownAccount?: boolean; writes?: boolean }
    | { door: 'read'; handler: (db: ReadDoor, req: never) => Answer; writes?: boolean }
    | {
        door: 'stream';
        handler: (db: StreamDoor, req: never) => Answer;
        before: (tx: WriteDoor, req: never) => Promise<void>;
      }
    | {
        door: 'files';
        handler: (tx: WriteDoor, req: never, sent: Sent) => Answer;
        before?: (tx: WriteDoor, req: never) => Promise<void>;
        field: string;
        typed: boolean;
        makes?: 'portrait';
        ownAccount?: boolean;
        limitMs?: number;
      }
    | { door: 'write'; handler: (tx: WriteDoor, req: never) => Answer; ownAccount?: boolean; limitMs?: number }
  );

type Guarded = {
  /**
   * What is done there, as "Confirm it is you to …" goes on. Whoever typed their password longer ago than ten minutes is asked for it
   * first; then the page or the form goes on by itself, with what was typed but passwords.
   */
  stepUp?: string;
};

type PostOptions = Guarded & {
  /** A post to one's own account, which a VIEWER may make too. */
  ownAccount?: boolean;
  /** How long the act may take; a page's 3 s unless stated, for acts on many records. */
  limitMs?: number;
};

type FilesOptions = {
  /** The field that takes the files; `files` unless stated. */
  field?: string;
  /** Throws where nothing of the form is to be read. */
  before?: (tx: WriteDoor, req: PersonRequest) => Promise<void>;
  /** People type into it: what stands behind a file that is refused is read too, and kept where the session has ended. */
  typed?: true;
  /** A picture of somebody is wanted: a small one is made of it and kept in its place, of what is none nothing is. */
  makes?: 'portrait';
  /** A form to one's own account, which a VIEWER may send too. */
  ownAccount?: boolean;
  limitMs?: number;
};

type PublicRegistrar = {
  get(path: string, handler: (req: Request) => Answer): void;
  post(path: string, handler: (req: Request) => Answer): void;
};

type Registrar = {
  /** A page: one read-only transaction, 3 s at most. */
  get(path: string, handler: (db: ReadDoor, req: PersonRequest) => Answer, options?: Guarded): void;
  /** The page of a form: refused to whoever may not send it. */
  form(path: string, handler: (db: ReadDoor, req: PersonRequest) => Answer, options?: Guarded): void;
  /** A download of any length, read by cursor, 60 s at most, two at once for a person; `before` is committed first: the door itself only reads. */
  stream(
    path: string,
    handler: (db: StreamDoor, req: PersonRequest) => Answer,
    before: (tx: WriteDoor, req: PersonRequest) => Promise<void>,
  ): void;
  /** A change: one transaction, committed before the reply is sent; a thrown error or a 4xx reply rolls it back. */
  post(path: string, handler: (tx: WriteDoor, req: PersonRequest) => Answer, options?: PostOptions): void;
  /**
   * A form with files, or the same form without any: the files are kept with no connection held, then `handler` writes their
   * rows. Where it throws or answers with a page, the files go.
   */
  postFiles(
    path: string,
    handler: (tx: WriteDoor, req: PersonRequest, sent: Sent) => Answer,
    options?: FilesOptions,
  ): void;
  /** A page whose handler opens its own door, because a person's shows less than it counts. */
  getWithoutTx(path: string, handler: (req: PersonRequest) => Answer, options?: Guarded): void;
  /** The page of a form that opens its own door: refused to whoever may not send it. */
  formWithoutTx(path: string, handler: (req: PersonRequest) => Answer, options?: Guarded): void;
  /** A change that must not hold a connection, or not be rolled back with a bad answer. */
  postWithoutTx(path: string, handler: (req: PersonRequest) => Answer, options?: PostOptions): void;
};

/** Routes that anyone may ask. Their handlers get no door; what they need of the database they are given by name. */
export function publicRoutes(define: (routes: PublicRegistrar) => void): Route[] {
  const routes: Route[] = [];
  const add = (method: 'get' | 'post') => (path: string, handler: (req: Request) => Answer) =>
    void routes.push({ method, path, access: 'public', door: 'none', handler });
  define({ get: add('get'), post: add('post') });
  return routes;
}

/** Routes for approved members; the door is bound to the person, so that the database shows nobody else's rows. */
export function userRoutes(define: (routes: Registrar) => void): Route[] {
  return collect('user', define);
}

/** Routes for admins; the door is the system's, which crosses owners. */
export function adminRoutes(define: (routes: Registrar) => void): Route[] {
  return collect('admin', define);
}

/** Whether a route reads its form by itself, and with it the form's token: it is mounted before the others' are checked. */
export function takesFiles(route: Route): boolean {
  return route.door === 'files';
}

function collect(access: Access, define: (routes: Registrar) => void): Route[] {
  const routes: Route[] = [];
  define({
    get: (path, handler, options) =>
      void routes.push({ method: 'get', path, access, door: 'read', handler, ...options }),
    form: (path, handler, options) =>
      void routes.push({ method: 'get', path, access, door: 'read', handler, writes: true, ...options }),
    stream: (path, handler, before) =>
      void routes.push({ method: 'get', path, access, door: 'stream', handler, before }),
    post: (path, handler, options) =>
      void routes.push({ method: 'post', path, access, door: 'write', handler, ...options }),
    postFiles: (path, handler, { field = 'files', typed = false, ...options } = {}) =>
      void routes.push({ method: 'post', path, access, door: 'files', handler, field, typed, ...options }),
    getWithoutTx: (path, handler, options) =>
      void routes.push({ method: 'get', path, access, door: 'none', handler, ...options }),
    formWithoutTx: (path, handler, options) =>
      void routes.push({ method: 'get', path, access, door: 'none', handler, writes: true, ...options }),
    postWithoutTx: (path, handler, options) =>
      void routes.push({ method: 'post', path, access, door: 'none', handler, ...options }),
  });
  return routes;
}
