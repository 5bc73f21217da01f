import { isMailAddress, type MailSettings } from '../../config.js';
import { connectMail, type MailConnection, type MailPatience } from './connection.js';
import { MailFault } from './fault.js';
import { composeMail, type Letter } from './message.js';
import { watchServer } from './watch.js';

export { MailFault } from './fault.js';
export type { Letter } from './message.js';

export type Mail = ReturnType<typeof openMail>;

const PATIENCE = { connectMs: 10_000, silentMs: 120_000, restMs: 30_000 };
/** Servers end a connection that brought much. */
const MAILS_A_CONNECTION = 100;
const IDLE_MS = 5_000;

/**
 * The way to the mail server. Nothing is opened before it is needed; a connection is kept for the next mail, 5 s at most. After
 * a server could not be reached it is left alone for `restMs`: whoever sends meanwhile is told the same.
 */
export function openMail(settings: MailSettings, patience: MailPatience & { restMs: number } = PATIENCE) {
  const kept = keptConnection();
  const watch = watchServer(async () => (await connectMail(settings, patience, false)).quit());
  let away: { fault: MailFault; until: number } | undefined;

  async function connection(): Promise<MailConnection> {
    const open = kept.take();
    if (open) return open;
    if (away && Date.now() < away.until) throw away.fault;
    try {
      const made = await connectMail(settings, patience);
      away = undefined;
      return made;
    } catch (error) {
      away = { fault: error as MailFault, until: Date.now() + patience.restMs };
      watch.saw(false);
      throw error;
    }
  }

  return {
    /** Hands a mail to the server; on return the server has it. Throws a `MailFault`. */
    async send(letter: Letter): Promise<void> {
      if (!isMailAddress(letter.to.address)) throw new MailFault('The address is none.', true, false);
      const { envelope, message } = await composeMail(letter, settings.from);
      const open = await connection();
      try {
        await open.send(envelope, message);
        watch.saw(true);
        kept.keep(open);
      } catch (error) {
        open.close();
        throw error;
      }
    },
    /** Whether the server was there when it was last spoken to; within `limitMs`. */
    answers: watch.answers,
    close: () => kept.take()?.close(),
  };
}

/** One connection that waits for the next mail. */
function keptConnection() {
  const mails = new WeakMap<MailConnection, number>();
  let waiting: MailConnection | undefined;
  let leaving: NodeJS.Timeout | undefined;

  function take(): MailConnection | undefined {
    clearTimeout(leaving);
    const taken = waiting;
    waiting = undefined;
    return taken?.usable() ? taken : undefined;
  }

  return {
    take,
    keep(open: MailConnection): void {
      const brought = (mails.get(open) ?? 0) + 1;
      mails.set(open, brought);
      if (waiting || brought >= MAILS_A_CONNECTION) return void open.quit();
      waiting = open;
      leaving = setTimeout(() => take()?.quit(), IDLE_MS);
    },
  };
}
