import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { dayOf, formatDate } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { file, invalid, page, type Reply, redirect } from '../../http/reply.js';
import { BadRequest } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import {
  areRecoveryCodes,
  beginTwoFactor,
  begunSecret,
  codeForm,
  codesLeftText,
  FEW_RECOVERY_CODES,
  proofFault,
  renewRecoveryCodes,
  type SecondFactor,
  secondFactorOf,
  shownSecret,
  type TwoFactorChange,
  turnOff,
  turnOn,
  twoFactorMail,
} from '../auth/index.js';
import { openOutbox } from '../mail/index.js';
import { type AccountDependencies, WHY } from './actions.js';

const PATH = '/account/two-factor';
const NOT_RIGHT =
  'This code is not right. Type the one that the app shows now, and see that the clock of the phone is right.';

/** Two-factor of one's own: setting it up with an app, its recovery codes, turning it off. */
export function twoFactorPages(deps: AccountDependencies) {
  const { config, database } = deps;
  const outbox = openOutbox(deps);
  const stateOf = (req: PersonRequest) => database.readAsSystem(WHY, (db) => secondFactorOf(db, req.person.id));
  const secretOf = (req: PersonRequest) => database.readAsSystem(WHY, (db) => begunSecret(db, config, req.person.id));

  // What changed and the mail that tells of it commit together. A mail that is not sent at once is owed, and a worker finds it.
  async function change<T>(
    req: PersonRequest,
    what: TwoFactorChange,
    work: (tx: WriteDoor) => Promise<T>,
    isDone: (it: T) => boolean,
  ): Promise<T> {
    const { done, mail } = await database.asSystem(WHY, async (tx) => {
      const done = await work(tx);
      const isTold = isDone(done) && outbox.sends;
      const mail = isTold
        ? await outbox.write(tx, 'two_factor_changed', req.person, twoFactorMail(config, what))
        : undefined;
      return { done, mail };
    });
    await outbox.send([mail]).catch(() => undefined);
    return done;
  }

  const offAgain = (form: Form) => invalid('account/two-factor-off.njk', { form });

  return {
    async showTwoFactor(req: PersonRequest): Promise<Reply> {
      return page('account/two-factor.njk', {
        ...standing(await stateOf(req), req),
        must_set_up: req.person.mustSetUpTwoFactor,
      });
    },
    async begin(req: PersonRequest): Promise<Reply> {
      const begun = await database.asSystem(WHY, (tx) => beginTwoFactor(tx, config, req.person.id));
      return begun ? redirect(`${PATH}/setup`) : redirect(PATH, 'Two-factor is on already.');
    },
    async showSetup(req: PersonRequest): Promise<Reply> {
      const secret = await secretOf(req);
      return secret ? page('account/two-factor-setup.njk', setupPage(secret, req, blankForm())) : redirect(PATH);
    },
    async finish(req: PersonRequest): Promise<Reply> {
      const secret = await secretOf(req);
      if (!secret) return redirect(PATH);
      const again = (form: Form) => invalid('account/two-factor-setup.njk', setupPage(secret, req, form));
      const parsed = parseForm(codeForm, req.body);
      if (!parsed.ok) return again(parsed.form);
      const { id } = req.person;
      const codes = await change(req, 'on', (tx) => turnOn(tx, config, id, parsed.data.code, req), Array.isArray);
      return codes
        ? page('account/recovery-codes.njk', { codes, just_on: true })
        : again(withError(parsed.form, 'code', NOT_RIGHT));
    },
    async showCodes(req: PersonRequest): Promise<Reply> {
      const state = await stateOf(req);
      return state.since ? page('account/recovery-codes.njk', standing(state, req)) : redirect(PATH);
    },
    async renewCodes(req: PersonRequest): Promise<Reply> {
      const codes = await change(req, 'codes', (tx) => renewRecoveryCodes(tx, req.person.id, req), Array.isArray);
      return codes ? page('account/recovery-codes.njk', { codes }) : redirect(PATH);
    },
    // What was shown is sent back and saved: nobody else's text is ever made a file of ours.
    async saveCodes(req: PersonRequest): Promise<Reply> {
      const sent = typeof req.body?.codes === 'string' ? req.body.codes.slice(0, 1_000) : '';
      const codes = sent.split(/\s+/).filter(Boolean);
      const areOwn = await database.readAsSystem(WHY, (db) => areRecoveryCodes(db, req.person.id, codes));
      if (!areOwn) throw new BadRequest('These are not the codes that your account has now. Make new ones.');
      return file('recovery-codes.txt', 'text/plain', textOf(codes, config.appUrl, req.person.email));
    },
    async showOff(req: PersonRequest): Promise<Reply> {
      return (await stateOf(req)).since ? page('account/two-factor-off.njk', { form: blankForm() }) : redirect(PATH);
    },
    async turnOffNow(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(codeForm, req.body);
      if (!parsed.ok) return offAgain(parsed.form);
      const { id } = req.person;
      const off = (tx: WriteDoor) => turnOff(tx, config, id, parsed.data.code, req);
      const proof = await change(req, 'off', off, ({ kind }) => kind === 'proved');
      if (proof.kind === 'off') return redirect(PATH);
      if (proof.kind !== 'proved') {
        if (proof.kind === 'locked' && proof.began) deps.metrics.lockouts.inc();
        return offAgain(withError(parsed.form, 'code', proofFault(proof)));
      }
      return redirect(PATH, 'Two-factor is off.');
    },
  };
}

/** How two-factor stands, as pages say it. */
export function standing({ since, codesLeft }: SecondFactor, { person }: PersonRequest) {
  return {
    since: since && formatDate(dayOf(since, person.timeZone)),
    codes_left: codesLeftText(codesLeft),
    few_codes: codesLeft <= FEW_RECOVERY_CODES,
  };
}

function setupPage(secret: string, { person }: PersonRequest, form: Form) {
  return { form, ...shownSecret(secret, person.email) };
}

async function* textOf(codes: string[], appUrl: string, email: string) {
  yield `Recovery codes of ${email} at ${appUrl}. Each works once.\r\n\r\n${codes.join('\r\n')}\r\n`;
}
