import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_ENV } from '../support/app.js';
import { hasNginx, makeCertificate } from '../support/nginx.js';
import { runToEnd } from '../support/process.js';
import { headersOf, refusal, type Smtp, startSmtp } from '../support/smtp.js';

let smtp: Smtp;
beforeAll(async () => {
  smtp = await startSmtp({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('no') ? refusal(550, 'No such user') : null),
  });
});
afterAll(() => smtp.stop());

const run = (to: string[], env: Record<string, string> = smtp.env) =>
  runToEnd({ ...TEST_ENV, ...env }, ['dist/scripts/mail-test.js', ...to]);

describe('mail:test', () => {
  it('sends one mail and says who took it', async () => {
    const { code, said } = await run(['--to', 'ana@nordlicht.example']);
    expect([code, said]).toEqual([0, `127.0.0.1:${smtp.port} took the mail to ana@nordlicht.example.\n`]);
    expect(smtp.arrived.map(({ to }) => to)).toEqual([['ana@nordlicht.example']]);
    const [arrived] = smtp.arrived;
    expect(arrived && headersOf(arrived).get('subject')).toEqual(['A test of the mail server']);
  });

  it.each([
    [['--to', 'no@nordlicht.example'], 'The mail server answered RCPT TO: 550 No such user\n'],
    [['--to', 'nobody'], '--to must be an address such as you@example.org.\n'],
    [[], '--to must be given; see --help.\n'],
  ])('ends with 1 on %j and says why', async (args, words) => {
    const { code, said } = await run(args);
    expect([code, said]).toEqual([1, words]);
  });

  it('says that no server is set up', async () => {
    const { code, said } = await run(['--to', 'ana@nordlicht.example'], {});
    expect([code, said]).toEqual([1, expect.stringMatching(/^No mail server is set up\. Set SMTP_HOST and MAIL_FROM/)]);
    expect(await run(['--help'], {})).toEqual({ code: 0, said: expect.stringContaining('--to … ') });
  });

  it.runIf(hasNginx)('believes a certificate of an authority that it is told of, and no other', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'mouse-smtp-'));
    await makeCertificate(dir);
    const [cert, key] = await Promise.all(
      ['fullchain.pem', 'privkey.pem'].map((it) => readFile(join(dir, it), 'utf8')),
    );
    const safe = await startSmtp({ cert: cert as string, key: key as string, disabledCommands: [] });
    const env = { ...safe.env, SMTP_HOST: 'localhost' };
    try {
      const trusting = await run(['--to', 'ana@nordlicht.example'], {
        ...env,
        NODE_EXTRA_CA_CERTS: `${dir}/fullchain.pem`,
      });
      expect(trusting).toMatchObject({ code: 0 });
      expect(safe.arrived).toHaveLength(1);
      const careful = await run(['--to', 'ana@nordlicht.example'], env);
      expect(careful).toMatchObject({ code: 1, said: expect.stringMatching(/certificate/) });
      expect(safe.arrived).toHaveLength(1);
    } finally {
      await safe.stop();
      await rm(dir, { recursive: true });
    }
  });
});
