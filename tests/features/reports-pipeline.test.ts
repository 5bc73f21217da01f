import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { figuresIn, listedAt, minorOf, type ReadFigure, rowsIn } from '../support/reports.js';
import { textOf, type Visitor } from '../support/visitor.js';

/** The pipeline's figures over all deals, each with the rows that it opens. */
const app = useApp();
const { alice } = PEOPLE;
const CURRENCIES = ['USD', 'EUR', 'JPY'];
const OPEN = ['Inquiry', 'Pitched', 'Negotiating', 'Contract sent'];
const CHANCES: Record<string, number> = { Inquiry: 1000, Pitched: 2000, Negotiating: 5000, 'Contract sent': 8000 };

const dayAt = (n: number) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
const day = fc.integer({ min: 0, max: 500 }).map(dayAt);
const deal = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  amount: fc.option(fc.integer({ min: 0, max: 900_000 })),
  probability: fc.option(fc.integer({ min: 0, max: 10_000 })),
  first_contact_on: fc.option(day),
  expected_on: fc.option(day),
  closed_on: fc.option(day, { freq: 9 }),
  company: fc.constantFrom(0, 1, 2, 3, null),
  trashed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  way: fc.array(fc.tuple(fc.constantFrom(...OPEN), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 5 }),
  began: fc.integer({ min: 0, max: 300 }),
  end: fc.constantFrom('', '', 'Won', 'Won', 'Lost', 'On hold'),
});
type Drawn = typeof deal extends fc.Arbitrary<infer T> ? T : never;
type Deal = Drawn & { id: string; company_id: string | null; stage: string; log: { stage: string; day: string }[] };
const deals: Deal[] = [];

beforeAll(async () => {
  const { db } = app.current;
  const stages = await db.rows<{ id: string; name: string }>('select id, name from deal_stages where user_id = $1', [
    alice.id,
  ]);
  const stageId = (name: string) => stages.find((it) => it.name === name)?.id;
  const companies: string[] = [];
  for (const name of ['Kestrel Optics', 'Voltline', 'Ostrava Audio', 'Cabin Ledger'])
    companies.push(await insertCompany(db, { name }));
  for (const it of fc.sample(deal, { numRuns: 150, seed: 11 })) {
    const { way, began, end, company, trashed, ...fields } = it;
    const log: { stage: string; day: string }[] = [];
    let at = began;
    for (const [stage, days] of [...way, ...(end ? ([[end, 0]] as [string, number][]) : [])]) {
      if (log.at(-1)?.stage !== stage) log.push({ stage, day: dayAt(at) });
      at += days;
    }
    const company_id = company === null ? null : (companies[company] as string);
    const id = await insert(db, 'deals', {
      user_id: alice.id,
      name: `Deal ${deals.length}`,
      company_id,
      created_at: '2024-12-20T10:00:00Z',
      ...fields,
      stage_id: stageId(log[0]?.stage ?? ''),
      stage_since: `${log[0]?.day}T12:00:00Z`,
      ...(trashed && { deleted_at: new Date() }),
    });
    for (const { stage, day: on } of log.slice(1))
      await db.rows('update deals set stage_id = $2, stage_since = $3 where id = $1', [
        id,
        stageId(stage),
        `${on}T12:00:00Z`,
      ]);
    if (!trashed) deals.push({ ...it, id, company_id, stage: log.at(-1)?.stage ?? '', log });
  }
});

const sum = <T>(all: T[], of: (it: T) => number) => all.reduce((total, it) => total + of(it), 0);
const weightOf = (it: Deal) =>
  it.amount === null ? 0 : Math.floor((it.amount * (it.probability ?? CHANCES[it.stage] ?? 0) * 2 + 10_000) / 20_000);
const daysOf = (it: Deal) =>
  Math.max(0, (Date.parse(it.closed_on ?? '') - Date.parse(it.first_contact_on ?? '2024-12-20')) / 86_400_000);
const span = fc.tuple(fc.integer({ min: -20, max: 520 }), fc.integer({ min: 0, max: 200 })).map(([from, days]) => ({
  from: dayAt(from),
  to: dayAt(from + days),
}));
const asked = fc.record({ span, currency: fc.constantFrom(...CURRENCIES) });

type Scene = { visitor: Visitor; text: string; figures: Record<string, ReadFigure>; rows: ReturnType<typeof rowsIn> };
type Query = { span: { from: string; to: string }; currency: string };

/** Holds a report against `expected`, worked out beside the product, for any days and currency. */
async function holds(report: string, check: (query: Query, scene: Scene) => Promise<void>): Promise<void> {
  const visitor = await app.current.as('alice');
  await fc.assert(
    fc.asyncProperty(asked, async (query) => {
      const { from, to } = query.span;
      const { status, text } = await visitor.get(`/reports/${report}?from=${from}&to=${to}&currency=${query.currency}`);
      expect(status).toBe(200);
      await check(query, { visitor, text, figures: figuresIn(text), rows: rowsIn(text) });
    }),
    { numRuns: 10 },
  );
}

