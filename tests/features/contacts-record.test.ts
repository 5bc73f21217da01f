import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertContact } from '../support/contact-form.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const add = (fields: Parameters<typeof insertContact>[1]) => insertContact(app.current.db, fields);
const show = async (id: string, who: PersonName = 'alice') => {
  const { status, text } = await (await app.current.as(who)).get(`/contacts/${id}`);
  return { status, html: text, text: textOf(text) };
};
const note = (contact: string, author: string, at: string, deleted: string | null = null) =>
  app.current.db.rows(
    'insert into notes (id, user_id, author_id, body, created_at, contact_id, deleted_at) values ($1, null, $2, $3, $4, $5, $6)',
    [uuidv7(), author, 'Wrote about the backpack.', at, contact, deleted],
  );
const task = (contact: string, owner: string, fields: Record<string, unknown>) => {
  const row: Record<string, unknown> = {
    id: uuidv7(),
    user_id: owner,
    contact_id: contact,
    title: 'Ask for photos',
    ...fields,
  };
  const names = Object.keys(row);
  return app.current.db.rows(
    `insert into tasks (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
    Object.values(row),
  );
};
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe('the page of a contact', () => {
  it('says who it is, how to reach them, and where they work and worked', async () => {
    const id = await add({
      first_name: 'Ines',
      last_name: 'Calloway',
      pronouns: 'she/her',
      pronunciation: 'ee-NESS',
      role: 'pr',
      warmth: 'hot',
      email: 'ines+pr@northgate.example',
      phone: '+1 (407) 555-0134 ext 9',
      company: 'Northgate',
      language: 'de',
      time_zone: 'Europe/Berlin',
    });
    const { html, text } = await show(id);
    expect(text).toMatch(/Ines Calloway she\/her .*Hot PR at Northgate/);
    expect(html).toContain('href="mailto:ines%2Bpr@northgate.example"');
    expect(html).toContain('href="tel:+14075550134"');
    expect(html).toMatch(/href="\/companies\/[0-9a-f-]{36}">Northgate/);
    expect(text).toContain('Works at Northgate');
    expect(text).toContain('Language German');
    expect(text).toContain('ee-NESS');
  });

  it('makes no link of a handle that is no address, and none of what a script would be', async () => {
    const id = await add({ first_name: 'Linker' });
    for (const [n, value] of ['@ana', 'https://social.example/@ana', 'javascript:alert(1)'].entries())
      await app.current.db.rows(
        `insert into contact_points (id, contact_id, kind, value, position) values ($1, $2, 'handle', $3, $4)`,
        [uuidv7(), id, value, n],
      );
    const { html } = await show(id);
    expect(html).toContain('href="https://social.example/@ana"');
    expect(html).not.toContain('href="javascript');
    expect(html).not.toContain('href="@ana"');
  });

  it('warns of who opted out, and of a company that is not to be contacted', async () => {
    const id = await add({ first_name: 'Wary', opted_out: true, company: 'Silent Co' });
    await app.current.db.rows(
      `update companies set do_not_contact = true, do_not_contact_reason = 'Legal dispute' where name = 'Silent Co'`,
    );
    const { text } = await show(id);
    expect(text).toContain('Opted out');
    expect(text).toContain('Silent Co is not to be contacted: Legal dispute');
    await app.current.db.rows(`update contact_companies set to_on = '2020-01-01' where contact_id = $1`, [id]);
    expect((await show(id)).text).not.toContain('is not to be contacted');
  });

  it('counts the reader’s own touches alone', async () => {
    const id = await add({ first_name: 'Touched', next_touch_on: '2099-01-02' });
    await note(id, alice.id, daysAgo(12));
    await note(id, bob.id, daysAgo(3));
    await note(id, alice.id, daysAgo(1), daysAgo(0));
    await task(id, bob.id, { title: 'Bobs step', due_on: '2099-05-05' });
    expect((await show(id)).text).toMatch(
      /Your last touch 12 days ago a note on .*Your next step – no open task of yours Next touch 2 Jan 2099 in [\d,]+ d /,
    );
    expect((await show(id, 'bob')).text).toMatch(
      /Your last touch 3 days ago .*Your next step Bobs step due 5 May 2099/,
    );
    expect((await show(id, 'vera')).text).toMatch(/Your last touch – no note, mail or done task of yours/);
    await task(id, alice.id, { done_at: daysAgo(1) });
    await task(id, alice.id, { title: 'Later', due_on: '2098-01-01' });
    await task(id, alice.id, { title: 'Sooner', due_on: '2020-01-01' });
    expect((await show(id)).text).toMatch(
      /Your last touch 1 day ago a task done on .*Your next step Sooner \d+ d late/,
    );
  });

  it('is deleted, restored and never shown meanwhile', async () => {
    const id = await add({ first_name: 'Binned', email: 'binned@x.example' });
    const visitor = await app.current.as('alice');
    await visitor.get(`/contacts/${id}`);
    const list = await visitor.postAndFollow(`/contacts/${id}/delete`);
    expect(textOf(list.text)).toContain('1 contact moved to the trash.');
    expect((await show(id)).status).toBe(404);
    expect((await show(id)).text).toContain('This contact is in the trash');
    expect((await visitor.get(`/contacts/${id}/edit`)).status).toBe(404);
    expect((await visitor.get(`/contacts/${id}/vcard`)).status).toBe(404);
    await visitor.get(`/contacts/${id}`);
    expect((await visitor.post(`/contacts/${id}/restoration`)).status).toBe(303);
    expect((await show(id)).status).toBe(200);
    const acts = await app.current.db.rows('select act from history where contact_id = $1 order by at, id', [id]);
    expect(acts.map(({ act }) => act)).toEqual(['deleted', 'restored']);
    await app.current.db.rows(`update contacts set deleted_at = now() - interval '31 days' where id = $1`, [id]);
    expect((await show(id)).text).not.toContain('This contact is in the trash');
    expect((await visitor.post(`/contacts/${id}/restoration`)).status).toBe(404);
  });

  it('offers a reader nothing to change, and refuses what they send', async () => {
    const id = await add({ first_name: 'Readonly' });
    const { html } = await show(id, 'vera');
    expect(html).not.toMatch(/\/edit"|\/delete"/);
    expect(html).toContain(`/contacts/${id}/vcard`);
    const vera = await app.current.as('vera');
    expect((await vera.post(`/contacts/${id}`, { first_name: 'Mine' })).status).toBe(403);
    expect((await vera.post('/contacts', { first_name: 'Mine' })).status).toBe(403);
  });

  it('is 404 for an id that is none, or nobody’s', async () => {
    const visitor = await app.current.as('alice');
    for (const path of [
      '/contacts/none',
      `/contacts/${uuidv7()}`,
      `/contacts/${uuidv7()}/edit`,
      `/contacts/${uuidv7()}/vcard`,
    ])
      expect((await visitor.get(path)).status).toBe(404);
  });
});
