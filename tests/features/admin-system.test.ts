import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const PATH = '/admin/system';

describe('the page of the system', () => {
  it('says how each part stands, what runs, and no secret', async () => {
    await app.current.queue.announce();
    const page = await (await app.current.as('ada')).get(PATH);
    const text = textOf(page.text);
    expect(text).toMatch(
      /Database Working PostgreSQL \d+\.\d+ answers\. \d+ of \d+ connections, .* all \d+ migrations applied\./,
    );
    expect(text).toContain('Redis Off Not set up: limits are counted in each process by itself.');
    expect(text).toContain('Queue Working A worker does the jobs.');
    expect(text).toContain('File storage Working');
    expect(text).toMatch(/Disk (Working|Needs a look) [\d.]+ GB of [\d.]+ GB used\./);
    expect(text).toMatch(/Version \d+\.\d+\.\d+/);
    const { config } = app.current;
    const secrets = [...config.session.secrets, ...config.encryptionKeys.map(({ key }) => key.toString('base64'))];
    for (const hidden of [...secrets, app.current.db.url, config.dataDir, config.storage.path])
      expect(page.text).not.toContain(hidden);
    const alice = await app.current.as('alice');
    expect([(await alice.get(PATH)).status, (await alice.post(`${PATH}/test-mail`)).status]).toEqual([404, 404]);
  });

  it('tells what is pressing: migrations that wait, jobs that failed, a mail that met a fault', async () => {
    const ada = await app.current.as('ada');
    const { rows } = app.current.db;
    const name = 'update _prisma_migrations set migration_name = $1 where migration_name = $2';
    const [last] = await rows<{ it: string }>('select max(migration_name) as it from _prisma_migrations');
    await rows(name, ['not-this-one', last?.it]);
    const page = textOf((await ada.get(PATH)).text);
    await rows(name, [last?.it, 'not-this-one']);
    expect(page).toMatch(/Database (and \w+ are|is) failing\. Nothing is lost/);
    expect(page).toContain('1 migration not applied yet.');
  });

  it('says how old the newest backup is, and looks at one that is older than a day', async () => {
    const ada = await app.current.as('ada');
    const { rows } = app.current.db;
    const seen = async () => textOf((await ada.get(PATH)).text);
    expect(await seen()).toContain('Backup Off None was made yet with npm run db:backup.');
    await rows(`insert into last_backup (taken_at, bytes) values (now() - interval '25.5 hours', 309000000)`);
    expect(await seen()).toContain('Backup Working The newest was taken 25 hours ago, 309 MB.');
    await rows(`update last_backup set taken_at = now() - interval '26.1 hours'`);
    expect(await seen()).toContain('Backup Needs a look The newest was taken 26 hours ago');
    await rows('delete from last_backup');
  });

  it('sends a mail to who asks, by the queue', async () => {
    const ada = await app.current.as('ada');
    await ada.get(PATH);
    const after = await ada.postAndFollow(`${PATH}/test-mail`);
    expect(textOf(after.text)).toContain(`A test mail goes to ${PEOPLE.ada.email}.`);
    expect(await app.current.db.rows('select about, to_address from mails')).toEqual([
      { about: 'test', to_address: PEOPLE.ada.email },
    ]);
  });
});

describe('the page of the system, with parts that are away', () => {
  const apart = useApp({
    NODE_ENV: 'test',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '1',
    MAIL_FROM: 'mouse@park.example',
  });

  it('comes all the same and says which', async () => {
    const ada = await apart.current.as('ada');
    const began = performance.now();
    const text = textOf((await ada.get(PATH)).text);
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(text).toContain('Mail Failing The mail server does not answer.');
    expect(text).toContain('Queue Failing Nobody does the jobs.');
    expect(text).toMatch(/(Mail and Queue|Queue and Mail) are failing\./);
  });
});
