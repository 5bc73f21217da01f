import { once } from 'node:events';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isMailAddress, loadConfig, type MailSettings } from '../../src/config.js';
import { type Letter, MailFault, openMail } from '../../src/platform/mail/mail.js';
import { TEST_ENV } from '../support/app.js';
import { headersOf, refusal, type Smtp, startSmtp } from '../support/smtp.js';

const LETTER: Letter = {
  messageId: '<1@crm.example>',
  to: { name: 'Ana', address: 'ana@nordlicht.example' },
  subject: 'Your reminder',
  text: 'Ring Bob.\n',
  html: '<p>Ring Bob.</p>',
  unsubscribeUrl: null,
};
const QUICK = { connectMs: 300, silentMs: 300, restMs: 0 };

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function server(options?: Parameters<typeof startSmtp>[0]): Promise<Smtp> {
  const smtp = await startSmtp(options);
  stops.push(smtp.stop);
  return smtp;
}

function settings(smtp: { env: Record<string, string> }, env: Record<string, string> = {}): MailSettings {
  return loadConfig({ ...TEST_ENV, ...smtp.env, ...env }).smtp as MailSettings;
}

function mailTo(smtp: { env: Record<string, string> }, env: Record<string, string> = {}, patience = QUICK) {
  const mail = openMail(settings(smtp, env), patience);
  stops.push(mail.close);
  return mail;
}

async function fault(sending: Promise<void>): Promise<MailFault> {
  const error = await sending.then(
    () => undefined,
    (it: unknown) => it,
  );
  expect(error).toBeInstanceOf(MailFault);
  return error as MailFault;
}

/** A server of lines: what it says to each command, or nothing; `undefined` ends the connection. */
async function rawServer(answer: (line: string) => string | null | undefined, greeting: string | null = '220 here') {
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    if (greeting) socket.write(`${greeting}\r\n`);
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) {
        const said = answer(line);
        if (said === undefined) return void socket.destroy();
        if (said) socket.write(`${said}\r\n`);
      }
    });
    stops.push(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  stops.push(() => listening.close());
  await once(listening, 'listening');
  const { port } = listening.address() as { port: number };
  return { env: { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(port), MAIL_FROM: 'mouse@crm.example' } };
}

const PROTOCOL: Record<string, string> = { EHLO: '250 here', MAIL: '250 yes', RCPT: '250 yes', DATA: '354 go on' };
const usual = (line: string) => PROTOCOL[line.slice(0, 4).toUpperCase()] ?? null;

