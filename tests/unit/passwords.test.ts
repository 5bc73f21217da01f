import { hash as hashed } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { isCommonPassword } from '../../src/features/auth/common-passwords.js';
import { makePassword, passwordFault, shownRules } from '../../src/features/auth/password-check.js';
import { Crowded } from '../../src/platform/errors.js';
import { createPasswords } from '../../src/platform/passwords.js';

const passwords = createPasswords();
const nobody = { email: '', name: '' };

describe('a hash', () => {
  it('is Argon2id with time 3, 64 MiB and parallelism 4', async () => {
    const hash = await passwords.hash('Lantern-parade9');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
    expect(passwords.needsRehash(hash)).toBe(false);
    expect(passwords.needsRehash(await hashed('x', { timeCost: 2, memoryCost: 1024, parallelism: 1 }))).toBe(true);
  });

  it.each([
    ' Lantern-parade9',
    'Lantern-parade9 ',
    'lantern-parade9',
    'Lantern-parade9\0',
    'Lantern-parade',
    'Lantern-parade9é',
  ])('does not take %j for what was typed without it', async (other) => {
    expect(await passwords.verify(await passwords.hash('Lantern-parade9'), other)).toBe(false);
  });

  it('keeps every character, neither cut nor trimmed, however a letter and its accent are sent', async () => {
    const long = `${'ä'.repeat(120)} e\u0301\0end`;
    const hash = await passwords.hash(long);
    for (const form of ['NFC', 'NFD'] as const) expect(await passwords.verify(hash, long.normalize(form))).toBe(true);
    expect(await passwords.verify(hash, long.normalize('NFKD').replaceAll('\u0301', ''))).toBe(false);
    expect(await passwords.verify(hash, long.slice(0, -1))).toBe(false);
  });

  it('that was made of what was typed uncomposed still holds for it', async () => {
    const before = await hashed('Lantern-parade9e\u0301');
    expect(await passwords.verify(before, 'Lantern-parade9e\u0301')).toBe(true);
  });

  it('of nobody is really computed, and is nobody’s', async () => {
    expect(await passwords.verifyNobody('Lantern-parade9')).toBe(false);
    expect(await passwords.verifyNobody('')).toBe(false);
  });

  it('waits its turn: all of many at once come to an end, also after one that failed', async () => {
    const hash = await passwords.hash('Lantern-parade9');
    const many = [...Array(4).fill('Lantern-parade9'), ...Array(2).fill('wrong')].map((it) =>
      passwords.verify(hash, it),
    );
    await expect(passwords.verify('not a hash', 'x')).rejects.toThrow();
    expect(await Promise.all(many)).toEqual([true, true, true, true, false, false]);
  });

  it('is refused where as many wait as may, and not once they have had their turn', async () => {
    const crowded = createPasswords(1, 2);
    const hash = await crowded.hash('Lantern-parade9');
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => crowded.verify(hash, 'Lantern-parade9')));
    expect(tries.map(({ status }) => status)).toEqual([...Array(3).fill('fulfilled'), ...Array(2).fill('rejected')]);
    expect(tries.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []))[0]).toBeInstanceOf(Crowded);
    expect(await crowded.verify(hash, 'Lantern-parade9')).toBe(true);
  });

  it('that another library made holds, as those of older versions of the product do', async () => {
    // By argon2 0.44.0, with today's parameters.
    const older = '$argon2id$v=19$m=65536,t=3,p=4$n/f6Xl+Cy6mkwIJXCAKwbA$93Lh5VYnqz/NX7cuuaW/ajIJZ4WKvmZdu5QpphNQ5tw';
    expect(await passwords.verify(older, 'Lantern-parade9')).toBe(true);
    expect(passwords.needsRehash(older)).toBe(false);
  });
});

describe('the rules of a new password', () => {
  it.each([
    ['Lantern-parade9', true],
    ['Längs-der-Allee9', true],
    ['🎠🎠🎠🎠🎠🎠🎠🎠aA1!', true],
    ['Short-1aaaa', false],
    ['lantern-parade9', false],
    ['LANTERN-PARADE9', false],
    ['Lantern-parade', false],
    ['Lanternparade9', false],
    ['Lantern parade9', false],
    ['Lantern§parade9', false],
    [`Aa1!${'x'.repeat(124)}`, true],
    [`Aa1!${'x'.repeat(125)}`, false],
  ])('composition: %j is good: %s', (password, good) => {
    expect(passwordFault(password, nobody, 'composition') === undefined).toBe(good);
  });

  it.each([
    ['only long enough', true],
    ['fourteen chars', false],
    ['passwordpassword', false],
    ['qwertyuiopasdfgh', false],
  ])('length: %j is good: %s', (password, good) => {
    expect(passwordFault(password, nobody, 'length') === undefined).toBe(good);
  });

  it.each(['Mara@Quill.example1A', 'xx-maraq-Lantern9', 'Quill-lantern9!', 'LANTERN-quill9!'])(
    'refuse one’s own address or name: %s',
    (password) => {
      expect(
        passwordFault(
          password,
          { email: password.includes('@') ? 'mara@quill.example' : 'maraq@quill.example', name: 'Mara Quill' },
          'composition',
        ),
      ).toMatch(/not your name or email/);
    },
  );

  it('say in one sentence what is missing, and mark each rule', () => {
    expect(passwordFault('lantern', nobody, 'composition')).toBe(
      'Not met yet: 12 to 128 characters; an upper-case letter; a digit; a special character, such as ! ? or #.',
    );
    const rules = shownRules('composition', { password: 'Password123!', owner: nobody });
    expect(rules.filter((rule) => !rule.met).map((rule) => rule.key)).toEqual(['common']);
    expect(shownRules('composition').every((rule) => rule.met === undefined)).toBe(true);
  });

  it('are met by every password that is made', () => {
    for (let round = 0; round < 200; round += 1) {
      const made = makePassword();
      expect([made, passwordFault(made, nobody, 'composition'), passwordFault(made, nobody, 'length')]).toEqual([
        made,
        undefined,
        undefined,
      ]);
    }
  });
});

describe('well-known passwords', () => {
  it.each([
    'Password123!',
    'PASSWORD123!',
    'P@ssw0rd1234',
    'P@$$w0rd2024!',
    'Welcome2024!',
    'Summer2023!!',
    'Qwerty123456!',
    'Disneyland1!',
    'Iloveyou123!',
    'Admin@123456',
    '1qaz!QAZ2wsx@WSX',
    '1q2w3e4r5t6y',
    'Football2019!',
    'abcabcabcabc',
    'Monkeydragon1!',
  ])('%s is one', (password) => expect(isCommonPassword(password)).toBe(true));

  it.each([
    'Lantern-parade9',
    'Welcome to 2024, Ines',
    'Password of the old mill 7!',
    'T4x-year-2026-kites',
    'Summer2024-in-Ostrava',
  ])('%s is none', (password) => expect(isCommonPassword(password)).toBe(false));
});
