import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { tokenOf } from '../support/uploads.js';

const app = useApp();

// Half a character twice, an overlong one, a byte that is never text, a character cut off.
describe.each(['%ED%A0%80', '%ED%B0%80', '%C0%80', '%FF', '%E4%B8'])('bytes that are no text, as %s', (bytes) => {
  it('are read as the replacement character in a query', async () => {
    const answer = await (await app.current.as('alice')).get(`/search?q=ab${bytes}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/name="q" value="ab\uFFFD+"/);
    expect(answer.text).not.toContain(bytes);
  });

  it('are refused in a form, and nothing is kept', async () => {
    const visitor = await app.current.as('alice');
    const body = `csrf_token=${await tokenOf(visitor)}&title=Spoiled+${bytes}`;
    const answer = await visitor.agent.post('/tasks').type('form').send(body);
    expect(answer.status).toBe(400);
    expect(await app.current.db.rows(`select from tasks where title like 'Spoiled%'`)).toEqual([]);
  });

  it('name nothing in a path', async () => {
    expect((await (await app.current.as('alice')).get(`/inventory/${bytes}`)).status).toBe(404);
  });

  it('are no text of the name of a file either, in a part of a form with files', async () => {
    const visitor = await app.current.as('alice');
    const item = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Spoiled' });
    const name = Buffer.from(bytes.replaceAll('%', ''), 'hex');
    const part = (head: string, content: Buffer | string) =>
      Buffer.concat([
        Buffer.from(`--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
        Buffer.from(content as string),
        Buffer.from('\r\n'),
      ]);
    const file = Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="files"; filename="ab'),
      name,
      Buffer.from('.txt"\r\nContent-Type: text/plain\r\n\r\nText\r\n'),
    ]);
    const body = Buffer.concat([
      part('name="csrf_token"', await tokenOf(visitor)),
      part('name="back"', name),
      file,
      Buffer.from('--x--\r\n'),
    ]);
    const answer = await visitor.agent
      .post(`/inventory/${item}/files`)
      .type('multipart/form-data; boundary=x')
      .send(body);
    expect(answer.status).toBe(303);
    const [row] = await app.current.db.rows('select name from attachments where inventory_item_id = $1', [item]);
    // A name is cleaned of the replacement character too.
    expect(row?.name).toBe('ab .txt');
  });
});

it('leaves a percent sign that was typed as it is', async () => {
  const visitor = await app.current.as('alice');
  await visitor.post('/tasks', { title: 'Take 100% of %ED%A0%80' });
  expect(await app.current.db.rows(`select from tasks where title = 'Take 100% of %ED%A0%80'`)).toHaveLength(1);
});
