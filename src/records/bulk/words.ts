import { count, plural } from '../../http/format.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import type { ListedModule } from '../module.js';
import type { Batch } from './batch.js';
import { type BulkField, calledOf } from './field.js';
import type { Done, Words } from './operation.js';
import type { BulkValues } from './values.js';

/** The sentences of setting a field. */
export function wordsOfSetting(module: ListedModule, field: BulkField, values: BulkValues): Words {
  const records = counting(module);
  const value = values[field.name] ?? null;
  const to = calledOf(field, value, module.shown(field.name, value)) ?? 'nothing';
  const name = field.label.toLowerCase();
  return {
    title: (n) =>
      field.speaks
        ? `Set ${records(n)} to ${to}`
        : `Set the ${name} of ${n === 0 ? module.kind.many : records(n)} to “${to}”`,
    verb: (n) => (field.speaks ? `Set ${count(n)} to ${to}` : `Set ${name} of ${count(n)}`),
    busy: 'Setting',
    done: (n) => {
      if (n === 0) return `No ${module.kind.one} was set to ${to}.`;
      return field.speaks ? `${records(n)} set to ${to}.` : `${capital(name)} of ${records(n)} set to “${to}”.`;
    },
    already: (n) =>
      field.speaks
        ? `${records(n)} ${is(n)} ${field.isState ? 'in that state' : 'that'} already.`
        : `${records(n)} ${n === 1 ? 'has' : 'have'} that ${name} already.`,
    unfit: (n) => `${records(n)} ${stays(n)}: ${field.unfit?.(values) ?? 'its form would refuse it.'}`,
    stays: {
      already: field.speaks ? `${to} already` : 'Has it already',
      unfit: capital(field.unfit?.(values) ?? 'its form would refuse it').replace(/\.$/, ''),
    },
    moves: (n) => `${count(n)} will ${field.isState ? 'move' : 'change'}`,
    left: changedSince(records),
  };
}

/** The sentences of tagging. */
export function wordsOfTagging(module: ListedModule, tag: string, adds: boolean): Words {
  const records = counting(module);
  const name = `“${tag}”`;
  return {
    title: (n) => (adds ? `Tag ${records(n)} ${name}` : `Take the tag ${name} off ${records(n)}`),
    verb: (n) => (adds ? `Tag ${records(n)}` : `Take it off ${records(n)}`),
    busy: adds ? 'Adding' : 'Removing',
    done: (n) => {
      if (n === 0) return adds ? `No ${module.kind.one} was tagged ${name}.` : `No tag was removed.`;
      return adds ? `${records(n)} tagged ${name}.` : `Tag ${name} removed from ${records(n)}.`;
    },
    already: (n) =>
      adds
        ? `${records(n)} ${n === 1 ? 'has' : 'have'} that tag already.`
        : `${records(n)} ${n === 1 ? 'does' : 'do'} not have that tag.`,
    unfit: (n) => `${records(n)} ${stays(n)}: a record carries ${MOST_TAGS_A_RECORD} tags at most.`,
    stays: { already: adds ? 'Has it already' : 'Does not have it', unfit: `Has ${MOST_TAGS_A_RECORD} tags` },
    moves: (n) => `${count(n)} will change`,
    left: changedSince(records),
  };
}

/** The sentences of deleting. */
export function wordsOfDeleting(module: ListedModule): Words {
  const records = counting(module);
  return {
    title: (n) => `Delete ${records(n)}`,
    verb: (n) => `Delete ${records(n)}`,
    busy: 'Deleting',
    done: (n) => (n === 0 ? 'Nothing was deleted.' : `${records(n)} moved to the trash.`),
    already: () => '',
    unfit: (n) => `${records(n)} ${stays(n)}: ${module.stays?.why ?? ''}`,
    stays: { already: '', unfit: capital(module.stays?.why ?? '') },
    moves: (n) => `${count(n)} will go to the trash`,
    left: (n) =>
      `${records(n)} ${n === 1 ? 'was' : 'were'} restored or changed since, or may not come back, and ${n === 1 ? 'was' : 'were'} left alone.`,
  };
}

/** What stays as it is, sentence by sentence. */
export function skippedOf(
  words: Pick<Words, 'already' | 'unfit'>,
  skips: { already: number; unfit: number; gone: number },
): string[] {
  return [
    ...(skips.already > 0 ? [words.already(skips.already)] : []),
    ...(skips.unfit > 0 ? [words.unfit(skips.unfit)] : []),
    ...(skips.gone > 0
      ? [`${count(skips.gone)} ${skips.gone === 1 ? 'was' : 'were'} changed or deleted meanwhile.`]
      : []),
  ];
}

/** What became of an undo, with what it did not bring back. */
export function undoneText({ progress }: Pick<Batch, 'progress'>, { one, many, words }: Done): string {
  const { undone = 0, left = 0 } = progress;
  const back = undone === 1 ? `1 ${one} is` : `${count(undone)} ${many} are`;
  const said = words.undone?.(undone) ?? `Undone: ${back} as before.`;
  return [said, ...(left > 0 ? [words.left(left)] : [])].join(' ');
}

function counting({ kind }: ListedModule): (n: number) => string {
  return (n) => plural(n, kind.one, kind.many);
}

function changedSince(records: (n: number) => string): (n: number) => string {
  return (n) => `${records(n)} ${n === 1 ? 'was' : 'were'} changed since and left alone.`;
}

const is = (n: number) => (n === 1 ? 'is' : 'are');
const stays = (n: number) => (n === 1 ? 'stays as it is' : 'stay as they are');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
