import { isId } from '../../http/form.js';
import { instant } from '../../http/format.js';
import { page, plainText } from '../../http/reply.js';
import { publicRoutes, type Route } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

const WHY = 'outside production whoever develops sees every mail';
const SHOWN = 100;

type Row = {
  id: string;
  to_name: string | null;
  to_address: string;
  subject: string;
  body_text: string;
  body_html: string;
  written_at: Date;
  unsubscribe_url: string | null;
};

/** The mails that would have been sent, outside production and without a mail server: for whoever develops. */
export function devMailRoutes({ database }: { database: Database }): Route[] {
  return publicRoutes(({ get }) => {
    get('/dev/mail', async () => page('mail/dev.njk', { mails: (await mails(database)).map(lineOf) }));
    get('/dev/mail/:id', async (req) => page('mail/dev-mail.njk', mailOf(await mailWith(database, req.params.id))));
    get('/dev/mail/:id/html', async (req) => {
      const { body_html } = await mailWith(database, req.params.id);
      // Our own layout has one block of styles, which the policy of pages lets through by this.
      return plainText(body_html.replace('<style>', `<style nonce="${req.nonce}">`), 200, 'text/html');
    });
  });
}

function mails(database: Database): Promise<Row[]> {
  return database.readAsSystem(WHY, (db) =>
    db.rows<Row>(sql`select * from mails order by written_at desc, id desc limit ${SHOWN}`),
  );
}

async function mailWith(database: Database, id: unknown): Promise<Row> {
  const row = isId(id)
    ? await database.readAsSystem(WHY, (db) => db.row<Row>(sql`select * from mails where id = ${id}::uuid`))
    : undefined;
  if (!row) throw new NotFound();
  return row;
}

function lineOf({ id, to_name, to_address, subject, written_at }: Row) {
  const to = to_name ? `${to_name} <${to_address}>` : to_address;
  return { to, subject, at: instant(written_at, 'UTC'), href: `/dev/mail/${id}` };
}

function mailOf(row: Row) {
  return { ...lineOf(row), text: row.body_text, html_href: `/dev/mail/${row.id}/html`, stop: row.unsubscribe_url };
}