const listed = async ({ visitor }: Scene, figure: ReadFigure | undefined) =>
  figure?.href ? (await listedAt(visitor, figure.href)).map(({ id }) => id as string).sort() : [];
const idsOf = (all: Deal[]) => all.map(({ id }) => id).sort();
const shareText = (part: number, whole: number) => (whole === 0 ? '–' : `${Math.round((part * 1000) / whole) / 10} %`);

describe('deals won and lost by month', () => {
  it('win rate, average deal and cycle are of exactly the deals that they open', async () => {
    await holds('deals', async ({ span: { from, to }, currency }, scene) => {
      const within = deals.filter(
        (it) => it.currency === currency && it.closed_on && it.closed_on >= from && it.closed_on <= to,
      );
      const [won, lost] = ['Won', 'Lost'].map((stage) => within.filter((it) => it.stage === stage)) as [Deal[], Deal[]];
      const priced = won.filter(({ amount }) => amount !== null);
      const { figures } = scene;
      expect(figures['Win rate']?.text).toBe(shareText(won.length, won.length + lost.length));
      expect(figures.Won?.text).toBe(String(won.length));
      expect(figures.Lost?.text).toBe(String(lost.length));
      expect(minorOf(figures['Amount won']?.text ?? '', currency)).toBe(sum(won, (it) => it.amount ?? 0));
      expect(figures.Cycle?.text).toBe(won.length === 0 ? '–' : `${Math.round(sum(won, daysOf) / won.length)} d`);
      const average = figures['Average deal']?.text ?? '';
      expect(average === '–' ? null : minorOf(average, currency)).toBe(
        priced.length === 0 ? null : Math.round(sum(priced, (it) => it.amount ?? 0) / priced.length),
      );
      expect(await listed(scene, figures.Won)).toEqual(idsOf(won));
      expect(await listed(scene, figures.Lost)).toEqual(idsOf(lost));
      if (won.length + lost.length > 0)
        expect(await listed(scene, figures['Win rate'])).toEqual(idsOf([...won, ...lost]));
      if (priced.length > 0) expect(await listed(scene, figures['Average deal'])).toEqual(idsOf(priced));
      const months = scene.rows.slice(0, -1);
      expect(sum(months, ({ cells }) => Number(cells[0]?.text))).toBe(won.length);
      const totals = await scene.visitor.get(
        (figures['Win rate']?.href ?? '').replace('/pipeline?', '/pipeline/totals?'),
      );
      if (won.length + lost.length > 0) expect(textOf(totals.text)).toContain(`${figures['Win rate']?.text} won`);
      if (won.length > 0) expect(textOf(totals.text)).toContain(`${figures.Cycle?.text} in the mean`);
    });
  });
});

describe('the forecast', () => {
  it('is raw and weighted the sum of the open deals that each figure opens', async () => {
    await holds('forecast', async ({ span: { from, to }, currency }, scene) => {
      const open = deals.filter((it) => it.currency === currency && OPEN.includes(it.stage));
      const within = open.filter(({ expected_on: on }) => on !== null && on >= from && on <= to);
      const { figures } = scene;
      expect(minorOf(figures.Raw?.text ?? '', currency)).toBe(sum(within, (it) => it.amount ?? 0));
      expect(minorOf(figures.Weighted?.text ?? '', currency)).toBe(sum(within, weightOf));
      expect(await listed(scene, figures.Weighted)).toEqual(idsOf(within));
      const aside = { 'No day yet': open.filter((it) => it.expected_on === null) } as Record<string, Deal[]>;
      aside['Expected before'] = open.filter(({ expected_on: on }) => on !== null && on < from);
      aside['Expected later'] = open.filter(({ expected_on: on }) => on !== null && on > to);
      for (const [label, all] of Object.entries(aside)) {
        expect([label, figures[label]?.text ?? '0']).toEqual([label, String(all.length)]);
        expect(await listed(scene, figures[label])).toEqual(idsOf(all));
      }
      for (const { cells } of scene.rows.slice(0, 2))
        if (cells[0]?.text !== '0') {
          const rows = await listedAt(scene.visitor, cells[2]?.href ?? '');
          expect(sum(rows, (it) => minorOf(it.weighted ?? '', currency))).toBe(minorOf(cells[2]?.text ?? '', currency));
        }
    });
  });
});

