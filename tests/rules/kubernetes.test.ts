import { existsSync, readFileSync } from 'node:fs';
import { DockerfileParser, type PropertyInstruction } from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig, VARIABLES } from '../../src/config.js';
import {
  type Container,
  faultsOf,
  type Manifest,
  manifestFiles,
  manifests,
  manifestText,
  podsOf,
} from '../support/kubernetes.js';

const read = (file: string) => readFileSync(file, 'utf8');
const kustomization = parse(manifestText('kustomization.yaml'));
const pods = podsOf(manifests);
const containers = pods.flatMap(({ maker, template }) => template.spec.containers.map((it) => ({ maker, it })));
const [app, worker] = ['mouse-domination', 'mouse-domination-worker'].map(
  (name) => pods.find(({ maker }) => maker === name)?.template,
);
const settings = the('ConfigMap', 'mouse-domination').data ?? {};
const secret = manifests.find(({ kind }) => kind === 'Secret') as Manifest & { stringData: Record<string, string> };
const image = Object.fromEntries(
  DockerfileParser.parse(read('Dockerfile'))
    .getInstructions()
    .filter((line) => line.getKeyword() === 'ENV')
    .flatMap((line) => (line as PropertyInstruction).getProperties())
    .map((it) => [it.getName(), it.getValue() ?? '']),
);

describe('the manifests of Kubernetes', () => {
  const objects = manifests.map(({ file, ...object }) => object);

  it('are what the API’s schema has', () => {
    expect(faultsOf(objects)).toEqual([]);
  });

  it('would not be, with a field misspelt, of another type, missing, or of a kind that is not there', () => {
    const deployment = objects.find(({ kind }) => kind === 'Deployment') as Manifest;
    const broken = (change: object) => faultsOf([{ ...deployment, spec: { ...deployment.spec, ...change } }]).join();
    expect(broken({ minReadySecond: 5 })).toContain(`'"minReadySecond"' does not exist`);
    expect(broken({ paused: 'yes' })).toContain("'string' is not assignable to type 'boolean");
    expect(broken({ selector: undefined })).toContain("'selector'");
    expect(faultsOf([{ ...deployment, kind: 'Deploiment' }]).join()).toContain("no exported member 'Deploiment'");
  });

  it('are all in the kustomization but for the example of a Secret', () => {
    expect(kustomization.resources.toSorted()).toEqual(manifestFiles.filter((it) => it !== 'secret.example.yaml'));
    const { version } = JSON.parse(read('package.json'));
    expect(kustomization.images).toEqual([
      { name: 'mouse-domination', newName: expect.stringContaining('.example.org/'), newTag: version },
    ]);
  });

  it('name no host but those of examples', () => {
    const hosts = manifestFiles
      .concat('kustomization.yaml')
      .flatMap((file) => manifestText(file).match(/[\w-]+(\.[\w-]+)+/g) ?? []);
    const apis =
      /\.k8s\.io$|^app\.kubernetes\.io$|^(kustomize\.config|nginx\.ingress|pod-security)\.|^kubernetes\.io$|^metadata\.name$|\.(yaml|js|md|pem)$|^[\d.]+$/;
    expect(hosts.filter((it) => !apis.test(it) && !/(^|\.)example\.org$/.test(it))).toEqual([]);
  });
});

