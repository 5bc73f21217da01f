import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** The disclosure of a deliverable: its ticks with their proofs, what "Live" waits for, what is live without. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const ALL = ['relationship', 'near', 'not_description', 'platform_box', 'children', 'claims'];

const COLLAB = {
  name: 'Park nights handheld',
  company: 'Kestrel Optics',
  compensation: 'cash',
  currency: 'USD',
  fee: '3200',
  state: 'contracted',
  signed_on: '2026-09-28',
  revisions_used: '0',
};

async function makeCollab(fields: Record<string, string> = {}): Promise<string> {
  const answer = await (await alice()).post('/collabs', { ...COLLAB, ...fields });
  return String(answer.headers.location).split('/').pop() as string;
}

/** A collab with one short for YouTube, and the address of that. */
async function makeShort(fields: Record<string, string> = {}, row: Record<string, string> = {}) {
  const collab = await makeCollab(fields);
  const sent = { kind: 'short', title: 'Night shoot', platform: 'youtube', quantity: '1', state: 'approved', ...row };
  const added = await (await alice()).post(`/collabs/${collab}/deliverables`, sent);
  expect(added.status, textOf(added.text)).toBe(303);
  const [made] = await rows<{ id: string }>('select id from collab_deliverables where collab_id = $1', [collab]);
  const address = `/collabs/${collab}/deliverables/${made?.id}`;
  return { collab, id: made?.id as string, address, list: `${address}/disclosure` };
}
const standing = (id: string) =>
  rows<{ rule: string; proof_link: string | null; place: string | null; file_id: string | null }>(
    'select rule, proof_link, place, file_id from collab_disclosures where deliverable_id = $1 and taken_back_at is null order by rule',
    [id],
  );
const ruleIds = async (id: string) => (await standing(id)).map(({ rule }) => rule);
const stateOf = async (id: string) =>
  (
    await rows<{ state: string; live_reason: string | null }>(
      'select state, live_reason from collab_deliverables where id = $1',
      [id],
    )
  )[0];
const undoIn = (text: string) => ({
  action: /action="([^"]+\/undo)"/.exec(text)?.[1] ?? '',
  ticks: /name="ticks" value="([^"]*)"/.exec(text)?.[1] ?? '',
});
const LIVE = { link: 'https://video.example/1', went_live_on: '2026-11-20' };

describe('the list of a deliverable', () => {
  it('shows the rules that apply, with what is enough, their sources, and that it is no legal advice', async () => {
    const { list } = await makeShort();
    const { text, status } = await (await alice()).get(list);
    expect(status).toBe(200);
    const words = textOf(text);
    for (const said of ['The relationship is said in plain words', 'In the first seconds', '0 of 6', 'Not ticked'])
      expect(words).toContain(said);
    for (const said of ['16 CFR Part 255', 'Version 2026-11', 'United States', 'no legal advice'])
      expect(words).toContain(said);
    expect(words).not.toContain('A note beside each link');
    expect(words).toContain('“Live” waits for six items');
  });

  it('follows pay and platform as they are now; ticks of what no longer applies stay and count for nothing', async () => {
    const { list, id, collab } = await makeShort({ compensation: 'affiliate' });
    await (await alice()).post(list, { tick: ['link_note', 'claims'], was: '' });
    expect(textOf((await (await alice()).get(list)).text)).toContain('2 of 7');
    await (await alice()).post(`/collabs/${collab}`, { ...COLLAB, version: '2' });
    expect(textOf((await (await alice()).get(list)).text)).toContain('1 of 6');
    expect(await ruleIds(id)).toEqual(['claims', 'link_note']);
    await (await alice()).post(`/collabs/${collab}`, { ...COLLAB, compensation: 'mixed', version: '3' });
    expect(textOf((await (await alice()).get(list)).text)).toContain('2 of 7');
  });

  it('is nobody else’s, and of no row that is not there', async () => {
    const { list, collab, address } = await makeShort();
    const bob = await app.current.as('bob');
    expect((await bob.get(list)).status).toBe(404);
    expect((await bob.post(list, { tick: 'claims', was: '' })).status).toBe(404);
    expect((await bob.get(`${list}/claims`)).status).toBe(404);
    expect((await bob.post(`${list}/claims`, { proof_link: 'https://a.example' })).status).toBe(404);
    const gone = `/collabs/${collab}/deliverables/${collab}/disclosure`;
    for (const path of [gone, `/collabs/${collab}/deliverables/x/disclosure`, `${list}/nothing`, `${list}/link_note`])
      expect((await (await alice()).get(path)).status).toBe(404);
    await (await alice()).post(`/collabs/${collab}/delete`, {});
    expect((await (await alice()).get(list)).status).toBe(404);
    expect((await (await alice()).post(`${address}/disclosure`, { tick: 'claims', was: '' })).status).toBe(404);
  });

  it('is read by a viewer, who may not tick', async () => {
    const { list } = await makeShort();
    await rows("update users set role = 'VIEWER' where id = $1", [PEOPLE.alice.id]);
    const { text, status } = await (await alice()).get(list);
    expect([status, text.includes('Save ticks'), text.includes('Mark live with this reason')]).toEqual([
      200,
      false,
      false,
    ]);
    expect((await (await alice()).post(list, { tick: 'claims', was: '' })).status).toBe(403);
    await rows("update users set role = 'USER' where id = $1", [PEOPLE.alice.id]);
  });
});

