import type { Form } from '../../http/form.js';
import { viewUrl } from '../../http/list/page.js';
import { countText } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import type { Kind } from '../../records/kinds.js';
import { UNDO_DAYS } from '../../records/limits.js';
import { COLOURS, carriersOf, type HeldTag, listPath, type Scope } from '../../records/tags/index.js';
import type { UsedTag } from './queries.js';

const LABELS: Record<Scope, string> = { own: 'Your tags', common: 'Shared tags' };

/** The page of all tags of a scope. */
export function tagsView(scope: Scope, kinds: readonly Kind[], tags: UsedTag[], person: Person) {
  return {
    tabs: (Object.keys(LABELS) as Scope[]).map((name) => ({
      label: LABELS[name],
      href: listPath(name),
      current: name === scope,
    })),
    label: LABELS[scope],
    ...wordsOf(scope, carriersOf(kinds, scope)),
    may_write: person.role !== 'VIEWER',
    tags: tags.map((tag) => ({
      name: tag.name,
      colour: tag.colour,
      uses: usesOf(kinds, tag),
      edit_href: `/tags/${tag.id}/edit`,
      delete_href: `/tags/${tag.id}/delete`,
    })),
  };
}

function wordsOf(scope: Scope, carriers: Kind[]) {
  const [one, many] = [carriers.map((kind) => kind.one), carriers.map((kind) => kind.many)];
  if (scope === 'own')
    return {
      seen: 'Tags of your own records. Only you see them.',
      empty: `Add a tag on any of your ${listed(many)}, and it stands here.`,
    };
  return {
    seen: `Tags of ${listed(many)}. Everybody here sees and changes them.`,
    empty: `Add a tag on any ${listed(one, 'disjunction')}, and it stands here.`,
  };
}

const listed = (names: string[], type: 'conjunction' | 'disjunction' = 'conjunction') =>
  new Intl.ListFormat('en', { type }).format(names);

/** The page of a tag's name and colour. */
export function editTagView(tag: { id: string; name: string; scope: Scope }, form: Form) {
  return {
    name: tag.name,
    action: `/tags/${tag.id}`,
    back: listPath(tag.scope),
    form,
    colours: COLOURS.map((colour) => ({ value: colour, checked: form.values.colour === colour })),
  };
}

/** The question before two tags become one. */
export function mergeView(tag: HeldTag, into: HeldTag) {
  return {
    title: `Merge “${tag.name}” into “${into.name}”?`,
    text: `There is a tag “${into.name}” already. Whatever carries “${tag.name}” will carry “${into.name}” instead, and “${tag.name}” goes. You can undo it for ${UNDO_DAYS} days.`,
    action: `/tags/${tag.id}/merge`,
    fields: { into: into.id },
    verb: 'Merge tags',
    cancel: { label: 'Keep both', href: `/tags/${tag.id}/edit` },
    back: listPath(tag.scope),
  };
}

/** The question before a tag goes, with how many carry it. */
export function deleteTagView(kinds: readonly Kind[], tag: UsedTag) {
  const uses = usesOf(kinds, tag).map(({ text }) => text);
  const carried = uses.length === 0 ? 'Nothing carries it.' : `It comes off ${uses.join(' and ')}.`;
  return {
    title: `Delete the tag “${tag.name}”?`,
    text: `${carried} The records themselves stay. You can undo it for ${UNDO_DAYS} days.`,
    action: `/tags/${tag.id}/delete`,
    fields: {},
    verb: 'Delete tag',
    cancel: { label: 'Keep the tag', href: listPath(tag.scope) },
    back: listPath(tag.scope),
  };
}

function usesOf(kinds: readonly Kind[], { name, uses }: UsedTag) {
  return kinds.flatMap((kind) => {
    const count = uses[kind.name] ?? 0;
    if (count === 0) return [];
    const text = `${countText(count)} ${count === 1 ? kind.one : kind.many}`;
    return [{ text, href: viewUrl(kind.path, {}, { tag: name }) }];
  });
}
