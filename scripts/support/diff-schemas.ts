import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

// Prisma's numbers for the types of a driver's columns.
const [INT32, BOOLEAN, TEXT] = [0, 5, 7];

/** The SQL from one Prisma schema to another, by Prisma's own engine, offline and without a database. */
export async function diffSchemas(from: string, to: string): Promise<string> {
  loadEngine();
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, nowhere());
  const { stdout } = await engine.diff({
    from: from.trim() === '' ? { tag: 'empty' } : datamodel(from),
    to: datamodel(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}

/** The engine wants a connection to learn which server the SQL is for; nothing else is asked of it. */
function nowhere(): object {
  const server = { columnNames: ['exists', 'version', 'numeric_version'], columnTypes: [BOOLEAN, TEXT, INT32] };
  const connection = {
    provider: 'postgres',
    adapterName: 'nowhere',
    getConnectionInfo: () => answer({ schemaName: 'public', supportsRelationJoins: true }),
    queryRaw: async () => answer({ ...server, rows: [[true, 'PostgreSQL 16.0', 160_000]] }),
    executeRaw: async () => answer(0),
    executeScript: async () => answer(undefined),
    dispose: async () => answer(undefined),
  };
  const connect = async () => answer(connection);
  return { provider: 'postgres', adapterName: 'nowhere', connect, connectToShadowDb: connect };
}

/** A result as Prisma's driver adapters give it. */
function answer<T>(value: T) {
  return { ok: true, value };
}

function datamodel(content: string) {
  return { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content }] };
}

// The package is written for bundlers that import .wasm; Node 20 does not, so it is done by hand.
function loadEngine(): void {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly;
  const module = new Module(readFileSync(entry.replace(/\.js$/, '.wasm')));
  const { exports } = new Instance(module, { './schema_engine_bg.js': bindings });
  (bindings as unknown as { __wbg_set_wasm(exports: object): void }).__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

/** What is used of it; TypeScript keeps the rest among the types of the browser. */
type Assembly = {
  Module: new (bytes: Buffer) => object;
  Instance: new (module: object, imports: object) => { exports: { __wbindgen_start(): void } };
};