describe('ticks', () => {
  it('keep who and when, are taken back, undone, and leave a line of each', async () => {
    const { list, id } = await makeShort();
    const ticked = await (await alice()).postAndFollow(list, { tick: ['relationship', 'near'], was: '' });
    expect(textOf(ticked.text)).toContain('2 of 6');
    expect(textOf(ticked.text)).toContain(PEOPLE.alice.name);
    expect(textOf(ticked.text)).toContain('No proof yet');
    const back = await (await alice()).postAndFollow(list, { tick: ['near'], was: 'relationship,near' });
    expect(textOf(back.text)).toContain('Taken back: The relationship is said in plain words.');
    expect(textOf(back.text)).toContain(`took back The relationship is said in plain words`);
    expect(await ruleIds(id)).toEqual(['near']);
    const { action, ticks } = undoIn(back.text);
    const undone = await (await alice()).postAndFollow(action, { ticks });
    expect(textOf(undone.text)).toContain('Undone.');
    expect(await ruleIds(id)).toEqual(['near', 'relationship']);
    // The one that was ticked again since stays.
    await (await alice()).post(list, { tick: ['near'], was: 'relationship,near' });
    await (await alice()).post(list, { tick: ['near', 'relationship'], was: 'near' });
    const late = await (await alice()).postAndFollow(action, { ticks });
    expect(textOf(late.text)).toContain('It was changed since');
    expect(await ruleIds(id)).toEqual(['near', 'relationship']);
  });

  it('move only what this form moved: another window’s stay', async () => {
    const { list, id } = await makeShort();
    await (await alice()).post(list, { tick: ['near'], was: '' });
    await (await alice()).post(list, { tick: ['claims'], was: '' });
    expect(await ruleIds(id)).toEqual(['claims', 'near']);
    // Sent twice, it is one.
    await Promise.all(
      [1, 2].map(async () => (await alice()).post(list, { tick: ['children', 'claims', 'near'], was: 'claims,near' })),
    );
    expect(await ruleIds(id)).toEqual(['children', 'claims', 'near']);
    const strange = await (await alice()).postAndFollow(list, { tick: ['link_note', 'x'.repeat(5000)], was: '' });
    expect(textOf(strange.text)).toContain('no longer applies');
    expect(await ruleIds(id)).toEqual(['children', 'claims', 'near']);
  });

  it('come back with their deliverable, which is live as it was', async () => {
    const { list, id, address, collab } = await makeShort();
    await (await alice()).post(list, { tick: ALL, was: '' });
    await (await alice()).postAndFollow(`${address}/mark-live`, LIVE);
    const removed = await (await alice()).postAndFollow(`${address}/delete`, {});
    expect(textOf(removed.text)).toContain('Deliverable removed.');
    expect(await stateOf(id)).toBeUndefined();
    expect((await (await alice()).get(list)).status).toBe(404);
    expect(textOf((await (await alice()).get('/collabs/undisclosed')).text)).not.toContain('Night shoot');
    const undo = /action="([^"]+\/reversal)"/.exec(removed.text)?.[1] ?? '';
    expect(textOf((await (await alice()).postAndFollow(undo, {})).text)).toContain('Undone.');
    expect(await stateOf(id)).toEqual({ state: 'live', live_reason: null });
    expect(textOf((await (await alice()).get(list)).text)).toContain('6 of 6');
    // Once more from the history, beside one that was added meanwhile; with items that were opened since it went live.
    await (await alice()).post(list, { tick: ALL.slice(1), was: ALL.join(',') });
    await (await alice()).postAndFollow(`${address}/delete`, {});
    await (await alice()).post(`/collabs/${collab}/deliverables`, { kind: 'post', quantity: '1' });
    const [entry] = await rows<{ id: string }>(
      `select id from history where collab_id = $1 and jsonb_array_length(changes -> 'deliverables' -> 1 -> 'rows') = 0 order by at desc limit 1`,
      [collab],
    );
    const back = await (await alice()).postAndFollow(`/collabs/${collab}/history/${entry?.id}/restoration`, {
      field: 'deliverables',
    });
    expect(textOf(back.text)).toContain('Deliverables is Short: Night shoot (live); Post (to do) again.');
    expect(await stateOf(id)).toEqual({ state: 'live', live_reason: null });
    expect(textOf((await (await alice()).get(list)).text)).toContain('5 of 6');
  });

  it('go with their collab', async () => {
    const { list, id, collab } = await makeShort();
    await (await alice()).post(list, { tick: ALL, was: '' });
    await rows('delete from collabs where id = $1', [collab]);
    expect(await rows('select 1 from collab_disclosures where deliverable_id = $1', [id])).toEqual([]);
  });
});

