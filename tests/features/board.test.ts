import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { positionIn } from '../../src/features/pipeline/move.js';
import { useApp } from '../support/app.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** The board of one's deals: its columns and sums, and how a card is moved. */
const app = useApp();
const { alice, bob } = PEOPLE;
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const get = async (path: string, who: PersonName = 'alice') => (await app.current.as(who)).get(path);
const stages: Record<string, string> = {};

beforeAll(async () => {
  const found = await rows<{ id: string; name: string }>('select id, name from deal_stages where user_id = $1', [
    alice.id,
  ]);
  for (const { id, name } of found) stages[name] = id;
});

/** A deal straight in the table; what is made later stands higher in its column. */
async function insertDeal(name: string, fields: Record<string, unknown> = {}): Promise<string> {
  const all = { name, user_id: alice.id, currency: 'USD', stage_id: stages.Inquiry, ...fields };
  const names = Object.keys(all);
  const [made] = await rows<{ id: string }>(
    `insert into deals (id, ${names.join(', ')}) values (gen_random_uuid(), ${names.map((_, at) => `$${at + 1}`).join(', ')}) returning id`,
    Object.values(all),
  );
  return made?.id ?? '';
}
const clear = () => rows('delete from deals');

/** The names in a column of a board, from the top. */
function column(html: string, stage: string): string[] {
  const part = html.split('<section class="kcol"').find((it) => it.includes(`id="stage-${stages[stage]}"`)) ?? '';
  return [...part.matchAll(/<h3><a[^>]*>([^<]*)</g)].map(([, name]) => name ?? '');
}
const board = async (query = '') => (await get(`/pipeline${query}`)).text;

async function move(id: string, fields: Record<string, string>, who: PersonName = 'alice') {
  const [deal] = await rows<{ version: number }>('select version from deals where id = $1', [id]);
  const visitor = await app.current.as(who);
  return visitor.post(`/pipeline/${id}/stage`, { version: String(deal?.version ?? 1), board: '-', ...fields });
}

