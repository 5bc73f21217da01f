import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { errorAt, fieldsOf as inputsOf } from '../support/item-form.js';
import { mergeAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf, type Visitor } from '../support/visitor.js';

/** Templates of mails: who sees a draft, what each said before, the editor with its preview. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const as = (who: 'alice' | 'bob' | 'vera') => app.current.as(who);
const { alice, bob } = PEOPLE;

const FIRST = {
  name: 'Rate reply',
  category: 'rate_reply',
  language: 'en',
  state: 'current',
  subject: 'Rates for {{company.name}}',
  body: 'Hello {{contact.first_name|there}},\r\n\r\nI ask {{deal.amount}}.\r\n\r\n{{me.signature|Yours}}',
};

async function make(writer: Visitor, fields: Fields = {}): Promise<string> {
  await writer.get('/templates/new');
  const sent = await writer.post('/templates', { ...FIRST, ...fields });
  expect(textOf(sent.text).slice(0, 300)).toBe(sent.status === 303 ? textOf(sent.text).slice(0, 300) : '');
  return String(sent.headers.location).split('/').at(-1) ?? '';
}

async function edit(writer: Visitor, id: string, fields: Fields) {
  const form = fieldsOf((await writer.get(`/templates/${id}/edit`)).text);
  return writer.post(`/templates/${id}`, { ...form, ...fields });
}

const preview = (writer: Visitor, fields: Fields, path = '/templates') =>
  writer.post(path, { ...FIRST, ...fields, preview: '1' });
/** The fields of the form, its text too. */
function fieldsOf(html: string): Record<string, string> {
  const body = /<textarea[^>]* name="body"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(html)?.[1] ?? '';
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return { ...inputsOf(html), body: body.replace(/&(lt|gt|quot|#39|amp);/g, (it) => entities[it as '&lt;']) };
}
/** What the preview holds: the mail, and what is said of it. */
function mailIn(html: string) {
  const bare = (it: string) =>
    it
      .replaceAll('\n', '⏎')
      .replace(/<\/(dd|dt)>/g, ' ')
      .replace(/<[^>]+>/g, '');
  const of = (start: RegExp) => textOf(bare(start.exec(html)?.[1] ?? '').replace(/[⏎ ]*⏎ +[⏎ ]*/g, ' '));
  return {
    mail: of(/<article class="mail"[^>]*>([\s\S]*?)<\/article>/),
    problems: of(/data-part="problems">([\s\S]*?)<\/div>/),
  };
}

describe('a draft', () => {
  it('is seen by its author alone, with all that is kept about it, until it is shared', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    const id = await make(writer, { name: 'Hedgerow pitch', state: 'draft' });
    await writer.postAndFollow(`/templates/${id}/notes`, { body: 'Bracken remark' });
    await writer.postAndFollow(`/templates/${id}/tags/addition`, { tag: 'bracken' });
    expect(await rows('select draft_of from templates where id = $1', [id])).toEqual([{ draft_of: alice.id }]);
    const others = ['', '/edit', '/versions', '/versions/1', '/merge', '/merges', '/tags', '?tab=files'];
    for (const path of others) {
      expect([path, (await writer.get(`/templates/${id}${path}`)).status]).toEqual([path, 200]);
      expect([path, (await other.get(`/templates/${id}${path}`)).status]).toEqual([path, 404]);
    }
    expect((await other.get(`/templates/new?from=${id}`)).status).toBe(404);
    expect((await preview(other, {}, `/templates/${id}`)).status).toBe(404);
    for (const verb of ['', '/sharing', '/archiving', '/delete', '/versions/1/restoration', '/notes'])
      expect([verb, (await other.post(`/templates/${id}${verb}`, { ...FIRST, version: '1' })).status]).toEqual([
        verb,
        404,
      ]);
    for (const page of ['/templates', '/templates/export.csv', '/search?q=hedgerow', '/search?q=bracken', '/']) {
      expect([page, (await other.get(page)).text.includes('Hedgerow')]).toEqual([page, false]);
      expect([page, (await other.get(page)).text.includes('Bracken remark')]).toEqual([page, false]);
    }
    const [ours, theirs] = [await writer.get('/tags?of=common'), await other.get('/tags?of=common')];
    expect(textOf(ours.text)).toContain('bracken 1');
    expect(textOf(theirs.text)).not.toContain('bracken 1');

    expect(textOf((await writer.postAndFollow(`/templates/${id}/sharing`)).text)).toContain('Shared with all members.');
    const seen = textOf((await other.get(`/templates/${id}?tab=activity`)).text);
    expect(seen).toContain('Hedgerow pitch');
    expect(seen).toContain('Bracken remark');
  });

  it('is made of a shared template again by who made it alone, be it by its form, its act or an act on many', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    const id = await make(writer, { name: 'Thistle thanks' });
    const state = async () => (await rows('select state, draft_of from templates where id = $1', [id]))[0];
    const refused = await edit(other, id, { state: 'draft' });
    expect(refused.status).toBe(422);
    expect(errorAt(refused.text, 'state')).toContain('Only who made it can make it a draft again');
    expect((await other.post(`/templates/${id}/withdrawal`)).status).toBe(422);
    await other.post('/templates/bulk', { act: 'set', field: 'state', state: 'draft', ids: id });
    expect(await state()).toEqual({ state: 'current', draft_of: null });
    await writer.postAndFollow(`/templates/${id}/withdrawal`);
    expect(await state()).toEqual({ state: 'draft', draft_of: alice.id });
  });

  it('is merged with no shared one, and with none that somebody else drafts', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    const [shared, draft] = [await make(writer), await make(writer, { name: 'Rate reply, new', state: 'draft' })];
    const answer = await mergeAs(app.current, 'alice', '/templates', shared, draft);
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('Rate reply, new is a draft. Share it first');
    expect((await other.get(`/templates/${shared}/merge?with=${draft}`)).status).toBe(404);
    expect(textOf((await other.get(`/templates/${shared}/merge?q=rate`)).text)).not.toContain('Rate reply, new');
    const [suggested] = [await other.get(`/templates/${shared}/merge/suggestions?q=rate`)];
    expect(suggested.text).not.toContain('Rate reply, new');
  });

  it('goes with its author', async () => {
    await rows(
      `insert into users (id, email, password_hash) values ('01900000-0000-7000-8000-0000000000dd', 'gone@x.example', 'x')`,
    );
    const gone = { state: 'draft', draft_of: '01900000-0000-7000-8000-0000000000dd' };
    const [draft, shared] = [
      await insert(app.current.db, 'templates', { name: 'Left alone', ...gone }),
      await insert(app.current.db, 'templates', { name: 'Left to all', created_by: gone.draft_of }),
    ];
    await rows('delete from users where id = $1', [gone.draft_of]);
    expect(await rows('select id from templates where id = any($1)', [[draft, shared]])).toEqual([{ id: shared }]);
  });
});

