import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assemble } from '../support/image.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mouse-assemble-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('scripts/assemble-image.mjs', () => {
  it.each([
    ['ADD a b', 'ADD a b: this script does not know how to do that'],
    ['VOLUME /data', 'VOLUME /data: this script does not know how to do that'],
    ['COPY --link views views', 'COPY views views: this script does not know how to do that'],
    ['RUN useradd mouse', "would change the last stage's base image"],
    ['CMD node dist/src/main.js', 'is not in exec form'],
    ['ENV A=$B', '$B has no value'],
    ['WORKDIR /app\nCOPY . .', 'must not be in the image: '],
    ['RUN rm -rf /app\nFROM scratch', "an absolute path would be this machine's"],
    ['FROM one\nFROM scratch\nCOPY --from=one /a ./', 'the stage one is not there, or another was built on it'],
  ])('refuses %j', async (lines, sentence) => {
    await writeFile(join(folder, 'Dockerfile'), `FROM scratch AS one\n${lines}\n`);
    const done = assemble(['--out', join(folder, 'out'), '--file', join(folder, 'Dockerfile')]);
    await expect(done).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual(['Dockerfile']);
  });

  it('lets no secret and no data into a build, whatever lies in the checkout', async () => {
    const context = join(folder, 'checkout');
    const secrets = [
      '.env',
      '.env.production',
      '.git/config',
      '.npmrc',
      'data/secrets.json',
      'backup.sql',
      'tls/a.pem',
    ];
    const deeper = ['src/.env.local', 'scripts/tls.key', 'src/platform/prisma/client.ts', 'public/build/old.css'];
    for (const path of [...secrets, ...deeper, 'src/main.ts', 'views/page.njk']) await write(join(context, path));
    await cp('.dockerignore', join(context, '.dockerignore'));
    await writeFile(join(context, 'Dockerfile'), 'FROM scratch AS build\nCOPY . .\nFROM scratch\n');
    await assemble(['--out', join(folder, 'out'), '--target', 'build'], context);
    const files = await readdir(join(folder, 'out'), { recursive: true, withFileTypes: true });
    expect(files.flatMap((file) => (file.isFile() ? [file.name] : [])).sort()).toEqual(['main.ts', 'page.njk']);
  });
});

async function write(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x');
}
