import { describe, expect, it } from 'vitest';
import { createPasswords } from '../../src/platform/passwords.js';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

// One hash at a time, and nobody waits for a turn.
const app = useApp({}, { passwords: createPasswords(1, 0) });

describe('more logins at once than may wait', () => {
  it('are answered with when to try again; nothing is tried or counted', async () => {
    const visitors = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const visitor = app.current.visitor();
        await visitor.get('/auth/login');
        return visitor;
      }),
    );
    const wrong = { email: PEOPLE.bob.email, password: 'Wrong-lantern9' };
    const answers = await Promise.all(visitors.map((it) => it.post('/auth/login', wrong)));
    const crowded = answers.filter(({ status }) => status === 503);
    expect(crowded.length).toBeGreaterThan(0);
    for (const { text, headers } of crowded) {
      expect(textOf(text)).toContain('Many people are logging in at this moment');
      expect(headers['retry-after']).toBe('10');
    }
    const failed = await app.current.db.rows(`select 1 from audit_log where act = 'login_failed'`);
    expect(failed).toHaveLength(answers.length - crowded.length);
    expect((await app.current.visitor().logIn(PEOPLE.alice.email, PASSWORD)).status).toBe(303);
  });
});

describe('a password of a megabyte', () => {
  it('is refused before anything is hashed, and one of 200 KB beside its field', async () => {
    for (const path of ['/auth/login', '/auth/register', '/auth/reset-password']) {
      const visitor = app.current.visitor();
      await visitor.get('/auth/login');
      const answer = await visitor.post(path, { email: 'm@park.example', password: 'Aa1!'.repeat(262_144) });
      expect(`${path} ${answer.status}`).toBe(`${path} 413`);
    }
    const visitor = app.current.visitor();
    await visitor.get('/auth/login');
    const answer = await visitor.post('/auth/login', { email: 'm@park.example', password: 'Aa1-'.repeat(50_000) });
    expect(answer.status).toBe(422);
    expect(await app.current.db.rows(`select 1 from users where email = 'm@park.example'`)).toEqual([]);
  });
});
