import { beforeAll, describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { address } from '../support/database.js';
import { CHANGED_ITEM, insertMany, MANY, OWN } from '../support/many-rows.js';
import { type Carried, carriedOut, explained } from '../support/plans.js';

/** How many rows Postgres looks at for a page of somebody who has many: as it carried the app's own statements out, under the policies. */
const app = useApp(
  {},
  {
    way: async (url) => {
      await explained(address(new URL(url).pathname.slice(1)));
      return url;
    },
  },
);
beforeAll(() => insertMany(app.current.db));

/** A page's rows, what is looked up for each, and a count that stops at 1,000 rows, of two tables at most. */
const PAGE = 2_500;
/** The sorts that have no index: all rows of a list are sorted, since few ask for these, and each index is written by every save. */
const BY_ROW: Record<string, string> = {
  inventory: 'basis category quantity source condition location asking_price sale_price collab',
  pipeline:
    'company stage next_step next_step_on days_in_stage cycle weighted chance amount source expected_on closed_on placement compensation lost_reason',
  collabs:
    'company next_day money outstanding net_fee fee_per_deliverable cpm days_overdue days_to_pay delivered on_time state fee agency compensation signed_on starts_on ends_on promo_code',
  programmes: 'company trailing unpaid network base_rate payment_delay_days cookie_days minimum_payout ended_on',
  affiliates:
    'earnings expected_on per_click conversion average_order effective_rate reversal rpm state clicks orders sales_amount tracking_id paid_on paid_amount commission bounties adjustments currency items_ordered items_shipped items_returned views',
  companies: 'contacts units value open_pipeline paid days_to_pay last_touch next_step kind category',
  contacts: 'deals_won reply_rate',
  templates: 'revision category state language subject',
  guide_episodes: 'planned target show season state record_on owner number type keywords explicit',
};

const looked = ({ looked }: Carried) => MANY.reduce((sum, table) => sum + (looked[table] ?? 0), 0);
const most = (all: Carried[]) => Math.max(0, ...all.map(looked));
const of = (all: Carried[], table: string) => Math.max(0, ...all.map((it) => it.looked[table] ?? 0));

/** What was carried out for a page, and where the next one is. */
async function read(path: string): Promise<{ all: Carried[]; html: string; next: string | undefined }> {
  const alice = await app.current.as('alice');
  let html = '';
  const all = await carriedOut(async () => {
    const { status, text } = await alice.get(path);
    expect([path, status]).toEqual([path, 200]);
    html = text;
  });
  return { all, html, next: /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') };
}

// Shows are few, whoever plans episodes.
const LISTED = MODULES.filter(({ kind }) => kind.name !== 'guide_shows').map((it) => [it.kind.name, it] as const);

describe.each(LISTED)('the list of %s', (name, { kind, address: { sorts } }) => {
  const list = `${kind.path}?${name === 'pipeline' ? 'layout=list&' : ''}sort=`;
  const byRow = (BY_ROW[name] ?? '').split(' ');

  it('is read in the order of an index, both ways and from any place, where its sort has one', async () => {
    expect(sorts.filter((it) => !byRow.includes(it)).length).toBeGreaterThan(1);
    for (const sort of sorts.filter((it) => !byRow.includes(it)))
      for (const way of [sort, `-${sort}`]) {
        const { all, next } = await read(list + way);
        const behind = (await read(next ?? '')).all;
        for (const page of [all, behind]) {
          expect([way, most(page)]).toEqual([way, expect.toSatisfy((rows: number) => rows > 0 && rows <= PAGE)]);
          expect([way, Math.max(...page.map(({ sorted }) => sorted))]).toSatisfy(([, rows]) => rows <= 100);
        }
      }
  });

  it('looks at no row of it over and over where its sort has none', async () => {
    for (const sort of byRow)
      expect([sort, most((await read(list + sort)).all)]).toSatisfy(([, rows]) => rows <= 5 * OWN);
  });
});

describe('a page', () => {
  it('of a record that was changed thousands of times reads the last of its history alone', async () => {
    const { all } = await read(`/inventory/${CHANGED_ITEM}?tab=activity`);
    const timeline = all.filter(({ text }) => text.startsWith('select h.*, p.name as actor'));
    expect(timeline).toHaveLength(1);
    expect([of(timeline, 'history'), of(all, 'inventory_items'), of(all, 'notes')]).toSatisfy((rows) =>
      rows.every((it: number) => it < 100),
    );
  });

  it('finds its session among many by their key, and says what its reader did last without all they ever did', async () => {
    await read('/');
    const { all } = await read('/');
    expect(of(all, 'sessions')).toBe(1);
    expect(of(all, 'history')).toBeLessThan(100);
    // Templates are few, whoever writes mails.
    const large = MANY.filter((table) => table !== 'templates');
    expect(all.flatMap(({ whole }) => whole).filter((table) => large.includes(table))).toEqual([]);
  });

  // Beside what is counted, up to 1,001.
  it('of a record that was opened from a list of two parts finds the records beside it by the indexes of that', async () => {
    for (const sort of ['company', '-company'])
      for (const at of [`/contacts?sort=${sort}`, (await read(`/contacts?sort=${sort}&limit=100`)).next ?? '']) {
        const { html } = await read(at);
        const record = /<td class="name"[^>]*><a href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
        const { all } = await read(record);
        const beside = all.filter(({ text }) => text.startsWith('with here as'));
        expect(beside).toHaveLength(1);
        expect([at, most(beside)]).toEqual([at, expect.toSatisfy((rows: number) => rows > 0 && rows <= 1_100)]);
      }
  });

  it('of a month reads the days of that month, of tasks the first, of the board no deal twice', async () => {
    const month = (await read('/calendar?month=2026-05')).all;
    for (const table of ['inventory_items', 'deals', 'collab_deliverables', 'collab_payments', 'tasks'])
      expect([table, of(month, table)]).toSatisfy(([, rows]) => rows > 0 && rows < OWN / 5);
    expect(most((await read('/tasks?view=all')).all)).toBeLessThan(PAGE);
    expect(of((await read('/pipeline')).all, 'deals')).toBeLessThanOrEqual(OWN);
  });

  it('of what is looked for among what is common asks the index of words', async () => {
    for (const path of ['/companies?q=09999', '/contacts?q=09999', '/companies?q=zzzq', '/contacts?q=zzzq'])
      expect([path, most((await read(path)).all)]).toSatisfy(([, rows]) => rows < PAGE);
  });

  it('of what is looked for among one’s own items reads the index of their words once, and no further than it must', async () => {
    for (const path of ['/inventory?q=09999', '/inventory?q=zzzq'])
      expect([path, most((await read(path)).all)]).toSatisfy(([, rows]) => rows > 0 && rows <= OWN);
    expect(most((await read('/inventory?q=item')).all)).toBeLessThan(PAGE);
  });

  it('of episodes that are looked for asks each of the few shows once, not each for its show', async () => {
    for (const path of ['/guide?q=09999', '/guide?q=zzzq', '/guide?q=show']) {
      const { all } = await read(path);
      expect([path, of(all, 'guide_shows')]).toSatisfy(([, rows]) => rows > 0 && rows <= 500);
      expect([path, of(all, 'guide_episodes')]).toSatisfy(([, rows]) => rows > 0 && rows <= 3 * OWN);
    }
  });

  it('of sums looks at each of one’s own rows once, and at stages once for all', async () => {
    const { all } = await read('/pipeline/totals');
    expect([of(all, 'deals'), of(all, 'deal_stages')]).toEqual([OWN, expect.toSatisfy((rows: number) => rows < 100)]);
    for (const path of ['/inventory/totals', '/collabs/totals', '/affiliates/totals'])
      expect([path, most((await read(path)).all)]).toEqual([path, expect.toSatisfy((rows: number) => rows <= 2 * OWN)]);
  });

  it('of the API looks at the rows that it tells', async () => {
    const bot = await program(app.current, 'alice');
    for (const [, { kind }] of LISTED) {
      const all = await carriedOut(async () => expect((await bot.get(`/${kind.path.slice(1)}`)).status).toBe(200));
      expect([kind.path, most(all)]).toSatisfy(([, rows]) => rows > 0 && rows < 300);
    }
  });
});
