import { beforeEach, describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

/** One filter at a time: the menu of them, the control of each, the words of the chips. */
const app = useApp({}, { modules: [...MODULES, voyagesModule], migration: VOYAGES_MIGRATION });
const IN_DIALOG = { 'turbo-frame': 'act' };
let alice: Visitor;

beforeEach(async () => {
  alice = await app.current.as('alice');
});

async function at(path: string, headers: Record<string, string> = {}) {
  const { status, text: html } = await alice.get(path, headers);
  return { status, html, text: textOf(html) };
}
/** The inputs of the control's form, each as type, name, value, and whether it is chosen. */
function inputsOf(html: string): string[] {
  const [form = ''] = html.slice(html.indexOf('<form class="act-form')).split('</form>');
  return [...form.matchAll(/<input[^>]*>/g)].map(([tag]) => {
    const of = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
    return `${of('type')} ${of('name')}=${of('value')}${/ checked/.test(tag) ? ' *' : ''}`;
  });
}

/** How it may compare, each as its value, and whether that is chosen. */
function waysOf(html: string): string[] {
  const [select = ''] = html.slice(html.indexOf('<span class="wrap how">')).split('</select>');
  return [...select.matchAll(/<option value="([^"]*)"[^>]*?( selected)?>/g)].map(
    ([, value, on]) => value + (on ? ' *' : ''),
  );
}

describe('the control of one filter', () => {
  it.each([
    ['/voyages/filters?field=state&state=back', 'checkbox state=back *'],
    ['/voyages/filters?field=deck', 'radio deck=sun'],
    ['/voyages/filters?field=refundable&refundable=no', 'radio refundable=no *'],
    ['/voyages/filters?field=cabins&cabins_from=2', 'text cabins_from=2'],
    ['/voyages/filters?field=fare', 'text fare_to='],
    ['/voyages/filters?field=ship&ship=wave', 'text ship=wave'],
    ['/voyages/filters?field=booked_in&booked_in_to=2026-03', 'text booked_in_to=2026-03'],
    ['/voyages/filters?field=sails_on&sails_on=this_year', 'radio sails_on=this_year *'],
    ['/voyages/filters?field=sails_on&sails_on_from=2026-01-02', 'date sails_on_from=2026-01-02'],
    ['/inventory/filters?field=rating', 'text rating_to='],
    ['/contacts/filters?field=company', 'hidden company_id='],
  ])('%s has it as its kind wants it', async (path, input) => {
    const { status, html } = await at(path);
    expect(status).toBe(200);
    expect(inputsOf(html)).toContain(input);
    expect(html).toContain(`action="${path.replace(/\/filters.*/, '')}"`);
  });

  it('has no other control, and carries all else of the list', async () => {
    const { html } = await at(
      '/voyages/filters?field=state&state=back&deck=sun&cabins_from=2&q=dream&sort=-name&limit=50&columns=ship&view=all',
    );
    const hidden = inputsOf(html).filter((it) => it.startsWith('hidden'));
    expect(hidden.sort()).toEqual(
      ['sort=-name', 'limit=50', 'columns=ship', 'view=all', 'q=dream', 'deck=sun', 'cabins_from=2']
        .map((it) => `hidden ${it}`)
        .sort(),
    );
    expect(inputsOf(html).filter((it) => !it.startsWith('hidden'))).toHaveLength(4);
    expect(html).toMatch(/href="\/voyages\?deck=sun&amp;[^"]*"[^>]*>Clear</);
    expect(html).not.toMatch(/href="\/voyages\?[^"]*(state=|field=)[^"]*"[^>]*>Clear</);
  });

  it('says beside each word for days which they are today', async () => {
    const year = new Date().getUTCFullYear();
    expect((await at('/voyages/filters?field=sails_on')).text).toContain(`last year ${year - 1}`);
    expect((await at('/voyages/filters?field=sails_on')).text).not.toContain('overdue');
    expect((await at('/inventory/filters?field=review_due_on')).text).toContain('overdue before today, not done');
  });

  it('says beside it what could not be read, and keeps what was typed', async () => {
    const { status, html, text } = await at('/voyages/filters?field=cabins&cabins_from=many');
    expect(status).toBe(422);
    expect(inputsOf(html)).toContain('text cabins_from=many');
    expect(text).toContain('Type a whole number from 1 to 9.');
  });

  it('is the frame of a dialog alone where that asks, and a page with the way back where it does not', async () => {
    const whole = await at('/voyages/filters?field=deck');
    expect(whole.html).toContain('<nav class="crumbs"');
    const frame = await at('/voyages/filters?field=deck', IN_DIALOG);
    expect(frame.html).not.toContain('<nav');
    expect(frame.html).toMatch(/<turbo-frame id="act">\s*<form[^>]* data-turbo-frame="_top"/);
  });

  it.each(['nonsense', 'toString', '__proto__', 'q', 'ids', 'state_from', 'ship%00'])(
    'is not found for %s',
    async (field) => {
      for (const headers of [{}, IN_DIALOG])
        expect((await at(`/voyages/filters?field=${field}`, headers)).status).toBe(404);
    },
  );

  it('has the tags of its reader, never of another', async () => {
    const { db } = app.current;
    for (const [who, name] of [
      ['alice', 'mine'],
      ['bob', 'his'],
    ] as const)
      await db.rows('insert into tags (id, user_id, name) values (gen_random_uuid(), $1, $2)', [PEOPLE[who].id, name]);
    const { html } = await at('/inventory/filters?field=tag&tag=mine&tags=none');
    expect(inputsOf(html)).toContain('checkbox tag=mine *');
    expect(html).not.toContain('value="his"');
    expect(waysOf(html)).toEqual(['', 'all', 'none *']);
  });
});