describe('a version', () => {
  it('is kept each time the subject or the text is written, whoever writes it, and at no other change', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    const id = await make(writer);
    await edit(writer, id, { name: 'Rates' });
    await edit(other, id, { subject: 'Our rates' });
    await edit(writer, id, { body: 'Shorter.' });
    const kept = await rows(
      'select number, subject, body, created_by from template_versions where template_id = $1 order by number',
      [id],
    );
    expect(kept).toEqual([
      { number: 1, subject: FIRST.subject, body: FIRST.body.replaceAll('\r', ''), created_by: alice.id },
      { number: 2, subject: 'Our rates', body: FIRST.body.replaceAll('\r', ''), created_by: bob.id },
      { number: 3, subject: 'Our rates', body: 'Shorter.', created_by: alice.id },
    ]);
    expect(textOf((await writer.get(`/templates/${id}`)).text)).toContain('Version 3');
    const list = textOf((await writer.get(`/templates/${id}/versions`)).text);
    expect(list).toMatch(/Version 3 Our rates You, .*Version 2 Our rates .*Version 1 Rates for/);
  });

  it('comes back as a new one, by its page or by the history', async () => {
    const writer = await as('alice');
    const id = await make(writer);
    await edit(writer, id, { body: 'Second.' });
    const shown = await writer.get(`/templates/${id}/versions/1`);
    expect(textOf(shown.text)).toContain('{{contact.first_name|there}}');
    const back = await writer.postAndFollow(`/templates/${id}/versions/1/restoration`);
    expect(textOf(back.text)).toContain('The text of version 1 is back.');
    expect(textOf(back.text)).toContain('Version 3');
    expect(textOf((await writer.postAndFollow(`/templates/${id}/versions/1/restoration`)).text)).toContain(
      'It says that already.',
    );
    for (const number of ['0', '9', '1x', '99999999999'])
      expect((await writer.get(`/templates/${id}/versions/${number}`)).status).toBe(404);
  });
});

