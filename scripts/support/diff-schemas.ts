import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The SQL from one Prisma schema to another, by Prisma's own engine, offline and without a database. */
export async function diffSchemas(from: string, to: string): Promise<string> {
  loadEngine();
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, nowhere());
  const { stdout } = await engine.diff({
    from: from.trim() === '' ? { tag: 'empty' } : datamodel(from),
    to: datamodel(to),
    script: true,
    exitCode: null,
    filters: { externalTables: ['_prisma_migrations'], externalEnums: [] },
  });
  return stdout ?? '';
}

/** The engine wants a connection, and asks it for nothing but the kind of SQL. */
function nowhere(): object {
  const answer = async (value: unknown) => ({ ok: true, value, map: () => answer(value), flatMap: () => answer(value) });
  const connection = {
    provider: 'postgres',
    adapterName: 'nowhere',
    getConnectionInfo: () => ({ ok: true, value: { schemaName: 'public', supportsRelationJoins: true } }),
    executeScript: (sql: string) => { console.error('SCRIPT', sql); return answer(undefined); },
    queryRaw: (q: any) => { console.error('RAW', q); return answer({ columnNames: [], columnTypes: [], rows: [] }); },
    executeRaw: (q: any) => { console.error('EX', q); return answer(0); },
    dispose: () => answer(undefined),
  };
  return { provider: 'postgres', adapterName: 'nowhere', connect: () => answer(connection), connectToShadowDb: () => answer(connection) };
}

function datamodel(content: string) {
  return { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content }] };
}

// The package is written for bundlers that import .wasm; Node 20 does not, so it is done by hand.
function loadEngine(): void {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(readFileSync(entry.replace(/\.js$/, '.wasm')));
  const imports = { './schema_engine_bg.js': bindings } as unknown as WebAssembly.Imports;
  const { exports } = new WebAssembly.Instance(module, imports);
  (bindings as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }).__wbg_set_wasm(exports);
  (exports as unknown as { __wbindgen_start(): void }).__wbindgen_start();
}
