import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENDED_REMINDERS } from '../../src/features/account/index.js';
import { unsubscribeUrl } from '../../src/features/mail/index.js';
import { ENDED_LETTERS } from '../../src/features/templates/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { carriedIn, insertTemplate, sendAs } from '../support/sends.js';
import { headersOf, type Smtp, startSmtp } from '../support/smtp.js';
import { inDays } from '../support/tasks.js';
import { textOf } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
type Send = {
  id: string;
  user_id: string;
  subject: string;
  body: string;
  to_address: string;
  to_name: string;
  way: string;
  revision: number;
  company_id: string | null;
  deal_id: string | null;
  task_id: string | null;
  mail_id: string | null;
  replied_at: Date | null;
  left: boolean;
  failed: boolean;
  fault: string | null;
  leaves_at: Date | null;
};

let smtp: Smtp;
let app: TestApp;
beforeAll(async () => {
  smtp = await startSmtp();
  app = await startApp(smtp.env);
});
afterAll(async () => {
  await app?.stop();
  await smtp?.stop();
});
beforeEach(async () => {
  smtp.arrived.length = 0;
  await app.db.rows('delete from template_sends');
  await app.db.rows('delete from mails');
  await app.db.rows('delete from tasks');
});

const sends = () =>
  app.db.rows<Send>(
    'select *, left_at is not null as left, failed_at is not null as failed from template_sends order by leaves_at nulls first, written_at, id',
  );
const tasks = () =>
  app.db.rows<{ title: string; due_on: string; contact_id: string | null; deal_id: string | null; gone: boolean }>(
    'select title, due_on::text, contact_id, deal_id, deleted_at is not null as gone from tasks order by created_at, id',
  );
const pageOf = (template_id: string, contact_id: string, more: Record<string, string> = {}) =>
  `/templates/send?${new URLSearchParams({ template_id, contact_id, ...more })}`;

async function dealOf(fields: Record<string, unknown>): Promise<string> {
  const [stage] = await app.db.rows<{ id: string }>(
    `select id from deal_stages where user_id = $1 and kind = 'open' order by position limit 1`,
    [alice.id],
  );
  return insert(app.db, 'deals', {
    user_id: alice.id,
    name: 'Park day',
    currency: 'EUR',
    stage_id: stage?.id,
    ...fields,
  });
}

