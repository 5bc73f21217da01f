import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/platform/project-root.js';
import { useApp } from '../support/app.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();

it('gives the time zones that were kept before their names of today', async () => {
  const { db } = app.current;
  const asia = await insertContact(db, { time_zone: 'asia/calcutta' });
  const berlin = await insertContact(db, { time_zone: 'europe/BERLIN' });
  const none = await insertContact(db, {});
  await db.rows(`update users set time_zone = 'US/Pacific' where id = $1`, [PEOPLE.bob.id]);
  await insert(db, 'companies', { name: 'Kestrel', time_zone: 'Europe/Kiev' });
  const file = join(projectRoot, 'prisma/migrations/20261126195000_time_zone_names/migration.sql');
  await db.rows(readFileSync(file, 'utf8'));
  const zones = await db.rows('select id, time_zone from contacts');
  expect(new Map(zones.map((it) => [it.id, it.time_zone]))).toEqual(
    new Map([
      [asia, 'Asia/Kolkata'],
      [berlin, 'Europe/Berlin'],
      [none, null],
    ]),
  );
  expect(await db.rows('select time_zone from companies')).toEqual([{ time_zone: 'Europe/Kyiv' }]);
  expect(await db.rows('select time_zone from users where id = $1', [PEOPLE.bob.id])).toEqual([
    { time_zone: 'America/Los_Angeles' },
  ]);
});
