/** The rules of a new password, one list for the page that shows them live and the server that decides. */

export type PasswordPolicy = 'composition' | 'length';

export interface Owner {
  email?: string | undefined;
  name?: string | undefined;
}

interface PasswordRule {
  key: string;
  label: string;
  test(password: string, owner: Owner): boolean;
}

const SPECIAL = '!@#$%^&*()_+-=[]{}|;:,.<>?';
const MAX_LENGTH = 128;
// Shorter names and local parts occur in good passwords by chance.
const MIN_NAME = 4;
const MIN_LOCAL_PART = 3;

/** Decided by the server's list of leaked passwords alone; shown among the others. */
export const COMMON_RULE = { key: 'common', label: 'Not a well-known one' } as const;

const personal: PasswordRule = {
  key: 'personal',
  label: 'Not your name or email',
  test: (password, owner) => password !== '' && !containsOwner(password, owner),
};

const special: PasswordRule = {
  key: 'special',
  label: 'A special character, such as ! ? or #',
  test: (password) => [...password].some((character) => SPECIAL.includes(character)),
};

/** Every rule that can be tested from the password itself. */
export function passwordRules(policy: PasswordPolicy): PasswordRule[] {
  if (policy === 'length') return [lengthRule(15), personal];
  return [
    lengthRule(12),
    { key: 'upper', label: 'An upper-case letter', test: (password) => /[A-Z]/.test(password) },
    { key: 'lower', label: 'A lower-case letter', test: (password) => /[a-z]/.test(password) },
    { key: 'digit', label: 'A digit', test: (password) => /[0-9]/.test(password) },
    personal,
    special,
  ];
}

/** What a form lists, in the order that fits two columns. */
export function passwordRuleList(policy: PasswordPolicy): { key: string; label: string }[] {
  const rules: { key: string; label: string }[] = passwordRules(policy).map(({ key, label }) => ({ key, label }));
  const afterPersonal = rules.findIndex((rule) => rule.key === personal.key) + 1;
  rules.splice(afterPersonal, 0, COMMON_RULE);
  return rules;
}

function lengthRule(min: number): PasswordRule {
  return {
    key: 'length',
    label: `${min} to ${MAX_LENGTH} characters`,
    test: (password) => {
      const length = [...password].length;
      return length >= min && length <= MAX_LENGTH;
    },
  };
}

function containsOwner(password: string, { email = '', name = '' }: Owner): boolean {
  const hay = password.toLowerCase();
  const address = email.trim().toLowerCase();
  const localPart = address.split('@')[0] ?? '';
  const wholeName = name.trim().toLowerCase();
  const needles = [wholeName, ...wholeName.split(/[\s\p{P}]+/u)].filter((word) => [...word].length >= MIN_NAME);
  if (address !== '' && address.includes('@')) needles.push(address);
  if ([...localPart].length >= MIN_LOCAL_PART) needles.push(localPart);
  return needles.some((needle) => hay.includes(needle));
}
