import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { errorAt, fieldsOf } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { mergeAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { inDays, insertTask } from '../support/tasks.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const alice = () => app.current.as('alice');
const tasks = (where = 'true', values: unknown[] = []) =>
  app.current.db.rows<Record<string, unknown>>(
    `select *, due_on::text as due_on from tasks where ${where} order by created_at, id`,
    values,
  );
const readText = async (path: string, who: 'alice' | 'bob' | 'charlie' = 'alice') =>
  textOf((await (await app.current.as(who)).open(path)).text);

async function insertCompany(name: string): Promise<string> {
  const id = uuidv7();
  await app.current.db.rows('insert into companies (id, name) values ($1, $2)', [id, name]);
  return id;
}
async function send(path: string, fields: Fields) {
  const visitor = await alice();
  await visitor.get('/tasks/new');
  return visitor.post(path, fields);
}

describe('the page of the tasks', () => {
  it('says to a newcomer what to do', async () => {
    expect(await readText('/tasks', 'charlie')).toMatch(/Nothing to do Write down the next step/);
  });

  it('has what is overdue, due today, to come and without a day, each under its head with its count', async () => {
    const { db } = app.current;
    const own = (title: string, fields: object) => insertTask(db, PEOPLE.bob.id, { title, ...fields });
    await own('No day yet', {});
    await own('Next month', { due_on: inDays(30) });
    await own('This very day', { due_on: inDays(0) });
    await own('Three days late', { due_on: inDays(-3) });
    await own('Long late', { due_on: inDays(-40) });
    await own('Done one', { due_on: inDays(-3), done_at: new Date() });
    await own('Deleted one', { deleted_at: new Date() });
    await insertTask(db, PEOPLE.alice.id, { title: 'Of alice' });
    const text = await readText('/tasks', 'bob');
    expect(text).toMatch(
      /Overdue 2 .*Long late.*40 d late.*Three days late.*3 d late.*Today 1 .*This very day.*Today.*Upcoming 1 .*Next month.*No date 1 .*No day yet/,
    );
    for (const absent of ['Done one', 'Deleted one', 'Of alice']) expect(text).not.toContain(absent);
    expect(await readText('/tasks?state=done', 'bob')).toMatch(/Done one.*Done today/);
  });

  it('counts in the navigation what is overdue or due today, in red', async () => {
    const { text } = await (await app.current.as('bob')).open('/tasks');
    expect(text).toMatch(/Tasks<\/span><span class="n hot">3<\/span>/);
    expect((await (await app.current.as('charlie')).open('/tasks')).text).not.toContain('class="n hot"');
  });

  it('goes by the day where the person is', async () => {
    const { db } = app.current;
    // One of both has another day than UTC at any time.
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      await db.rows('update users set time_zone = $1 where id = $2', [timeZone, PEOPLE.charlie.id]);
      const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
      const id = await insertTask(db, PEOPLE.charlie.id, { title: 'Here and now', due_on: today });
      const { text } = await (await app.current.as('charlie')).open('/tasks');
      expect(textOf(text)).toMatch(/Today 1 .*Here and now/);
      expect(text).toContain('class="n hot">1<');
      await db.rows('update tasks set due_on = due_on + 1 where id = $1', [id]);
      const tomorrow = await (await app.current.as('charlie')).open('/tasks');
      expect(textOf(tomorrow.text)).toMatch(/Upcoming 1 .*Here and now.*Tomorrow/);
      expect(tomorrow.text).not.toContain('class="n hot"');
      await db.rows('delete from tasks where id = $1', [id]);
    }
    await db.rows(`update users set time_zone = 'UTC' where id = $1`, [PEOPLE.charlie.id]);
  });

  it('finds by words of the task and of what it is about', async () => {
    const { db } = app.current;
    const company = await insertCompany('Lumen & Oak');
    await insertTask(db, PEOPLE.alice.id, { title: 'Ask for the 100% cotton bag', company_id: company });
    expect(await readText('/tasks?q=COTTON+lumen')).toContain('Ask for the 100% cotton bag');
    expect(await readText('/tasks?q=100%25')).toContain('Ask for the 100% cotton bag');
    expect(await readText('/tasks?q=nothing-like-it')).toContain('Nothing matches these filters');
    const answer = await (await alice()).open('/tasks?q=a+b+c+d+e+f');
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('Search for 5 words at most.')]);
  });

  it('turns its pages without losing or repeating a task', async () => {
    for (let at = 0; at < 7; at += 1) await insertTask(app.current.db, PEOPLE.ada.id, { title: `Step ${at}` });
    const ada = await app.current.as('ada');
    const seen: string[] = [];
    let path: string | undefined = '/tasks?limit=3';
    while (path) {
      const { text }: { text: string } = await ada.open(path);
      seen.push(
        ...[...text.matchAll(/Step \d/g)].map(([step]) => step).filter((it, at, all) => all.indexOf(it) === at),
      );
      path = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map((at) => `Step ${at}`));
    expect((await ada.get('/tasks?view=all&cursor=nonsense')).status).toBe(400);
  });

  it('exports what it shows', async () => {
    const company = await insertCompany('Export & Co');
    const id = await insertTask(app.current.db, PEOPLE.alice.id, {
      title: '=1+1 and more',
      due_on: '2031-02-03',
      company_id: company,
    });
    const { text, headers } = await (await alice()).get('/tasks/export.csv?q=1%2B1');
    expect(headers['content-type']).toContain('text/csv');
    expect(text.trim().split('\r\n')).toEqual([
      'id,title,due_on,repeats,state,remind_at,done_at,module,record_id,record',
      `${id},'=1+1 and more,2031-02-03,,open,,,companies,${company},Export & Co`,
    ]);
    const [{ n }] = (await app.current.db.rows<{ n: number }>(
      `select count(*)::int as n from audit_log where act = 'exported' and subject_kind = 'tasks'`,
    )) as [{ n: number }];
    expect(n).toBe(1);
  });
});

