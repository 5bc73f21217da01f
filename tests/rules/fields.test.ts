import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import type { FieldSet } from '../../src/records/fields/index.js';
import type { Module, RecordModule } from '../../src/records/module.js';
import { formParts } from '../../src/records/record/form-view.js';
import { useApp } from '../support/app.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

const app = useApp({}, { modules: [...MODULES, voyagesModule], migration: VOYAGES_MIGRATION });

type Declared = RecordModule & { fields: FieldSet } & Pick<Module, 'states' | 'form'>;
type Column = { name: string; type: string; optional: boolean };

/** What Postgres calls the types that fields are kept as. */
const TYPES: Record<string, string[]> = {
  text: ['text'],
  integer: ['integer'],
  // Amounts are read as bigint and kept in whichever holds them.
  bigint: ['integer', 'bigint'],
  date: ['date'],
  boolean: ['boolean'],
  uuid: ['uuid'],
};
/** What every record has beside its fields. */
const COMMON = 'id user_id version submission_id created_at updated_at deleted_at created_by updated_by'.split(' ');

async function columnsOf({ kind }: RecordModule): Promise<Map<string, Column>> {
  const found = await app.current.db.rows<Column & { generated: boolean }>(
    `select a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as optional, a.attgenerated <> '' as generated
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [kind.table],
  );
  return new Map(found.filter(({ generated }) => !generated).map((it) => [it.name, it]));
}

/** What of a module's fields does not agree with its table. */
function faults({ fields }: Declared, columns: Map<string, Column>): string[] {
  return fields.names.flatMap((name) => {
    const field = fields.field(name);
    if (!field?.stored) return [];
    const column = columns.get(field.stored.column ?? name);
    if (!column) return [`${name}: no column`];
    const type = TYPES[field.stored.type]?.includes(column.type)
      ? []
      : [`${name}: ${column.type}, not ${field.stored.type}`];
    return [
      ...type,
      ...(field.optional === column.optional ? [] : [`${name}: ${column.optional ? 'may' : 'may not'} be null`]),
    ];
  });
}

const modules = [...MODULES, voyagesModule].map((module) => [module.kind.name, module as Declared] as const);

describe.each(modules)('the fields of %s', (_, module) => {
  it('are there, of their type, and null where they may be', async () => {
    expect(faults(module, await columnsOf(module))).toEqual([]);
  });

  it('have the columns that every record has beside them', async () => {
    const columns = await columnsOf(module);
    expect(COMMON.filter((name) => !columns.has(name) && !(name === 'user_id' && !module.kind.own))).toEqual([]);
  });

  it('each have a label, an input and a place in the export', async () => {
    for (const name of module.fields.names) {
      expect(module.fields.label(name)).toMatch(/^[A-Z]/);
      expect(module.fields.inputs()[name]?.control ?? module.fields.field(name)?.kind).toBeTruthy();
    }
    const head = (await (await app.current.as('alice')).get(`${module.kind.path}/export.csv`)).text.split('\r\n')[0];
    expect(head?.split(',')).toEqual(expect.arrayContaining(['id', ...module.fields.names, 'tags']));
  });

  it('each have one place in the form, which would empty what it does not send', () => {
    const inputs = module.fields.inputs({ currency: 'USD' });
    // A fold that is there once it holds something is there.
    const filled = Object.fromEntries(module.fields.names.map((name) => [name, '1']));
    const { sections, folds } = formParts(module, inputs, { values: filled, errors: {} });
    const cells = [...sections, ...folds, ...folds.flatMap(({ parts }) => parts)].flatMap((it) => it.cells as object[]);
    const placed = cells.flatMap((cell) => {
      const { it, beside } = cell as { it?: { name: string }; beside?: { name: string } };
      return [it?.name ?? [], beside?.name ?? []].flat();
    });
    const typed = module.fields.names.filter((name) => inputs[name]?.control !== 'none');
    expect([...placed].sort()).toEqual([...typed].sort());
  });

  it('fails this very check where a column is missing, of another type, or of another nullability', async () => {
    const columns = await columnsOf(module);
    const [name = ''] = module.fields.names.filter((it) => columns.has(it));
    const broken = (column?: Partial<Column>) => {
      const others = new Map(columns);
      if (column) others.set(name, { ...(columns.get(name) as Column), ...column });
      else others.delete(name);
      return faults(module, others).map((it) => it.replace(`${name}: `, ''));
    };
    expect(broken()).toEqual(['no column']);
    expect(broken({ type: 'jsonb' })).toEqual(['jsonb, not text']);
    expect(broken({ optional: !columns.get(name)?.optional })).toEqual([expect.stringMatching(/be null$/)]);
  });
});
