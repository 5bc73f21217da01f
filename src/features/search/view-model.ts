import { viewUrl } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import type { Act, Place } from '../../http/place.js';
import { ADDED, isFor, placesByKeys, placesOf } from '../../http/places.js';
import { pathOf } from '../../records/kinds.js';
import type { ListedModule, RecordModule } from '../../records/module.js';
import type { Offered } from '../../records/record/acts.js';
import { FEWEST, MOST_COUNTED } from '../../records/search.js';
import type { Look } from '../../records/states.js';
import { around, beginsWords, closeness, type Piece, pieces } from './matching.js';
import type { Found, FoundPart } from './queries.js';

const MOST_PLACES = 5;
const NEARLY = 3;
const LONGEST_NAMED = 100;

type Row = {
  name: Piece[];
  icon: string;
  href?: string;
  whole?: boolean;
  /** It opens in the dialog over the page. */
  in_dialog?: boolean;
  post?: Extract<Act, { post: object }>['post'];
  detail?: string | null;
  note?: string | null;
  look?: Look;
  keys?: string[];
};
type Group = { title: string; rows: Row[] };

/** What the search prints before anything is typed: what was opened last, where one goes, what one adds. */
export function beginningView(
  modules: readonly RecordModule[],
  opened: readonly Found[],
  person: Person,
  behind?: Offered,
) {
  const recent = opened.map((row) => ({
    name: whole(row.name),
    icon: row.kind.icon,
    href: pathOf({ kind: row.kind, id: row.id }),
    detail: row.detail,
    ...noteOf(row.note, modules.find(({ kind }) => kind === row.kind)?.states),
  }));
  const groups = [
    { title: 'Recent', rows: recent },
    { title: 'Go to', rows: placesByKeys().map((it) => placeRow(it, '')) },
    {
      title: 'Do',
      rows: [...offeredRows(behind), ...ADDED.filter((it) => isFor(person, it)).map((it) => actRow(it, ''))],
    },
  ];
  return { q: '', groups: groups.filter(({ rows }) => rows.length > 0), said: opened.length > 0 ? 'Recent first' : '' };
}

/** What it prints of what was found, the group first that fits best; where nothing was, what leads on. */
export function foundView(
  typed: string,
  found: readonly FoundPart[],
  lists: readonly ListedModule[],
  person: Person,
  behind?: Offered,
) {
  const groups = ranked(typed, found, lists, person, behind);
  return { q: typed, groups: withWaysOn(groups, typed, person), nothing: groups.length === 0, said: results(groups) };
}

/** What it prints where too little was typed to look for records: pages and acts alone. */
export function tooShortView(typed: string, lists: readonly ListedModule[], person: Person, behind?: Offered) {
  const groups = ranked(typed, [], lists, person, behind);
  return { q: typed, groups, too_short: true, fewest: FEWEST, said: results(groups) };
}

function ranked(
  typed: string,
  found: readonly FoundPart[],
  lists: readonly ListedModule[],
  person: Person,
  behind: Offered | undefined,
): Group[] {
  const { pages, acts } = placesOf(person);
  const places = [...pages, ...viewsOfAll(lists)].filter((it) => isNamed(it, typed)).slice(0, MOST_PLACES);
  const doing = acts.filter((it) => isNamed(it, typed)).slice(0, MOST_PLACES);
  const here = behind && { ...behind, acts: behind.acts.filter((it) => isNamed(it, typed)) };
  return [
    ...found.map((part) => ({ group: partGroup(part, typed, person), at: closenessOf(part, typed) })),
    { group: { title: 'Pages', rows: places.map((it) => placeRow(it, typed)) }, at: bestOf(places, typed) },
    {
      group: { title: 'Do', rows: [...offeredRows(here, typed), ...doing.map((it) => actRow(it, typed))] },
      at: bestOf([...(here?.acts ?? []), ...doing], typed),
    },
  ]
    .filter(({ group }) => group.rows.length > 0)
    .sort((a, b) => a.at - b.at)
    .map(({ group }) => group);
}

