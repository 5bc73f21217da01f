import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  COMMON_RULE,
  type Owner,
  type PasswordPolicy,
  passwordRuleList,
  passwordRules,
} from '../../http/password-rules.js';
import { isCommonPassword } from './common-passwords.js';

type ShownRule = { key: string; label: string; met?: boolean };

const LETTERS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#%*+-=?'] as const;
const MADE_LENGTH = 24;

/** A password as typed: neither trimmed nor cut. */
export function typedPassword(missing = 'Type your password.') {
  return z
    .string({ error: (issue) => (issue.input === undefined ? missing : 'Send one value here.') })
    .min(1, missing)
    .refine((it) => it.isWellFormed(), 'This holds a character that cannot be stored. Type it again.');
}

/** What is wrong with a new password in one sentence, or undefined. */
export function passwordFault(password: string, owner: Owner, policy: PasswordPolicy): string | undefined {
  const unmet = checkedRules(password, owner, policy).filter((rule) => !rule.met);
  if (unmet.length === 0) return undefined;
  return `Not met yet: ${unmet.map((rule) => rule.label.charAt(0).toLowerCase() + rule.label.slice(1)).join('; ')}.`;
}

/** The rules as the form lists them; each says whether it is met once a password was sent. */
export function shownRules(policy: PasswordPolicy, sent?: { password: unknown; owner: Owner }): ShownRule[] {
  if (typeof sent?.password !== 'string' || sent.password === '') return passwordRuleList(policy);
  return checkedRules(sent.password, sent.owner, policy);
}

/** A random password that meets the rules of every policy, without letters that are mistaken for each other. */
export function makePassword(): string {
  const all = LETTERS.join('');
  const characters = Array.from({ length: MADE_LENGTH }, (_, index) => anyOf(LETTERS[index] ?? all));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] as string, characters[last] as string];
  }
  return characters.join('');
}

function checkedRules(password: string, owner: Owner, policy: PasswordPolicy): Required<ShownRule>[] {
  const tests = new Map(passwordRules(policy).map((rule) => [rule.key, rule]));
  return passwordRuleList(policy).map(({ key, label }) => ({
    key,
    label,
    met: key === COMMON_RULE.key ? !isCommonPassword(password) : (tests.get(key)?.test(password, owner) ?? false),
  }));
}

function anyOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
