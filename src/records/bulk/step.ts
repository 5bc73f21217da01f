import type { RecordModule } from '../module.js';
import { deleting } from './deleting.js';
import type { BulkStep, Operation } from './operation.js';
import { setting } from './setting.js';
import { tagging } from './tagging.js';

/** The act that a step names; undefined where the module has no such field any more. */
export function operationOf(module: RecordModule, step: BulkStep): Operation | undefined {
  if (step.act === 'delete') return deleting(module);
  if (step.act !== 'set') return tagging(module, step.tag, step.act === 'tag');
  const field = module.bulk.find(({ name }) => name === step.field);
  return field && setting(module, field, step.values);
}
