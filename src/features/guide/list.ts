import { formatDate } from '../../http/format.js';
import { lengthText } from '../../http/lengths.js';
import { sql } from '../../platform/postgres/sql.js';
import { idFilter, yesOrNoFilter } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { DASH, fieldColumns, stateColumn, textCell, UPDATED } from '../../records/list/columns.js';
import type { ListColumn, ListDeclared, Reader } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { collabFilter } from '../collabs/index.js';
import { companyFilter } from '../companies/index.js';
import { contactFilter } from '../contacts/index.js';
import { dealFilter } from '../pipeline/index.js';
import { EPISODE_FIELDS } from './fields.js';
import { PLANNED_OF } from './lengths.js';
import { memberName } from './owners.js';
import { episodeHolds } from './search.js';
import { showName, TARGET_OF } from './shows/named.js';
import { showOptions } from './shows/options.js';
import { ENDED, RECORDED, STATES, type State } from './states.js';
import { ofCompany, ofContact, ofSource } from './within.js';

const IN_WORK = STATES.names.filter((state) => !ENDED.includes(state));
const states = (all: readonly State[]) => all.map((state) => `state=${state}`).join('&');
const TO_RECORD: readonly State[] = ['planned', 'scripted'];
const TO_PUBLISH: readonly State[] = ['recorded', 'editing', 'scheduled'];

const byShow = idFilter('show_id', {
  label: 'Show',
  input: { control: 'select', optionsFrom: showOptions, empty: 'Any show' },
  gone: 'This show is no longer there.',
  named: showName,
  where: (id) => sql`e.show_id = ${id}`,
});

const COLUMNS: readonly ListColumn[] = [
  {
    name: 'show',
    label: 'Show',
    standard: true,
    cls: 'p2 p-brand',
    width: 'w-brand',
    phone: 'u2',
    cell: ({ show }) => textCell(show as string),
  },
  {
    name: 'season',
    label: 'Season',
    standard: false,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell: ({ season }) => (season === null ? DASH : { text: String(season), cls: 'num soft' }),
  },
  stateColumn(STATES),
  {
    name: 'planned',
    label: 'Planned',
    standard: true,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell: ({ planned, target, state }) =>
      planned === null
        ? DASH
        : {
            text: lengthText(Number(planned)),
            cls:
              target !== null && Number(planned) > Number(target) && !ENDED.includes(state as State)
                ? 'num late'
                : 'num',
          },
    csv: ({ planned }) => String(planned ?? ''),
  },
  {
    name: 'target',
    label: 'Target',
    standard: false,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell: ({ target }) => (target === null ? DASH : { text: lengthText(Number(target)), cls: 'num soft' }),
    csv: ({ target }) => String(target ?? ''),
  },
  { name: 'record_on', label: 'Record on', standard: true, cls: 'p2', width: 'w-touch', cell: recordCell },
  {
    name: 'publish_on',
    label: 'Publish on',
    standard: true,
    cls: 'p2',
    width: 'w-touch',
    phone: 'e',
    cell: publishCell,
  },
  {
    name: 'owner',
    label: 'Owner',
    standard: true,
    cls: 'p3',
    width: 'w-more',
    cell: ({ owner }) => textCell(owner as string | null),
  },
  UPDATED,
  ...fieldColumns(EPISODE_FIELDS, 'number', 'type', 'keywords', 'explicit'),
];

/** The list of episodes. */
export const episodeList: ListDeclared = {
  alias: 'e',
  sorts: {
    updated_at: byUpdated('e'),
    publish_on: { label: 'Publish on', expression: sql`coalesce(e.publish_on, '-infinity'::date)`, type: 'date' },
    name: { label: 'Episode', expression: sql`e.name collate "und-x-icu"`, type: 'text', up: true },
    planned: { label: 'Planned', expression: sql`coalesce(${PLANNED_OF}, -1)`, type: 'bigint' },
    target: { label: 'Target', expression: sql`coalesce(${TARGET_OF}, -1)`, type: 'bigint' },
  },
  sort: '-updated_at',
  search: (words) => ({ where: episodeHolds(words) }),
  filters: {
    show: byShow,
    mine: yesOrNoFilter('mine', 'Mine', (yes) => sql`(e.owner_id is not distinct from app_user_id()) = ${yes}`),
    contact: contactFilter((id) => sql`e.id in ${ofContact(id)}`),
    company: companyFilter('This company is no longer there.', (id) => sql`e.id in ${ofCompany(id)}`),
    collab: collabFilter((id) => sql`e.id in ${ofSource('collab_id', id)}`),
    deal: dealFilter((id) => sql`e.id in ${ofSource('deal_id', id)}`),
  },
  first: ['show', 'state', 'mine'],
  columns: COLUMNS,
  select: () => sql`
    e.number, e.season, e.state, e.record_on, e.publish_on, e.updated_at, ${showName(sql`e.show_id`)} as show,
    ${memberName(sql`e.owner_id`)} as owner, ${PLANNED_OF} as planned, ${TARGET_OF} as target`,
  dear: true,
  row: ({ name, number }) => ({ name: number === null ? String(name) : `${number} ${name}` }),
  views: {
    in_work: ['In work', `${states(IN_WORK)}&sort=publish_on`],
    mine: ['Mine', `mine=yes&${states(IN_WORK)}`],
    to_record: ['To record', `${states(TO_RECORD)}&sort=record_on`],
    to_publish: ['To publish', `${states(TO_PUBLISH)}&sort=publish_on`],
    ideas: ['Ideas', 'state=idea'],
    published: ['Published', 'state=published&sort=-publish_on'],
  },
  small: { label: 'Publish on', width: 'w-s' },
  empty: {
    text: 'Write down the idea of the next episode. A show that is typed with it comes here by itself.',
    reader: 'No episode was planned yet.',
  },
};

function recordCell({ record_on, state }: Row, { today }: Reader) {
  if (!record_on) return DASH;
  const isLate = !RECORDED.includes(state as State) && state !== 'shelved' && String(record_on) < today;
  return { text: formatDate(String(record_on)), cls: isLate ? 'num late' : 'num soft' };
}

function publishCell({ publish_on, state }: Row, { today }: Reader) {
  if (!publish_on) return DASH;
  const isLate = !ENDED.includes(state as State) && String(publish_on) < today;
  return { text: formatDate(String(publish_on)), cls: isLate ? 'num late' : 'num soft' };
}
