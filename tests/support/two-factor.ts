import { Secret, TOTP } from 'otpauth';
import type { TestApp } from './app.js';
import { noteSecrets } from './logs.js';
import { PASSWORD } from './people.js';
import { textOf, type Visitor } from './visitor.js';

/** The code that an app shows now, or as many steps later. */
export function codeOf(secret: string, steps = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: Date.now() + steps * 30_000 });
}

/** A member of their own for a test, with the cast's password. */
export async function newMember({ db }: Pick<TestApp, 'db'>, email: string, columns = 'is_approved = true') {
  const [row] = await db.rows<{ id: string }>(
    `insert into users (id, email, name, password_hash) select gen_random_uuid(), $1, 'Nova Nightingale', password_hash
     from users where email = 'alice@park.example' returning id`,
    [email],
  );
  await db.rows(`update users set ${columns} where email = $1`, [email]);
  return { id: row?.id ?? '', email };
}

/** Sets two-factor up through the pages; answers what an app keeps and the recovery codes. */
export async function setUpTwoFactor(visitor: Visitor): Promise<{ secret: string; codes: string[] }> {
  await visitor.get('/account/two-factor');
  const { text } = await visitor.postAndFollow('/account/two-factor/begin');
  const secret = (/id="f-secret"[^>]*>([A-Z2-7 ]+)</.exec(text)?.[1] ?? '').replaceAll(' ', '');
  const done = await visitor.post('/account/two-factor/setup', { code: codeOf(secret) });
  const codes = [...textOf(done.text).matchAll(/\b(?:[0-9a-z]{4}-){6}[0-9a-z]{4}\b/g)].map(([code]) => code);
  noteSecrets([secret, ...codes]);
  return { secret, codes };
}

/** Logs in as far as the second step: with the password. */
export function toSecondStep(visitor: Visitor, email: string) {
  return visitor.logIn(email, PASSWORD);
}
