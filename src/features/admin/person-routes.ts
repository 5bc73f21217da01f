import type { Config } from '../../config.js';
import { blankForm, type Form, idOf, parseForm } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { afterwards, page, type Reply, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import type { Views } from '../../http/views.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import { audit } from '../../records/audit.js';
import type { Kind } from '../../records/kinds.js';
import { askForMail, createLockout, endSession, secondFactorOf, sessionsOf } from '../auth/index.js';
import { openOutbox } from '../mail/index.js';
import { actPage, NOT_ONESELF, USERS, wayBack } from './act-page.js';
import { type Account, accountOf, accountToChange } from './actions.js';
import { linesAbout } from './audit-lines.js';
import { PERSON_ACTS, type PersonAct } from './person-acts.js';
import { personPage } from './person-view.js';
import { accountById, decisionsAbout, neighboursOf, ownedBy } from './queries.js';
import { LIST_ORDER } from './schema.js';

const PATH = `${USERS}/:id`;
const LINES_SHOWN = 10;

type Parts = { config: Config; views: Views; queue: Queue };

/** One account, as far as an admin may know it: how it stands and how much it owns, never what; and what is done about it. */
export function adminPersonRoutes(parts: Parts, kinds: readonly Kind[]): Route[] {
  const { config } = parts;
  const lockout = createLockout(config);
  const answer = answerer(parts);
  return adminRoutes(({ get, post }) => {
    get(PATH, async (db, req) => {
      const id = idOf(req);
      const lockedOut = await lockout.lockedOut(db);
      const account = await accountById(db, id, lockedOut);
      if (!account) throw new NotFound();
      const neighbours = await neighboursOf(db, id, lockedOut, LIST_ORDER);
      const [standing, owned] = [await lockout.standing(db, account.email), await ownedBy(db, kinds, id)];
      const [decisions, lines] = [await decisionsAbout(db, id), await linesAbout(db, id, LINES_SHOWN + 1)];
      const [factor, sessions] = [await secondFactorOf(db, id), await sessionsOf(db, id)];
      const known = {
        account,
        standing,
        factor,
        sessions,
        owned,
        decisions,
        neighbours,
        lines: lines.slice(0, LINES_SHOWN),
      };
      return page('admin/person.njk', personPage(known, lines.length > LINES_SHOWN, config, req.person));
    });

    for (const act of PERSON_ACTS) {
      get(`${PATH}/${act.path}`, async (db, req) => {
        const account = await accountOf(db, { id: idOf(req) });
        return asked(act, account, req, config.sendsMail, blankForm({ role: account.role }, req.kept));
      });
      post(`${PATH}/${act.path}`, (tx, req) => answer(tx, act, req));
    }

    post(`${PATH}/sessions/:session/end`, async (tx, req) => {
      const { id } = await accountToChange(tx, { id: idOf(req) });
      const ended = await endSession(tx, id, one(req.params.session) ?? '');
      if (ended) await audit(tx, req, 'sessions_ended', { kind: 'user', id });
      return redirect(`${USERS}/${id}`, ended ? 'That session has ended.' : 'That session was over already.');
    });

    post(`${PATH}/reset-link`, async (tx, req) => {
      const { id, email } = await accountToChange(tx, { id: idOf(req) });
      if (!config.sendsMail) throw new Conflict('This server sends no mail.');
      return afterwards(redirect(`${USERS}/${id}`, `A link to choose a new password goes to ${email}.`), () =>
        askForMail(parts.queue, { about: 'password_reset', email }),
      );
    });
  });
}

function answerer({ config, ...parts }: Parts) {
  const lockout = createLockout(config);
  const outbox = openOutbox({ config, ...parts });
  return async (tx: WriteDoor, act: PersonAct, req: PersonRequest): Promise<Reply> => {
    const account = await accountToChange(tx, { id: idOf(req) });
    const { ok, form, ...parsed } = parseForm(act.form, req.body);
    if (!ok) return asked(act, account, req, config.sendsMail, form, 422);
    if (act.toOthers && account.id === req.person.id) return refused(act, account, req, form, NOT_ONESELF);
    try {
      const sent = (parsed as { data: Record<string, string | null> }).data;
      const { said, mail } = await act.act(tx, account, sent, { req, lockout, appUrl: config.appUrl });
      const written = mail && outbox.sends ? await outbox.write(tx, mail.about, account, mail.content) : undefined;
      const told = !mail ? '' : outbox.sends ? ' A mail tells them.' : ' Tell them: no mail is sent.';
      const to = wayBack(req.body?.return_to, account.id) ?? (act.listed ? USERS : `${USERS}/${account.id}`);
      return afterwards(redirect(to, said + told), () => outbox.send([written]));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return refused(act, account, req, form, error.message);
    }
  };
}

function asked(
  act: PersonAct,
  account: Account,
  req: PersonRequest,
  sendsMail: boolean,
  form: Form,
  status = 200,
): Reply {
  const asks = act.asks(account, sendsMail);
  const own = act.toOthers && account.id === req.person.id;
  const shown = own ? { ...asks, refused: { title: 'Not by yourself.', text: NOT_ONESELF } } : asks;
  return actPage(act.path, about(account), shown, form, back(req, account), own ? 409 : status);
}

function refused(act: PersonAct, account: Account, req: PersonRequest, form: Form, text: string): Reply {
  const asks = { ...act.asks(account, false), refused: { title: 'Nothing was done.', text } };
  return actPage(act.path, about(account), asks, form, back(req, account), 409);
}

function about({ id, name, email }: Account) {
  return { id, name: name ?? email };
}

function back(req: PersonRequest, { id }: Account): string {
  return wayBack(one(req.body?.return_to) ?? one(req.query.return_to), id) ?? `${USERS}/${id}`;
}