describe('a proof', () => {
  it('is a link or a file with its place; it ticks the item, and a change keeps the one before', async () => {
    const { list, id, collab } = await makeShort();
    const opened = await (await alice()).get(`${list}/near`);
    expect(textOf(opened.text)).toContain('This ticks it too.');
    const file = await insert(app.current.db, 'attachments', {
      name: 'draft-short-01.mp4',
      size: 3,
      sha256: 'a'.repeat(64),
      media_type: 'video/mp4',
      collab_id: collab,
      user_id: PEOPLE.alice.id,
      author_id: PEOPLE.alice.id,
    });
    const place = 'ü'.repeat(500);
    const kept = await (await alice()).postAndFollow(`${list}/near`, { file_id: String(file), place, tick_id: '' });
    expect(textOf(kept.text)).toContain('draft-short-01.mp4');
    expect(await standing(id)).toEqual([{ rule: 'near', proof_link: null, file_id: file, place }]);
    const [tick] = await rows<{ id: string }>('select id from collab_disclosures where deliverable_id = $1', [id]);
    const change = { proof_link: 'https://video.example/1?t=2', place: '0:02', tick_id: tick?.id ?? '' };
    const changed = await (await alice()).postAndFollow(`${list}/near`, change);
    expect(textOf(changed.text)).toContain('changed the proof of Spoken or on screen');
    expect(await standing(id)).toEqual([{ rule: 'near', proof_link: change.proof_link, file_id: null, place: '0:02' }]);
    const { action, ticks } = undoIn(changed.text);
    // Meanwhile in another window: what it was opened on is no longer there.
    const stale = await (await alice()).post(`${list}/near`, change);
    expect([stale.status, textOf(stale.text)]).toEqual([409, expect.stringContaining('This was changed meanwhile.')]);
    await (await alice()).post(action, { ticks });
    expect(await standing(id)).toEqual([{ rule: 'near', proof_link: null, file_id: file, place }]);
    // A file in the trash proves nothing.
    await rows('update attachments set deleted_at = now() where id = $1', [file]);
    expect(textOf((await (await alice()).get(list)).text)).toContain('No proof yet');
  });

  it.each([
    [{ proof_link: '', place: '0:02' }, 'Type a link, or choose a file.'],
    [{ proof_link: 'draft.mp4' }, 'Type a web address such as https://example.com.'],
    [{ proof_link: 'javascript:alert(1)' }, 'Type a web address such as https://example.com.'],
    [{ proof_link: 'ftp://a.example/x' }, 'Type a web address such as https://example.com.'],
    [{ proof_link: `https://a.example/${'x'.repeat(2000)}` }, '2,000'],
    [{ proof_link: 'https://a.example', place: 'x'.repeat(501) }, '500'],
    [{ file_id: 'x' }, 'This file is no longer there.'],
    [{ file_id: '01920000-0000-7000-8000-000000000000' }, 'This file is no longer there.'],
  ])('refuses %j beside the field, and ticks nothing', async (fields, message) => {
    const { list, id } = await makeShort();
    const answer = await (await alice()).post(`${list}/near`, { ...fields, tick_id: '' });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    if ('place' in fields) expect(answer.text).toContain(fields.place);
    expect(await standing(id)).toEqual([]);
  });

  it('is no file of another record', async () => {
    const { list } = await makeShort();
    const other = await makeCollab({ name: 'Another one' });
    const file = await insert(app.current.db, 'attachments', {
      name: 'other.png',
      size: 3,
      sha256: 'b'.repeat(64),
      media_type: 'image/png',
      collab_id: other,
      user_id: PEOPLE.alice.id,
      author_id: PEOPLE.alice.id,
    });
    expect((await (await alice()).post(`${list}/near`, { file_id: String(file), tick_id: '' })).status).toBe(422);
  });
});

