import { readQuery } from '../http/form-text.js';
import { today } from '../http/format.js';
import type { Person } from '../http/person.js';
import type { ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { inBulk } from './bulk/states.js';
import { keptChanges, toldChange, valueBefore } from './fields/changes.js';
import type { FieldSet, Row } from './fields/set.js';
import type { ListDeclared } from './list/define.js';
import { relatedOf } from './list/excerpt.js';
import { filtersOf, parametersOf } from './list/filters.js';
import { readList } from './list/request.js';
import { sortsOf } from './list/sorts.js';
import { idsOf } from './list/sql.js';
import type { Declared, Listed, ListFacts, ListModule, Module, RecordModule, Updated } from './module.js';
import { moduleRoutes } from './module-routes.js';
import { offeredActs } from './record/acts.js';
import type { RecordForm } from './record/draft.js';
import { mustRead, saveRecords } from './record/save.js';
import { readRow, readState, readStates } from './record/state.js';
import { keptOf } from './views/address.js';

/** Makes all that is equal for all modules of what one states: its list, its pages, what each ability of records must know. */
export function defineModule<Data extends Row>(declared: Declared<Data>): Module {
  const stated = declared as Declared;
  const { fields } = stated;
  const listed = defineList(stated);
  const names = fields.names.filter((name) => fields.field(name)?.kind !== 'id');
  const module: Module = {
    ...stated,
    ...listed,
    names,
    views: { ...VIEWS, ...stated.views },
    label: fields.label,
    routes: (parts) => stated.routes?.(module, parts) ?? moduleRoutes(module, parts),
    history: {
      kept: (changes) => keptChanges(fields, changes),
      told: (field, change, currencies) => toldChange(fields, field, change, currencies),
      before: (field, now, change) => valueBefore(fields, field, now, change),
    },
    typed: (row) => only(names, fields.typed(row)),
    read: (tx, id) => readState(tx, listed, id),
    readAll: (tx, ids) => readStates(tx, listed, ids),
    async update(tx, person, id, version, body, restored) {
      await module.hold?.(tx);
      const record = await mustRead(tx, module, id);
      const [updated] = await updateAll(tx, module, person, [{ record, version, body, restored }]);
      return updated as Updated;
    },
    updateAll: (tx, person, forms) => updateAll(tx, module, person, forms),
    offered: (db, person, id) => offered(db, module, person, id),
    related: (stated.refers ?? []).map((reference) => relatedOf(listed, reference)),
  };
  return module;
}

/** Makes the list alone of what is stated, with its acts on many and its views: of rows that are no records of a module. */
export function defineList(
  stated: Pick<
    Declared,
    | 'kind'
    | 'fields'
    | 'list'
    | 'states'
    | 'days'
    | 'acts'
    | 'many'
    | 'merge'
    | 'index'
    | 'returnable'
    | 'stays'
    | 'views'
  >,
): Listed {
  const { kind, fields, list, states, days, many, merge, index, returnable, stays } = stated;
  const filters = filtersOf(kind, fields, list);
  const parameters = parametersOf(filters);
  const sorts = sortsOf(fields, list);
  const bulk = inOrder(inBulk(kind, fields, states, days), stated.acts ?? []);
  const rows: ListModule = { kind, bulk, many, fields, list, filters, parameters, sorts, merge };
  return {
    ...rows,
    index,
    returnable,
    stays,
    views: { index: stated.views?.index ?? VIEWS.index },
    shown: fields.shown,
    async matching(db, query, person) {
      const asked = await readList(db, rows, { ...query, cursor: undefined }, person);
      return asked.readable ? idsOf(rows, asked) : undefined;
    },
    address: addressOf(list, parameters, sorts),
  };
}

async function offered(db: ReadDoor, module: Module, person: Person, id: string): ReturnType<RecordModule['offered']> {
  if (person.role === 'VIEWER') return undefined;
  const { kind, list, states, record } = module;
  const row = await readRow(db, module, id, list.alias, record.select?.({ person, today: today(person.timeZone) }));
  if (!row || row.deleted_at) return undefined;
  const ways = record.ways?.(row) ?? states?.of(row.state) ?? {};
  const path = `${kind.path}/${id}`;
  return { name: row.name, acts: offeredActs(module, path, ways, record.lead?.(row, path)) };
}

function addressOf(list: ListDeclared, filters: readonly string[], sorts: object): ListFacts {
  const facts = {
    filters,
    sorts: Object.keys(sorts),
    sort: list.sort,
    columns: list.columns,
    starters: [],
    opens: list.opens,
    across: list.across ?? [],
  };
  const starters = Object.entries(list.views ?? {}).map(([id, [name, query]]) => ({
    id,
    name,
    query: keptOf(facts, readQuery(query)),
  }));
  return { ...facts, starters };
}

const VIEWS = { index: 'records/index.njk', form: 'records/form.njk', show: 'records/show.njk' };

async function updateAll(
  tx: WriteDoor,
  module: Module,
  person: Person,
  forms: readonly RecordForm[],
): Promise<Updated[]> {
  await module.hold?.(tx);
  const read = forms.map(({ record: before, body }) =>
    module.fields.read(body, module.rules, String(before.fields.currency ?? person.currency)),
  );
  const drafts = forms.map(({ record: before, version, body, restored }, n) => {
    const form = read[n];
    if (!form?.ok) return undefined;
    return { data: form.data, before, version, person, sent: body, ...(restored && { restored }) };
  });
  const saved = await saveRecords(
    tx,
    module,
    drafts.filter((it) => it !== undefined),
  );
  return drafts.map((draft, n): Updated => {
    const form = read[n];
    if (draft) return saved.shift() as Updated;
    return forms[n]?.record.deletedAt
      ? { kind: 'in_trash' }
      : { kind: 'invalid', errors: form && !form.ok ? form.form.errors : {} };
  });
}

function inOrder<T extends { name: string }>(all: T[], first: readonly string[]): T[] {
  const named = first.flatMap((name) => all.filter((it) => it.name === name));
  return [...named, ...all.filter((it) => !named.includes(it))];
}

function only(names: readonly string[], typed: ReturnType<FieldSet['typed']>): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, typed[name] ?? '']));
}
