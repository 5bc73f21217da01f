import type { TestApp } from './app.js';
import { PEOPLE } from './people.js';

/** The rows that a statement answers with. */
export const run = async (app: TestApp, sql: string, values: unknown[] = []) => app.db.rows(sql, values);
type Mail = { about: string; subject: string; body_text: string };
/** What was written to an address, in order, but of logins with other browsers: each visitor of a test is one. */
export const mailsTo = (app: TestApp, email: string) =>
  app.db.rows<Mail>(
    `select about, subject, body_text from mails where to_address = $1 and about <> 'new_browser' order by written_at, id`,
    [email],
  );

/** Somebody new with a password and nothing more; each test has its own, so that none counts another's mails. */
export async function somebody(app: TestApp, email: string, columns = 'is_approved = true') {
  const [row] = await app.db.rows<{ id: string }>(
    `insert into users (id, email, name, password_hash) select gen_random_uuid(), $1, 'Nova Nightingale', password_hash from users where id = $2 returning id`,
    [email, PEOPLE.alice.id],
  );
  await run(app, `update users set ${columns} where email = $1`, [email]);
  return row?.id ?? '';
}

/** The path of the link in the last mail to an address. */
export async function linkTo(app: TestApp, email: string): Promise<string> {
  const mail = (await mailsTo(app, email)).at(-1);
  return new RegExp(`${app.config.appUrl}(/auth/\\S+)`).exec(mail?.body_text ?? '')?.[1] ?? '';
}
export const tokenOf = (link: string) => link.split('token=')[1] ?? '';
