import type { Request } from 'express';
import { browserSecret } from '../../http/browser-cookie.js';
import { instant } from '../../http/format.js';
import { signIn } from '../../http/middleware/session.js';
import { timeZoneName } from '../../http/time-zones.js';
import { deviceName, deviceOf } from '../../http/user-agent.js';
import { writtenAs } from '../../http/writing.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { clientAddress } from '../../records/audit.js';
import { openOutbox, type Recipient } from '../mail/index.js';
import { newBrowserMail } from './account-mails.js';
import { type AuthDependencies, sourceOf } from './actions.js';
import { hashOfBrowser, noteBrowser } from './known-browsers.js';

/** How many such mails an account is sent in an hour: who logs in with ever new browsers has been told of. */
const AN_HOUR = 5;

type Told = Recipient & { time_zone: string; locale: string };

/**
 * Signs in whoever has proved to be that person. A browser that their account does not know is told to them by mail; not the one
 * in which they were signed in already.
 */
export async function letIn(deps: AuthDependencies, req: Request, personId: string): Promise<void> {
  const { config, database } = deps;
  const outbox = openOutbox(deps);
  const browser = hashOfBrowser(browserSecret(req, config));
  const wasHere = req.person?.id === personId;
  const mail = await database.asSystem('who logs in is nobody before', async (tx) => {
    const isNews = (await noteBrowser(tx, personId, browser)) && !wasHere && outbox.sends;
    const to = isNews ? await whomToTell(tx, personId) : undefined;
    return to && outbox.write(tx, 'new_browser', to, newBrowserMail(config, seenIn(req, to)));
  });
  await signIn(req, personId, config);
  req.session.browser = browser;
  // They are in: a mail that is not sent now is owed, and a worker finds it.
  await outbox.send([mail]).catch(() => undefined);
}

async function whomToTell(tx: WriteDoor, personId: string): Promise<Told | undefined> {
  const [person] = await tx.$queryRaw<Told[]>`
    select id::text, email, name, time_zone, locale from users it where id = ${personId}::uuid and (
      select count(*) from mails
      where user_id = it.id and about = 'new_browser' and written_at > now() - interval '1 hour') < ${AN_HOUR}`;
  return person;
}

function seenIn(req: Request, { time_zone, locale }: Told) {
  const at = writtenAs(locale, () => instant(new Date(), time_zone));
  return {
    device: deviceName(deviceOf(req.get('user-agent') ?? '')),
    at: `${at} (${timeZoneName(time_zone)})`,
    from: clientAddress(sourceOf(req)) ?? '',
  };
}
