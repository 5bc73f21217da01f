import type { Config } from '../../../config.js';
import { type Route, userRoutes } from '../../../http/routes.js';
import type { Views } from '../../../http/views.js';
import type { Queue } from '../../../platform/queue/queue.js';
import type { RecordModule } from '../../../records/module.js';
import { CONTACTS } from '../../contacts/index.js';
import { openOutbox } from '../../mail/index.js';
import { TEMPLATES } from '../kind.js';
import { answerSend, showSend } from './send-page.js';
import { forgetSend, markReplied, showSent, showSentMails, stopSend, unmarkReplied } from './sent-pages.js';
import { answerSeveral, chooseSeveral, showSeveral } from './several.js';

/** So many mails are written at once that it takes longer than a page. */
const LIMIT_MS = 20_000;

/** Mails to contacts: one, several at once, and those that were sent. Before the templates' own pages, whose `/:id` would take these for ids. */
export function sendingRoutes(
  parts: { config: Config; views: Views; queue: Queue },
  modules: readonly RecordModule[],
): Route[] {
  const outbox = openOutbox(parts);
  const sending = { outbox, perHour: parts.config.outreachMailsPerHour };
  const contacts = modules.find(({ kind }) => kind.name === CONTACTS.name);
  const { path } = TEMPLATES;
  const one = `${path}/sends/:id`;
  return userRoutes(({ get, form, post }) => {
    form(`${path}/send`, (db, req) => showSend(db, req, outbox));
    post(`${path}/send`, (tx, req) => answerSend(tx, req, outbox));
    // Where the form of the list leads that the contacts are ticked in.
    if (contacts) form(`${path}/several/choice`, (db, req) => chooseSeveral(db, req, contacts));
    form(`${path}/several`, (db, req) => showSeveral(db, req, sending));
    post(`${path}/several`, (tx, req) => answerSeveral(tx, req, sending), { limitMs: LIMIT_MS });
    get(`${path}/sends`, showSentMails);
    get(one, showSent);
    post(`${one}/reply`, markReplied);
    post(`${one}/reply/delete`, unmarkReplied);
    post(`${one}/stop`, stopSend);
    post(`${one}/delete`, forgetSend);
  });
}