describe('the board', () => {
  it('shows the open stages with what all of their deals are worth, and where deals end', async () => {
    await clear();
    const day = new Date().toISOString().slice(0, 10);
    await insertDeal('Packing series', { amount: 180_005, next_step: 'Send media kit', next_step_on: day });
    await insertDeal('Enamel pins', { amount: 90_000 });
    await insertDeal('Weekend in Rotterdam', { amount: 240_000, currency: 'EUR', stage_id: stages.Negotiating });
    await insertDeal('Late one', { next_step: 'Follow up', next_step_on: '2026-01-02', stage_id: stages.Pitched });
    await insertDeal('Stale one', { stage_since: '2026-01-02', stage_id: stages.Pitched });
    await insertDeal('Won now', { amount: 690_000, closed_on: day, stage_id: stages.Won });
    await insertDeal('Won before', { amount: 100, closed_on: '2020-01-02', stage_id: stages.Won });
    await insertDeal('Lost now', { closed_on: day, stage_id: stages.Lost });
    await insertDeal('Lost too', { closed_on: `${day.slice(0, 4)}-01-01`, stage_id: stages.Lost });
    await insertDeal('Waits', { amount: 80_000, stage_id: stages['On hold'] });
    await insertDeal('Bobs', { user_id: bob.id, stage_id: await stageOfBob('Inquiry') });
    const html = await board();
    const text = textOf(html);
    expect(column(html, 'Inquiry')).toEqual(['Enamel pins', 'Packing series']);
    expect(text).toContain('5 open');
    expect(text).toContain('33.3 % won this year');
    // 10 % of 1,800.05 is 180.005: each row is rounded, then summed.
    expect(text).toContain('Inquiry 2 10 % 2,700.05 USD 270.01 weighted');
    expect(text).toContain('2,700.05 USD raw 270.01 USD weighted and 2,400.00 EUR raw, 1,200.00 EUR weighted');
    expect(text).toMatch(/Won 1 in \w+ 6,900\.00 USD/);
    expect(text).toContain('On hold 1 800.00 USD');
    expect(text).toContain('Send media kit Today');
    expect(html).toMatch(/class="nx neg">.*Follow up.*\d+ d late/s);
    expect(html).toMatch(/class="nx warn">.*No next step/s);
    expect(text).toMatch(/Stale one .*\d+ d in stage , too long/);
    expect(text).not.toContain('Bobs');
    // The rails keep their figures where the board is narrowed to what is open.
    expect(textOf(await board('?standing=open'))).toMatch(/Won 1 in \w+ 6,900\.00 USD/);
    expect(textOf(await board('?q=pins'))).toMatch(/1 open .*900\.00 USD raw/);
    expect(textOf(await board('?q=nothing'))).toContain('No open deal matches these filters.');
  });

  it('equals sums of the rows, in integers and per currency, whatever the deals are', async () => {
    const deal = fc.record({
      stage_id: fc.constantFrom('Inquiry', 'Pitched', 'Negotiating', 'Contract sent').map((name) => () => stages[name]),
      currency: fc.constantFrom('USD', 'EUR', 'JPY'),
      amount: fc.option(fc.integer({ min: 0, max: 1_000_000_000 })),
      probability: fc.option(fc.integer({ min: 0, max: 10_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(deal, { maxLength: 40 }), async (deals) => {
        await clear();
        for (const [at, it] of deals.entries()) await insertDeal(`Deal ${at}`, { ...it, stage_id: it.stage_id() });
        const text = textOf(await board());
        const all = await rows<{ stage: string; chance: number; currency: string; amount: number | null }>(
          `select s.name as stage, coalesce(d.probability, s.probability) as chance, d.currency, d.amount
           from deals d join deal_stages s on s.id = d.stage_id`,
        );
        const half = (it: (typeof all)[number]) => (BigInt(it.amount ?? 0) * BigInt(it.chance) + 5000n) / 10_000n;
        for (const stage of ['Inquiry', 'Pitched', 'Negotiating', 'Contract sent'])
          for (const currency of ['USD', 'EUR', 'JPY']) {
            const own = all.filter((it) => it.stage === stage && it.currency === currency);
            if (own.length === 0) continue;
            const raw = own.reduce((sum, it) => sum + BigInt(it.amount ?? 0), 0n);
            const weighted = own.reduce((sum, it) => sum + half(it), 0n);
            const written = (units: bigint) =>
              Number(currency === 'JPY' ? units : units / 100n).toLocaleString('en-US') +
              (currency === 'JPY' ? '' : `.${String(units % 100n).padStart(2, '0')}`);
            expect(text).toContain(`${written(raw)} ${currency} ${written(weighted)} weighted`);
          }
      }),
      { numRuns: 15 },
    );
  });

  it('shows 25 cards a column, and more of one on demand', async () => {
    await clear();
    for (let n = 1; n <= 60; n += 1) await insertDeal(`Deal ${n}`);
    const first = await board();
    expect(column(first, 'Inquiry')).toHaveLength(25);
    expect(textOf(first)).toContain('Show 25 more of 60');
    const href = /href="([^"]*)"[^>]*data-turbo-frame="cards-/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await get(href)).text;
    expect(column(second, 'Inquiry')).toHaveLength(50);
    expect(textOf(second)).toContain('Show 10 more of 60');
    expect(column(await board(`?column=${stages.Inquiry}&cards=75`), 'Inquiry')).toHaveLength(60);
    for (const strange of ['cards=-1&column=x', `cards=99999&column=${stages.Inquiry}`, 'cards=a&cards=b'])
      expect(column(await board(`?${strange}`), 'Inquiry')).toHaveLength(25);
  });

  it('is a list where that is asked for, and stays one from view to view', async () => {
    const list = await get('/pipeline?layout=list');
    expect(list.text).toContain('<table');
    expect(list.text).toMatch(/href="\/pipeline"[^>]*>.*?Board/s);
    expect(list.text).toContain('href="/pipeline?layout=list&amp;view=open"');
    const open = await get('/pipeline?layout=list&view=open');
    expect(open.headers.location).toMatch(/layout=list/);
    const shown = await get(open.headers.location ?? '');
    expect(shown.text).toContain('<table');
    expect(textOf(shown.text)).not.toMatch(/Save view|Reset/);
    expect(shown.text).toMatch(/src="\/pipeline\/views\?layout=list&amp;view=open"/);
    expect((await get('/pipeline/views?layout=list&view=open')).text).toContain('layout=list&amp;view=needs_step');
    expect((await get((await get('/pipeline?view=open')).headers.location ?? '')).text).not.toContain('<table');
    expect((await get('/pipeline?layout=tiles')).status).toBe(422);
    expect((await get('/pipeline?stage=Nowhere')).status).toBe(422);
  });
});