describe('a task', () => {
  it('is made once, however often its form is sent', async () => {
    const fields = { title: 'Call the park', due_on: inDays(2), submission_id: uuidv7() };
    expect((await send('/tasks', fields)).headers['location']).toBe('/tasks');
    await send('/tasks', fields);
    expect(await tasks(`title = 'Call the park'`)).toHaveLength(1);
  });

  it.each<[Fields, string]>([
    [{ title: '  ' }, 'Say what is to be done.'],
    [{ title: 'x'.repeat(201) }, 'Use 200 characters at most.'],
    [{ title: 'a\0b' }, 'This holds a character that cannot be stored.'],
    [{ title: 'Call', due_on: '2026-02-30' }, 'Type a date such as 2026-11-18.'],
    [{ title: 'Call', due_on: ['2026-02-01', '2026-02-02'] }, 'Send one value here.'],
    [{ title: 'Call', remind_on: '2026-12-01', remind_time: '25:00' }, 'Type a time such as 09:30.'],
    [{ title: 'Call', remind_time: '09:00' }, 'Choose the day of the reminder as well.'],
    [{ title: 'Call', about: 'Nobody’s thing' }, 'No record is called that.'],
    [{ title: 'Call', about: 'x', about_record: 'companies:no-id:x' }, 'The record that was chosen is not there.'],
    [{ title: 'Call', submission_id: 'no-id' }, 'Send the form again.'],
  ])('with %j is shown again with its message', async (fields, message) => {
    const answer = await send('/tasks', fields);
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    expect(await tasks(`title = 'Call'`)).toEqual([]);
  });

  it('is about the record that was chosen, or the only one of that name', async () => {
    const company = await insertCompany('Kestrel Optics');
    const item = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Kestrel Gimbal' });
    await insertItem(app.current.db, PEOPLE.bob.id, { name: 'Only bob has it' });
    await send('/tasks', { title: 'By name', about: 'kestrel optics' });
    await send('/tasks', { title: 'By choice', about: 'Kestrel Gimbal', about_record: `inventory:${item}` });
    expect(await tasks(`title like 'By %'`)).toMatchObject([
      { company_id: company, inventory_item_id: null, user_id: PEOPLE.alice.id },
      { company_id: null, inventory_item_id: item, user_id: PEOPLE.alice.id },
    ]);
    const strange = await send('/tasks', { title: 'Of bob', about: 'Only bob has it' });
    expect(strange.status).toBe(422);
    await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Kestrel optics' });
    const several = await send('/tasks', { title: 'Which', about: 'Kestrel Optics' });
    expect(textOf(several.text)).toContain('Several records are called that.');
    const { body } = await (await alice()).agent.get('/tasks/subjects?q=kestrel').set('Accept', 'application/json');
    expect(body).toContainEqual({ id: `inventory:${item}`, label: 'Kestrel Gimbal', detail: 'Inventory' });
  });

  it.each([
    ['an id of nothing', () => `inventory:${uuidv7()}`],
    ['an id of another kind', async () => `contacts:${await insertCompany(`Tripods ${uuidv7()}`)}`],
    ['another person’s', async () => `inventory:${await insertItem(app.current.db, PEOPLE.bob.id, { name: 'Bobs' })}`],
    ['a kind that there is not', () => `boats:${uuidv7()}`],
    ['no id', () => 'inventory:1'],
  ])('is refused beside the field where %s was sent, and keeps what was typed', async (_, key) => {
    await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Named well' });
    const visitor = await alice();
    for (const about of ['Named well', '']) {
      const answer = await visitor.post('/tasks', { title: 'Strange wish', about, about_record: await key() });
      expect(answer.status).toBe(422);
      expect(errorAt(answer.text, 'about')).toBe('The record that was chosen is not there. Choose one of the list.');
      expect(fieldsOf(answer.text)).toMatchObject({ title: 'Strange wish', about, about_record: '' });
    }
    expect(await tasks(`title = 'Strange wish'`)).toEqual([]);
    await app.current.db.rows(`delete from inventory_items where name = 'Named well'`);
  });

  it('whose form was open while its record was merged is about the one that stays', async () => {
    const [kept, lost] = [await insertCompany('Kept Tripods'), await insertCompany('Lost Tripods')];
    const visitor = await alice();
    const form = fieldsOf((await visitor.get(`/tasks/new?about=companies:${lost}&title=Over+a+merge`)).text);
    expect((await mergeAs(app.current, 'bob', '/companies', kept, lost, { name: 'kept' })).status).toBe(303);
    // Another one has the name that was freed.
    await insertCompany('Lost Tripods');
    expect((await visitor.post('/tasks', form)).status).toBe(303);
    expect(await tasks(`title = 'Over a merge'`)).toMatchObject([{ company_id: kept }]);
  });

  it('keeps its record in the trash by name, also when it is saved', async () => {
    const item = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Gone lamp', deleted_at: new Date() });
    const id = await insertTask(app.current.db, PEOPLE.alice.id, { title: 'About a lamp', inventory_item_id: item });
    expect(await readText('/tasks')).toMatch(/About a lamp Gone lamp \(in the trash\)/);
    const fields = { title: 'About that lamp', about: 'Gone lamp', about_record: `inventory:${item}`, version: '1' };
    expect((await send(`/tasks/${id}`, fields)).status).toBe(303);
    expect(await tasks('id = $1', [id])).toMatchObject([{ title: 'About that lamp', inventory_item_id: item }]);
  });

  it('is done, opened again, deleted and brought back, and leads back to where that was done', async () => {
    const id = await insertTask(app.current.db, PEOPLE.alice.id, { title: 'Sign the paper' });
    const done = await send(`/tasks/${id}/completion`, { back: '/inventory?q=x' });
    expect(done.headers['location']).toBe('/inventory?q=x');
    expect((await tasks('id = $1', [id]))[0]?.['done_at']).toBeInstanceOf(Date);
    expect(await readText('/tasks')).toMatch(/Done: Sign the paper. Undo/);
    await send(`/tasks/${id}/completion/delete`, { back: 'https://evil.example/' });
    expect((await tasks('id = $1', [id]))[0]?.['done_at']).toBeNull();
    await send(`/tasks/${id}/delete`, {});
    expect(await readText('/tasks')).toContain('1 task moved to the trash. Undo');
    expect(await readText('/tasks')).not.toContain('Sign the paper');
    expect((await (await alice()).get(`/tasks/${id}/edit`)).status).toBe(404);
    await send(`/tasks/${id}/restoration`, {});
    expect(await readText('/tasks')).toContain('Sign the paper');
  });

  it('that was changed meanwhile is not overwritten: both versions are shown', async () => {
    const id = await insertTask(app.current.db, PEOPLE.alice.id, { title: 'First words' });
    expect((await send(`/tasks/${id}`, { title: 'Second words', version: '1' })).status).toBe(303);
    const stale = await send(`/tasks/${id}`, { title: 'Third words', version: '1' });
    expect(stale.status).toBe(409);
    expect(textOf(stale.text)).toMatch(/changed meanwhile.*Second words/);
    expect(stale.text).toContain('value="Third words"');
    expect(stale.text).toContain('name="version" value="2"');
    expect(await tasks('id = $1', [id])).toMatchObject([{ title: 'Second words', version: 2 }]);
  });

  it('is nobody else’s', async () => {
    const id = await insertTask(app.current.db, PEOPLE.alice.id, { title: 'Of alice alone' });
    const bob = await app.current.as('bob');
    expect((await bob.get(`/tasks/${id}/edit`)).status).toBe(404);
    for (const act of ['', '/completion', '/completion/delete', '/reminder/dismissal', '/delete', '/restoration'])
      expect((await bob.post(`/tasks/${id}${act}`, { title: 'Mine', version: '1' })).status).toBe(404);
    expect(await tasks('id = $1', [id])).toMatchObject([
      { title: 'Of alice alone', version: 1, done_at: null, deleted_at: null },
    ]);
    expect((await (await app.current.as('vera')).post('/tasks', { title: 'Of a reader' })).status).toBe(403);
  });
});

