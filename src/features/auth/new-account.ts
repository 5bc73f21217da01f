import type { Request } from 'express';
import { type Form, type parseForm, withError } from '../../http/form.js';
import { csrfToken } from '../../http/middleware/csrf.js';
import type { PasswordPolicy } from '../../http/password-rules.js';
import { timeZoneOf } from '../../http/time-zones.js';
import { localeAsked } from '../../http/writing.js';
import type { NewAccount, Whereabouts } from './actions.js';
import { passwordFault, shownRules } from './password-check.js';

type Parsed = ReturnType<typeof parseForm<NewAccount>>;

/** A form that chooses a password, with the rules; each says whether it is met once a password was sent. */
export function newAccountPage(req: Request, form: Form, policy: PasswordPolicy) {
  const owner = { email: form.values.email, name: form.values.name };
  const sent = req.method === 'POST' ? { password: req.body?.password, owner } : undefined;
  return { form, rules: shownRules(policy, sent), policy, csrf_token: csrfToken(req) };
}

/** Where the sender is and how they write, as their browser says: UTC where it says no time zone. */
export function whereaboutsOf(req: Request): Whereabouts {
  const zone = req.body?.time_zone;
  return {
    timeZone: (typeof zone === 'string' && timeZoneOf(zone)) || 'UTC',
    locale: localeAsked(req.get('accept-language')),
  };
}

/** Faults a password that does not meet the rules. */
export function withPasswordRules(parsed: Parsed, policy: PasswordPolicy): Parsed {
  if (!parsed.ok) return parsed;
  const { email, name, password } = parsed.data;
  const fault = passwordFault(password, { email, name: name ?? '' }, policy);
  return fault ? { ok: false, form: withError(parsed.form, 'password', fault) } : parsed;
}