describe('a mail to one contact', () => {
  it('reads as it was shown, comes in the name of who wrote it, and is kept with its version, its people and a task', async () => {
    const company = await insertCompany(app.db, { name: 'Dryday' });
    const contact = await insertContact(app.db, {
      first_name: 'Ines',
      last_name: 'Marchetti',
      email: 'ines@dryday.example',
    });
    await insert(app.db, 'contact_companies', { contact_id: contact, company_id: company });
    const deal = await dealOf({ company_id: company, amount: 180_000, expected_on: '2026-12-07' });
    const template_id = await insertTemplate(app.db, {
      subject: '{{deal.title}} for {{company.name}}',
      body: 'Hello {{contact.first_name}},\n\nI ask {{deal.amount}} <b>{{x|y}} {{deal.expected_close_on}}.'.replace(
        '{{x|y}} ',
        '',
      ),
    });
    const visitor = await app.as('alice');
    const shown = textOf((await visitor.get(pageOf(template_id, contact, { deal_id: deal }))).text);
    expect(shown).toContain('Park day for Dryday');
    expect(shown).toContain('I ask €1,800.00 <b> 7 December 2026 .');
    const answer = await sendAs(
      visitor,
      { template_id, contact_id: contact, deal_id: deal },
      { follow_up: 'true', follow_up_days: '5' },
    );
    expect(answer.status).toBe(303);
    await app.runJobs();
    const [mail] = smtp.arrived;
    expect(mail?.to).toEqual(['ines@dryday.example']);
    const headers = headersOf(mail as NonNullable<typeof mail>);
    expect(headers.get('from')).toEqual(['Alice Arden <mouse@crm.example>']);
    expect(headers.get('reply-to')).toEqual([expect.stringContaining(alice.email)]);
    expect(headers.get('subject')).toEqual(['Park day for Dryday']);
    expect(headers.has('auto-submitted')).toBe(false);
    expect(mail?.raw).toContain('&lt;b&gt;');
    const [send] = await sends();
    expect(send).toMatchObject({
      user_id: alice.id,
      subject: 'Park day for Dryday',
      body: 'Hello Ines,\n\nI ask €1,800.00 <b>7 December 2026.',
      to_name: 'Ines Marchetti',
      way: 'server',
      revision: 1,
      company_id: company,
      deal_id: deal,
      left: true,
      failed: false,
    });
    expect(await tasks()).toEqual([
      {
        title: 'Follow up with Ines Marchetti: Rate reply',
        due_on: inDays(5),
        contact_id: null,
        deal_id: deal,
        gone: false,
      },
    ]);
    expect(answer.headers['location']).toBe(`/templates/sends/${send?.id}`);
    for (const path of [`/contacts/${contact}`, `/companies/${company}`, `/pipeline/${deal}?tab=activity`]) {
      const text = textOf((await visitor.get(path)).text);
      expect(text).toContain('You wrote “Park day for Dryday”');
      expect(textOf((await (await app.as('bob')).get(path)).text)).not.toContain('wrote “Park day');
    }
    // What was sent stays, whatever becomes of the template and the contact.
    await app.db.rows(`update templates set body = 'New' where id = $1`, [template_id]);
    await app.db.rows(`update contacts set first_name = 'Agnes' where id = $1`, [contact]);
    expect(textOf((await visitor.open(`/templates/sends/${send?.id}`)).text)).toContain('Hello Ines, I ask €1,800.00');
    expect((await (await app.as('bob')).get(`/templates/sends/${send?.id}`)).status).toBe(404);
  });

  it('is one, however often its button is pressed', async () => {
    const contact_id = await insertContact(app.db, { email: 'ana@x.example' });
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    const page = await visitor.get(pageOf(template_id, contact_id));
    const fields = {
      ...carriedIn(page.text, '/templates/send'),
      way: 'server',
      follow_up: 'true',
      follow_up_days: '3',
    };
    const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/templates/send', fields)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
    await app.runJobs();
    expect([smtp.arrived.length, (await sends()).length, (await tasks()).length]).toEqual([1, 1, 1]);
  });

  it('is not sent with what is unknown or empty in it: each is named, with what mends it', async () => {
    const contact_id = await insertContact(app.db, { first_name: 'Ines', email: 'ines@x.example' });
    const template_id = await insertTemplate(app.db, {
      subject: '{{deal.title}} {{constructor}}',
      body: 'Hi {{contact.last_name}} at {{company.name}}, {{contact.fist_name}} {{ of {{me.signature}}',
    });
    const visitor = await app.as('alice');
    const { text } = await visitor.get(pageOf(template_id, contact_id));
    const shown = textOf(text);
    for (const said of [
      'There is no {{constructor}} (line 1, character 16). Choose one of the list.',
      'There is no {{contact.fist_name}} (line 1, character 47). Did you mean {{contact.first_name}}?',
      '{{ is not closed',
      'deal.title has no value. No deal is chosen.',
      'contact.last_name has no value. Ines has no last name yet.',
      'company.name has no value. They work at no company that is known.',
      'me.signature has no value. You have said no signature of yours yet.',
    ])
      expect(shown).toContain(said);
    expect(text).toContain(`/contacts/${contact_id}/edit#companies`);
    expect(text).toContain(`/templates/${template_id}/edit`);
    const answer = await sendAs(visitor, { template_id, contact_id });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain('deal.title has no value.');
    expect(await sends()).toEqual([]);
  });

  it.each([
    ['who opted out', { opted_out: true, email: 'ana@x.example' }, 'Ana asked not to be written to.'],
    ['without an address', {}, 'Ana has no e-mail address.'],
    [
      'with an address that is none',
      { email: 'ana@@x.example' },
      '“ana@@x.example” is no address that mail can be sent to.',
    ],
    [
      'with a line break in the address',
      { email: 'ana@x.example\nbcc: b@y.example' },
      'is no address that mail can be sent to.',
    ],
    ['with two addresses in one', { email: 'ana@x.example, b@y.example' }, 'is no address that mail can be sent to.'],
  ])('to somebody %s is refused', async (_who, fields, said) => {
    const contact_id = await insertContact(app.db, fields as Record<string, string>);
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    for (const way of ['server', 'mail_program', 'copy']) {
      const answer = await sendAs(visitor, { template_id, contact_id }, { way });
      expect(answer.status).toBe(422);
      expect(textOf(answer.text)).toContain(said);
    }
    expect(await sends()).toEqual([]);
  });

  it('to somebody at a company that is not to be contacted is refused, whichever it is written about', async () => {
    const company = await insertCompany(app.db, {
      name: 'Closed',
      do_not_contact: true,
      do_not_contact_reason: 'They sued us',
    });
    const contact_id = await insertContact(app.db, { email: 'ana@x.example', company: 'Open' });
    await insert(app.db, 'contact_companies', { contact_id, company_id: company, position: 1 });
    const template_id = await insertTemplate(app.db);
    const answer = await sendAs(await app.as('alice'), { template_id, contact_id });
    expect([answer.status, textOf(answer.text).includes('Closed is not to be contacted: They sued us')]).toEqual([
      422,
      true,
    ]);
    expect(await sends()).toEqual([]);
  });

  it('goes to an address with a quoted local part, to that alone', async () => {
    const contact_id = await insertContact(app.db, { email: '"ana b"@x.example' });
    const template_id = await insertTemplate(app.db);
    expect((await sendAs(await app.as('alice'), { template_id, contact_id })).status).toBe(303);
    // As it is told to a server: tests/platform/mail.test.ts.
    expect(await app.db.rows('select to_address from mails')).toEqual([{ to_address: '"ana b"@x.example' }]);
  });

  it('adds no header by a line break in a name or a value, nor in its subject', async () => {
    const contact_id = await insertContact(app.db, {
      first_name: 'Ana\r\nBcc: x@y.example',
      title: 'a\nSubject: other\r\n\r\nbody',
      email: 'ana@x.example',
    });
    const template_id = await insertTemplate(app.db, { subject: 'To {{contact.first_name}}, {{contact.title}}' });
    await app.db.rows(`update users set name = E'Al\\r\\nX-Evil: 1' where id = $1`, [alice.id]);
    expect((await sendAs(await app.as('alice'), { template_id, contact_id })).status).toBe(303);
    await app.db.rows('update users set name = null where id = $1', [alice.id]);
    await app.runJobs();
    const [mail] = smtp.arrived;
    const headers = headersOf(mail as NonNullable<typeof mail>);
    expect(mail?.to).toEqual(['ana@x.example']);
    expect([headers.has('bcc'), headers.has('x-evil'), headers.get('subject')?.length]).toEqual([false, false, 1]);
  });

  it('that reads otherwise by the time it is sent is shown again', async () => {
    const contact_id = await insertContact(app.db, { first_name: 'Ana', email: 'ana@x.example' });
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    const page = await visitor.get(pageOf(template_id, contact_id));
    const fields = {
      ...carriedIn(page.text, '/templates/send'),
      way: 'server',
      follow_up: 'true',
      follow_up_days: '9',
    };
    await app.db.rows(`update contacts set first_name = 'Anna' where id = $1`, [contact_id]);
    const again = await visitor.post('/templates/send', fields);
    expect([again.status, await sends()]).toEqual([409, []]);
    expect(textOf(again.text)).toContain('This reads otherwise than it did when you last saw it.');
    expect(again.text).toMatch(/name="follow_up_days"[^>]*value="9"|value="9"[^>]*name="follow_up_days"/);
    const once = await visitor.post('/templates/send', { ...fields, ...carriedIn(again.text, '/templates/send') });
    expect([once.status, (await sends())[0]?.subject]).toEqual([303, 'Hello Anna']);
  });

  it('may say something else to its contact: that is what they read and what is kept, beside the version it differs from', async () => {
    const contact_id = await insertContact(app.db, { first_name: 'Ana {{me.email}}', email: 'ana@x.example' });
    const template_id = await insertTemplate(app.db, { body: 'Dear {{contact.first_name}},\n\n{{deal.title}}' });
    const visitor = await app.as('alice');
    const offered = await visitor.get(pageOf(template_id, contact_id));
    const href = /href="([^"]*change=1)"/.exec(offered.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const page = await visitor.get(href);
    // It begins with the text as it reads; what is missing, and what looks like a variable, stays one.
    expect(textOf(page.text)).toContain('Dear {{contact.first_name}}, {{deal.title}}');
    const fields = { ...carriedIn(page.text, '/templates/send'), way: 'server', subject: ' Winter,\r\nAna ' };
    for (const [body, said] of [
      ['Hi {{contact.fist_name}}', 'There is no {{contact.fist_name}} (line 1, character 4).'],
      ['Hi {{deal.title}}', 'deal.title has no value. No deal is chosen.'],
      ['  ', 'The text is empty.'],
    ] as const) {
      const refused = await visitor.post('/templates/send', { ...fields, body });
      expect([refused.status, textOf(refused.text)]).toEqual([422, expect.stringContaining(said)]);
      expect(textOf(refused.text)).not.toContain('Edit the template');
    }
    const typed = { ...fields, body: 'Hi {{contact.name}},\r\n\r\n<b>this</b> is for you.' };
    const unseen = await visitor.post('/templates/send', typed);
    expect([unseen.status, (await sends()).length]).toEqual([409, 0]);
    const looked = await visitor.post('/templates/send', { ...typed, preview: '1' });
    expect([looked.status, textOf(looked.text)]).toEqual([200, expect.stringContaining('Hi Ana {{me.email}} , <b>')]);
    const sent = await visitor.post('/templates/send', { ...typed, ...carriedIn(looked.text, '/templates/send') });
    expect(sent.status).toBe(303);
    const [send] = await app.db.rows('select subject, body, revision, is_changed from template_sends');
    expect(send).toEqual({
      subject: 'Winter, Ana',
      body: 'Hi Ana {{me.email}},\n\n<b>this</b> is for you.',
      revision: 1,
      is_changed: true,
    });
    expect((await app.db.rows('select subject from mails'))[0]).toEqual({ subject: 'Winter, Ana' });
    const shown = textOf((await visitor.get(sent.headers['location'] ?? '')).text);
    expect(shown).toContain('Rate reply, version 1: the text was changed for this mail');
    expect(textOf((await visitor.get('/templates/sends')).text)).toContain('Rate reply, v1, changed');
    expect(
      await app.db.rows('select 1 from template_versions where template_id = $1 and number > 1', [template_id]),
    ).toEqual([]);
  });

  it('whose text was typed goes as it was typed, unless its contact has another address by then; one that reads as before is no change', async () => {
    const contact_id = await insertContact(app.db, { first_name: 'Ana', email: 'ana@x.example' });
    const template_id = await insertTemplate(app.db, { subject: 'Hello', body: 'Dear {{contact.first_name}}' });
    const visitor = await app.as('alice');
    const page = await visitor.get(`${pageOf(template_id, contact_id)}&change=1`);
    const fields = { ...carriedIn(page.text, '/templates/send'), way: 'copy', subject: 'Hello' };
    await app.db.rows(`update contact_points set value = 'ana@y.example' where contact_id = $1`, [contact_id]);
    const elsewhere = await visitor.post('/templates/send', { ...fields, body: 'Moin Ana' });
    expect([elsewhere.status, elsewhere.text]).toEqual([409, expect.stringContaining('Moin Ana</textarea>')]);
    const again = { ...fields, ...carriedIn(elsewhere.text, '/templates/send') };
    expect((await visitor.post('/templates/send', { ...again, body: 'Moin, liebe Ana' })).status).toBe(303);
    const same = await visitor.get(`${pageOf(template_id, contact_id)}&change=1`);
    const unchanged = { ...carriedIn(same.text, '/templates/send'), way: 'copy', subject: 'Hello', body: 'Dear Ana' };
    expect((await visitor.post('/templates/send', unchanged)).status).toBe(303);
    expect(await app.db.rows('select body, is_changed from template_sends order by written_at, id')).toEqual([
      { body: 'Moin, liebe Ana', is_changed: true },
      { body: 'Dear Ana', is_changed: false },
    ]);
  });

  it('by one’s own program or by hand is kept and nothing leaves the server; it can be forgotten', async () => {
    const contact_id = await insertContact(app.db, { email: 'a&b+c?@x.example' });
    const template_id = await insertTemplate(app.db, { subject: 'A & B?', body: 'One\nTwo {{me.email}} + 1' });
    const visitor = await app.as('alice');
    const program = await sendAs(visitor, { template_id, contact_id }, { way: 'mail_program' });
    const page = await visitor.open(program.headers['location'] ?? '');
    const body = encodeURIComponent(`One\r\nTwo ${alice.email} + 1`);
    expect(page.text).toContain(`mailto:a%26b%2Bc%3F@x.example?subject=A%20%26%20B%3F&amp;body=${body}`);
    await sendAs(visitor, { template_id, contact_id }, { way: 'copy' });
    const [first, second] = await sends();
    expect([first?.way, second?.way, first?.mail_id]).toEqual(['mail_program', 'copy', null]);
    expect(await app.db.rows('select 1 from mails')).toEqual([]);
    await visitor.get(`/templates/sends/${second?.id}`);
    expect((await visitor.post(`/templates/sends/${second?.id}/delete`)).status).toBe(303);
    expect((await sends()).map(({ way }) => way)).toEqual(['mail_program']);
  });

  it('that a server refuses for good is told so, and counts in no figure', async () => {
    const contact_id = await insertContact(app.db, { email: 'ana@x.example' });
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    const sent = await sendAs(visitor, { template_id, contact_id });
    await app.db.rows(`update mails set given_up_at = now(), fault = 'No such user'`);
    expect((await sends())[0]).toMatchObject({ failed: true, fault: 'No such user', left: false });
    expect(textOf((await visitor.get(sent.headers['location'] ?? '')).text)).toContain('Not delivered. No such user');
    expect(textOf((await visitor.get(`/contacts/${contact_id}`)).text)).toContain('Reply rate – no mail of yours');
    expect(textOf((await visitor.get(`/contacts/${contact_id}`)).text)).toContain('which was not delivered');
  });

  it('is ended by the link in it without a login: the contact opted out, as their timeline says, and nothing more is sent', async () => {
    const contact_id = await insertContact(app.db, { first_name: 'Ines', email: 'ines@x.example' });
    const template_id = await insertTemplate(app.db, { language: 'de-AT' });
    const visitor = await app.as('alice');
    await sendAs(visitor, { template_id, contact_id });
    await app.runJobs();
    const [mail] = smtp.arrived;
    const headers = headersOf(mail as NonNullable<typeof mail>);
    expect(headers.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    const [written] = await app.db.rows<{ url: string; body_text: string; body_html: string }>(
      'select unsubscribe_url as url, body_text, body_html from mails',
    );
    const url = written?.url ?? '';
    expect(headers.get('list-unsubscribe')?.[0]?.replace(/\s/g, '')).toBe(`<${url}>`);
    expect(written?.body_text).toContain(`-- \nIch möchte keine weiteren Mails von Ihnen: ${url}`);
    expect(written?.body_html).toContain(`<a href="${url}">Ich möchte keine weiteren Mails von Ihnen</a>`);
    // What is kept is the text of who wrote it.
    expect((await sends())[0]?.body).not.toContain('unsubscribe');
    const path = url.replace(/^.*?(?=\/unsubscribe)/, '');
    const page = await visitor.get(pageOf(template_id, contact_id));
    const before = await app.db.rows('select * from contacts where id = $1', [contact_id]);
    const stranger = app.visitor();
    const asked = await stranger.get(path);
    expect([asked.status, asked.text.match(/Ines|x\.example|Alice/i)]).toEqual([200, null]);
    expect(await app.db.rows('select * from contacts where id = $1', [contact_id])).toEqual(before);
    for (let times = 0; times < 2; times += 1) {
      const ended = await stranger.agent.post(path).type('form').send('List-Unsubscribe=One-Click');
      expect([ended.status, textOf(ended.text)]).toEqual([200, expect.stringContaining('You get no more mails')]);
      expect([ended.headers['set-cookie'], ended.text.match(/Ines|x\.example|Alice/i)]).toEqual([undefined, null]);
    }
    const [contact] = await app.db.rows('select opted_out, version, updated_by from contacts where id = $1', [
      contact_id,
    ]);
    expect(contact).toEqual({ opted_out: true, version: 2, updated_by: null });
    const told = textOf((await visitor.get(`/contacts/${contact_id}`)).text);
    expect(told).toMatch(/ines@x\.example changed 1 field, by the link in a mail.*Opted out/);
    expect(
      await app.db.rows(`select act from audit_log where subject_kind = 'contacts' and subject_id = $1`, [contact_id]),
    ).toEqual([{ act: 'changed' }]);
    const refused = await visitor.post('/templates/send', {
      ...carriedIn(page.text, '/templates/send'),
      way: 'server',
    });
    expect([refused.status, textOf(refused.text)]).toEqual([422, expect.stringContaining('Ines asked not to be')]);
    expect((await sends()).length).toBe(1);
  });

  it('is ended by no link but its own: another’s, an older address’s, one of other mails and a cut one say the same', async () => {
    const ines = await insertContact(app.db, { first_name: 'Ines', email: 'ines@x.example' });
    const ana = await insertContact(app.db, { first_name: 'Ana', email: 'ana@x.example' });
    const tokenOf = (id: string, address: string, kind = ENDED_LETTERS) =>
      new URL(unsubscribeUrl(app.config, kind, id, address)).searchParams.get('token') ?? '';
    const [id = '', mac = ''] = tokenOf(ines, 'ines@x.example').split('.');
    const wrong = [
      ...['', id, `${id}.`, `${id}.${mac.slice(1)}`, `${id}.${mac}.${mac}`, `${ana}.${mac}`],
      ...[tokenOf(ines, 'ana@x.example'), tokenOf(ines, ''), tokenOf(ines, 'ines@x.example', ENDED_REMINDERS)],
      tokenOf('01900000-0000-7000-8000-0000000000ff', 'ines@x.example'),
    ];
    const texts = new Set<string>();
    for (const token of wrong)
      for (const method of ['get', 'post'] as const) {
        const answer = await app.visitor().agent[method](`/unsubscribe/letters?token=${token}`);
        expect(`${token} ${answer.status}`).toBe(`${token} 404`);
        texts.add(textOf(answer.text));
      }
    expect(texts.size).toBe(1);
    expect(await app.db.rows('select 1 from contacts where opted_out and id = any($1)', [[ines, ana]])).toEqual([]);
  });

  it('is ended for who the contact became a part of, also while it lies in the trash', async () => {
    const kept = await insertContact(app.db, { first_name: 'Ines', email: 'ines@x.example' });
    const lost = await insertContact(app.db, { first_name: 'Inés' });
    await app.db.rows('update contacts set merged_into_id = $1, deleted_at = now() where id = $2', [kept, lost]);
    await app.db.rows('update contacts set deleted_at = now() where id = $1', [kept]);
    const url = unsubscribeUrl(app.config, ENDED_LETTERS, lost, 'Ines@X.example');
    expect((await app.visitor().agent.post(url.replace(app.config.appUrl, ''))).status).toBe(200);
    const rows = await app.db.rows('select id, opted_out from contacts where id = any($1) order by opted_out', [
      [kept, lost],
    ]);
    expect(rows).toEqual([
      { id: lost, opted_out: false },
      { id: kept, opted_out: true },
    ]);
  });

  it('refuses a draft of somebody else’s, an archived one, and whoever only reads', async () => {
    const contact_id = await insertContact(app.db, { email: 'ana@x.example' });
    const draft = await insertTemplate(app.db, { name: 'Secret', state: 'draft', draft_of: bob.id });
    const archived = await insertTemplate(app.db, { name: 'Old one', state: 'archived' });
    const visitor = await app.as('alice');
    for (const template_id of [draft, archived]) {
      const page = await visitor.get(pageOf(template_id, contact_id));
      expect(textOf(page.text)).toContain('This is not there any more. Choose another.');
      expect(page.text).not.toContain('Secret');
      expect((await visitor.post('/templates/send', { template_id, contact_id, way: 'server' })).status).toBe(422);
    }
    expect((await (await app.as('vera')).get('/templates/send')).status).toBe(403);
  });
});