describe('the menu of filters', () => {
  it('has each field once, in the sections of the form, and what is in use first with its value', async () => {
    const { html, text } = await at('/inventory/filters?state=listed&state=sold&received_on=this_year', IN_DIALOG);
    expect(text).toMatch(/In use State in use: Listed, Sold Received on in use: this year Add filter/);
    expect(text).toMatch(/What it is Category Name How it came Source /);
    const names = [...html.matchAll(/[?;]field=(\w+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['company', 'tag', 'due', 'disclosure_made', 'sale_price']));
    expect(names).not.toEqual(expect.arrayContaining(['q']));
    expect(html).toContain('type="search"');
    expect(html).toContain(
      'href="/inventory/filters?state=listed&amp;state=sold&amp;received_on=this_year&amp;field=source"',
    );
  });

  it('has no groups where the form has none', async () => {
    const { html } = await at('/voyages/filters', IN_DIALOG);
    expect(html).not.toContain('class="group"');
  });

  it('is the whole form where no dialog asks: a fold each, those in use open', async () => {
    const { html } = await at('/voyages/filters?deck=sun&fare_from=5');
    const open = [...html.matchAll(/<details class="fold" open>\s*<summary>.*?<b>([^<]+)</g)].map(([, label]) => label);
    expect(open.sort()).toEqual(['Deck', 'Fare']);
    expect(html.match(/<details/g)?.length).toBeGreaterThan(open.length);
  });
});

describe('the chips', () => {
  it.each([
    ['/voyages?state=booked', 'State is Booked'],
    ['/voyages?state=booked&state=back', 'State is any of Booked, Back'],
    ['/voyages?state=planned&state=booked&state=back', 'State is any of Planned and 2 more'],
    ['/voyages?deck=not_set', 'Deck is Not set'],
    ['/voyages?sails_on=last_year', 'Sails on is last year'],
    ['/voyages?fare=not_set', 'Fare is not set'],
    ['/voyages?cabins_from=2', 'Cabins from 2'],
    ['/inventory?due=overdue', 'Due is overdue'],
  ])('%s reads %s, and leads to its control', async (path, words) => {
    const { html, text } = await at(path);
    expect(text).toContain(words);
    const name = /\?(\w+?)(?:_from)?=/.exec(path)?.[1];
    const href = /<span class="chip"><a href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(href).toMatch(new RegExp(`/filters\\?.*field=${name}$`));
    expect((await at(href)).html).toContain('>Clear</a>');
  });

  it('of ticked rows have no control', async () => {
    const id = '01900000-0000-7000-8000-0000000000ff';
    expect((await at(`/voyages?ids=${id}`)).html).toContain('<span class="chip"><span><span class="k">Selected');
  });

  it('that were set one by one are kept by a view', async () => {
    await alice.post('/voyages/views', { name: 'Booked on sun', query: 'state=booked&deck=sun', pinned: 'on' });
    const [view] = await app.current.db.rows<{ id: string }>(`select id from saved_views where name = 'Booked on sun'`);
    const opened = await alice.get(`/voyages?view=${view?.id}`);
    const { text, html } = await at(opened.headers['location'] ?? '');
    expect(text).toContain('State is Booked');
    expect(text).toContain('Deck is Sun deck');
    expect(html).toMatch(new RegExp(`href="/voyages/filters\\?[^"]*view=${view?.id}[^"]*field=deck"`));
  });
});
