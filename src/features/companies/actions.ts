import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../../http/person.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Act, type Changes, changesBetween, recordHistory } from '../../records/history.js';
import { moveToTrash, restoreFromTrash } from '../../records/trash.js';
import { lockNames } from './by-name.js';
import { type Company, companyOf, type Placed, toColumns } from './company.js';
import { FIELD_NAMES } from './fields.js';
import { COMPANIES } from './kind.js';
import { holdersOf } from './placing.js';

export type Saved = { kind: 'saved' | 'unchanged' } | { kind: 'conflict'; current: Company };

/** Creates a company whose name and domain are free; `lockNames` keeps them so. */
export async function createCompany(
  tx: WriteDoor,
  person: Person,
  placed: Placed,
  submissionId: string | null,
): Promise<string> {
  const id = uuidv7();
  const written = { id, submissionId, createdBy: person.id, updatedBy: person.id, ...toColumns(placed) };
  await tx.company.createMany({ data: [written] });
  await tell(tx, 'created', id, { name: [null, placed.data.name] });
  return id;
}

/** The id of the company that a form with this submission id made before. */
export async function submittedBefore(tx: WriteDoor, submissionId: string | null): Promise<string | undefined> {
  if (submissionId === null) return undefined;
  const made = await tx.company.findFirst({ where: { submissionId }, select: { id: true } });
  return made?.id;
}

/** Saves a company if nobody did since `version`; else answers what stands there now. What changes nothing writes nothing. */
export async function updateCompany(
  tx: WriteDoor,
  person: Person,
  before: Company,
  version: number,
  placed: Placed,
): Promise<Saved> {
  const { id, fields } = before;
  const changes = changesBetween(fields, placed.data, FIELD_NAMES);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  const { count } = await tx.company.updateMany({
    where: { id, version, deletedAt: null },
    data: { ...toColumns(placed), version: { increment: 1 }, updatedAt: new Date(), updatedBy: person.id },
  });
  if (count === 0) return { kind: 'conflict', current: (await companyOf(tx, id)) ?? before };
  await tell(tx, 'changed', id, changes);
  return { kind: 'saved' };
}

/** Moves a company to the trash; one that lies there already stays as it is. */
export async function deleteCompany(tx: WriteDoor, id: string): Promise<void> {
  if (await moveToTrash(tx, { kind: COMPANIES, id })) return tell(tx, 'deleted', id);
  if (!(await companyOf(tx, id))) throw new NotFound();
}

/** Takes a company out of the trash, unless another has its name or domain by now: then answers which. */
export async function restoreCompany(tx: WriteDoor, id: string): Promise<{ company: Company; taken?: string }> {
  await lockNames(tx);
  const company = await companyOf(tx, id);
  // What was merged comes back by undoing the merge.
  if (!company || company.mergedIntoId) throw new NotFound();
  if (!company.deletedAt) return { company };
  const domain = await tx.company.findFirst({ where: { id }, select: { domain: true } });
  const [holder] = await holdersOf(tx, company.name, domain?.domain ?? null, id);
  if (holder) return { company, taken: holder.name };
  if (!(await restoreFromTrash(tx, { kind: COMPANIES, id }))) throw new NotFound();
  await tell(tx, 'restored', id);
  return { company };
}

async function tell(tx: WriteDoor, act: Act, id: string, changes: Changes = {}): Promise<void> {
  await recordHistory(tx, { act, target: { kind: COMPANIES, id }, changes });
}
