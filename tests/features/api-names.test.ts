import { describe, expect, it } from 'vitest';
import { created, errorsOf, type Program, problemOf, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const alice = useProgram(app, 'alice');
const bob = useProgram(app, 'bob');
const charlie = useProgram(app, 'charlie');
const reader = useProgram(app, 'alice', 'read');
const made = (path: string, body: object) => created(alice, path, body);
const ITEM = { source: 'purchase', state: 'received', received_on: '2026-01-05', currency: 'USD' };

describe('names of tags', () => {
  const tagsOf = async (who: Program, of = 'own') =>
    (await who.get(`/tags?of=${of}`)).body.data as { id: string; name: string; colour: string; uses: object }[];

  it('are listed with their uses, renamed, merged and deleted, each taken back by its batch', async () => {
    const item = await made('/inventory', { ...ITEM, name: 'Tagged', tags: ['loud', 'quiet'] });
    const [loud, quiet] = await tagsOf(alice);
    expect([loud, quiet]).toMatchObject([
      { name: 'loud', of: 'own', uses: { inventory: 1 } },
      { name: 'quiet', uses: { inventory: 1 } },
    ]);
    expect(await tagsOf(charlie)).toEqual([]);
    const one = `/tags/${loud?.id}`;
    expect((await charlie.patch(one, { name: 'x' })).status).toBe(404);
    expect((await reader.patch(one, { name: 'x' })).status).toBe(403);
    expect(errorsOf(await alice.patch(one, { name: '', colour: 'pink' }))).toEqual([
      ['/name', expect.any(String)],
      ['/colour', 'Choose a colour.'],
    ]);
    expect(problemOf(await alice.patch(one, { name: 'Quiet' }))).toMatchObject({
      status: 409,
      candidates: [{ id: quiet?.id, name: 'quiet' }],
    });
    expect((await alice.patch(one, { name: 'noisy', colour: 'red' })).body).toMatchObject({
      ...{ id: loud?.id, name: 'noisy', colour: 'red', of: 'own' },
    });
    const tags = async () => (await alice.get(`/inventory/${item.id}`)).body.tags;
    expect(await tags()).toEqual(['noisy', 'quiet']);

    expect(errorsOf(await alice.post(`${one}/merge`, { into: 'x' }))).toEqual([['/into', 'Send the id of a tag.']]);
    expect((await alice.post(`${one}/merge`, { into: loud?.id })).status).toBe(404);
    const merged = await alice.post(`${one}/merge`, { into: quiet?.id }, { 'Idempotency-Key': 'merge-tag' });
    expect(await tags()).toEqual(['quiet']);
    expect((await alice.post(`${one}/merge`, { into: quiet?.id }, { 'Idempotency-Key': 'merge-tag' })).body).toEqual(
      merged.body,
    );
    expect((await alice.post(`/batches/${merged.body.batch_id}/undo`)).status).toBe(200);
    expect(await tags()).toEqual(['noisy', 'quiet']);

    const gone = await alice.delete(`/tags/${quiet?.id}`);
    expect([gone.status, await tags()]).toEqual([200, ['noisy']]);
    expect((await alice.delete(`/tags/${quiet?.id}`)).status).toBe(404);
    const page = await (await app.current.as('alice')).get('/tags');
    expect(textOf(page.text)).toContain('noisy');
    expect(textOf(page.text)).not.toContain('quiet');
  });

  it('of common records are everybody’s', async () => {
    await made('/companies', { name: 'Shared Co', tags: ['partner'] });
    const [partner] = await tagsOf(bob, 'common');
    expect(partner).toMatchObject({ name: 'partner', of: 'common', uses: { companies: 1 } });
    expect((await bob.patch(`/tags/${partner?.id}`, { colour: 'teal' })).body.colour).toBe('teal');
    expect(errorsOf(await alice.get('/tags?of=all'))).toEqual([['of', 'Send own or common.']]);
  });
});

describe('the stages of a pipeline', () => {
  it('are added, changed, moved and removed with their deals, each by its own rules', async () => {
    const names = async () =>
      (await alice.get('/pipeline/stages')).body.data.map(({ name }: { name: string }) => name) as string[];
    expect(await names()).toEqual(['Inquiry', 'Pitched', 'Negotiating', 'Contract sent', 'Won', 'Lost', 'On hold']);
    const added = await made('/pipeline/stages', { name: 'Sampling', probability: '30.5', stale_after: 9 });
    expect(added).toMatchObject({ name: 'Sampling', probability: '30.5', stale_after: 9, kind: 'open', deals: 0 });
    const one = `/pipeline/stages/${added.id}`;
    expect(errorsOf(await alice.patch(one, { probability: null, name: 'won' }))).toEqual([
      ['/probability', expect.any(String)],
    ]);
    expect(errorsOf(await alice.patch(one, { name: 'won', x: 1 }))).toEqual([['/x', expect.any(String)]]);
    expect(errorsOf(await alice.patch(one, { name: 'won' }))).toEqual([
      ['/name', 'There is a stage of this name already.'],
    ]);
    const changed = await alice.patch(one, { ...added, name: 'Trying out' });
    expect([changed.status, changed.body]).toEqual([200, { ...added, name: 'Trying out' }]);
    expect((await alice.post(`${one}/move`, { way: 'up' })).body.name).toBe('Trying out');
    expect(errorsOf(await alice.post(`${one}/move`, { way: 'left' }))).toEqual([['/way', 'Send up or down.']]);
    expect((await names()).slice(0, 5)).toEqual(['Inquiry', 'Pitched', 'Negotiating', 'Trying out', 'Contract sent']);

    const { id } = await made('/pipeline', { name: 'Staged', currency: 'USD', stage: 'Trying out' });
    expect(errorsOf(await alice.post(`${one}/removal`))).toEqual([['/into', expect.any(String)]]);
    const stages = (await alice.get('/pipeline/stages')).body.data as { id: string; name: string }[];
    const idOf = (name: string) => stages.find((it) => it.name === name)?.id;
    expect(errorsOf(await alice.post(`${one}/removal`, { into: idOf('Won') }))).toEqual([
      ['/into', expect.any(String)],
    ]);
    expect(problemOf(await alice.post(`/pipeline/stages/${idOf('Won')}/removal`)).status).toBe(409);
    expect((await charlie.post(`${one}/removal`)).status).toBe(404);
    expect((await reader.post(`${one}/removal`)).status).toBe(403);
    expect((await alice.post(`${one}/removal`, { into: idOf('Pitched') })).status).toBe(204);
    expect((await alice.get(`/pipeline/${id}`)).body.stage).toBe('Pitched');
    expect((await alice.patch(`/pipeline/stages/${idOf('Won')}`, { name: 'Signed' })).body.kind).toBe('won');
  });

  it('have reasons beside them, for which deals are lost', async () => {
    const before = (await alice.get('/pipeline/stages/reasons')).body.data.length;
    const added = await made('/pipeline/stages/reasons', { name: 'Their rival paid more' });
    expect(added).toMatchObject({ name: 'Their rival paid more', deals: 0 });
    const one = `/pipeline/stages/reasons/${added.id}`;
    expect((await alice.patch(one, { name: 'A rival paid more' })).body.name).toBe('A rival paid more');
    const { id } = await made('/pipeline', { name: 'Gone deal', currency: 'USD' });
    await alice.post(`/pipeline/${id}/closure`, { to: 'lost', lost_reason: 'A rival paid more' });
    expect(problemOf(await alice.post(`${one}/removal`)).status).toBe(409);
    expect((await alice.get('/pipeline/stages/reasons')).body.data).toHaveLength(before + 1);
  });
});

describe('versions of a template', () => {
  it('are listed, read, and brought back as a new one', async () => {
    const template = await made('/templates', {
      ...{ name: 'Hello', category: 'cold_pitch', language: 'en', subject: 'One', body: 'First text' },
    });
    const path = `/templates/${template.id}`;
    await alice.patch(path, { subject: 'Two', body: 'Second text' });
    const list = (await alice.get(`${path}/versions`)).body.data;
    expect(list).toMatchObject([
      { number: 2, subject: 'Two' },
      { number: 1, subject: 'One' },
    ]);
    expect((await alice.get(`${path}/versions/1`)).body).toMatchObject({ number: 1, body: 'First text' });
    expect((await alice.get(`${path}/versions/9`)).status).toBe(404);
    expect((await alice.get(`${path}/versions/x`)).status).toBe(404);
    const back = `${path}/versions/1/restoration`;
    expect((await reader.post(back)).status).toBe(403);
    expect((await alice.post(back, undefined, { 'If-Match': '"1"' })).status).toBe(412);
    const done = await alice.post(back, undefined, { 'If-Match': '"2"' });
    expect([done.status, done.body.subject, done.body.body, done.body.version]).toEqual([200, 'One', 'First text', 3]);
    expect((await alice.get(`${path}/versions`)).body.data).toHaveLength(3);
  });
});