// The views that everybody has are pages of their lists.
function viewsOfAll(lists: readonly ListedModule[]): Place[] {
  return lists.flatMap(({ kind: { path, title }, address }) =>
    address.starters.map(({ id, name }) => {
      return { href: viewUrl(path, {}, { view: id }), label: name, icon: 'list-filter', detail: title };
    }),
  );
}

function partGroup({ of, rows }: FoundPart, typed: string, person: Person): Group {
  const total = rows[0]?.total ?? 0;
  const found = rows.map(
    (row): Row => ({
      name: pieces(of.isText ? around(row.name, typed) : row.name, typed),
      icon: of.icon,
      href: of.href(row, person),
      detail: row.detail,
      ...noteOf(row.note, of.states),
    }),
  );
  if (!of.list || total <= rows.length) return { title: of.title, rows: found };
  const all = total < MOST_COUNTED ? `all ${total}` : 'all';
  const more = { name: whole(`Show ${all} in ${of.title}`), icon: 'list-filter', href: of.list(typed) };
  return { title: of.title, rows: [...found, more] };
}

function closenessOf({ of, rows }: FoundPart, typed: string): number {
  if ((rows[0]?.total ?? 0) === 0) return NEARLY;
  if (of.isText) return 2;
  return Math.min(2, ...rows.map(({ name }) => closeness(name, typed)));
}

// A page or an act goes before records only where it is just what was typed, or they are only nearly that.
function bestOf(places: readonly { label: string; also?: readonly string[] }[], typed: string): number {
  const fits = places.map(({ label, also = [] }) =>
    Math.min(closeness(label, typed), ...also.map((it) => closeness(it, typed))),
  );
  const best = Math.min(NEARLY, ...fits);
  return best === 0 ? 0 : 2;
}

function withWaysOn(groups: Group[], typed: string, person: Person): Group[] {
  const name = typed.slice(0, LONGEST_NAMED);
  const added = ADDED.filter((it) => isFor(person, it)).map(
    (it): Row => ({
      name: whole(`${it.label} “${name}”`),
      icon: it.icon,
      href: viewUrl(it.href, {}, { [it.named]: name }),
    }),
  );
  if (groups.length > 0) return withMore(groups, added.slice(0, 1));
  return [{ title: 'Do', rows: [...added, { name: whole('Look in the trash'), icon: 'trash-2', href: '/trash' }] }];
}

function withMore(groups: Group[], rows: Row[]): Group[] {
  const doing = groups.find(({ title }) => title === 'Do');
  if (!doing) return rows.length > 0 ? [...groups, { title: 'Do', rows }] : groups;
  return groups.map((group) => (group === doing ? { ...group, rows: [...group.rows, ...rows] } : group));
}

const isNamed = ({ label, also = [] }: { label: string; also?: readonly string[] }, typed: string) =>
  beginsWords([label, ...also].join(' '), typed);

function placeRow({ label, icon, href, detail, keys }: Place, typed: string): Row {
  return { name: pieces(label, typed), icon, href, detail, keys: keys?.toUpperCase().split(' ') };
}

function actRow({ label, icon, ...act }: Act, typed: string): Row {
  return {
    name: pieces(label, typed),
    icon,
    ...('href' in act ? { href: act.href, whole: act.whole } : { post: act.post }),
  };
}

// Of the record that stands behind the palette, whose name tells them from what can be done anywhere.
function offeredRows(behind: Offered | undefined, typed = ''): Row[] {
  return (behind?.acts ?? []).map(({ label, icon = 'arrow-right', attrs, ...act }) => ({
    name: pieces(label, typed),
    icon,
    detail: behind?.name ?? null,
    in_dialog: attrs !== undefined,
    ...('href' in act ? { href: act.href } : { post: postOf(act) }),
  }));
}

function noteOf(note: string | null, states: RecordModule['states']): Pick<Row, 'note' | 'look'> {
  const look = states?.of(note);
  return look ? { look } : { note };
}

function results(groups: Group[]): string {
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return count === 1 ? '1 result' : `${count} results`;
}

const whole = (text: string): Piece[] => [{ text, hit: false }];

// An act sends one field at most: the button of the palette says it.
function postOf({ action, fields = {} }: { action: string; fields?: Record<string, string> }) {
  const [name, value] = Object.entries(fields)[0] ?? [];
  return { action, ...(name && { name, value }) };
}