describe('from stage to stage', () => {
  it('counts each deal once in each stage it came into, by what became of it since, and opens exactly those', async () => {
    await holds('stages', async ({ span: { from, to }, currency }, scene) => {
      for (const [at, stage] of OPEN.entries()) {
        const came = deals.flatMap((it) => {
          if (it.currency !== currency) return [];
          const first = it.log.findIndex((entry) => entry.stage === stage && entry.day >= from && entry.day <= to);
          if (first < 0) return [];
          const since = it.log.slice(first).map((entry) => entry.stage);
          const isOn = since.some((name) => name === 'Won' || OPEN.indexOf(name) > at);
          return [{ it, went: isOn ? 'on' : since.includes('Lost') ? 'lost' : 'neither' }];
        });
        const of = (went: string) => came.filter((row) => row.went === went).map(({ it }) => it);
        const [all, on, rate, lost, neither] = scene.rows[at]?.cells ?? [];
        expect([stage, all?.text, on?.text, rate?.text, lost?.text, neither?.text]).toEqual([
          ...[stage, String(came.length), String(of('on').length), shareText(of('on').length, came.length)],
          ...[String(of('lost').length), String(of('neither').length)],
        ]);
        expect(await listed(scene, all)).toEqual(idsOf(came.map(({ it }) => it)));
        expect(await listed(scene, on)).toEqual(idsOf(of('on')));
        expect(await listed(scene, neither)).toEqual(idsOf(of('neither')));
        if (all?.href)
          expect(textOf((await scene.visitor.get(all.href)).text)).toContain(`Came into is ${stage}, from`);
      }
    });
  });

  it.each([
    ['a stage that is none', 'entered=Nowhere', 'Choose one of the open stages.'],
    ['days alone', 'entered_from=2026-01-01', 'Say which stage.'],
    [
      'an end before its start',
      'entered=Pitched&entered_from=2026-02-01&entered_to=2026-01-01',
      'Choose 1 Feb 2026 or later.',
    ],
    ['no day', 'entered=Pitched&entered_to=soon', 'Type a date such as 2026-11-18.'],
    ['what became of none', 'entered=Pitched&went=away', 'Choose one of the list.'],
  ])('%s in the list’s address is said, and shows no row', async (_what, query, message) => {
    const { status, text } = await (await app.current.as('alice')).get(`/pipeline?layout=list&${query}`);
    expect(status).toBe(422);
    expect(textOf(text)).toContain(message);
  });
});

describe('repeat sponsors', () => {
  it('are the companies of which a deal had been won before, and each figure opens its deals', async () => {
    await holds('sponsors', async ({ span: { from, to }, currency }, scene) => {
      const everWon = deals.filter((it) => it.stage === 'Won' && it.closed_on !== null && it.company_id !== null);
      const isAgain = (it: Deal) =>
        everWon.some((e) => e.company_id === it.company_id && `${e.closed_on}${e.id}` < `${it.closed_on}${it.id}`);
      const won = deals.filter(
        (it) =>
          it.stage === 'Won' && it.currency === currency && it.closed_on && it.closed_on >= from && it.closed_on <= to,
      );
      const again = won.filter((it) => it.company_id !== null && isAgain(it));
      const companies = (all: Deal[]) => new Set(all.flatMap(({ company_id }) => company_id ?? [])).size;
      const { figures } = scene;
      expect(figures['Repeat sponsors']?.text).toBe(shareText(companies(again), companies(won)));
      expect(figures.Sponsors?.text).toBe(String(companies(won)));
      expect(await listed(scene, figures['Came back'])).toEqual(idsOf(again));
      const rows = scene.rows.slice(0, -1);
      expect(sum(rows, ({ cells }) => Number(cells[0]?.text))).toBe(won.length);
      for (const { cells } of rows) {
        const found = await listedAt(scene.visitor, cells[1]?.href ?? '');
        expect(sum(found, (it) => minorOf(it.amount ?? '', currency))).toBe(minorOf(cells[1]?.text ?? '', currency));
        expect(found.length).toBe(Number(cells[0]?.text));
      }
    });
  });
});

describe('a report of the pipeline', () => {
  it.each(['deals', 'forecast', 'stages', 'sponsors'])(
    '%s tells who has no deal how to begin, and leads a stranger nowhere',
    async (report) => {
      const { text } = await (await app.current.as('charlie')).get(`/reports/${report}`);
      expect(textOf(text)).toContain('Nothing to tell yet');
      expect(text).not.toContain('<table');
    },
  );

  it('says where a currency has nothing, and where others have', async () => {
    const { text } = await (await app.current.as('alice')).get(
      '/reports/deals?from=2025-01-01&to=2025-12-31&currency=CHF',
    );
    expect(text).toMatch(/id="f-currency-hint">Nothing in CHF in these days/);
    for (const currency of CURRENCIES) {
      const closed = deals.filter(
        (it) => it.currency === currency && ['Won', 'Lost'].includes(it.stage) && it.closed_on?.startsWith('2025'),
      );
      expect(closed.length).toBeGreaterThan(1);
      expect(textOf(text)).toContain(`Also in ${currency} ${closed.length} deals`);
    }
    expect(textOf(text)).toContain('Win rate –');
  });
});