describe('live', () => {
  it('waits for open items: the dialog names them, and an empty reason is a message beside it', async () => {
    const { list, address, id } = await makeShort();
    await (await alice()).post(list, { tick: ALL.slice(0, 3), was: '' });
    const dialog = await (await alice()).get(`${address}/mark-live`);
    expect(textOf(dialog.text)).toContain('“Live” waits for three items.');
    expect(textOf(dialog.text)).toContain('Claims can be supported');
    expect(dialog.text).toContain('name="live_reason"');
    for (const live_reason of ['', '   ']) {
      const refused = await (await alice()).post(`${address}/mark-live`, { ...LIVE, live_reason });
      expect(refused.status).toBe(422);
      expect(refused.text).toMatch(/id="f-live_reason-error"[\s\S]*?“Live” waits for three items/);
      expect(refused.text).toContain(LIVE.link);
    }
    expect(await stateOf(id)).toEqual({ state: 'approved', live_reason: null });
    const long = await (await alice()).post(`${address}/mark-live`, { ...LIVE, live_reason: 'x'.repeat(501) });
    expect(long.status).toBe(422);
    const reason = 'The box is missing in the app today.';
    await (await alice()).postAndFollow(`${address}/mark-live`, { ...LIVE, live_reason: reason });
    expect(await stateOf(id)).toEqual({ state: 'live', live_reason: reason });
    const shown = textOf((await (await alice()).get(list)).text);
    expect(shown).toContain(`It went live without all of these. ${reason}`);
    expect(shown).toContain(`${PEOPLE.alice.name}, `);
  });

  it('asks nothing once all are ticked, and needs no reason', async () => {
    const { list, address, id } = await makeShort();
    await (await alice()).post(list, { tick: ALL, was: '' });
    const page = await (await alice()).get(list);
    expect(textOf(page.text)).not.toContain('waits for');
    expect(page.text).toContain(`href="${address}/mark-live"`);
    const dialog = await (await alice()).get(`${address}/mark-live`);
    expect(dialog.text).not.toContain('name="live_reason"');
    await (await alice()).postAndFollow(`${address}/mark-live`, LIVE);
    expect(await stateOf(id)).toEqual({ state: 'live', live_reason: null });
  });

  it('has no way around: not by a new one, its form, another act, or Undo', async () => {
    const { list, address, id, collab } = await makeShort();
    for (const state of ['live', 'verified']) {
      const added = await (await alice()).post(`/collabs/${collab}/deliverables`, {
        kind: 'post',
        quantity: '1',
        state,
        ...LIVE,
      });
      expect([added.status, textOf(added.text)]).toEqual([422, expect.stringContaining('“Live” waits for')]);
      const edited = await (await alice()).post(address, { state, ...LIVE });
      expect([edited.status, textOf(edited.text)]).toEqual([422, expect.stringContaining('“Live” waits for')]);
    }
    expect((await (await alice()).post(`${address}/verify`, LIVE)).status).toBe(422);
    await (await alice()).post(list, { tick: ALL, was: '' });
    await (await alice()).postAndFollow(`${address}/mark-live`, LIVE);
    const missed = await (await alice()).postAndFollow(`${address}/miss`, {});
    await (await alice()).post(list, { tick: ALL.slice(1), was: ALL.join(',') });
    const undo = /action="([^"]+\/reversal)"/.exec(missed.text)?.[1] ?? '';
    const undone = await (await alice()).postAndFollow(undo, {});
    expect(textOf(undone.text)).toContain('“Live” waits for one item: The relationship is said in plain words.');
    expect((await stateOf(id))?.state).toBe('missed');
  });

  it('keeps its reason while it is live, and loses it with that', async () => {
    const { address, id } = await makeShort();
    await (await alice()).postAndFollow(`${address}/mark-live`, {
      ...LIVE,
      live_reason: 'Said in the pinned comment.',
    });
    const emptied = await (await alice()).post(address, { live_reason: '' });
    expect([emptied.status, textOf(emptied.text)]).toEqual([
      422,
      expect.stringContaining('“Live” waits for six items'),
    ]);
    await (await alice()).postAndFollow(`${address}/verify`, {});
    expect(await stateOf(id)).toEqual({ state: 'verified', live_reason: 'Said in the pinned comment.' });
    await (await alice()).post(address, { state: 'drafting' });
    expect(await stateOf(id)).toEqual({ state: 'drafting', live_reason: null });
    const early = await (await alice()).post(address, { live_reason: 'Too early.' });
    expect([early.status, textOf(early.text)]).toEqual([422, expect.stringContaining('This is for what goes live.')]);
  });

  it('is told by the collab’s history, with the reason', async () => {
    const { address, collab } = await makeShort();
    await (await alice()).postAndFollow(`${address}/mark-live`, { ...LIVE, live_reason: 'Said in the comment.' });
    const { text } = await (await alice()).get(`/collabs/${collab}?tab=activity`);
    expect(textOf(text)).toContain('(live, since “Said in the comment.”)');
  });
});