describe('the editor', () => {
  it('shows the mail for somebody who is named, without keeping anything', async () => {
    const writer = await as('alice');
    const before = (await rows<{ n: string }>('select count(*) as n from templates'))[0]?.n;
    await insertContact(app.current.db, {
      first_name: 'Ines',
      last_name: 'Marchetti',
      company: 'Dryday',
      email: 'ines@dryday.example',
    });
    await writer.get('/templates/new');
    const { status, text } = await preview(writer, { contact: 'ines marchetti' });
    expect(status).toBe(200);
    const { mail, problems } = mailIn(text);
    expect(mail).toContain('To Ines Marchetti ines@dryday.example');
    expect(mail).toContain('Subject Rates for Dryday');
    expect(mail).toContain('Hello Ines,⏎⏎I ask deal.amount is empty.⏎⏎Yours');
    expect(problems).toBe('deal.amount has no value: no deal is chosen.');
    expect(fieldsOf(text)).toMatchObject({ name: 'Rate reply', contact: 'Ines Marchetti', subject: FIRST.subject });
    expect((await rows<{ n: string }>('select count(*) as n from templates'))[0]?.n).toBe(before);
  });

  it('writes amounts and days of one’s own deal in the template’s language, and tells nothing of a stranger’s', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    const [stage] = await rows<{ id: string }>(
      'select id from deal_stages where user_id = $1 order by position limit 1',
      [alice.id],
    );
    const deal_id = await insert(app.current.db, 'deals', {
      user_id: alice.id,
      name: 'Winter park day',
      currency: 'EUR',
      amount: 180_000,
      expected_on: '2026-12-07',
      stage_id: stage?.id,
    });
    const body = '{{deal.title}}: {{deal.amount}}, {{deal.expected_close_on:short}}';
    await writer.get('/templates/new');
    const shown = mailIn((await preview(writer, { deal_id, language: 'de', body })).text).mail;
    expect(shown.replaceAll('\u00a0', ' ')).toContain('Winter park day: 1.800,00 €, 07.12.2026');
    await other.get('/templates/new');
    const refused = await preview(other, { deal_id, language: 'de', body });
    expect(errorAt(refused.text, 'deal_id')).toContain('This is not there any more');
    expect(refused.text).not.toContain('Winter park day');
  });

  it('finds names that there are not, with the nearest that there is, wherever they stand', async () => {
    const writer = await as('alice');
    const id = await make(writer);
    await writer.get(`/templates/${id}/edit`);
    const { problems } = mailIn(
      (
        await preview(
          writer,
          { subject: '{{company.nam}}', body: 'Hi {{contact.frist_name}}\n{{today' },
          `/templates/${id}`,
        )
      ).text,
    );
    expect(problems).toContain(
      'In the subject: There is no {{company.nam}} (line 1, character 1). Did you mean {{company.name}}?',
    );
    expect(problems).toContain(
      'There is no {{contact.frist_name}} (line 1, character 4). Did you mean {{contact.first_name}}?',
    );
    expect(problems).toContain('{{today is not closed');
    await edit(writer, id, { body: 'Hi {{contact.frist_name}}' });
    expect(textOf((await writer.get(`/templates/${id}`)).text)).toContain('No mail can be made of it as it is.');
  });

  it('says whom no name means, and which of several', async () => {
    const writer = await as('alice');
    for (const _ of [1, 2]) await insertContact(app.current.db, { first_name: 'Twice' });
    await writer.get('/templates/new');
    expect(errorAt((await preview(writer, { contact: 'Nobody At All' })).text, 'contact')).toContain(
      'No contact is called that',
    );
    expect(errorAt((await preview(writer, { contact: 'twice' })).text, 'contact')).toContain(
      'Several contacts are called that',
    );
  });

  it('copies a template to a draft of one’s own', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    const id = await make(writer, { name: 'Invoice, friendly', category: 'invoice', language: 'fr' });
    const form = fieldsOf((await other.get(`/templates/new?from=${id}`)).text);
    expect(form).toMatchObject({
      name: 'Copy of Invoice, friendly',
      category: 'invoice',
      language: 'fr',
      state: 'draft',
    });
    const made = String((await other.post('/templates', form)).headers.location)
      .split('/')
      .at(-1);
    expect(await rows('select draft_of, body from templates where id = $1', [made])).toEqual([
      { draft_of: bob.id, body: FIRST.body.replaceAll('\r', '') },
    ]);
  });

  it('fills in what one says of oneself, which nobody else reads', async () => {
    const [writer, other] = [await as('alice'), await as('bob')];
    await writer.get('/templates/about-you');
    const wrong = await writer.post('/templates/about-you', {
      channel: 'Queue Light',
      average_views: 'many',
      signature: '',
    });
    expect([wrong.status, fieldsOf(wrong.text).channel]).toEqual([422, 'Queue Light']);
    await writer.postAndFollow('/templates/about-you', {
      channel: 'Queue Light',
      average_views: '18400',
      signature: 'Films\r\nabout parks',
    });
    const body = '{{me.channel}}, {{me.average_views}}: {{me.signature}}';
    expect(mailIn((await preview(writer, { body })).text).mail).toContain('Queue Light, 18,400: Films⏎about parks');
    await other.get('/templates/about-you');
    const theirs = mailIn((await preview(other, { body })).text);
    expect(theirs.mail).toContain('me.channel is empty, me.average_views is empty: me.signature is empty');
    expect(theirs.problems).toContain('Say what stands there');
  });
});