describe('a mail', () => {
  it('arrives as text and as HTML, with its own id, over one connection for several', async () => {
    let connections = 0;
    const smtp = await server({
      onConnect(_session, done) {
        connections++;
        done();
      },
    });
    const mail = mailTo(smtp);
    await mail.send({ ...LETTER, unsubscribeUrl: 'https://crm.example/unsubscribe/x' });
    await mail.send({ ...LETTER, messageId: '<2@crm.example>' });
    expect(connections).toBe(1);
    const [first, second] = smtp.arrived.map(headersOf);
    expect(smtp.arrived[0]).toMatchObject({ from: 'mouse@crm.example', to: ['ana@nordlicht.example'] });
    expect(first?.get('from')).toEqual(['Mouse Domination <mouse@crm.example>']);
    expect(first?.get('message-id')).toEqual(['<1@crm.example>']);
    expect(first?.get('content-type')?.[0]).toMatch(/^multipart\/alternative/);
    expect(smtp.arrived[0]?.raw).toMatch(/text\/plain[\s\S]*Ring Bob\.[\s\S]*text\/html[\s\S]*<p>Ring Bob\.<\/p>/);
    expect(first?.get('list-unsubscribe')).toEqual(['<https://crm.example/unsubscribe/x>']);
    expect(first?.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(second?.has('list-unsubscribe')).toBe(false);
  });

  it('can be given no header by a line break in a name or a subject', async () => {
    const smtp = await server();
    const mail = mailTo(smtp);
    const breaks = fc.constantFrom('\r\n', '\n', '\r', '\u2028', '\u0085', '\r\n\r\n', '\0');
    const sneaky = fc
      .tuple(fc.string(), breaks, fc.constantFrom('Bcc: eve@x.example', ' folded', 'X-Evil: 1'))
      .map((it) => it.join(''));
    await fc.assert(
      fc.asyncProperty(sneaky, sneaky, async (name, subject) => {
        smtp.arrived.length = 0;
        await mail.send({ ...LETTER, to: { ...LETTER.to, name }, subject });
        const [arrived] = smtp.arrived;
        expect(arrived?.to).toEqual(['ana@nordlicht.example']);
        const names = [...headersOf(arrived as (typeof smtp.arrived)[number]).keys()].sort();
        const known = ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'];
        expect(names.filter((it) => it !== 'subject')).toEqual(known.filter((it) => it !== 'subject'));
      }),
      { numRuns: 60 },
    );
  });

  it('goes to a quoted local part as it is, and to what is no address not at all', async () => {
    const said: string[] = [];
    const lines = await rawServer((line) => {
      said.push(line);
      return line === '.' ? '250 taken' : usual(line);
    });
    const mail = mailTo(lines);
    await mail.send({ ...LETTER, to: { name: 'Ana', address: '"ana maria"@nordlicht.example' } });
    expect(said).toContain('RCPT TO:<"ana maria"@nordlicht.example>');
    expect(said).toContain('To: Ana <"ana maria"@nordlicht.example>');
    for (const address of ['nobody', 'a@x.example\r\nRCPT TO:<eve@x.example>', ''])
      expect(await fault(mail.send({ ...LETTER, to: { name: null, address } }))).toMatchObject({ forGood: true });
    expect(said.filter((line) => /^RCPT/.test(line))).toHaveLength(1);
  });
});

describe('an address', () => {
  it.each([
    'ana@example.com',
    'a.b+c@sub.example.co.uk',
    "o'hara@example.com",
    '"ana maria"@example.com',
    '"a\\"b"@example.com',
    '"a@b"@example.com',
    'müller@exämple.de',
    'root@localhost',
    `${'a'.repeat(64)}@example.com`,
  ])('%s is one', (text) => expect(isMailAddress(text)).toBe(true));

  it.each([
    '',
    'ana',
    '@example.com',
    'ana@',
    'ana@@example.com',
    'ana@example..com',
    'ana@-example.com',
    'ana@example-.com',
    '.ana@example.com',
    'ana.@example.com',
    'a..b@example.com',
    'ana maria@example.com',
    'ana@exa mple.com',
    'ana@example.com\r\nBcc: eve@x.example',
    '"ana\r\n"@example.com',
    '"ana@example.com',
    'Ana <ana@example.com>',
    'ana@example.com, bob@example.com',
    'ana@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `ana@${'a.'.repeat(130)}com`,
    'ana\u202e@example.com',
  ])('%j is none', (text) => expect(isMailAddress(text)).toBe(false));
});

describe('a server that says no', () => {
  it.each([550, 553])('to an address with %i is believed for good', async (code) => {
    const smtp = await server({
      onRcptTo: (_to, _session, done) => done(refusal(code, 'No such user <ana@nordlicht.example> here')),
    });
    const it = await fault(mailTo(smtp).send(LETTER));
    expect(it).toMatchObject({ forGood: true, inDoubt: false });
    expect(it.message).toBe(`The mail server answered RCPT TO: ${code} No such user (address) here`);
  });

  it.each([421, 450, 451, 452])('to an address with %i is asked again', async (code) => {
    const smtp = await server({ onRcptTo: (_to, _session, done) => done(refusal(code, 'Busy, come back')) });
    expect(await fault(mailTo(smtp).send(LETTER))).toMatchObject({ forGood: false, inDoubt: false });
  });

  it('to the text is believed for good with 554, asked again with 451', async () => {
    let code = 554;
    const smtp = await server({
      onData(stream, _session, done) {
        stream.resume().on('end', () => done(refusal(code, 'Looks like spam')));
      },
    });
    const mail = mailTo(smtp);
    expect(await fault(mail.send(LETTER))).toMatchObject({ forGood: true, inDoubt: false });
    code = 451;
    expect(await fault(mail.send(LETTER))).toMatchObject({ forGood: false, inDoubt: false });
  });

  it('to the sender or to the login is asked again: that is the operator’s to mend', async () => {
    const smtp = await server({
      onMailFrom: (_from, _session, done) => done(refusal(550, 'Not your domain')),
      onAuth: (_auth, _session, done) => done(refusal(535, 'Wrong')),
    });
    expect(await fault(mailTo(smtp).send(LETTER))).toMatchObject({ forGood: false, inDoubt: false });
    const login = await fault(mailTo(smtp, { SMTP_USER: 'mouse', SMTP_PASSWORD: 'wr0ng' }).send(LETTER));
    expect(login).toMatchObject({ forGood: false, inDoubt: false });
    expect(login.message).toMatch(/^The mail server refused SMTP_USER and SMTP_PASSWORD: 535/);
    expect(login.message).not.toContain('wr0ng');
  });

  it('takes the next mail over the same way', async () => {
    const smtp = await server({
      onRcptTo: ({ address }, _session, done) => done(address.startsWith('no') ? refusal(550, 'No') : null),
    });
    const mail = mailTo(smtp);
    await fault(mail.send({ ...LETTER, to: { name: null, address: 'no@nordlicht.example' } }));
    await mail.send(LETTER);
    expect(smtp.arrived).toHaveLength(1);
  });
});

describe('a server that is not well', () => {
  it('and never greets is left after a time', async () => {
    const silent = await rawServer(() => null, null);
    const it = await fault(mailTo(silent).send(LETTER));
    expect([it.message, it.inDoubt]).toEqual(['The mail server did not answer in time.', false]);
  });

  it('and says nothing to a text may have taken it', async () => {
    const it = await fault(mailTo(await rawServer(usual)).send(LETTER));
    expect([it.message, it.forGood, it.inDoubt]).toEqual(['The mail server did not answer in time.', false, true]);
  });

  it('and is cut off in the middle of a text may have taken it', async () => {
    const cut = await rawServer((line) => (/^Message-ID/i.test(line) ? undefined : usual(line)));
    const it = await fault(mailTo(cut).send(LETTER));
    expect([it.message, it.forGood, it.inDoubt]).toEqual(['The mail server closed the connection.', false, true]);
  });

  it('and is cut off before the text has none of it', async () => {
    const cut = await rawServer((line) => (/^RCPT/.test(line) ? undefined : usual(line)));
    expect(await fault(mailTo(cut).send(LETTER))).toMatchObject({ forGood: false, inDoubt: false });
  });

  it('and is not there is left alone for a while, then tried again', async () => {
    const smtp = await startSmtp();
    await smtp.stop();
    const mail = mailTo(smtp, {}, { ...QUICK, restMs: 60_000 });
    const first = await fault(mail.send(LETTER));
    expect(first.message).toBe('The mail server cannot be reached: nothing listens there (ECONNREFUSED).');
    expect(await fault(mail.send(LETTER))).toBe(first);
    expect(await mail.answers(1_000)).toBe(false);
    expect(await fault(mailTo(smtp).send(LETTER))).not.toBe(first);
  });

  it('is known by a greeting alone: nobody logs in to ask whether it is there', async () => {
    const smtp = await server({ onAuth: (_auth, _session, done) => done(refusal(535, 'Wrong')) });
    expect(await mailTo(smtp, { SMTP_USER: 'mouse', SMTP_PASSWORD: 'wr0ng' }).answers(1_000)).toBe(true);
  });
});

describe('a certificate that nobody signed', () => {
  it('ends the connection, with TLS from the start and with STARTTLS', async () => {
    const [tls, startTls] = [
      await server({ secure: true, disabledCommands: [] }),
      await server({ disabledCommands: [] }),
    ];
    for (const [smtp, secure] of [
      [tls, 'true'],
      [startTls, 'false'],
    ] as const) {
      const it = await fault(mailTo(smtp, { SMTP_SECURE: secure }).send(LETTER));
      expect(it).toMatchObject({ forGood: false, inDoubt: false });
      expect(it.message).toMatch(/certificate/);
      expect(smtp.arrived).toEqual([]);
    }
  });
});

describe('a login', () => {
  const asked = (env: Record<string, string>) =>
    settings({ env: { SMTP_HOST: 'mail.example', MAIL_FROM: 'm@x.example' } }, env);
  const LOGIN = { SMTP_USER: 'mouse', SMTP_PASSWORD: 'secret' };

  it('goes over an encrypted connection alone, but for this machine’s own server', async () => {
    expect(asked(LOGIN)).toMatchObject({ requireTls: true, secure: false, port: 587 });
    expect(asked({ ...LOGIN, SMTP_SECURE: 'true' })).toMatchObject({ requireTls: false, secure: true, port: 465 });
    expect(asked({})).toMatchObject({ requireTls: false, login: undefined });
    for (const SMTP_HOST of ['127.0.0.1', '::1', 'localhost'])
      expect(asked({ ...LOGIN, SMTP_HOST }).requireTls).toBe(false);
    const smtp = await server({ onAuth: (_auth, _session, done) => done(null, { user: 'mouse' }) });
    const mail = openMail({ ...settings(smtp, LOGIN), requireTls: true }, QUICK);
    expect((await fault(mail.send(LETTER))).message).toMatch(/STARTTLS|TLS|answered/);
    expect(smtp.arrived).toEqual([]);
  });

  it('that is right is let in', async () => {
    const smtp = await server({
      onAuth: ({ username, password }, _session, done) =>
        done(username === 'mouse' && password === 'secret' ? null : refusal(535, 'Wrong'), { user: 'mouse' }),
      authOptional: false,
    });
    await mailTo(smtp, LOGIN).send(LETTER);
    expect(smtp.arrived).toHaveLength(1);
  });
});
