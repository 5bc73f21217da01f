import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { textOf } from '../support/visitor.js';

describe('privacy and terms', () => {
  const app = useApp();

  it('are read by anybody, with what is kept and how long, and no session for it', async () => {
    const visitor = app.current.visitor();
    const privacy = await visitor.get('/privacy');
    expect(privacy.status).toBe(200);
    expect(privacy.headers['set-cookie']).toBeUndefined();
    const said = textOf(privacy.text);
    expect(said).toContain('14 days at most, 24 hours after the last use.');
    expect(said).toContain('30 days after they left.');
    expect(said).toContain('no banner');
    expect(textOf((await visitor.get('/terms')).text)).toContain('What is yours stays yours');
    expect((await visitor.get('/auth/register')).text).toContain('href="/terms"');
  });

  it('say what an admin writes, without any tag of theirs, and the standard text again', async () => {
    const admin = await app.current.as('ada');
    const form = await admin.get('/admin/texts/privacy');
    expect(form.text).toContain('## Who runs this server');
    await admin.postAndFollow('/admin/texts/privacy', {
      version: '0',
      body: '## Park Hoppers\n\nWrite to **ada@park.example**. <script>alert(1)</script>',
    });
    const visitor = app.current.visitor();
    const own = (await visitor.get('/privacy')).text;
    expect(own).toContain('<strong>');
    expect(own).toContain('&lt;script&gt;');
    expect(textOf(own)).toContain('Park Hoppers');
    expect(textOf(own)).not.toContain('The people who gave you its address run it');
    expect(textOf(own)).toContain('What is kept, and how long');
    expect(textOf((await admin.get('/admin/texts')).text)).toMatch(
      /Privacy Your own, changed .* Terms of use The standard text/s,
    );
    const [line] = await app.current.db.rows<{ subject_id: string }>(
      `select subject_id from audit_log where act = 'settings_changed' and subject_kind = 'site_text'`,
    );
    expect(line).toEqual({ subject_id: 'privacy' });

    await admin.get('/admin/texts/privacy');
    await admin.postAndFollow('/admin/texts/privacy/removal', {});
    expect(textOf((await visitor.get('/privacy')).text)).toContain('The people who gave you its address run it');
  });

  it('keep what was typed where somebody was faster, it is too long, or says nothing', async () => {
    const admin = await app.current.as('ada');
    await admin.get('/admin/texts/terms');
    await admin.postAndFollow('/admin/texts/terms', { version: '0', body: 'First' });
    for (const version of ['0', '7', 'x', '']) {
      const late = await admin.post('/admin/texts/terms', { version, body: 'Second' });
      expect([version, late.status]).toEqual([version, 409]);
      expect(textOf(late.text)).toContain('Somebody changed this text meanwhile.');
      expect(late.text).toMatch(/Second<\/textarea>/);
    }
    for (const [body, fault] of [
      ['x'.repeat(20_001), 'Use 20,000 characters at most.'],
      ['  \n ', 'Fill this in.'],
    ] as const) {
      const refused = await admin.post('/admin/texts/terms', { version: '1', body });
      expect(refused.status).toBe(422);
      expect(textOf(refused.text).includes(fault)).toBe(true);
    }
    expect(await app.current.db.rows(`select body, version from site_texts where name = 'terms'`)).toEqual([
      { body: 'First', version: 1 },
    ]);
    expect((await admin.post('/admin/texts/imprint', { version: '0', body: 'x' })).status).toBe(404);
    expect((await admin.get('/admin/texts/imprint')).status).toBe(404);
  });

  it('are written by admins alone', async () => {
    const alice = await app.current.as('alice');
    for (const path of ['/admin/texts', '/admin/texts/terms']) expect((await alice.get(path)).status).toBe(404);
    expect((await alice.post('/admin/texts/terms', { version: '1', body: 'Mine' })).status).toBe(404);
  });
});
