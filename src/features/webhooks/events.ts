import { type Kind, kindNamed } from '../../records/kinds.js';

/** What happens to records, as webhooks are told it. Everything else that the history knows is a change. */
const ACTS = ['created', 'changed', 'deleted', 'restored', 'merged'] as const;

/** All that happens to all records, and all that happens to those of a kind. */
const ALL = '*';
const allOf = (name: string) => `${name}.${ALL}`;

/** The name of what is sent to try an address. */
export const TEST = 'test';

/** What can be asked for: everything, or for each kind all of it or some acts; a merge where records of it can be. */
export function choicesOf(kinds: readonly Kind[]) {
  return {
    all: { value: ALL, label: 'Everything' },
    kinds: kinds.map((kind) => ({
      title: kind.title,
      all: { value: allOf(kind.name), label: 'All' },
      acts: actsOf(kind).map((act) => ({
        value: `${kind.name}.${act}`,
        label: `${act[0]?.toUpperCase()}${act.slice(1)}`,
      })),
    })),
  };
}

const actsOf = ({ own }: Kind) => ACTS.filter((act) => act !== 'merged' || !own);

/** Whether all of these can be asked for. */
export function areEvents(kinds: readonly Kind[], events: readonly string[]): boolean {
  const { all, kinds: each } = choicesOf(kinds);
  const known = new Set([all.value, ...each.flatMap((it) => [it.all.value, ...it.acts.map(({ value }) => value)])]);
  return events.length > 0 && events.every((event) => known.has(event));
}

/** What was asked for as it is kept, by the history's columns; what a wider choice holds is left out. */
export function keptEvents(kinds: readonly Kind[], events: readonly string[]): string[] {
  if (events.includes(ALL)) return [ALL];
  return [...new Set(events)]
    .filter((event) => event.endsWith(`.${ALL}`) || !events.includes(allOf(before(event))))
    .map((event) => `${kindNamed(kinds, before(event))?.column}.${behind(event)}`);
}

/** What is kept, as people and programs name it; what is of a kind that is no more is left out. */
export function namedEvents(kinds: readonly Kind[], kept: readonly string[]): string[] {
  return kept.flatMap((event) => {
    if (event === ALL) return [ALL];
    const kind = kindOfSubject(kinds, before(event));
    return kind ? [`${kind.name}.${behind(event)}`] : [];
  });
}

/** The kind whose records the history names by that column; undefined where there is none. */
export function kindOfSubject(kinds: readonly Kind[], subject: string | null): Kind | undefined {
  return kinds.find(({ column }) => column === subject);
}

const before = (event: string) => event.slice(0, event.lastIndexOf('.'));
const behind = (event: string) => event.slice(event.lastIndexOf('.') + 1);
