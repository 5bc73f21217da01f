import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const acts = (id: string) =>
  app.current.db.rows<{ act: string }>('select act from audit_log where actor_id = $1 order by id', [id]);
const session = async (id: string) =>
  (
    await app.current.db.rows<{ sid: string; confirmed: number; kept: string }>(
      `select sid, (sess ->> 'confirmedAt')::float8 as confirmed, sess ->> 'signedInAt' as kept from sessions where sess ->> 'userId' = $1`,
      [id],
    )
  )[0];

describe('the password typed again', () => {
  it('gives the session a new id, and sends what waited on, whole but for passwords', async () => {
    const visitor = await app.current.as('alice');
    const before = await session(alice.id);
    await visitor.get('/account');
    const waited = { confirm_to: '/account/theme', confirm_method: 'post', confirm_act: 'change it', theme: 'dark' };
    const fields = { ...waited, confirm_password: PASSWORD };
    const answer = await visitor.post('/account/confirm', fields);
    expect([answer.status, answer.headers['location']]).toEqual([307, '/account/theme']);
    const after = await session(alice.id);
    expect(after?.sid).not.toBe(before?.sid);
    expect(after?.kept).toBe(before?.kept);
    expect(after?.confirmed).toBeGreaterThan(before?.confirmed ?? 0);
    // The tokens of the form are good under the new id: a browser sends it on by itself.
    expect((await visitor.post('/account/theme', fields)).status).toBe(303);
    expect((await acts(alice.id)).map(({ act }) => act)).toEqual(['login', 'confirmed', 'settings_changed']);
    const asked = await visitor.post('/account/confirm', { confirm_password: PASSWORD, confirm_to: '/account?a=1' });
    expect([asked.status, asked.headers['location']]).toEqual([303, '/account?a=1']);
    const away = await visitor.post('/account/confirm', { confirm_password: PASSWORD, confirm_to: '//evil.example/x' });
    expect([away.status, away.headers['location']]).toEqual([303, '/account']);
  });

  it('that is wrong is said beside the field, keeps what waits, and counts for the lockout, which refuses the right one too', async () => {
    const visitor = await app.current.as('bob');
    await visitor.get('/account');
    const waited = { confirm_to: '/account/theme', confirm_method: 'post', confirm_act: 'do <it>', theme: 'dark' };
    const again = await visitor.post('/account/confirm', { ...waited, confirm_password: '', old_password: 'typed' });
    expect([again.status, textOf(again.text)]).toEqual([422, expect.stringContaining('Type your password.')]);
    for (let n = 1; n <= 5; n += 1) {
      const answer = await visitor.post('/account/confirm', { ...waited, confirm_password: `Wrong-guess${n}` });
      expect(answer.status).toBe(422);
      const said = n < 5 ? 'This is not your password.' : 'Account locked. Try again in 5 minutes.';
      expect(textOf(answer.text)).toContain(said);
      expect(textOf(answer.text)).toContain('To do <it>.');
      expect(answer.text).toContain('name="theme" value="dark"');
      expect(answer.text).not.toContain('Wrong-guess');
      expect(answer.text).not.toContain('old_password');
    }
    const right = await visitor.post('/account/confirm', { ...waited, confirm_password: PASSWORD });
    expect([right.status, textOf(right.text)]).toEqual([422, expect.stringContaining('Account locked.')]);
    expect((await acts(bob.id)).map(({ act }) => act)).toEqual([
      'login',
      ...Array.from({ length: 5 }, () => 'login_failed'),
      'lockout',
    ]);
    const login = await app.current.visitor().logIn(bob.email, PASSWORD);
    expect(textOf(login.text)).toContain('Account locked.');
  });
});

describe('fifty wrong passwords at once', () => {
  it('leave five tries and one lock, as at login', async () => {
    const visitor = await app.current.as('charlie');
    await visitor.get('/account');
    const said = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        visitor.agent
          .post('/account/confirm')
          .type('form')
          .set({ Accept: 'text/html', 'X-Forwarded-For': `203.0.113.${n + 1}` })
          .send({ ...visitor.formTokens, confirm_password: `Wrong-guess${n}` }),
      ),
    );
    const texts = said.map(({ text }) => textOf(text));
    expect(texts.filter((text) => text.includes('This is not your password.'))).toHaveLength(4);
    expect(texts.filter((text) => /Account locked\. Try again in \d minutes\./.test(text))).toHaveLength(46);
    const acts = await app.current.db.rows(
      `select act, count(*)::int as times from audit_log where subject_id = $1 and act <> 'login' group by 1 order by 1`,
      [PEOPLE.charlie.id],
    );
    expect(acts).toEqual([
      { act: 'lockout', times: 1 },
      { act: 'login_failed', times: 50 },
    ]);
  });
});