describe('each pod', () => {
  it.each(pods)('of $maker is restricted, and asks nothing of the cluster', ({ template: { spec } }) => {
    expect(spec).toMatchObject({
      serviceAccountName: the('ServiceAccount', 'mouse-domination').metadata.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
  });

  it.each(containers)(
    'of $maker is bounded, cannot write but where it must, and runs what the image has',
    ({ it: container }) => {
      expect(container).toMatchObject({
        image: 'mouse-domination',
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: {
          requests: { cpu: expect.any(String), memory: expect.stringMatching(/^\d+Mi$/) },
          limits: { cpu: expect.any(String), memory: expect.stringMatching(/^\d+[MG]i$/) },
        },
      });
      const { scripts } = JSON.parse(read('package.json'));
      const [program, first = '', script = ''] = container.command.filter((it: string) => !it.startsWith('--'));
      if (program === 'npm') expect([first, script in scripts]).toEqual(['run', true]);
      else expect(existsSync(first.replace(/^dist\/(.*)\.js$/, '$1.ts'))).toBe(true);
    },
  );

  it.each(containers)('of $maker has volumes, settings and secrets that are there', ({ maker, it: container }) => {
    const { volumes } = pods.find((pod) => pod.maker === maker)?.template.spec ?? { volumes: [] };
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      volumes.map(({ name }) => name).toSorted(),
    );
    for (const { persistentVolumeClaim: claim, secret: from } of volumes) {
      if (claim) expect(the('PersistentVolumeClaim', claim.claimName)).toBeTruthy();
      if (from) expect(from.secretName).toBe(secret.metadata.name);
    }
    const at = Object.fromEntries(container.volumeMounts.map(({ name, mountPath }) => [name, mountPath]));
    expect(at).toMatchObject({ secrets: '/run/secrets/mouse-domination', tmp: '/tmp' });
    expect([undefined, image['DATA_DIR']]).toContain(at['data']);
    expect(container.envFrom).toEqual([{ configMapRef: { name: the('ConfigMap', 'mouse-domination').metadata.name } }]);
    expect((container.env ?? []).filter(({ name }) => !VARIABLES.includes(name))).toEqual([]);
  });

  it('that serves is asked by the probes on the port it has, and gets longer to end than what it has in hand', () => {
    for (const template of [app, worker]) {
      const [container] = template?.spec.containers ?? [];
      expect(container?.ports).toEqual([{ name: 'http', containerPort: Number(image['PORT']) }]);
      const paths = (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map(
        (it) => container?.[it]?.httpGet,
      );
      expect(paths).toEqual(['/alive', '/alive', '/ready'].map((path) => ({ path, port: 'http' })));
      const { periodSeconds = 0, failureThreshold = 0 } = container?.startupProbe ?? {};
      expect(periodSeconds * failureThreshold).toBeGreaterThan(60 * 4);
      const hand = [
        /\bIN_HAND_MS = ([\d_]+)/.exec(read('src/http/drain.ts')),
        /JOBS_IN_HAND_MS = ([\d_]+)/.exec(read('src/launch.ts')),
      ];
      for (const [, ms = ''] of hand.map((it) => it ?? []))
        expect((template?.spec.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(Number(ms.replace('_', '')));
    }
  });

  it('of the app leaves the jobs to the worker', () => {
    expect(commandOf(app)).toEqual(['node', 'dist/src/main.js', '--no-worker']);
    expect(commandOf(worker)).toEqual(['node', '--max-semi-space-size=8', 'dist/src/worker.js']);
  });
});

describe('what the pods are told', () => {
  const secrets = Object.entries(settings).filter(([name]) => name.endsWith('_FILE'));

  it('are variables of the app, and files of the Secret, each of them', () => {
    expect(Object.keys(settings).filter((name) => !VARIABLES.includes(name.replace(/_FILE$/, '')))).toEqual([]);
    const paths = Object.keys(secret.stringData).map((key) => `/run/secrets/mouse-domination/${key}`);
    expect(secrets.map(([, path]) => path).toSorted()).toEqual(paths.toSorted());
    for (const [name, path] of secrets)
      expect(path).toBe(`/run/secrets/mouse-domination/${name.replace(/_FILE$/, '')}`);
  });

  it('holds as a configuration, with real secrets in the place of the files', () => {
    const values = { ENCRYPTION_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}` } as Record<string, string>;
    const filled = secrets
      .map(([name]) => name.replace(/_FILE$/, ''))
      .map((name) => [name, values[name] ?? 'x'.repeat(32)]);
    const plain = Object.entries(settings).filter(([name]) => !name.endsWith('_FILE'));
    const config = loadConfig({ ...image, ...Object.fromEntries([...plain, ...filled]) });
    expect(config).toMatchObject({ env: 'production', port: 3000, trustProxy: 1, warnings: [] });
    expect(config.metrics).toEqual({ secret: 'x'.repeat(32) });
    expect(config.appUrl).toBe(`https://${the('Ingress', 'mouse-domination').spec.rules[0].host}`);
  });

  it('does not fill the connections of Postgres, however many run', () => {
    const { maxReplicas } = the('HorizontalPodAutoscaler', 'mouse-domination').spec;
    const surge = (name: string) => the('Deployment', name).spec.strategy.rollingUpdate.maxSurge as number;
    const { replicas } = the('Deployment', 'mouse-domination-worker').spec;
    const most = maxReplicas + surge('mouse-domination') + replicas + surge('mouse-domination-worker');
    const each = Number(settings['DATABASE_POOL_SIZE']) + 2;
    expect(manifestText('hpa.yaml')).toContain(`come to ${most * each} of the 97`);
    // A migration keeps its pool, a backup a few, an operator one.
    expect(most * each + 10).toBeLessThanOrEqual(97);
  });
});

describe('who leads to the pods', () => {
  const chosen = (labels: Record<string, string>) =>
    pods.filter(({ template }) => Object.entries(labels).every(([key, it]) => template.metadata.labels[key] === it));
  const makers = (labels: Record<string, string>) => chosen(labels).map(({ maker }) => maker);

  it('chooses those of its own by their labels', () => {
    for (const name of ['mouse-domination', 'mouse-domination-worker'])
      expect(makers(the('Deployment', name).spec.selector.matchLabels)).toEqual([name]);
    for (const kind of ['PodDisruptionBudget', 'Service']) {
      const { selector } = the(kind, 'mouse-domination').spec;
      expect([kind, makers(selector.matchLabels ?? selector)]).toEqual([kind, ['mouse-domination']]);
    }
    const [spread] = app?.spec.topologySpreadConstraints ?? [];
    expect(makers(spread?.labelSelector.matchLabels ?? {})).toEqual(['mouse-domination']);
    expect(the('HorizontalPodAutoscaler', 'mouse-domination').spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'mouse-domination',
    });
    expect(the('Deployment', 'mouse-domination').spec).not.toHaveProperty('replicas');
  });

  it('finds the port by its name, from the ingress through the service', () => {
    const [port] = the('Service', 'mouse-domination').spec.ports;
    const [rule] = the('Ingress', 'mouse-domination').spec.rules;
    expect(rule.http.paths.map((it: { backend: unknown }) => it.backend)).toEqual([
      { service: { name: 'mouse-domination', port: { name: port.name } } },
    ]);
    expect(app?.spec.containers[0]?.ports?.map(({ name }) => name)).toContain(port.targetPort);
    expect(the('Ingress', 'mouse-domination').spec.tls[0].hosts).toEqual([rule.host]);
  });

  it('is nobody but the controller and Prometheus: each pod is under a policy', () => {
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec);
    const under = ({
      matchLabels,
      matchExpressions = [],
    }: {
      matchLabels?: Record<string, string>;
      matchExpressions?: { key: string; values: string[] }[];
    }) =>
      pods.filter(
        ({ maker, template: { metadata } }) =>
          (!matchLabels || makers(matchLabels).includes(maker)) &&
          matchExpressions.every(({ key, values }) => values.includes(metadata.labels[key] ?? '')),
      );
    const held = policies.flatMap(({ podSelector }) => under(podSelector).map(({ maker }) => maker));
    expect(held.toSorted()).toEqual(pods.map(({ maker }) => maker).toSorted());
    for (const { policyTypes, ingress = [] } of policies) {
      expect(policyTypes).toEqual(['Ingress']);
      for (const { from, ports } of ingress) {
        expect(from.length).toBeGreaterThan(0);
        expect(ports).toEqual([{ protocol: 'TCP', port: 'http' }]);
      }
    }
  });
});

function the(kind: string, name: string): Manifest {
  const named = manifests.filter((it) => it.kind === kind && it.metadata.name === name);
  if (named.length !== 1) throw new Error(`There are ${named.length} of ${kind} ${name}`);
  return named[0] as Manifest;
}

function commandOf(template: { spec: { containers: Container[] } } | undefined): string[] | undefined {
  return template?.spec.containers[0]?.command;
}
