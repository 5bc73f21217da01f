import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { ListedModule } from '../module.js';
import type { Wanted } from './asked.js';
import type { BulkField } from './field.js';
import type { BulkStep } from './operation.js';
import { makeTag, tagNamed } from './tag-names.js';
import type { BulkValues } from './values.js';

/** The step that is wanted; undefined while its value is missing. */
export async function stepOf(
  db: Pick<ReadDoor, 'row'>,
  module: ListedModule,
  wanted: Wanted,
): Promise<Found | undefined> {
  if (wanted.act === 'delete') return { act: 'delete' };
  if (wanted.act === 'set') return wanted.values && setStep(db, wanted.field, wanted.values);
  if (wanted.act === 'nothing' || wanted.name === undefined) return undefined;
  return { act: wanted.act, tag: await tagNamed(db, module.kind, wanted.name) };
}

/** A value that names what is not there is told so. */
type Found = BulkStep | { missing: string };

async function setStep(db: Pick<ReadDoor, 'row'>, field: BulkField, values: BulkValues): Promise<Found> {
  const { name, column = name, reference } = field;
  const value = values[name] ?? null;
  if (!reference?.find || value === null) return { act: 'set', field: name, values };
  const found = await reference.find(db, String(value));
  if (!found && !reference.make) return { missing: reference.missing ?? 'There is none of that name.' };
  return { act: 'set', field: name, values: { ...values, [name]: found?.name ?? value, [column]: found?.id ?? null } };
}

/** Makes what a step names and is not there yet; false where there is nothing to make. */
export async function makeNamed(
  tx: WriteDoor,
  module: ListedModule,
  step: BulkStep,
  personId: string,
): Promise<boolean> {
  if (step.act === 'tag' && step.tag.id === null) {
    await makeTag(tx, module.kind, step.tag.name);
    return true;
  }
  if (step.act !== 'set') return false;
  const { name, column = name, reference } = module.bulk.find((it) => it.name === step.field) as BulkField;
  const value = step.values[name] ?? null;
  if (!reference?.make || value === null || step.values[column]) return false;
  await reference.make(tx, personId, String(value));
  return true;
}
