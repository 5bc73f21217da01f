import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VARIABLES } from '../../src/config.js';
import { variablesOf } from '../support/compose.js';
import { blocksOf, found } from '../support/runbook.js';

const FOLDER = 'docs/ops';
const papers = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

/** The chapters beside RUNBOOK.md, each with the blocks that no test runs, by their first line, and the reason. */
const NOT_RUN: Record<string, Record<string, string>> = {
  'deployment.md': {
    'COMMIT=$(git rev-parse HEAD)': 'needs Docker',
    'docker login registry.example.org': 'needs a registry',
    'docker save registry.example.org/mouse-domination:"$COMMIT" | gzip > mouse-domination.tar.gz': 'needs Docker',
    'sha256sum -c mouse-domination.tar.gz.sha256': 'needs Docker',
    'git fetch origin && git checkout --detach "$COMMIT"':
      'tests/ops/deploy.test.ts runs the script, with a docker of its own',
  },
  'postgres.md': {
    'dc stop app worker': 'needs Docker',
    'dc up -d --wait postgres': 'needs Docker and Postgres 18',
    'systemctl stop mouse mouse-worker': 'needs Postgres 18',
    'sudo -u postgres psql -X -c "alter system set archive_mode = on" -c "alter system set archive_command = \'pgbackrest --stanza=mouse archive-push %p\'" -c "alter system set archive_timeout = \'5min\'"':
      'needs pgBackRest',
    'systemctl stop mouse mouse-worker postgresql': 'needs pgBackRest',
    [`echo "create role standby login replication password '$PASSWORD'" | pg psql -X`]:
      'needs two machines; it was run by hand',
    'pg_ctlcluster 17 main stop': 'needs two machines; it was run by hand',
    "sql -xc 'select client_addr, state, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) as bytes_behind from pg_stat_replication' -c 'select slot_name, active, wal_status from pg_replication_slots'":
      'needs two machines; it was run by hand',
    'pg_ctlcluster 17 main promote': 'needs two machines; it was run by hand',
  },
  'second-place.md': {
    'systemctl daemon-reload': 'changes the machine',
  },
  'proxies/README.md': {
    'caddy validate --config /etc/caddy/Caddyfile --adapter caddyfile': 'changes the machine; it was run by hand',
  },
  'kubernetes/README.md': {
    'kubectl create namespace mouse-domination': 'needs a cluster',
    'kubectl kustomize .': 'needs a cluster; its first line was run by hand',
    "kubectl -n mouse-domination logs -l app.kubernetes.io/component=app --tail=-1 | grep 'setup?token='":
      'needs a cluster',
    'kubectl -n mouse-domination get deployment,pod,ingress': 'needs a cluster',
    'run() { kubectl -n mouse-domination exec -i deployment/mouse-domination -- npm run "$@"; }': 'needs a cluster',
    'kubectl -n mouse-domination delete job mouse-domination-migration --ignore-not-found': 'needs a cluster',
    'kubectl -n mouse-domination rollout undo deployment/mouse-domination': 'needs a cluster',
    'kubectl -n mouse-domination create job --from=cronjob/mouse-domination-backup backup-by-hand': 'needs a cluster',
  },
  'nginx/README.md': {
    'apt-get install --no-install-recommends certbot': 'needs a name on the internet',
    'cp docs/ops/nginx/nginx.conf /etc/nginx/nginx.conf': 'changes the nginx of the machine itself',
    "certbot reconfigure --cert-name crm.example.org --webroot -w /opt/mouse-domination/docs/ops/nginx --deploy-hook 'systemctl reload nginx'":
      'needs a certificate of certbot’s',
    'touch docs/ops/nginx/maintenance/on    # closed, at once, no reload': 'tests/ops/nginx.test.ts touches its copy',
  },
  'observability/README.md': {
    'install -m 640 -g 65534 docs/ops/observability/monitoring/alertmanager.yaml alertmanager.yaml': 'edits by hand',
    'dc --profile=monitoring up -d': 'needs Docker',
    'dc --profile=monitoring exec alertmanager amtool --alertmanager.url=http://127.0.0.1:9093 alert add MouseDominationTry severity=critical':
      'needs Docker',
    'METRICS_ENABLED=true': 'variables; tests/ops/observability.test.ts sets them',
    'promtool check config prometheus-scrape.yaml': 'tests/ops/observability.test.ts runs both',
  },
};

it('says of each block of commands why no test runs it', () => {
  const silent = papers.map(({ name, text }) => {
    const blocks = blocksOf(text).filter(
      ({ language, run, code }) => language === 'sh' && !run && !code.startsWith('#!'),
    );
    return [name, blocks.map(({ code }) => code.split('\n')[0])];
  });
  const named = Object.entries(NOT_RUN).map(([name, reasons]) => [name, Object.keys(reasons)]);
  const withBlocks = silent.filter(([, lines]) => lines?.length);
  expect(Object.fromEntries(withBlocks)).toEqual(Object.fromEntries(named));
});

it('has each other block run by tests/ops/runbook.test.ts', () => {
  const named = papers.flatMap(({ text }) => blocksOf(text).flatMap(({ run }) => run ?? []));
  const test = readFileSync('tests/ops/runbook.test.ts', 'utf8');
  expect(named.filter((name) => !test.includes(`'${name}'`))).toEqual([]);
});

it.each(papers)('$name names variables of the app or of compose', ({ text }) => {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, it]) => it ?? '');
  const known = [...VARIABLES, ...variablesOf('compose.prod.yml')];
  const ours = found(
    /(?:^|\bput |\bget )((?:AUTH|BACKUP|DATABASE|METRICS|POSTGRES|REDIS|SESSION|SMTP|STORAGE)_[A-Z0-9_]+)/g,
    spans,
  );
  expect(ours.map((name) => name.replace(/_FILE$/, '')).filter((name) => !known.includes(name))).toEqual([]);
});