describe('the tasks of a record', () => {
  it('are added and ticked off on its page, and only one’s own are shown', async () => {
    const { db } = app.current;
    const item = await insertItem(db, PEOPLE.alice.id, { name: 'Clip light' });
    const path = `/inventory/${item}?tab=tasks`;
    const visitor = await alice();
    expect(textOf((await visitor.get(path)).text)).toContain('No tasks yet.');
    const fields = { title: 'Film the clip light', due_on: inDays(-1), submission_id: uuidv7() };
    expect((await visitor.post(`/inventory/${item}/tasks`, fields)).headers['location']).toBe(path);
    const { text } = await visitor.get(path);
    expect(textOf(text)).toMatch(/Tasks 1 .*Film the clip light.*1 d late/);
    const [row] = await tasks('inventory_item_id = $1', [item]);
    expect(text).toContain(`formaction="/tasks/${row?.['id']}/completion"`);
    await visitor.post(`/tasks/${row?.['id']}/completion`, { back: path });
    expect(textOf((await visitor.get(path)).text)).toMatch(/Done: Film the clip light/);
  });

  it('stay one’s own about a company that everybody sees', async () => {
    const company = await insertCompany('Corkline');
    const visitor = await alice();
    await visitor.get('/tasks/new');
    // The pages of companies come with their own module; the task is told apart by its owner here.
    await insertTask(app.current.db, PEOPLE.bob.id, { title: 'Bob asks Corkline', company_id: company });
    await visitor.post('/tasks', { title: 'Alice asks Corkline', about: 'Corkline' });
    expect(await readText('/tasks?q=corkline')).not.toContain('Bob asks');
    expect(await readText('/tasks?q=corkline', 'bob')).not.toContain('Alice asks');
  });

  it('that cannot be kept are shown again with their message, on a page of their own', async () => {
    const item = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Clip light' });
    const answer = await send(`/inventory/${item}/tasks`, { title: '', due_on: inDays(1) });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('Say what is to be done.')]);
    expect(answer.text).toContain(`value="${inDays(1)}"`);
  });
});

describe('the dashboard', () => {
  it('shows tasks that are late among what needs doing, and those to come among the next 14 days', async () => {
    const { db } = app.current;
    const late = await insertTask(db, PEOPLE.charlie.id, { title: 'Late for charlie', due_on: inDays(-2) });
    await insertTask(db, PEOPLE.charlie.id, { title: 'Soon for charlie', due_on: inDays(5) });
    await insertTask(db, PEOPLE.charlie.id, { title: 'Later for charlie', due_on: inDays(50) });
    const charlie = await app.current.as('charlie');
    const { text } = await charlie.get('/');
    expect(textOf(text)).toMatch(/Needs you now ?1 .*Late for charlie.*2 d late/);
    expect(textOf(text)).toMatch(/Next 14 days.*Soon for charlie/);
    expect(textOf(text)).not.toContain('Later for charlie');
    expect(text).toContain(`formaction="/tasks/${late}/completion"`);
  });
});