describe('bad input', () => {
  const HTML = '<script>alert(1)</script><b>{{contact.first_name}}</b> & "quoted"';
  it.each([
    ['an opening mark', '{{'],
    ['a block of a template engine', '{% for x in y %}{{ loop.index }}{% endfor %}{# note #}'],
    ['a template literal', `\${process.env.SESSION_SECRET} #{1+1} <%= 1 %>`],
    [
      'names that objects know',
      '{{constructor}} {{__proto__}} {{toString}} {{contact.constructor}} {{me.__proto__.x}}',
    ],
    ['HTML', HTML],
    ['marks of the reading direction', 'שלום\u200f {{contact.first_name}} \u200eHello'],
    ['nested marks', '{{{{contact.first_name}}}} {{contact.{{first_name}}}}'],
    ['a fallback that looks like a variable', '{{contact.title|{{me.email}}}}'],
  ])('keeps %s as text, as it was typed', async (_, body) => {
    const writer = await as('alice');
    const id = await make(writer, { body: `Begin ${body}` });
    expect(await rows('select body from templates where id = $1', [id])).toEqual([{ body: `Begin ${body}` }]);
    const shown = await writer.get(`/templates/${id}`);
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain('<script>alert');
    expect(fieldsOf((await writer.get(`/templates/${id}/edit`)).text).body).toBe(`Begin ${body}`);
    expect((await writer.get('/templates/export.csv')).text).not.toContain('\u0000');
  });

  it('lets no line break into a subject, nor marks that turn its direction', async () => {
    const writer = await as('alice');
    const id = await make(writer, { subject: 'Rates\r\nBcc: all@x.example\u2028now \u202eback' });
    expect(await rows('select subject from templates where id = $1', [id])).toEqual([
      { subject: 'Rates Bcc: all@x.example now back' },
    ]);
  });

  it('refuses what is too long with what was typed, and a megabyte without falling over', async () => {
    const writer = await as('alice');
    await writer.get('/templates/new');
    const long = await writer.post('/templates', { ...FIRST, body: 'x'.repeat(20_001), subject: 's'.repeat(301) });
    expect(long.status).toBe(422);
    expect(errorAt(long.text, 'body')).toContain('20,000 characters at most');
    expect(errorAt(long.text, 'subject')).toContain('300 characters at most');
    expect(fieldsOf(long.text).body).toHaveLength(20_001);
    const marks = await preview(writer, { body: '{{'.repeat(20_000) });
    expect(marks.status).toBe(200);
    expect((await writer.post('/templates', { ...FIRST, body: 'x'.repeat(1024 * 1024) })).status).toBe(413);
    expect((await preview(writer, { body: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });

  it('asks for what must be there, and takes no state, category or language that there is not', async () => {
    const writer = await as('alice');
    await writer.get('/templates/new');
    const empty = await writer.post('/templates', {
      name: ' ',
      subject: '',
      body: '\u200b',
      category: 'spam',
      language: 'not a language',
      state: 'sent',
    });
    expect(empty.status).toBe(422);
    for (const [field, said] of [
      ['name', 'Give it a name.'],
      ['subject', 'Give it a subject.'],
      ['body', 'Write the text.'],
      ['category', 'Choose what it is for.'],
      ['language', 'Choose one of the list.'],
      ['state', 'Choose its state.'],
    ] as const)
      expect([field, errorAt(empty.text, field)]).toEqual([field, expect.stringContaining(said)]);
  });
});
