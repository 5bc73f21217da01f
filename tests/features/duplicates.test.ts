import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const db = () => app.current.db;
const contact = async (first_name: string, last_name: string, ...points: [kind: string, value: string][]) => {
  const id = await insert(db(), 'contacts', { first_name, last_name });
  for (const [kind, value] of points) await insert(db(), 'contact_points', { contact_id: id, kind, value });
  return id;
};

async function pairs(path: string, who: 'alice' | 'vera' = 'alice') {
  const answer = await (await app.current.as(who)).get(`${path}/possible-duplicates`);
  expect(answer.status).toBe(200);
  const rows = [...answer.text.matchAll(/<li><div class="what">[\s\S]*?<\/li>/g)].map(([html]) => ({
    html,
    text: textOf(html),
  }));
  return {
    rows,
    of: (...ids: string[]) => rows.find(({ html }) => ids.every((id) => html.includes(id))),
    html: answer.text,
  };
}

describe('possible duplicates of contacts', () => {
  it('are those of one address, phone, handle or name, and of nearly one name, each with why', async () => {
    const same = {
      email: [
        await contact('Ada', 'Quince', ['email', 'Ada@Quince.example']),
        await contact('A.', 'Quincy', ['email', 'ada@quince.example']),
      ],
      phone: [
        await contact('Bo', 'Umber', ['phone', '+1 407 555-0199']),
        await contact('Robert', 'Zett', ['phone', '+14075550199']),
      ],
      name: [await contact('Cyra', 'Holm'), await contact('cyra', 'holm')],
      nearly: [await contact('Maximilian', 'Oberdorfer'), await contact('Maximilian', 'Oberdorffer')],
    };
    const found = await pairs('/contacts');
    expect(found.of(...same.email)?.text).toContain('The same e-mail address: Ada@Quince.example');
    expect(found.of(...same.phone)?.text).toContain('The same phone');
    expect(found.of(...same.name)?.text).toContain('The same name');
    expect(found.of(...same.nearly)?.text).toContain('Nearly the same name');
    expect(found.rows).toHaveLength(4);
  });

  it('leave out whom many share an address with, and those in the trash', async () => {
    const house: string[] = [];
    for (let n = 0; n < 21; n++)
      house.push(await contact(`Desk${n}`, `${n}`.repeat(9), ['email', 'desk@house.example']));
    const [live, gone] = [
      await contact('Ina', 'Mohr', ['email', 'ina@mohr.example']),
      await contact('Ina', 'Moor', ['email', 'ina@mohr.example']),
    ];
    await db().rows('update contacts set deleted_at = now() where id = $1', [gone]);
    const found = await pairs('/contacts');
    expect(found.of(house[0] as string, house[1] as string)).toBeUndefined();
    expect(found.of(live, gone)).toBeUndefined();
  });

  it('are not shown again once somebody said that they are two, until that is taken back', async () => {
    const [low, high] = [
      await contact('Kay', 'Lund', ['handle', '@kay']),
      await contact('Kai', 'Lundt', ['handle', '@KAY']),
    ].sort() as [string, string];
    const visitor = await app.current.as('alice');
    expect((await pairs('/contacts')).of(low, high)).toBeDefined();
    const page = await visitor.postAndFollow('/contacts/possible-duplicates/distinct', { low, high });
    expect(textOf(page.text)).toContain('Noted that these are two contacts.');
    expect((await pairs('/contacts')).of(low, high)).toBeUndefined();
    expect((await visitor.post('/contacts/possible-duplicates/distinct', { low, high })).status).toBe(303);
    await visitor.post('/contacts/possible-duplicates/distinct/delete', { low, high });
    expect((await pairs('/contacts')).of(low, high)).toBeDefined();
    for (const bad of [
      { low: high, high: low },
      { low, high: low },
      { low: 'x', high },
      { low, high: '' },
    ])
      expect((await visitor.post('/contacts/possible-duplicates/distinct', bad)).status).toBe(400);
  });

  it('can be looked at by a VIEWER, who decides nothing', async () => {
    await contact('Lia', 'Noor', ['handle', '@lia']);
    await contact('Leah', 'Nur', ['handle', '@lia']);
    const { html, rows } = await pairs('/contacts', 'vera');
    expect(rows.length).toBeGreaterThan(0);
    expect(html).not.toContain('Not the same');
  });
});

describe('possible duplicates of companies', () => {
  it('are those of one legal name, of one domain within another, and of nearly one name', async () => {
    const legal = [
      await insertCompany(db(), { name: 'Halcyon', legal_name: 'Halcyon Holdings LLC' }),
      await insertCompany(db(), { name: 'Zephyr Parks', legal_name: 'HALCYON HOLDINGS LLC' }),
    ];
    const domain = [
      await insertCompany(db(), { name: 'Indigo', domain: 'indigo.example' }),
      await insertCompany(db(), { name: 'Shop of blue things', domain: 'shop.indigo.example' }),
    ];
    const nearly = [
      await insertCompany(db(), { name: 'Juniper Optics' }),
      await insertCompany(db(), { name: 'Juniper Optics Ltd' }),
    ];
    const found = await pairs('/companies');
    expect(found.of(...legal)?.text).toContain('The same legal name: ');
    expect(found.of(...domain)?.text).toContain('One website lies within the other’s domain: shop.indigo.example');
    expect(found.of(...nearly)?.text).toContain('Nearly the same name');
    expect(found.of(...nearly)?.html).toContain(
      `/companies/${[...nearly].sort()[0]}/merge?with=${[...nearly].sort()[1]}`,
    );
    expect((await (await app.current.as('alice')).get('/companies')).text).toContain('/companies/possible-duplicates');
  });
});

describe('the page of possible duplicates', () => {
  it('says how to go on where there are none', async () => {
    await db().rows('update contacts set deleted_at = now()');
    const { rows, html } = await pairs('/contacts');
    expect(rows).toEqual([]);
    expect(textOf(html)).toContain('No possible duplicates');
  });
});