describe('what others show of it', () => {
  it('is the progress on the collab’s page, which leads to the list', async () => {
    const { list, collab } = await makeShort();
    await (await alice()).post(list, { tick: ['near'], was: '' });
    const { text } = await (await alice()).get(`/collabs/${collab}`);
    expect(text).toContain(`href="${list}"`);
    expect(textOf(text)).toContain('1 of 6');
  });

  it('is a report of what is live without proof, one’s own alone', async () => {
    const proven = await makeShort({ name: 'All proven' }, { title: 'Proven one' });
    for (const rule of ALL)
      await (await alice()).post(`${proven.list}/${rule}`, { proof_link: 'https://a.example', tick_id: '' });
    await (await alice()).postAndFollow(`${proven.address}/mark-live`, LIVE);
    const ticked = await makeShort({ name: 'Ticked alone' }, { title: 'Ticked one' });
    await (await alice()).post(ticked.list, { tick: ALL, was: '' });
    await (await alice()).postAndFollow(`${ticked.address}/mark-live`, LIVE);
    const open = await makeShort({ name: 'Open one' }, { title: 'Open one' });
    await (await alice()).postAndFollow(`${open.address}/mark-live`, { ...LIVE, live_reason: 'No box today.' });
    await makeShort({ name: 'Not live' }, { title: 'Waiting one' });
    const { text, status } = await (await alice()).get('/collabs/undisclosed');
    const words = textOf(text);
    expect(status).toBe(200);
    expect(words).toContain('6 without proof, no reason given');
    expect(words).toContain('6 open, since “No box today.”');
    for (const title of ['Proven one', 'Waiting one']) expect(words).not.toContain(title);
    expect(text).toContain(`href="${open.list}"`);
    expect((await (await alice()).get('/collabs')).text).toContain('href="/collabs/undisclosed"');
    const csv = await (await alice()).get('/collabs/undisclosed.csv');
    expect(csv.headers['content-disposition']).toMatch(/live-without-proof-\d{4}-\d\d-\d\d\.csv/);
    const lines = csv.text.trim().split('\r\n');
    expect(csv.text).not.toContain(proven.id);
    expect(lines[0]).toBe(
      'id,collab_id,collab,company,deliverable,platform,state,went_live_on,items,open,without_proof,live_reason',
    );
    const all = ALL.join('; ');
    expect(lines.filter((line) => [ticked.id, open.id].some((id) => line.startsWith(id))).sort()).toEqual(
      [
        [
          ticked.id,
          ticked.collab,
          'Ticked alone',
          'Kestrel Optics',
          'Short: Ticked one',
          'youtube',
          'live',
          '2026-11-20',
          '6',
          '',
          all,
          '',
        ],
        [
          open.id,
          open.collab,
          'Open one',
          'Kestrel Optics',
          'Short: Open one',
          'youtube',
          'live',
          '2026-11-20',
          '6',
          all,
          all,
          'No box today.',
        ],
      ]
        .map((cells) => cells.join(','))
        .sort(),
    );
    expect(
      (await (await app.current.as('bob')).get('/collabs/undisclosed.csv')).text.trim().split('\r\n'),
    ).toHaveLength(1);
    expect(textOf((await (await app.current.as('bob')).get('/collabs/undisclosed')).text)).toContain(
      'Nothing is live without proof',
    );
    for (const before of ['x', '2026-11-20~', `2026-11-20~${open.id}`, `~${open.id}`, `2026-13-45~${open.id}`])
      expect((await (await alice()).get(`/collabs/undisclosed?before=${before}`)).status).toBe(200);
    expect(textOf((await (await alice()).get('/search?q=live+without+proof')).text)).toContain('Live without proof');
  });
});
