import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { instantAt } from '../../http/clock.js';
import {
  blankForm,
  type Form,
  idOf,
  isId,
  optionalDate,
  parseForm,
  requiredChoice,
  requiredText,
  withError,
} from '../../http/form.js';
import { ago, dayOf, formatDate, today } from '../../http/format.js';
import type { Person, PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { dayAfter } from '../../platform/clock.js';
import { NotFound } from '../../platform/errors.js';
import type { Database } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { type ApiToken, MOST_TOKENS, makeToken, revokeToken, tokensOf } from './tokens.js';

const PATH = '/account/tokens';
const WHY = "one's own tokens stand in a table that persons cannot read";
const STEP_UP = { stepUp: 'make a token' };
const OWN = { ownAccount: true };
const LONGEST_DAYS = 5 * 365;
const SCOPES = [
  { value: 'read', label: 'Read', hint: 'Sees what you see' },
  { value: 'write', label: 'Read and write', hint: 'Changes what you may change' },
];
const ENDS = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'day', label: 'On a day' },
];

const schema = z.object({
  name: requiredText(60, 'Name the token after what it is for.'),
  scope: requiredChoice(['read', 'write'], 'Choose one of the two.'),
  ends: requiredChoice(['30', '90', '365', 'day'], 'Choose one of the list.'),
  ends_on: optionalDate(),
});

/** One's own tokens, by which programs come in as oneself: listed, made, revoked. */
export function tokenRoutes({ database }: { database: Database }): Route[] {
  const list = (req: PersonRequest, secret?: { id: string; text: string }) =>
    database.readAsSystem(WHY, async (db) => tokensPage(await tokensOf(db, req.person.id), req.person, secret));

  async function make(req: PersonRequest): Promise<Reply> {
    const parsed = parseForm(schema, req.body);
    const ends = parsed.ok ? endOf(parsed.data, req.person) : undefined;
    if (!parsed.ok || typeof ends === 'string' || !ends) {
      return again(parsed.ok ? withError(parsed.form, 'ends_on', String(ends)) : parsed.form);
    }
    const id = isId(req.body.submission_id) ? req.body.submission_id : uuidv7();
    const made = await database.asSystem(WHY, async (tx) => {
      const it = await makeToken(tx, req.person.id, { id, ...parsed.data, expiresAt: ends });
      if (it.kind === 'made') await audit(tx, req, 'token_made', { kind: 'token', id });
      return it;
    });
    if (made.kind === 'too_many')
      return again(withError(parsed.form, '', `You have ${MOST_TOKENS} tokens. Revoke one first.`));
    if (made.kind === 'known') return redirect(PATH, 'That token was made already. Its secret was shown once.');
    return page('account/tokens.njk', await list(req, { id, text: made.secret }));
  }

  async function revoke(req: PersonRequest): Promise<Reply> {
    const id = idOf(req);
    await database.asSystem(WHY, async (tx) => {
      if (!(await revokeToken(tx, req.person.id, id))) throw new NotFound();
      await audit(tx, req, 'token_revoked', { kind: 'token', id });
    });
    return redirect(PATH, 'Token revoked. It lets nobody in any more.');
  }

  return userRoutes(({ getWithoutTx, get, postWithoutTx }) => {
    getWithoutTx(PATH, async (req) => page('account/tokens.njk', await list(req)));
    get(
      `${PATH}/new`,
      () => page('account/token-form.njk', formPage(blankForm({ scope: 'read', ends: '90' }))),
      STEP_UP,
    );
    postWithoutTx(PATH, make, { ...OWN, ...STEP_UP });
    postWithoutTx(`${PATH}/:id/revoke`, revoke, OWN);
  });
}

const again = (form: Form) => invalid('account/token-form.njk', formPage(form));

function formPage(form: Form) {
  const submission_id = form.values.submission_id || uuidv7();
  return { form: { ...form, values: { ...form.values, submission_id } }, scopes: SCOPES, ends: ENDS };
}

// The last day counts whole, on the person's own calendar.
function endOf({ ends, ends_on }: z.infer<typeof schema>, { timeZone }: Person): Date | string {
  const from = today(timeZone);
  const day = ends === 'day' ? ends_on : dayAfter(from, Number(ends));
  if (!day) return 'Choose the last day on which it works.';
  if (day < from) return 'Choose a day that is still to come.';
  if (day > dayAfter(from, LONGEST_DAYS)) return 'A token works for five years at most.';
  const next = dayAfter(day, 1);
  return instantAt(next, '00:00', timeZone) ?? instantAt(next, '01:00', timeZone) ?? new Date(`${next}T00:00Z`);
}

function tokensPage(tokens: readonly ApiToken[], person: Person, made?: { id: string; text: string }) {
  const now = new Date();
  const day = (at: Date) => formatDate(dayOf(at, person.timeZone));
  return {
    count: tokens.length,
    most: MOST_TOKENS,
    tokens: tokens.map((it) => {
      const isOver = it.expires_at <= now;
      const used = it.last_used_at ? `used ${ago(it.last_used_at, now)}` : 'never used';
      const last = new Date(it.expires_at.getTime() - 1);
      return {
        id: it.id,
        name: it.name,
        expired: isOver ? `Expired ${day(last)}` : null,
        facts: [
          it.scope === 'write' ? 'Reads and writes' : 'Reads',
          `ends in …${it.hint}`,
          `made ${day(it.made_at)}`,
          used,
          ...(isOver ? [] : [`until ${day(last)}`]),
        ].join(', '),
        secret: made?.id === it.id ? made.text : null,
      };
    }),
  };
}
