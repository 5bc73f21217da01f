import { plural } from '../../http/format.js';
import { kindsOf, type ListedModule } from '../module.js';
import { tagRemoved } from '../tags/removal.js';
import type { TagRemoval } from '../tags/scope.js';
import type { Batch } from './batch.js';
import { deleting } from './deleting.js';
import { imported } from './importing.js';
import type { BulkStep, Done, Operation, Step } from './operation.js';
import { setting } from './setting.js';
import { tagging } from './tagging.js';
import { wordsOfSetting } from './words.js';

type Told = Pick<Batch, 'module' | 'step'>;

/** The act that a step names; undefined where the module has no such field any more. */
export function operationOf(module: ListedModule, step: BulkStep): Operation | undefined {
  if (step.act === 'delete') return deleting(module);
  if (step.act !== 'set') return tagging(module, step.tag, step.act === 'tag');
  const field = module.bulk.find(({ name }) => name === step.field);
  return (
    field &&
    (field.operation?.(step.values, wordsOfSetting(module, field, step.values)) ?? setting(module, field, step.values))
  );
}

/** The act on chosen rows that a batch goes on with; undefined where it is none, or none that is known any more. */
export function chosenAct(modules: readonly ListedModule[], { module: name, step }: Told): Operation | undefined {
  const module = modules.find(({ kind }) => kind.name === name);
  return module && isOnChosen(step) ? operationOf(module, step) : undefined;
}

/** What a batch did, whatever it was; undefined where there is no such module any more. */
export function doneBy(modules: readonly ListedModule[], { module: name, step }: Told): Done | undefined {
  if (isRemoval(step)) return tagRemoved(kindsOf(modules), step);
  const module = modules.find(({ kind }) => kind.name === name);
  if (!module) return undefined;
  if (step.act === 'import') return imported(module, step);
  const { one, many, title: label, path } = module.kind;
  const named = { kinds: [module.kind], one, many, list: { label, path } };
  const operation = operationOf(module, step);
  if (operation) return { ...named, words: operation.words, takeBack: operation.takeBack };
  const changed = (n: number) => `${plural(n, one, many)} changed.`;
  return { ...named, words: { title: () => 'An act on many records', done: changed, ...NOTHING_SAID } };
}

const NOTHING_SAID = { already: () => '', unfit: () => '', left: () => '' };

function isRemoval(step: Step): step is TagRemoval {
  return step.act === 'tag_deleted' || step.act === 'tag_merged';
}

function isOnChosen(step: Step): step is BulkStep {
  return !isRemoval(step) && step.act !== 'import';
}
