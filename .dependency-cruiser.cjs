/** Imports point one way: main → app → features → records → http → platform → config (docs/architecture.md). */
const layers = [
  { name: 'main', path: '^src/((main|serve|worker|launch)\\.ts$|processes/)' },
  { name: 'app', path: '^src/app\\.ts$' },
  { name: 'features', path: '^src/features/' },
  { name: 'records', path: '^src/records/' },
  { name: 'http', path: '^src/http/' },
  { name: 'platform', path: '^src/platform/' },
  { name: 'config', path: '^src/config(\\.ts$|/)' },
];

/** The one way upward: the secrets that config keeps on disk; that file imports nothing of ours. */
const secrets = '^src/platform/secrets\\.ts$';

const oneWay = layers.slice(1).map((layer, index) => ({
  name: `${layer.name}-imports-nothing-above-it`,
  severity: 'error',
  from: { path: layer.path },
  to: {
    path: layers.slice(0, index + 1).map((above) => above.path),
    ...(layer.name === 'config' ? { pathNot: secrets } : {}),
  },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'config-is-reached-by-those-who-build-only',
      comment: 'src/config holds the parts of config.ts.',
      severity: 'error',
      from: { pathNot: '^src/config(\\.ts$|/)' },
      to: { path: '^src/config/' },
    },
    {
      name: 'a-feature-by-its-index-only',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/[^/]+/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/index\\.ts$'] },
    },
    {
      name: 'the-database-in-platform-only',
      comment: 'The floor that the bench holds the product against has nothing of the product in it.',
      severity: 'error',
      from: { pathNot: ['^src/platform/', '^scripts/bench-floor\\.ts$'] },
      to: { path: ['(^|/)node_modules/(@types/)?pg/', '(^|/)node_modules/@prisma/client/', '^src/platform/prisma/'] },
    },
    {
      name: 'secrets-import-nothing-of-ours',
      severity: 'error',
      from: { path: secrets },
      to: { path: '^src/' },
    },
    { name: 'src-imports-no-script', severity: 'error', from: { path: '^src/' }, to: { path: '^(scripts|tests)/' } },
    { name: 'no-cycles', severity: 'error', from: { pathNot: '^src/platform/prisma/' }, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^src/platform/prisma/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/platform/prisma/'] },
    exclude: { path: ['^dist/', '^src/browser/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