describe('moving a deal', () => {
  it('leads it to a stage, first in its column, tells it in the history, and back again', async () => {
    await clear();
    const [moved] = [await insertDeal('Moved'), await insertDeal('Stays'), await insertDeal('Above')];
    const [there] = [await insertDeal('There', { stage_id: stages.Pitched })];
    const answer = await move(moved ?? '', { stage: 'Pitched' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/pipeline']);
    const html = await board();
    expect(column(html, 'Pitched')).toEqual(['Moved', 'There']);
    expect(textOf(html)).toContain('Moved Moved to Pitched, 1 of 2.');
    expect(await rows('select changes from history where deal_id = $1', [moved])).toEqual([
      { changes: { stage: ['Inquiry', 'Pitched'] } },
    ]);
    const undo = /<form method="post" action="(\/pipeline\/[^"]*\/stage)">(.*?)<\/form>/s.exec(
      html.slice(html.indexOf('toasts')),
    );
    const fields = Object.fromEntries(
      [...(undo?.[2] ?? '').matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value ?? '']),
    );
    await (await app.current.as('alice')).post(undo?.[1] ?? '', fields);
    expect(column(await board(), 'Inquiry')).toEqual(['Above', 'Stays', 'Moved']);
    expect(there).toBeTruthy();
  });

  it('keeps its order in a column, before a card, after one, at either end, however often', async () => {
    await clear();
    const ids: string[] = [];
    for (const name of ['D', 'C', 'B', 'A']) ids.unshift(await insertDeal(name));
    const [a, b, c, d] = ids as [string, string, string, string];
    const stage = 'Inquiry';
    await move(d, { stage, before: b });
    expect(column(await board(), 'Inquiry')).toEqual(['A', 'D', 'B', 'C']);
    await move(a, { stage, after: c });
    expect(column(await board(), 'Inquiry')).toEqual(['D', 'B', 'C', 'A']);
    await move(b, { stage, place: 'last' });
    await move(c, { stage, place: 'first' });
    expect(column(await board(), 'Inquiry')).toEqual(['C', 'D', 'A', 'B']);
    expect(await rows('select id from history where deal_id is not null')).toEqual([]);
    // Between two cards there is room for about fifty halvings: then the column is numbered anew.
    for (let n = 0; n < 60; n += 1) await move(n % 2 ? a : d, { stage, before: n % 2 ? d : a });
    expect(column(await board(), 'Inquiry')).toEqual(['C', 'A', 'D', 'B']);
    await rows('update deals set board_position = 7');
    await move(b, { stage, before: ids.sort()[1] === b ? (ids[2] ?? '') : (ids[1] ?? '') });
    expect(new Set(column(await board(), 'Inquiry')).size).toBe(4);
    await insertDeal('New');
    expect(column(await board(), 'Inquiry')[0]).toBe('New');
  });

  it('finds room between any two numbers, or says that there is none', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
        fc.double({ noNaN: true, min: 0, max: 1e6 }),
        (above, gap) => {
          const below = above + gap;
          const middle = positionIn({ above, below });
          expect(middle === undefined || (above < middle && middle < below)).toBe(true);
        },
      ),
    );
    expect(positionIn({ above: 1, below: 1 })).toBe(undefined);
    expect(positionIn({ above: null, below: null })).toBe(0);
  });

  it('with a version that is no longer the newest goes back, and says who moved it', async () => {
    await clear();
    const id = await insertDeal('Contested');
    await move(id, { stage: 'Negotiating' });
    const stale = { stage: 'Pitched', version: '1' };
    const drawn = await move(id, { ...stale, by: 'board' });
    expect([drawn.status, column(drawn.text, 'Negotiating')]).toEqual([409, ['Contested']]);
    expect(textOf(drawn.text)).toContain('Contested is back where it stands. You moved this to Negotiating just now.');
    const typed = await move(id, stale);
    expect([typed.status, textOf(typed.text)]).toEqual([409, expect.stringContaining('You moved this to Negotiating')]);
    const beside = await move(id, { stage: 'Pitched', before: id.replace(/^./, '0'), by: 'board' });
    expect(textOf(beside.text)).toContain('The card it was to stand beside is gone.');
    expect(column(await board(), 'Negotiating')).toEqual(['Contested']);
  });

  it('asks how it is closed where a stage is no open one, and refuses one that is nobody’s or somebody else’s', async () => {
    await clear();
    const id = await insertDeal('Ending');
    for (const [name, kind] of [
      ['Won', 'won'],
      ['Lost', 'lost'],
      ['On hold', 'hold'],
    ] as const)
      expect((await move(id, { stage: name })).headers.location).toBe(`/pipeline/${id}/closure?to=${kind}`);
    for (const stage of [await stageOfBob('Pitched'), bob.id, 'pitched', '', 'x\0y']) {
      const answer = await move(id, { stage });
      expect([stage, answer.status, textOf(answer.text)]).toEqual([
        stage,
        422,
        expect.stringContaining('This stage is no longer there. Choose one of the list.'),
      ]);
    }
    expect((await move(id, { stage: 'Pitched' }, 'bob')).status).toBe(404);
    await rows('update deals set deleted_at = now()');
    expect((await move(id, { stage: 'Pitched' })).status).toBe(404);
  });

  it('is a form of its own, and shown to nobody who may not send it', async () => {
    await clear();
    const id = await insertDeal('By form');
    const form = await get(`/pipeline/${id}/stage?board=q%3Dform`);
    expect(textOf(form.text)).toContain('Inquiry Pitched Negotiating Contract sent Won … Lost … On hold …');
    const sent = await (await app.current.as('alice')).post(`/pipeline/${id}/stage`, {
      stage: 'Contract sent',
      place: 'last',
      version: '1',
      board: 'q=form',
    });
    expect(sent.headers.location).toBe('/pipeline?q=form');
    const [own] = await rows<{ id: string }>(
      `select id from deal_stages where user_id = $1 and kind = 'open' limit 1`,
      [PEOPLE.vera.id],
    );
    await insertDeal('Veras', { user_id: PEOPLE.vera.id, stage_id: own?.id });
    const seen = (await get('/pipeline', 'vera')).text;
    expect(textOf(seen)).toContain('Veras');
    expect(seen).not.toMatch(/data-controller="board"|\/stage\b|New deal|method="post" action="\/pipeline/);
  });

  it('leads nowhere else than to the board, whatever is sent for its address', async () => {
    const id = await insertDeal('Elsewhere');
    for (const place of ['//evil.example', 'https://evil.example', '\r\nx: y']) {
      const { headers } = await move(id, { stage: 'Pitched', board: place });
      expect(headers.location).toMatch(/^\/pipeline\?/);
    }
  });
});

async function stageOfBob(name: string): Promise<string> {
  const [found] = await rows<{ id: string }>('select id from deal_stages where user_id = $1 and name = $2', [
    bob.id,
    name,
  ]);
  return found?.id ?? '';
}