describe('an answer', () => {
  it('is marked: the follow-up goes, the figures tell, and both come back by an undo', async () => {
    const company = await insertCompany(app.db, { name: 'Dryday too' });
    const contact_id = await insertContact(app.db, { first_name: 'Ines', email: 'ines@x.example' });
    await insert(app.db, 'contact_companies', { contact_id, company_id: company });
    const deal_id = await dealOf({ company_id: company });
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    const fields = { follow_up: 'true', follow_up_days: '5' };
    const first = await sendAs(visitor, { template_id, contact_id, deal_id }, fields);
    await sendAs(visitor, { template_id, contact_id, deal_id }, fields);
    const path = first.headers['location'] ?? '';
    await visitor.get(path);
    const told = textOf((await visitor.postAndFollow(`${path}/reply`)).text);
    expect(told).toContain('Marked as answered. The follow-up is off your list.');
    expect((await tasks()).map(({ gone }) => gone).sort()).toEqual([false, true]);
    const contact = textOf((await visitor.get(`/contacts/${contact_id}`)).text);
    expect(contact).toContain('Reply rate 50 % 1 of 2 mails');
    expect(contact).toContain('Ines answered “Hello Ines”');
    expect(contact).toMatch(/Your last touch today a mail on/);
    expect(textOf((await visitor.get(`/companies/${company}`)).text)).toMatch(/Last touch .{5,14} Mail/);
    await app.db.rows(
      `update deals set stage_id = (select id from deal_stages where user_id = $2 and kind = 'won') where id = $1`,
      [deal_id, alice.id],
    );
    const list = await visitor.get(`/templates/sends?template_id=${template_id}`);
    expect(textOf(list.text)).toContain('Won after 1 2 1 50 % 1');
    const rows = async (outcome: string) =>
      [
        ...(
          await visitor.get(`/templates/sends?template_id=${template_id}&revision=1&outcome=${outcome}`)
        ).text.matchAll(/<td class="name edge">/g),
      ].length;
    expect([await rows('replied'), await rows('open'), await rows('won')]).toEqual([1, 1, 1]);
    expect(textOf((await (await app.as('bob')).get(`/templates/sends?template_id=${template_id}`)).text)).toContain(
      'No mail here',
    );
    await visitor.get(path);
    await visitor.post(`${path}/reply/delete`);
    expect((await tasks()).map(({ gone }) => gone)).toEqual([false, false]);
    expect((await sends()).every(({ replied_at }) => replied_at === null)).toBe(true);
  });

  it('is marked by nobody else', async () => {
    const contact_id = await insertContact(app.db, { email: 'ana@x.example' });
    const template_id = await insertTemplate(app.db);
    const path = (await sendAs(await app.as('alice'), { template_id, contact_id })).headers['location'] ?? '';
    const other = await app.as('bob');
    await other.get('/templates/sends');
    for (const act of ['reply', 'reply/delete', 'stop', 'delete'])
      expect((await other.post(`${path}/${act}`)).status).toBe(404);
    expect((await sends())[0]?.replied_at).toBeNull();
  });
});

