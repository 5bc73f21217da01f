import { fileSize } from '../../http/file-name.js';
import type { Form } from '../../http/form.js';
import { instant } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { MAX_FILE_BYTES, MAX_FILES_SENT } from '../../http/uploads/limits.js';
import { isHeic } from '../../platform/storage/file-types.js';
import { pathOf, type Target } from '../kinds.js';
import type { Live } from '../live.js';
import type { RecordModule } from '../module.js';
import type { FileRow, PhotoRow } from './queries.js';
import { NO_HEIC } from './words.js';

const HINT = `Up to ${MAX_FILES_SENT} at once, ${fileSize(MAX_FILE_BYTES)} each`;

/** The files of a record, as their tab prints them. */
export function filesView(module: RecordModule, id: string, rows: FileRow[], person: Person) {
  return { rows: rows.map((row) => fileView(module, id, row, person)), form: { values: {}, errors: {} }, hint: HINT };
}

function fileView({ kind, pictures }: RecordModule, id: string, row: FileRow, person: Person) {
  const path = `${pathOf({ kind, id })}/files/${row.id}`;
  const by = row.author_id === person.id ? 'you' : (row.author ?? 'someone who has left');
  return {
    name: row.name,
    href: row.is_image ? `${path}/photo` : path,
    thumbnail: row.is_image ? `${path}/thumbnail` : null,
    icon: iconOf(row.media_type),
    meta: `${fileSize(row.size)}, by ${by}, ${instant(row.created_at, person.timeZone)}`,
    note: isHeic(row.media_type) && !row.is_image ? `${NO_HEIC}. Download it to see it.` : null,
    is_logo: row.is_logo,
    anchor: `kept-${row.id}`,
    menu_id: `file-${row.id}`,
    acts: [
      { label: 'Download', icon: 'download', href: path, attrs: { 'data-turbo': 'false' } },
      ...(person.role === 'VIEWER' ? [] : changes(pictures, row, path)),
    ],
  };
}

function changes(pictures: RecordModule['pictures'], row: FileRow, path: string) {
  const first = { label: 'Make first', icon: 'star', action: `${path}/first` };
  const logo = row.is_logo
    ? { label: 'Remove as logo', icon: 'x', action: `${path}/logo/delete` }
    : { label: 'Use as logo', icon: 'image', action: `${path}/logo` };
  return [
    ...(row.is_image && pictures === 'logo' ? [logo] : []),
    ...(row.is_image && pictures === 'photos' ? [first] : []),
    { label: 'Delete', icon: 'trash-2', action: `${path}/delete`, danger: true, rule: true },
  ];
}

/** The first photos over a record's facts; `more` stands on the last one. */
export function stripView(target: Target, photos: { count: number; shown: PhotoRow[] }, mayWrite: boolean) {
  const path = pathOf(target);
  const more = photos.count - photos.shown.length;
  return {
    photos: photos.shown.map(({ id, name }, index) => ({
      name,
      href: `${path}/files/${id}/photo`,
      src: `${path}/files/${id}/thumbnail`,
      more: more > 0 && index === photos.shown.length - 1 ? `+${more}` : '',
    })),
    add_href: mayWrite ? `${path}?tab=files#files` : null,
  };
}

/** One photo large, with its neighbours. */
export function photoView({ pictures }: RecordModule, record: Live, photos: PhotoRow[], id: string, person: Person) {
  const path = pathOf(record);
  const index = photos.findIndex((photo) => photo.id === id);
  const at = (it: PhotoRow | undefined) => (it ? `${path}/files/${it.id}/photo` : null);
  const mayWrite = person.role !== 'VIEWER';
  return {
    list: listOf(record),
    photo: {
      name: photos[index]?.name ?? '',
      record: { name: record.name, path },
      src: `${path}/files/${id}/large`,
      download_href: `${path}/files/${id}`,
      first_action: mayWrite && pictures === 'photos' && index > 0 ? `${path}/files/${id}/first` : null,
      logo_action: mayWrite && pictures === 'logo' ? `${path}/files/${id}/logo` : null,
      delete_action: mayWrite ? `${path}/files/${id}/delete` : null,
      position: {
        text: `${index + 1} of ${photos.length}`,
        previous: at(photos[index - 1]),
        next: at(photos[index + 1]),
      },
    },
  };
}

/** The form on a page of its own, for when it was refused. */
export function attachView(record: Live, form: Form) {
  return { form, list: listOf(record), attach: { form, name: record.name, path: pathOf(record), hint: HINT } };
}

function listOf({ kind }: Target) {
  return { label: kind.title, href: kind.path };
}

function iconOf(type: string): string {
  if (type.startsWith('image/')) return 'image';
  return type.startsWith('video/') ? 'video' : 'file-text';
}
