import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { kindsOf } from '../../src/records/module.js';

/** Where a kind of record may be named outside its folders, and why. What is on no line here comes from its module. */
const ALLOWED: Record<string, string> = {
  'src/features/modules.ts': 'the one line of each module',
  'src/http/places.ts': 'the one line of each page',
  'src/http/elsewhere.ts': 'the one line of each page that stands in no menu',
  'src/features/routes.ts': 'mails want an outbox, which no module is handed',
  'src/features/collabs/create.ts': 'the column that says of what a collab came',
  'src/platform/postgres/pool.ts': 'what pg calls the setting by which statements travel together',
};
/** Features that are built on others. */
const BUILT_ON: Record<string, { on: string[]; why: string }> = {
  inventory: { on: ['companies', 'collabs'], why: 'an item has a brand, and may be given for a collab' },
  contacts: { on: ['companies'], why: 'a person works at companies' },
  dashboard: { on: ['inventory', 'pipeline', 'collabs'], why: 'its figures are of items, deals and payments' },
  collabs: { on: ['companies', 'contacts'], why: 'a collab is with a company, and with people there' },
  'tax-year': { on: ['inventory', 'companies'], why: 'review units count as income, by the company that sent them' },
  pipeline: { on: ['companies', 'contacts', 'collabs'], why: 'a deal is with a company, and becomes a collab' },
  affiliates: { on: ['companies', 'programmes'], why: 'a month is of a programme, which is a company’s' },
  reports: {
    on: ['companies', 'collabs', 'pipeline', 'inventory', 'affiliates'],
    why: 'they tell of what is earned and won, and from whom',
  },
  templates: {
    on: ['companies', 'contacts', 'pipeline', 'collabs'],
    why: 'a mail is to a contact of a company, about a deal or a collab',
  },
  guide: {
    on: ['guide_episodes', 'guide_shows', 'companies', 'contacts', 'collabs', 'pipeline', 'affiliates', 'programmes'],
    why: 'an episode is of a show, with people in it, its spots come of deals and collabs, its links may earn',
  },
  styleguide: { on: ['inventory'], why: 'samples of its states' },
};

const FOLDERS = ['src', 'views'];
const kinds = kindsOf(MODULES);

/** The files of the product with their text, without what is said in comments. */
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((it) => join(folder, it)),
)
  .filter((path) => /\.(ts|njk)$/.test(path) && !path.startsWith('src/platform/prisma/'))
  .map((path) => ({ path, text: withoutComments(readFileSync(path, 'utf8')) }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\{#[\s\S]*?#\}|(?<!:)\/\/.*$/gm, '');
}

/** What would name a kind: its module, its table, the column by which rows are about it. */
function namesOf({ name, table, column }: (typeof kinds)[number]): RegExp {
  const field = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  // A stream's pipeline is not the one of deals.
  return new RegExp(`(?<!\\{ |await )\\b(${[name, table, column, field, `${name}Module`].join('|')})\\b`, 'i');
}

function leaks(inFiles = files): string[] {
  return inFiles.flatMap(({ path, text }) => {
    if (path in ALLOWED) return [];
    const feature = /^(?:src\/features|views)\/([^/]+)\//.exec(path)?.[1] ?? '';
    const own = [feature, ...(BUILT_ON[feature]?.on ?? [])];
    return kinds
      .filter(({ name }) => !own.includes(name))
      .flatMap((kind) => {
        const lines = text.split('\n').filter((line) => namesOf(kind).test(line));
        return lines.map((line) => `${path}: ${line.trim().slice(0, 120)}`);
      });
  });
}

describe('a kind of record', () => {
  it('is named in its own folders alone', () => {
    expect(leaks()).toEqual([]);
  });

  it('fails this very check when it is named elsewhere, by whatever name', () => {
    const texts = [
      "if (kind.name === 'companies')",
      'm.contact_id = t.id',
      'from inventory_items i',
      'contactsModule.kind',
      '// companies',
    ];
    const found = leaks(texts.map((text, n) => ({ path: `src/records/file${n}.ts`, text: withoutComments(text) })));
    expect(found).toEqual(texts.slice(0, 4).map((text, n) => `src/records/file${n}.ts: ${text}`));
    expect(leaks([{ path: 'src/features/inventory/file.ts', text: 'contacts' }])).toHaveLength(1);
    expect(leaks([{ path: 'src/features/contacts/file.ts', text: 'companies' }])).toEqual([]);
  });

  it('is allowed where it is named, and nowhere else', () => {
    const named = (path: string) => kinds.some((kind) => namesOf(kind).test(textIn(path)));
    expect(Object.keys(ALLOWED).filter((path) => !named(path))).toEqual([]);
    const unused = Object.entries(BUILT_ON).flatMap(([feature, { on }]) =>
      on.filter((other) => {
        const kind = kinds.find(({ name }) => name === other);
        return !kind || !namesOf(kind).test(`${textIn(`src/features/${feature}/`)}\n${textIn(`views/${feature}/`)}`);
      }),
    );
    expect(unused).toEqual([]);
  });
});

function textIn(start: string): string {
  return files.flatMap(({ path, text }) => (path.startsWith(start) ? [text] : [])).join('\n');
}
