import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../../src/config.js';
import { opsRoutes } from '../../src/features/ops/routes.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { useApp } from '../support/app.js';
import { readCompose, variablesOf } from '../support/compose.js';
import { anchorOf, blocks, found, headings, prose, runbook, sectionOf, shell, spans } from '../support/runbook.js';

const read = (file: string) => readFileSync(file, 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
/** What compose does not read its files without. */
const FILLED = Object.fromEntries(found(/\$\{(\w+):\?/g, [read('compose.prod.yml')]).map((name) => [name, 'filled']));

const app = useApp({
  METRICS_ENABLED: 'true',
  METRICS_GUARD: 'secret',
  METRICS_GUARD_SECRET: 'a secret of the tests'.replaceAll(' ', '-'),
});

describe('the npm scripts of the runbook', () => {
  const named = found(/\b(?:npm run|run) ((?:user|db|start|storage|mail)[a-z:-]*)/g);

  it('are there, and none that an operator needs is missing', () => {
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const needed = Object.keys(scripts).filter((name) => /^(user|db|start):/.test(name));
    expect(needed.filter((name) => !named.includes(name))).toEqual([]);
  });

  it('take the options that it gives them', async () => {
    const lines = [...spans, ...shell].flatMap((text) => text.split('\n'));
    const uses = lines.flatMap((line) => [...line.matchAll(/\brun ([a-z:-]+) -- ([^|;&]+)/g)]);
    expect(uses.length).toBeGreaterThan(5);
    const help = await helpOf(uses.map(([, name]) => name ?? ''));
    for (const [line, name = '', options = ''] of uses)
      for (const option of options.match(/--[a-z-]+/g) ?? [])
        expect([line, help.get(name)]).toEqual([line, expect.stringContaining(`  ${option} `)]);
    const alone = spans.filter((it) => /^--[a-z-]+$/.test(it));
    expect(alone.filter((option) => ![...help.values()].some((text) => text.includes(`  ${option} `)))).toEqual([]);
  });
});

describe('the variables of the runbook', () => {
  const files = ['compose.prod.yml', 'docs/ops/compose.secrets.yml'];
  const compose = [...files.flatMap(variablesOf), 'COMPOSE_ENV_FILE'];
  /** The words of its own blocks, and of the programs they call. */
  const own = [
    ...found(/^\s*(?:export )?([A-Z]+)=/gm),
    'REDISCLI_AUTH',
    'PGPASSWORD',
    'PROFILE',
    'NODE_EXTRA_CA_CERTS',
    'NODE_OPTIONS',
    'WORKER_PORT',
  ];
  /** What Redis and the roles say in capitals. */
  const words = ['PONG', 'MISCONF', 'WRONGPASS', 'NAME', 'EADDRINUSE'];

  it('are those of the app, of compose, or its own', () => {
    const inBlocks = found(/(?:\b(?:put|get) |\$\{?|^\s*)([A-Z][A-Z0-9_]+)\b/gm, shell);
    const inProse = found(/(?:^|\b(?:put|get) )([A-Z][A-Z0-9_]+)(?:$|[=:]| )/g, spans);
    const known = [...VARIABLES, ...compose, ...own, ...words];
    expect([...inBlocks, ...inProse].filter((name) => !known.includes(name))).toEqual([]);
    for (const prefix of found(/^([A-Z0-9_]+_)…$/g, spans))
      expect([prefix, VARIABLES.some((name) => name.startsWith(prefix))]).toEqual([prefix, true]);
  });

  it('leave out none that compose reads', () => {
    expect(compose.filter((name) => !spans.includes(name))).toEqual([]);
  });
});

describe('the addresses of the runbook', () => {
  const paths = found(/^(\/[a-z]+(?:\/[a-z]+)*)$/g, spans).concat(found(/https?:\/\/[\w.:-]+(\/[a-z/]+)/g));
  const machine = /^\/(opt|etc|usr|var)\//;

  it('are routes of the app', async () => {
    const routes = paths.filter((path) => !machine.test(path));
    expect(routes).toContain('/admin/users');
    for (const path of new Set(routes))
      expect([path, (await app.current.visitor().get(path)).status]).toEqual([
        path,
        expect.toSatisfy((it) => it !== 404),
      ]);
  });

  it('have every probe and the metrics', () => {
    const { config, database, queue, storage } = app.current;
    const parts = {
      database,
      queue,
      storage,
      redis: undefined,
      mail: undefined,
      metrics: createMetrics(),
      log: pino({ enabled: false }),
      migrations: [],
      draining: () => false,
    };
    const ops = opsRoutes(config, parts).map(({ path }) => path);
    expect(ops).toContain('/metrics');
    expect(ops.filter((path) => !spans.includes(path))).toEqual([]);
  });
});

describe('the files of the runbook', () => {
  /** Made by the operator, by an installed program, or by the app. */
  const made = [
    '.env',
    '.env.production',
    'compose.override.prod.yml',
    'data/',
    'data/postgres',
    'data/postgres.log',
    'data/postgres.json',
    'secrets.json',
    'tls/',
    './tls',
    '~/.bashrc',
  ];
  const certificates = ['fullchain.pem', 'privkey.pem'];
  const onTheMachine = [
    '/etc/mouse-domination.env',
    '/etc/redis/redis.conf',
    '/etc/fstab',
    '/etc/systemd/system/',
    '/srv/mouse-domination',
    '/srv/mouse-domination/files',
    '/opt/mouse-domination',
    '/usr/bin/node',
    '/usr/sbin/nologin',
    '/var/lib/mouse-domination',
  ];

  it('are there, or are made by whom it says', () => {
    const named = found(
      /(?:^|[\s"'])((?:~|\.)?[\w./-]*(?:\.(?:md|ts|yml|yaml|conf|json|log|pem|example|production)|\/))(?=$|[\s"'])/g,
    );
    const local = named.filter((file) => !file.startsWith('/') && file !== '/');
    expect(local).toContain('compose.prod.yml');
    expect(local.filter((file) => ![...made, ...certificates].includes(file) && !existsSync(file))).toEqual([]);
    const nginx = read('docs/ops/nginx/nginx.conf');
    for (const file of certificates) expect(nginx).toContain(`/etc/nginx/tls/${file}`);
  });

  it('outside of the folder are those of its own steps', () => {
    const absolute = found(/(?:^|[\s"'=])(\/(?:opt|etc|usr|var|srv|tmp)\/[\w./-]+)/g, [
      ...spans,
      ...blocks.map((it) => it.code),
    ]);
    expect(absolute.filter((path) => !onTheMachine.includes(path))).toEqual([]);
  });
});

describe('the services of the runbook', () => {
  const [prod, dev] = ['compose.prod.yml', 'compose.dev.yml'].map((file) => readCompose(file, FILLED)) as [
    Compose,
    Compose,
  ];
  const profiles = Object.values(prod.services).flatMap((it) => it.profiles ?? []);

  it('are in compose.prod.yml, and so are profiles and volumes', () => {
    const services = found(/\bdc (?:ps|logs|exec|stop|rm|up -d)(?: (?:-\w+|--[a-z-]+(?: \d+)?))* ([a-z]+)/g);
    expect(services.filter((name) => !(name in prod.services))).toEqual([]);
    expect(found(/\bPROFILE=([a-z]+)/g).filter((name) => !profiles.includes(name))).toEqual([]);
    const volumes = found(/(?:^|mouse-domination_)([a-z]+_data)\b/g);
    expect(volumes.toSorted()).toEqual(Object.keys(prod.volumes ?? {}).toSorted());
    const networks = found(/network inspect mouse-domination_([a-z]+)/g, shell);
    expect(networks.filter((name) => !(name in (prod.networks ?? {})))).toEqual([]);
  });

  it('leave out no service, profile or published port', () => {
    expect([...Object.keys(prod.services), ...profiles].filter((name) => !spans.includes(name))).toEqual([]);
    const table = prose.slice(prose.indexOf('| port |'), prose.indexOf('## Shorthands'));
    const rows = table.split('\n').filter((row) => /^\| \d/.test(row));
    for (const { services } of [prod, dev])
      for (const [name, { ports = [] }] of Object.entries(services))
        for (const port of ports.map((it) => it.split(':').at(-2)))
          expect([name, rows.some((row) => new RegExp(`\\b${port}\\b.*\`${name}\``).test(row))]).toEqual([name, true]);
  });
});

describe('the text of the runbook', () => {
  it('links to headings that are there, and so do the other papers', () => {
    const anchors = found(/\]\(#([\w-]+)\)/g, [runbook]);
    const others = [
      'README.md',
      'SECURITY.md',
      ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((it) => `docs/${it}`),
    ];
    const texts = others.filter((file) => /\.(md|ya?ml|json)$/.test(file)).map(read);
    const outside = found(/RUNBOOK\.md#([\w-]+)/g, texts);
    expect(outside).toContain('redis-gone');
    expect([...anchors, ...outside].filter((anchor) => !headings.some((it) => anchorOf(it) === anchor))).toEqual([]);
  });

  it('names each chapter at its head, and each incident at the head of those', () => {
    const [head = '', incidents = ''] = [/^# [\s\S]*?\n## /, /\n## Incidents\n\n.*/].map((it) => it.exec(runbook)?.[0]);
    const link = (heading: string) => `[${heading}](#${anchorOf(heading)})`;
    const chapters = [...prose.matchAll(/^## (.+)$/gm)].map(([, it]) => it ?? '');
    expect(chapters.filter((it) => !head.includes(`\n| ${link(it)} |`))).toEqual([]);
    expect(INCIDENTS.filter((it) => !incidents.includes(link(it)))).toEqual([]);
  });

  it('has each incident in four parts', () => {
    const incidents = [...runbook.slice(runbook.indexOf('\n## Incidents')).matchAll(/^### (.+)$/gm)].map(
      ([, it]) => it,
    );
    expect(incidents).toEqual(INCIDENTS);
    for (const name of INCIDENTS) {
      const parts = found(/^\*\*(You see|Why|Do|Check)\*\*/gm, [sectionOf(name)]);
      expect([name, parts]).toEqual([name, ['You see', 'Why', 'Do', 'Check']]);
    }
  });

  it('quotes what the product says', () => {
    const said = sources().replace(/\s+/g, ' ');
    const quotes = found(/"([^"]{4,})"/g, [prose.replace(/`[^`\n]*`/g, '')]);
    expect(quotes.length).toBeGreaterThan(12);
    const parts = quotes.flatMap((quote) => quote.split(/…|\bN\b/)).map((part) => part.trim().replace(/\.$/, ''));
    expect(parts.filter((part) => part.length > 3 && !said.includes(part))).toEqual([]);
  });
});

// Where the tests above are called, these are there.
const INCIDENTS = [
  'Postgres gone',
  'Redis gone',
  'Files cannot be reached',
  'A disk is almost full',
  'No backup was made',
  'The certificate ends',
  'Two versions run',
  'Failed jobs',
  'Webhooks wait',
  'Nobody does the jobs',
  'Too many lockouts',
  'Wrong client address behind a proxy',
  'The app is down',
  'Slow pages',
  'Server errors',
  'Metrics refused',
  'Forms come back unsent',
  'The login leads back to the login',
  'The port is taken',
  'A column is missing',
  'The embedded Postgres does not start',
];

type Compose = ReturnType<typeof readCompose>;

async function helpOf(names: string[]): Promise<Map<string, string>> {
  const file = (name: string) => scripts[name]?.replace(/^node /, '') ?? '';
  const ask = async (name: string) =>
    [name, (await promisify(execFile)(process.execPath, [file(name), '--help'])).stdout] as const;
  return new Map(await Promise.all([...new Set(names)].map(ask)));
}

function sources(): string {
  const files = ['src', 'views', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return files
    .filter((file) => /\.(ts|njk)$/.test(file))
    .map(read)
    .join('\n');
}
