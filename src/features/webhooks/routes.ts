import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../../config.js';
import { blankForm, type Form, idOf, isId } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { Database, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type AuditAct, audit } from '../../records/audit.js';
import type { Kind } from '../../records/kinds.js';
import { logOf, sendAgain, sendTest } from './deliveries.js';
import { namedEvents } from './events.js';
import { readWebhook } from './form.js';
import { newSecret, readSecretOf, sealSecretOf } from './signing.js';
import { formPage, PATH, webhookPage, webhooksPage } from './view-model.js';
import {
  changeWebhook,
  MOST_WEBHOOKS,
  makeWebhook,
  removeWebhook,
  renewSecret,
  sealedOf,
  switchWebhook,
  type Webhook,
  webhooksOf,
  webhookWith,
} from './webhooks.js';

const OWN = { ownAccount: true };
const pathOf = (id: string) => `${PATH}/${id}`;

type Parts = { config: Pick<Config, 'encryptionKeys' | 'webhookAllowlist'>; database: Database };

/** One's own webhooks: listed, made, changed, switched, tried, removed, with what was sent and what came back. */
export function webhookRoutes({ config, database }: Parts, kinds: readonly Kind[]): Route[] {
  const { encryptionKeys: keys, webhookAllowlist: opened } = config;

  async function show(db: ReadDoor, req: PersonRequest, id: string, secret?: string): Promise<Reply> {
    const webhook = await mustBe(db, id);
    const after = isId(req.query.after) ? req.query.after : undefined;
    const view = webhookPage(kinds, webhook, await logOf(db, id, after), req.person.timeZone);
    return page('webhooks/show.njk', { ...view, secret: secret ?? null, is_first: after === undefined });
  }

  async function make(req: PersonRequest): Promise<Reply> {
    const asked = readWebhook(req.body, kinds, opened);
    if (!asked.ok) return again(asked.form);
    const id = isId(req.body.submission_id) ? req.body.submission_id : uuidv7();
    const secret = newSecret();
    const sealed = sealSecretOf(keys, secret, id);
    const made = await database.asUser(req.person.id, async (tx) => {
      const it = await makeWebhook(tx, { id, ...asked.data, sealed });
      if (it === 'made') await note(tx, req, 'webhook_made', id);
      return it;
    });
    if (made === 'too_many') {
      return again({ ...asked.form, errors: { '': `You have ${MOST_WEBHOOKS} webhooks. Remove one first.` } });
    }
    if (made === 'known') return redirect(pathOf(id), 'That webhook was made already.');
    return database.readAsUser(req.person.id, (db) => show(db, req, id, secret));
  }

  async function change(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
    const id = idOf(req);
    const [there] = await tx.$queryRaw<object[]>`select 1 from webhooks where id = ${id}::uuid`;
    if (!there) throw new NotFound();
    const asked = readWebhook(req.body, kinds, opened);
    if (!asked.ok) return again(asked.form, id);
    await changeWebhook(tx, id, asked.data.url, asked.data.events);
    await note(tx, req, 'webhook_changed', id);
    return redirect(pathOf(id), 'Webhook saved.');
  }

  async function showSecret(req: PersonRequest): Promise<Reply> {
    const id = idOf(req);
    const sealed = await database.readAsUser(req.person.id, (db) => sealedOf(db, id));
    if (sealed === undefined) throw new NotFound();
    await database.asUser(req.person.id, (tx) => note(tx, req, 'webhook_secret_shown', id));
    return database.readAsUser(req.person.id, (db) => show(db, req, id, readSecretOf(keys, sealed, id)));
  }

  async function renew(req: PersonRequest): Promise<Reply> {
    const id = idOf(req);
    const secret = newSecret();
    const renewed = await database.asUser(req.person.id, async (tx) => {
      await heldIn(tx, req);
      const done = await renewSecret(tx, id, sealSecretOf(keys, secret, id));
      if (done) await note(tx, req, 'webhook_secret_renewed', id);
      return done;
    });
    if (renewed) return database.readAsUser(req.person.id, (db) => show(db, req, id, secret));
    return redirect(pathOf(id), { text: 'The secret of before still holds: wait until it ends.', tone: 'warn' });
  }

  const again = (form: Form, id?: string) => invalid('webhooks/form.njk', formPage(kinds, form, id));

  return userRoutes(({ get, post, postWithoutTx }) => {
    get(PATH, async (db, req) =>
      page('webhooks/index.njk', webhooksPage(kinds, await webhooksOf(db), req.person.timeZone)),
    );
    get(`${PATH}/new`, () => page('webhooks/form.njk', formPage(kinds, blankForm())), { stepUp: 'make a webhook' });
    postWithoutTx(PATH, make, { ...OWN, stepUp: 'make a webhook' });
    get(`${PATH}/:id`, (db, req) => show(db, req, idOf(req)));
    get(
      `${PATH}/:id/edit`,
      async (db, req) => {
        const { id, url, events } = await mustBe(db, idOf(req));
        return page('webhooks/form.njk', formPage(kinds, blankForm({ url, events: namedEvents(kinds, events) }), id));
      },
      { stepUp: 'change a webhook' },
    );
    post(`${PATH}/:id`, change, { ...OWN, stepUp: 'change a webhook' });
    postWithoutTx(`${PATH}/:id/secret`, showSecret, { ...OWN, stepUp: 'see the secret of a webhook' });
    postWithoutTx(`${PATH}/:id/secret/renewal`, renew, { ...OWN, stepUp: 'make a new secret of a webhook' });
    post(`${PATH}/:id/switch-on`, (tx, req) => turn(tx, req, true), OWN);
    post(`${PATH}/:id/switch-off`, (tx, req) => turn(tx, req, false), OWN);
    post(`${PATH}/:id/test`, test, OWN);
    post(`${PATH}/:id/deliveries/:delivery/again`, resend, OWN);
    get(`${PATH}/:id/delete`, async (db, req) => {
      const { id, url } = await mustBe(db, idOf(req));
      return page('webhooks/removal.njk', { id, host: new URL(url).host });
    });
    post(`${PATH}/:id/delete`, remove, OWN);
  });
}

