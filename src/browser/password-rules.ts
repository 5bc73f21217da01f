/** The rules that can be watched while somebody types; the server decides again, with its list of leaked ones. */
import { type Owner, type PasswordPolicy, passwordRules } from '../http/password-rules.js';

export function metRules(policy: PasswordPolicy, password: string, owner: Owner): Map<string, boolean> {
  return new Map(passwordRules(policy).map((rule) => [rule.key, rule.test(password, owner)]));
}
