import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { type parse, parseAllDocuments } from 'yaml';

const FOLDER = 'docs/ops/kubernetes';

type Meta = { name: string; labels: Record<string, string> };
type Port = { name: string; containerPort: number };
type Probe = { httpGet: { path: string; port: string }; periodSeconds: number; failureThreshold: number };
export type Container = {
  name: string;
  image: string;
  command: string[];
  ports?: Port[];
  env?: { name: string; value: string }[];
  envFrom: { configMapRef: { name: string } }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  volumeMounts: { name: string; mountPath: string }[];
};
type PodSpec = {
  serviceAccountName: string;
  enableServiceLinks: boolean;
  terminationGracePeriodSeconds?: number;
  topologySpreadConstraints?: { labelSelector: { matchLabels: Record<string, string> } }[];
  containers: Container[];
  volumes: { name: string; persistentVolumeClaim?: { claimName: string }; secret?: { secretName: string } }[];
};
type Template = { metadata: { labels: Record<string, string> }; spec: PodSpec };
/** Each kind has a `spec` of its own, as it was read; `faultsOf` holds it to the API's types. */
export type Manifest = { file: string; apiVersion: string; kind: string; metadata: Meta; spec?: Read; data?: Data };
type Read = ReturnType<typeof parse>;
type Data = Record<string, string>;

/** The files of docs/ops/kubernetes that are manifests, kustomization.yaml left out. */
export const manifestFiles = readdirSync(FOLDER).filter((it) => it.endsWith('.yaml') && it !== 'kustomization.yaml');

/** Every document of them. */
export const manifests: Manifest[] = manifestFiles.flatMap((file) =>
  parseAllDocuments(manifestText(file)).map((it) => ({ file, ...it.toJS() })),
);

export function manifestText(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

/** The pods that the manifests make, each with the name of what makes it. */
export function podsOf(list: Manifest[]): { maker: string; template: Template }[] {
  return list.flatMap(({ kind, metadata, spec }) => {
    const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template;
    return template ? [{ maker: metadata.name, template }] : [];
  });
}

/**
 * What the types of the Kubernetes API, which are made of its OpenAPI schema, have against objects: a field that the API does
 * not know, one of another type, one that is missing. An object literal must have no property that its type does not name, so
 * the objects are written as literals and TypeScript is asked.
 */
export function faultsOf(objects: Record<string, unknown>[]): string[] {
  const file = resolve('tests/support/manifests-of-kubernetes.ts');
  const text = objects.map((it, at) => `export const m${at}: ${typeOf(it)} = ${JSON.stringify(it)};`).join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, text, version) : getSourceFile(name, version);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

function typeOf({ apiVersion, kind }: Record<string, unknown>): string {
  const [version = '', group = 'core'] = String(apiVersion).split('/').reverse();
  // The compiler says so where there is no such group, version or kind.
  return `import('kubernetes-types/${group.replace('.k8s.io', '')}/${version}').${kind}`;
}
