import { isCommonPassword } from '../features/auth/common-passwords.js';
import { COMMON_RULE, type Owner, type PasswordPolicy, passwordRules } from '../http/password-rules.js';

/** Which rules are met while somebody types; the server decides again by the same code. */
export function metRules(policy: PasswordPolicy, password: string, owner: Owner): Map<string, boolean> {
  const met = passwordRules(policy).map((rule): [string, boolean] => [rule.key, rule.test(password, owner)]);
  return new Map([...met, [COMMON_RULE.key, password !== '' && !isCommonPassword(password)]]);
}