describe('mails to several', () => {
  const several = (template_id: string, ids: string[]) =>
    `/templates/several?${new URLSearchParams([['template_id', template_id], ...ids.map((id): [string, string] => ['contact_id', id])])}`;

  it('are looked at, go to those who can be written to, one each, and leave one after another', async () => {
    const can = await Promise.all(
      ['Ada', 'Bea', 'Cleo'].map((first_name) =>
        insertContact(app.db, { first_name, email: `${first_name}@x.example` }),
      ),
    );
    const out = await insertContact(app.db, { first_name: 'Dora', email: 'd@x.example', opted_out: true });
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    const page = await visitor.get(several(template_id, [...can, out]));
    const shown = textOf(page.text);
    expect(shown).toContain('3 of 4 can be sent.');
    expect(shown).toContain('Dora asked not to be written to.');
    expect(shown).toContain('Dear Bea ,');
    const fields = {
      ...carriedIn(page.text, '/templates/several'),
      to: [...can, out],
      follow_up: 'true',
      follow_up_days: '7',
    };
    const refused = await visitor.post('/templates/several', fields);
    expect([refused.status, (await sends()).length]).toEqual([409, 0]);
    const ticked = { ...fields, to: can };
    const [answer] = await Promise.all([
      visitor.post('/templates/several', ticked),
      visitor.post('/templates/several', ticked),
    ]);
    expect(answer?.status).toBe(303);
    const kept = await sends();
    expect(kept.map(({ to_name, body }) => [to_name, body.includes(`Dear ${to_name}`)])).toEqual([
      ['Ada', true],
      ['Bea', true],
      ['Cleo', true],
    ]);
    expect((await tasks()).map(({ due_on }) => due_on)).toEqual([inDays(7), inDays(7), inDays(7)]);
    const times = kept.map(({ leaves_at }) => leaves_at?.getTime() ?? 0);
    expect([(times[1] ?? 0) - (times[0] ?? 0), (times[2] ?? 0) - (times[1] ?? 0)]).toEqual([60_000, 60_000]);
    await app.runJobs();
    expect(smtp.arrived.map(({ to }) => to)).toEqual([['Ada@x.example']]);
    // The queue finds the others when their time has come.
    await app.db.rows(`update mails set send_after = now() - interval '2 minutes' where sent_at is null`);
    await app.queue.sendDue();
    await app.runJobs();
    expect(smtp.arrived.map(({ to }) => to[0]).sort()).toEqual(['Ada@x.example', 'Bea@x.example', 'Cleo@x.example']);
    expect((await sends()).every(({ left }) => left)).toBe(true);
  });

  it('may say something else to one of them, whose text is opened, looked at and given back without a script', async () => {
    const [ada = '', bea = ''] = await Promise.all(
      ['Ada', 'Bea'].map((first_name) => insertContact(app.db, { first_name, email: `${first_name}@x.example` })),
    );
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    const page = await visitor.get(several(template_id, [ada, bea]));
    const first = { ...carriedIn(page.text, '/templates/several'), to: [ada], follow_up: 'true', follow_up_days: '8' };
    const opened = await visitor.post('/templates/several', { ...first, change: ada });
    expect([opened.status, opened.text]).toEqual([200, expect.stringContaining(`name="body_${ada}"`)]);
    expect(opened.text).not.toContain(`name="body_${bea}"`);
    // What was ticked and typed beside it stays.
    expect(opened.text).toMatch(/name="follow_up_days"[^>]*value="8"|value="8"[^>]*name="follow_up_days"/);
    expect(opened.text.match(/name="to"[^>]*checked/g)).toHaveLength(1);
    const own = {
      ...first,
      ...carriedIn(opened.text, '/templates/several'),
      [`subject_${ada}`]: 'For Ada alone',
      [`body_${ada}`]: 'Hi {{contact.first_name}}{{deal.title}}',
    };
    const looked = await visitor.post('/templates/several', { ...own, preview: ada });
    expect(textOf(looked.text)).toContain('deal.title has no value.');
    const back = await visitor.post('/templates/several', { ...own, unchange: ada });
    expect([back.text.includes(`name="body_${ada}"`), textOf(back.text)]).toEqual([
      false,
      expect.stringContaining('Dear Ada ,'),
    ]);
    const sent = await visitor.post('/templates/several', { ...own, to: [ada, bea], [`body_${ada}`]: 'Only for you' });
    expect([sent.status, (await sends()).map(({ subject, body }) => [subject, body])]).toEqual([
      303,
      [
        ['For Ada alone', 'Only for you'],
        ['Hello Bea', expect.stringContaining('Dear Bea')],
      ],
    ]);
  });

  it('wait behind those that wait already, can be stopped, and do not go to who opts out meanwhile', async () => {
    const ids = await Promise.all(
      ['Ada', 'Bea', 'Cleo', 'Dora'].map((first_name) =>
        insertContact(app.db, { first_name, email: `${first_name}@x.example` }),
      ),
    );
    const template_id = await insertTemplate(app.db);
    const visitor = await app.as('alice');
    for (const pair of [ids.slice(0, 2), ids.slice(2)]) {
      const page = await visitor.get(several(template_id, pair));
      await visitor.post('/templates/several', { ...carriedIn(page.text, '/templates/several'), to: pair });
    }
    const kept = await sends();
    expect((kept[3]?.leaves_at?.getTime() ?? 0) - (kept[0]?.leaves_at?.getTime() ?? 0)).toBe(180_000);
    const path = `/templates/sends/${kept[3]?.id}`;
    expect(textOf((await visitor.get(path)).text)).toContain('Waits for its turn');
    expect(textOf((await visitor.postAndFollow(`${path}/stop`)).text)).toContain('Not delivered. You stopped it.');
    await app.db.rows('update contacts set opted_out = true where id = $1', [ids[2]]);
    await app.db.rows(`update mails set send_after = now() - interval '2 minutes'`);
    await app.queue.sendDue();
    await app.runJobs();
    expect(smtp.arrived.map(({ to }) => to[0]).sort()).toEqual(['Ada@x.example', 'Bea@x.example']);
    expect((await sends()).map(({ fault }) => fault)).toEqual([
      null,
      null,
      'They asked not to be written to.',
      'You stopped it.',
    ]);
  });

  it('are up to 50, ticked in the list or all that it shows', async () => {
    const ids = await Promise.all(
      Array.from({ length: 51 }, (_, n) =>
        insertContact(app.db, { first_name: `Many${n}`, email: `m${n}@x.example`, source: 'fair' }),
      ),
    );
    const visitor = await app.as('alice');
    const list = await visitor.get('/contacts?q=many&source=fair');
    expect(list.text).toContain('formaction="/templates/several/choice"');
    const from = /name="from" value="([^"]*)"/.exec(list.text)?.[1] ?? '';
    // The form of the list goes by GET, as its acts on many do.
    expect(list.text).toMatch(/<form[^>]*action="\/contacts\/bulk"(?![^>]*method="post")/);
    const choose = (fields: [string, string][]) =>
      visitor.get(`/templates/several/choice?${new URLSearchParams([['from', from], ...fields])}`);
    const all = await choose([['all_matching', '1']]);
    expect(textOf((await visitor.open(all.headers['location'] ?? '')).text)).toContain(
      '50 contacts are written to at once, and no more.',
    );
    const some = await choose(ids.slice(0, 50).map((id) => ['ids', id]));
    expect(some.headers['location']).toMatch(/^\/templates\/several\?contact_id=/);
    expect(textOf((await visitor.open(some.headers['location'] ?? '')).text)).toContain('Write to 50 contacts');
    const every = `/templates/several?${ids.map((id) => `contact_id=${id}`).join('&')}`;
    expect((await visitor.get(every)).status).toBe(400);
    const none = await choose([]);
    expect(none.headers['location']).toContain('/contacts');
  });
});
