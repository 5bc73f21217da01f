import type { Request } from 'express';
import { blankForm, type Form } from './form.js';
import { one } from './list/page.js';
import { localPath, page, type Reply } from './reply.js';

const HOLDS_MS = 10 * 60_000;
const TOLD = { to: 'confirm_to', method: 'confirm_method', act: 'confirm_act' };
// What belongs to the confirmation itself, and passwords, which stand in no page.
const OWN_FIELDS = /password|^confirm_|^csrf_token$|^form_page$/;

/** What waits for a confirmation: where, how it was asked for, and what it does, in words. */
type Waiting = { to: string; method: 'get' | 'post'; act: string };

/** Whether the person has proved who they are in the last ten minutes. */
export function isConfirmed({ session }: Request): boolean {
  return Date.now() - (session.confirmedAt ?? session.signedInAt ?? 0) <= HOLDS_MS;
}

/** The page that asks who is signed in to prove it, before what they asked for is done; it holds what they typed. */
export function confirmationPage(req: Request, act: string): Reply {
  const to = localPath(req.originalUrl) ?? '/';
  return confirmation(req, { to, method: req.method === 'POST' ? 'post' : 'get', act }, blankForm(), 403);
}

/** The same page once more, after a proof that was none; `form` says why. */
export function confirmationAgain(req: Request, form: Form): Reply {
  return confirmation(req, waitingOf(req), form, 422);
}

/** What the form of that page waits for. */
export function waitingOf({ body }: Request): Waiting {
  return {
    to: localPath(one(body?.[TOLD.to])) ?? '/account',
    method: one(body?.[TOLD.method]) === 'post' ? 'post' : 'get',
    act: one(body?.[TOLD.act])?.slice(0, 200) ?? 'go on',
  };
}

function confirmation(req: Request, waiting: Waiting, form: Form, status: number): Reply {
  const { to, method, act } = waiting;
  const told = { [TOLD.to]: to, [TOLD.method]: method, [TOLD.act]: act };
  const typed = Object.entries((req.body as object | undefined) ?? {}).filter(([name]) => !OWN_FIELDS.test(name));
  return page('account/confirm.njk', { form, act, waiting: { ...Object.fromEntries(typed), ...told } }, status);
}
