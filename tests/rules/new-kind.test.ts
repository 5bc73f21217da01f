import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { useApp } from '../support/app.js';
import { act } from '../support/bulk.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { sendFiles } from '../support/uploads.js';
import { textOf } from '../support/visitor.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

const app = useApp({}, { modules: [...MODULES, voyagesModule], migration: VOYAGES_MIGRATION });
const { alice } = PEOPLE;
const voyage = (fields: Record<string, unknown> = {}) =>
  insert(app.current.db, 'voyages', { user_id: alice.id, name: 'Round the Horn', ...fields });
const one = async (text: string, values: unknown[]) => (await app.current.db.rows(text, values))[0];
const signedIn = () => app.current.as('alice');
const textAt = async (path: string) => textOf((await (await signedIn()).open(path)).text);

describe('a kind of record that was added by a migration and a module', () => {
  it('takes notes, tags, files and tasks, which its page tells', async () => {
    const id = await voyage();
    const visitor = await signedIn();
    await visitor.post(`/voyages/${id}/notes`, { body: 'Bring a coat.' });
    await visitor.post(`/voyages/${id}/tags/addition`, { tag: 'cold, south' });
    await visitor.post(`/voyages/${id}/tasks`, { title: 'Pack' });
    expect((await sendFiles(visitor, `/voyages/${id}`, [{ name: 'map.txt', body: 'x' }])).status).toBe(303);
    const page = await textAt(`/voyages/${id}`);
    expect(page).toMatch(/Round the Horn .*cold .*south .*Activity/);
    expect(page).toMatch(/map\.txt.*Pack.*added the tags cold, south.*Bring a coat/);
    expect((await visitor.get(`/voyages/${id}?tab=files`)).text).toMatch(
      /href="\/voyages\/[^"]+\/files\/[^"]+"[^>]*>map\.txt/,
    );
    expect(await textAt(`/voyages/${id}?tab=tasks`)).toContain('Pack');
    expect((await (await app.current.as('bob')).get(`/voyages/${id}/tags`)).status).toBe(404);
  });

  it('is what a task is about, and is found, by its name', async () => {
    const id = await voyage({ name: 'Northern lights', ship: 'Dream' });
    const visitor = await signedIn();
    expect(await textAt('/search?q=northern')).toContain('Northern lights Dream');
    expect((await visitor.agent.get('/tasks/subjects?q=northern')).body).toEqual([
      { id: `voyages:${id}`, label: 'Northern lights', detail: 'Voyages' },
    ]);
    await visitor.post('/tasks', { title: 'Book it', about: 'northern LIGHTS' });
    expect(await one(`select voyage_id, user_id from tasks where title = 'Book it'`, [])).toEqual({
      voyage_id: id,
      user_id: alice.id,
    });
    expect(await textAt('/tasks')).toMatch(/Book it .*Northern lights/);
  });

  it('is counted among the carriers of a tag, and loses it with the tag', async () => {
    const id = await voyage();
    const visitor = await signedIn();
    await visitor.post(`/voyages/${id}/tags/addition`, { tag: 'lonely' });
    expect(await textAt('/tags')).toMatch(/lonely 1 voyage/);
    const tag = await one(`select id from tags where name = 'lonely'`, []);
    await visitor.post(`/tags/${tag?.id}/delete`);
    expect(await one('select id from taggings where voyage_id = $1 and tag_id = $2', [id, tag?.id])).toBeUndefined();
    const entry = `select changes from history where voyage_id = $1 order by at desc, id desc limit 1`;
    expect(await one(entry, [id])).toEqual({ changes: { tags: [['lonely'], []] } });
  });

  it('is changed with many others, and back', async () => {
    const ids = [await voyage(), await voyage({ ship: 'Magic' })];
    const visitor = await signedIn();
    const batch = await act(app.current, visitor, '/voyages', { ids, field: 'ship', ship: 'Wish' });
    const ships = `select array_agg(ship order by id) as ships from voyages where id = any($1)`;
    expect(await one(ships, [ids])).toEqual({ ships: ['Wish', 'Wish'] });
    expect(await textAt(`/batches/${batch}`)).toContain('2 voyages');
    await visitor.post(`/batches/${batch}/undo`);
    expect(await one(ships, [ids])).toEqual({ ships: [null, 'Magic'] });
  });

  it('lies in the trash with what tells it apart, comes back from there, and is emptied at last', async () => {
    const id = await voyage({ name: 'Short cruise', ship: 'Fantasy' });
    const visitor = await signedIn();
    await visitor.post(`/voyages/${id}/delete`);
    expect(await textAt('/trash')).toMatch(/Short cruise Fantasy Voyages/);
    await visitor.post(`/voyages/${id}/restoration`, { from: 'trash' });
    expect(await textAt('/trash')).not.toContain('Short cruise');
    await app.current.db.rows(`update voyages set deleted_at = now() - interval '31 days' where id = $1`, [id]);
    await app.current.runJobs('empty_trash');
    expect(await one('select id from voyages where id = $1', [id])).toBeUndefined();
    expect(await one(`select act, subject_kind from audit_log where subject_id = $1 and act = 'purged'`, [id])).toEqual(
      {
        act: 'purged',
        subject_kind: 'voyages',
      },
    );
  });

  it('says on the dashboard what is due', async () => {
    await voyage({ name: 'Sails today', sails_on: new Date().toISOString().slice(0, 10) });
    expect(await textAt('/')).toMatch(/Needs you now ?1 .*Embark: Sails today .*Today .*Check in/);
  });
});
