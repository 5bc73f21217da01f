import { choice, idOf } from '../../src/http/form.js';
import { date } from '../../src/http/format.js';
import { json, redirect } from '../../src/http/reply.js';
import { userRoutes } from '../../src/http/routes.js';
import type { WriteDoor } from '../../src/platform/postgres/database.js';
import { empty, raw, sql } from '../../src/platform/postgres/sql.js';
import { changesBetween, recordHistory } from '../../src/records/history.js';
import type { Kind } from '../../src/records/kinds.js';
import type { RecordModule, RecordState } from '../../src/records/module.js';
import { panelOf } from '../../src/records/panel.js';
import { holdsWords } from '../../src/records/search.js';
import { moveToTrash, restoreFromTrash } from '../../src/records/trash.js';

const VOYAGES: Kind = {
  name: 'voyages',
  table: 'voyages',
  column: 'voyage_id',
  own: true,
  path: '/voyages',
  title: 'Voyages',
  one: 'voyage',
  many: 'voyages',
  icon: 'calendar',
};

/** The migration of a kind that the product does not know. */
export const VOYAGES_MIGRATION = `
  create table voyages (
    id uuid primary key,
    user_id uuid not null default app_user_id() references users (id) on delete cascade,
    version integer not null default 1,
    updated_at timestamptz(3) not null default now(),
    deleted_at timestamptz(3),
    updated_by uuid default app_user_id(),
    name text not null,
    ship text,
    sails_on date,
    search_text text not null generated always as (lower(name)) stored,
    unique (user_id, id));
  alter table voyages enable row level security, force row level security;
  create policy own on voyages to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
  create policy system on voyages to mouse_system using (true) with check (true);
  grant select, insert, update, delete on voyages to mouse_app, mouse_system;
  select add_record_kind('voyages', 'voyage_id', true);`;

const FIELDS: Record<string, string> = { name: 'Name', ship: 'Ship' };

/** A module of a test's own, as small as one can be. */
export const voyagesModule: RecordModule = {
  kind: VOYAGES,
  names: Object.keys(FIELDS),
  label: (field) => FIELDS[field] ?? field,
  shown: (_, value) => (value === null || value === undefined ? '' : String(value)),
  typed: ({ name, ship }) => ({ name: String(name ?? ''), ship: String(ship ?? '') }),
  read: voyageOf,
  async update(tx, _person, id, version, { name = '', ship = '' }) {
    const before = await voyageOf(tx, id);
    if (!before || before.version !== version) return { kind: 'conflict' };
    const changes = changesBetween(before.fields, { name, ship }, ['name', 'ship']);
    await tx.$executeRaw(
      sql`update voyages set name = ${name}, ship = ${ship}, version = version + 1 where id = ${id}::uuid`,
    );
    await recordHistory(tx, { act: 'changed', target: { kind: VOYAGES, id }, changes });
    return { kind: 'saved' };
  },
  matching: async () => ({ begin: empty, ids: sql`select v.id from voyages v where v.deleted_at is null` }),
  address: { filters: [], sorts: ['name'], sort: 'name', columns: [] },
  bulk: [
    {
      name: 'ship',
      label: 'Ship',
      type: 'text',
      control: 'select',
      options: [{ value: 'Wish', label: 'Wish' }],
      schema: choice(['Wish']),
    },
  ],
  trashDetail: sql`t.ship`,
  pictures: 'photos',
  search: (sought, most) => sql`
    select v.id, v.name, v.ship as detail, null::text as note from voyages v
    where v.deleted_at is null and ${holdsWords('v', sought)} order by v.name limit ${most}`,
  async due(db, today) {
    const rows = await db.rows<{ id: string; name: string; sails_on: string; days_late: number }>(sql`
      select id, name, sails_on, ${today}::date - sails_on as days_late from voyages
      where deleted_at is null and sails_on <= ${today}::date + 14 order by sails_on`);
    return {
      rows: rows.map(({ id, name, sails_on, days_late }) => ({
        due_on: sails_on,
        days_late,
        href: `/voyages/${id}`,
        title: `Embark: ${name}`,
        detail: date(sails_on),
        icon: 'calendar',
        amount: '',
        act: { label: 'Check in', href: `/voyages/${id}/edit` },
        agenda: { label: name, kind: 'Voyage', series: 'c3' },
      })),
      count: rows.filter(({ days_late }) => days_late >= 0).length,
    };
  },
  routes: () =>
    userRoutes(({ get, post }) => {
      get('/voyages/:id', async (db, req) => json(await panelOf(db, voyagesModule, idOf(req), req)));
      post('/voyages/:id/delete', async (tx, req) => {
        await moveToTrash(tx, { kind: VOYAGES, id: idOf(req) });
        return redirect('/trash');
      });
      post('/voyages/:id/restoration', async (tx, req) => {
        await restoreFromTrash(tx, { kind: VOYAGES, id: idOf(req) });
        return redirect('/trash');
      });
    }),
};

async function voyageOf(tx: WriteDoor, id: string): Promise<RecordState | null> {
  const [row] = await tx.$queryRaw<(Omit<RecordState, 'fields'> & { ship: string | null })[]>(sql`
    select id::text, name, version, deleted_at as ${raw('"deletedAt"')}, updated_at as ${raw('"updatedAt"')},
      updated_by::text as ${raw('"updatedBy"')}, ship
    from voyages where id = ${id}::uuid`);
  return row ? { ...row, fields: { name: row.name, ship: row.ship } } : null;
}
