import type { Request } from 'express';
import type { Config } from '../../config.js';
import { page } from '../../http/reply.js';
import { publicRoutes, type Route } from '../../http/routes.js';
import type { Database, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type LinkKind, readLink } from './unsubscribe-token.js';

const WHY = 'whoever holds the mail is not logged in';

type Page = { heading: string; lead: string };
/** Mails of a kind that whoever gets them ends by a link in them: what its page says, and what is done. No word of it names anybody. */
export type MailEnding = LinkKind & {
  title: string;
  asked: Page & { button: string };
  ended: Page;
  /** What is said of a link that is none. */
  unknown: string;
  /** Where the mails can be had again, for who has an account. */
  again?: { href: string; label: string };
  /** What links of that id may be bound to by now; where it is not stated they are bound to the id alone. */
  boundTo?(db: ReadDoor, id: string): Promise<string[]>;
  end(tx: WriteDoor, req: Request, link: { id: string; boundTo: string }): Promise<void>;
};

/**
 * Ends mails without a login: the token in the mail says whose. A GET asks, since programs that look through mails follow links;
 * a POST does it, also one that a mail program sends by itself (RFC 8058), which carries no token of a form and follows no
 * redirect. So these routes stand before the session, and no answer tells anything of anybody.
 */
export function unsubscribeRoutes(config: Config, database: Database, endings: readonly MailEnding[]): Route[] {
  return publicRoutes(({ get, post }) => {
    for (const ending of endings) {
      const meant = (req: Request) => readMeant(config, database, ending, req.query.token);
      get(ending.path, async (req) => answer(ending, (await meant(req)) ? 'asked' : 'unknown'));
      post(ending.path, async (req) => {
        const link = await meant(req);
        if (!link) return answer(ending, 'unknown');
        await database.asSystem(WHY, (tx) => ending.end(tx, req, link));
        return answer(ending, 'ended');
      });
    }
  });
}

async function readMeant(config: Config, database: Database, ending: MailEnding, token: unknown) {
  const link = readLink(config, ending, token);
  if (!link) return undefined;
  const { id } = link;
  const bounds = ending.boundTo ? await database.readAsSystem(WHY, async (db) => ending.boundTo?.(db, id) ?? []) : [''];
  const boundTo = bounds.find((it) => link.holdsFor(it));
  return boundTo === undefined ? undefined : { id, boundTo };
}

function answer(ending: MailEnding, standing: 'asked' | 'ended' | 'unknown') {
  const { title, asked, ended, unknown, again } = ending;
  return page(
    'mail/unsubscribe.njk',
    { title, asked, ended, unknown, again, standing },
    standing === 'unknown' ? 404 : 200,
  );
}