async function mustBe(db: ReadDoor, id: string): Promise<Webhook> {
  const webhook = await webhookWith(db, id);
  if (!webhook) throw new NotFound();
  return webhook;
}

async function turn(tx: WriteDoor, req: PersonRequest, on: boolean): Promise<Reply> {
  const id = await heldIn(tx, req);
  if (await switchWebhook(tx, id, on)) await note(tx, req, on ? 'webhook_switched_on' : 'webhook_switched_off', id);
  return redirect(pathOf(id), on ? 'Switched on. What waited is sent now.' : 'Switched off. Nothing more is sent.');
}

async function test(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const id = await heldIn(tx, req);
  const sent = await sendTest(tx, id);
  return redirect(pathOf(id), sent ? 'A test is on its way.' : 'Switch it on first.');
}

async function resend(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const id = await heldIn(tx, req);
  const { delivery } = req.params;
  if (!isId(delivery)) throw new NotFound();
  const answer = await sendAgain(tx, id, delivery);
  if (answer === 'unknown') throw new NotFound();
  return redirect(pathOf(id), answer === 'off' ? 'Switch it on first.' : 'It is sent again, under the same id.');
}

async function remove(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const id = idOf(req);
  if (!(await removeWebhook(tx, id))) throw new NotFound();
  await note(tx, req, 'webhook_removed', id);
  return redirect(PATH, 'Webhook removed, with its log.');
}

async function heldIn(tx: WriteDoor, req: PersonRequest): Promise<string> {
  const id = idOf(req);
  const [there] = await tx.$queryRaw<object[]>`select 1 from webhooks where id = ${id}::uuid for update`;
  if (!there) throw new NotFound();
  return id;
}

function note(tx: WriteDoor, req: PersonRequest, act: AuditAct, id: string): Promise<void> {
  return audit(tx, req, act, { kind: 'webhook', id });
}
