import { plural } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { file, type Reply } from '../../http/reply.js';
import { partName, uniqueNames, type ZipBytes, type ZipText, zipOf } from '../../http/zip.js';
import type { Database, ReadDoor, StreamDoor } from '../../platform/postgres/database.js';
import type { Storage } from '../../platform/storage/storage.js';
import { audit } from '../../records/audit.js';
import type { RecordModule } from '../../records/module.js';
import { filesOfUnits, type PackedFile } from '../inventory/index.js';
import { adjustmentsOf } from './adjustments-view.js';
import { adjustmentsCsv, payersCsv, rowsCsv } from './csv.js';
import type { ToldYear } from './read.js';
import { told } from './report.js';
import { exportedRows, type TaxRow } from './rows.js';

export type EvidenceParts = { database: Database; storage: Storage };

/** The files are read with no connection held. */
const LIMIT_MS = 600_000;
const KINDS: readonly TaxRow['kind'][] = ['unit', 'sale', 'loaner'];

/** Sends a year as a ZIP: its figures and rows as CSV, and the files of its units, each in the folder of its unit. */
export async function sendEvidence(
  req: PersonRequest,
  modules: readonly RecordModule[],
  { database, storage }: EvidenceParts,
): Promise<Reply> {
  await database.asUser(req.person.id, (tx) =>
    audit(tx, req, 'exported', { kind: 'tax_year', id: String(req.query.year ?? '').slice(0, 4) }),
  );
  return database.streamAsUser(req.person.id, (db) =>
    told(db, req, modules, async (it) => {
      const name = `tax-year-${it.asked.year}`;
      const { files, gone } = await evidenceOf(db, it, storage, name);
      const texts = await textsOf(db, it, modules, req, name);
      const body = zipOf(texts, files, (missing) => lackingText(name, [...gone, ...missing]));
      return file(`${name}.zip`, 'application/zip', body, LIMIT_MS);
    }),
  );
}

async function textsOf(
  db: StreamDoor,
  it: ToldYear,
  modules: readonly RecordModule[],
  req: PersonRequest,
  name: string,
): Promise<ZipText[]> {
  const { figures, lines, rows, closing, live, asked } = it;
  const adjusted = closing && (await adjustmentsOf(db, closing, live, modules, req.person)).listed;
  const state = closing
    ? `It was closed on ${closing.closed_at.toISOString().slice(0, 10)}; these are the figures as they were then.`
    : 'It is open: its figures follow its rows.';
  return [
    {
      path: `${name}/read-me.txt`,
      text: `Tax year ${asked.year} of ${req.person.name}. ${state}\r\n\r\nFor your own records. Ask a professional before you file.\r\n`,
    },
    { path: `${name}/payers.csv`, text: await whole(payersCsv(figures, lines)) },
    { path: `${name}/rows.csv`, text: await whole(rowsCsv(db, rows)) },
    ...(adjusted ? [{ path: `${name}/adjustments.csv`, text: adjustmentsCsv(adjusted) }] : []),
  ];
}

// A unit that came and was sold in one year has one folder. What showed for a row when its year was closed and is deleted by now is gone.
async function evidenceOf(db: ReadDoor, { rows }: ToldYear, storage: Storage, name: string) {
  const units = (await db.rows<TaxRow>(exportedRows(rows))).filter(({ kind }) => KINDS.includes(kind));
  const byId = new Map(units.map((it) => [it.id, it]));
  const found = new Map<string, PackedFile[]>();
  for (const it of await filesOfUnits(db, [...byId.keys()]))
    found.set(it.record, [...(found.get(it.record) ?? []), it]);
  const unique = uniqueNames();
  const files: ZipBytes[] = [];
  const gone: string[] = [];
  for (const [at, unit] of [...byId.values()].entries()) {
    const folder = `${name}/evidence/${String(at + 1).padStart(4, '0')} ${partName(unit.name)}`;
    const own = found.get(unit.id) ?? [];
    for (const { id: file, name: called, in_fallback, size, at: came } of own)
      files.push({
        path: unique(folder, partName(called)),
        at: came,
        read: async () => {
          const kept = await storage.read(file, 'original', in_fallback);
          return kept?.size === size ? kept.body : undefined;
        },
      });
    for (const it of unit.files)
      if (!own.some((file) => file.id === it.id)) gone.push(unique(folder, partName(it.name)));
  }
  return { files, gone };
}

function lackingText(name: string, missing: string[]): ZipText | undefined {
  if (missing.length === 0) return undefined;
  const head = `${plural(missing.length, 'file is', 'files are')} not in this archive: deleted since, or not in the storage.`;
  return { path: `${name}/missing-files.txt`, text: `${[head, '', ...missing].join('\r\n')}\r\n` };
}

async function whole(parts: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const part of parts) all.push(part);
  return all.join('');
}
