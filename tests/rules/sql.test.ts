import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../src/platform/postgres/migration-files.js';

/** Which feature's the tables of records are; other tables belong to what every record can do, or to the platform. */
const OWNERS: Record<string, string> = {
  inventory_items: 'inventory',
  companies: 'companies',
  company_categories: 'companies',
  contacts: 'contacts',
  contact_points: 'contacts',
  contact_companies: 'contacts',
  ...owned('pipeline', 'deals deal_stages lost_reasons deal_stage_log deal_contacts deal_offers deal_deliverables'),
  ...owned('collabs', 'collabs collab_contacts collab_deliverables collab_payments collab_rights collab_exclusivities'),
  ...owned('collabs', 'collab_disclosures'),
  ...owned('tax-year', 'reporting_lines tax_years tax_year_rows payer_forms'),
  ...owned('affiliates', 'affiliate_programmes affiliate_tracking_ids affiliate_months'),
  ...owned('templates', 'templates template_versions sender_profiles template_sends'),
  ...owned(
    'guide',
    'guide_shows guide_seasons guide_show_people guide_episodes guide_segments guide_people guide_links',
  ),
  ...owned('guide', 'guide_checks guide_spots guide_spot_sources'),
  tasks: 'tasks',
  site_texts: 'texts',
};
/** Where a feature names a table of another, and why. */
const ALLOWED: Record<string, string> = {
  'src/features/search/own.ts':
    'tasks are what every record has, and are read by their words before what they are about',
};

function owned(feature: string, tables: string): Record<string, string> {
  return Object.fromEntries(tables.split(' ').map((table) => [table, feature]));
}

/** The SQL of a file: what stands between the backticks of `sql`, nested or not. */
function sqlIn(text: string): string {
  return [...text.matchAll(/\b(?:sql|raw)(?:<[^`]*>)?\(?`((?:[^`\\]|\\.|\$\{[^}]*\})*)`/g)]
    .map(([, it]) => it)
    .join('\n');
}

/** The tables of others that a feature's text names as something to read or to write. */
function foreign(feature: string, text: string): string[] {
  const named = [...sqlIn(text).matchAll(/\b(?:from|join|update|into|table)\s+([a-z_]+)/g)].map(
    ([, table]) => table ?? '',
  );
  return [...new Set(named)].filter((table) => Object.hasOwn(OWNERS, table) && OWNERS[table] !== feature);
}

const features = readdirSync('src/features', { withFileTypes: true }).filter((it) => it.isDirectory());
const files = features.flatMap(({ name }) =>
  readdirSync(join('src/features', name), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ feature: name, path: join('src/features', name, path) })),
);

describe('the SQL of a feature', () => {
  it('names its own tables, and those of others by fragments that they export', () => {
    const found = files.flatMap(({ feature, path }) =>
      path in ALLOWED ? [] : foreign(feature, readFileSync(path, 'utf8')).map((table) => `${path}: ${table}`),
    );
    expect(found).toEqual([]);
  });

  it('fails this very check where it names another’s', () => {
    const text =
      'db.rows<Row>(sql`select 1 from contacts c join companies o on true update inventory_items set a = 1`)';
    expect(foreign('contacts', text)).toEqual(['companies', 'inventory_items']);
    expect(foreign('companies', '// from contacts c')).toEqual([]);
  });

  it('has an owner for every table that is made for records', () => {
    const made = readMigrations().flatMap(({ sql }) =>
      [...sql.matchAll(/add_record_kind\('(\w+)'/g)].map(([, table]) => table),
    );
    expect(made.filter((table) => !Object.hasOwn(OWNERS, table ?? ''))).toEqual([]);
  });
});

/** Where a lock or a setting outlives its transaction, and why no pooler is in its way. */
const OUTLIVING: Record<string, string> = {
  'src/platform/postgres/embedded/keeper.ts': 'the embedded server is reached by its own address',
  'src/platform/postgres/migrations.ts': 'migrations go past a pooler; where none is pending, nothing is locked or set',
  'src/platform/backup/backup.ts': 'backups go past a pooler',
  'src/platform/backup/session.ts': 'backups go past a pooler',
  'src/platform/backup/masked-copy.ts': 'copies go past a pooler',
};
const outlives = (text: string) =>
  /pg_(?:try_)?advisory_lock|pg_advisory_unlock|set_config\([^)]*, false\)|query\([`'"]set (?!local)/.test(text);

describe('what stands in SQL', () => {
  it('locks and sets for a transaction alone, since a pooler hands a connection on behind each', () => {
    const all = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const found = all.map((path) => join('src', path)).filter((path) => outlives(readFileSync(path, 'utf8')));
    expect(found.sort()).toEqual(Object.keys(OUTLIVING).sort());
  });
});
