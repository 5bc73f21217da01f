import { blankForm, type Form, isId, withError } from '../../http/form.js';
import { plural } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { defineFields, number, rate, shownRate, text } from '../../records/fields/index.js';
import { PIPELINE } from './kind.js';
import {
  holdNames,
  type NamedRow,
  type NameList,
  namedRowsOf,
  REASONS,
  removeNamed,
  STAGES,
  saveNamed,
  stepNamed,
} from './stage-rows.js';

type Door = Pick<ReadDoor, 'rows'>;
/** What is asked of a row, and the row unless it is new. */
type Asked = { list: NameList; row: NamedRow | null; form: Form };
type Refusal = { title: string; text: string };

const NAME = text({ label: 'Name', max: 60, missing: 'Give it a name.', squeezed: true });
const NAME_FIELDS = defineFields({ name: NAME });
const STAGE_FIELDS = defineFields({
  name: NAME,
  probability: rate({ label: 'Probability', hint: 'In per cent: how likely a deal is won from here.' }),
  stale_after: number({ label: 'Stale after', min: 1, max: 999, optional: true, hint: 'In days. Empty: never.' }),
});
/** More than one act needs: a stage that is removed may hold thousands of deals. */
const MANY_MS = 20_000;

/** The pages on which a person edits the stages of their pipeline, and the reasons for which deals are lost. */
export function stageRoutes(): Route[] {
  return userRoutes(({ form, post }) => {
    form(STAGES.path, async (db) => page('pipeline/stages.njk', await stagesView(db)));
    // The reasons' addresses stand before those of a stage, which would take them for one.
    for (const list of [REASONS, STAGES]) {
      const { path } = list;
      form(`${path}/new`, (_db, req) => formPage({ list, row: null, form: blankForm({}, req.kept) }));
      post(path, (tx, req) => answerSave(tx, req, list));
      form(`${path}/:row/edit`, async (db, req) => {
        const row = rowIn(await namedRowsOf(db, list), req);
        return formPage({ list, row, form: blankForm(fieldsOf(list, row).inputsOf(row), req.kept) });
      });
      post(`${path}/:row/order`, (tx, req) => answerOrder(tx, req, list));
      form(`${path}/:row/delete`, async (db, req) => {
        const rows = await namedRowsOf(db, list);
        return removalPage({ list, row: rowIn(rows, req), form: blankForm({}, req.kept) }, rows);
      });
      post(`${path}/:row/delete`, (tx, req) => answerRemoval(tx, req, list), { limitMs: MANY_MS });
      post(`${path}/:row`, (tx, req) => answerSave(tx, req, list));
    }
  });
}

async function stagesView(db: Door) {
  const [stages, reasons] = [await namedRowsOf(db, STAGES), await namedRowsOf(db, REASONS)];
  return { kind: PIPELINE, stages: shown(STAGES, stages), reasons: shown(REASONS, reasons) };
}

function shown({ path }: NameList, rows: NamedRow[]) {
  return rows.map((row, at) => ({
    name: row.name,
    deals: row.deals,
    is_open: row.kind === 'open' || row.kind === null,
    chance: row.probability === null ? '' : shownRate(row.probability),
    stale: row.stale_after === null ? '–' : plural(row.stale_after, 'day', 'days'),
    up: rows[at - 1]?.kind === row.kind,
    down: rows[at + 1]?.kind === row.kind,
    path: `${path}/${row.id}`,
  }));
}

async function answerSave(tx: WriteDoor, req: PersonRequest, list: NameList): Promise<Reply> {
  await holdNames(tx, list);
  const rows = await namedRowsOf(readerOf(tx), list);
  const row = req.params.row === undefined ? null : rowIn(rows, req);
  const read = fieldsOf(list, row).read(req.body);
  const again = (form: Form) => formPage({ list, row, form }, 422);
  if (!read.ok) return again(read.form);
  if ('probability' in read.data && read.data.probability === null)
    return again(withError(read.form, 'probability', 'Type a percentage from 0 to 100.'));
  if (row === null && rows.length >= list.most)
    return again(withError(read.form, '', `There are ${list.most} already. Remove one first.`));
  if (!(await saveNamed(tx, list, row?.id ?? null, read.data as Record<string, string | number | null>)))
    return again(withError(read.form, 'name', `There is a ${list.one} of this name already.`));
  return redirect(STAGES.path, row === null ? `Added ${read.data.name}.` : 'Saved changes.');
}

async function answerOrder(tx: WriteDoor, req: PersonRequest, list: NameList): Promise<Reply> {
  await holdNames(tx, list);
  const rows = await namedRowsOf(readerOf(tx), list);
  const row = rowIn(rows, req);
  await stepNamed(tx, list, rows, row.id, req.body?.way === 'up' ? -1 : 1);
  return redirect(STAGES.path, `Moved ${row.name} ${req.body?.way === 'up' ? 'up' : 'down'}.`);
}

async function answerRemoval(tx: WriteDoor, req: PersonRequest, list: NameList): Promise<Reply> {
  await holdNames(tx, list);
  const rows = await namedRowsOf(readerOf(tx), list);
  const row = rowIn(rows, req);
  const form = blankForm(req.body);
  if (refusalOf(list, row, rows)) return removalPage({ list, row, form }, rows, 409);
  const into = rows.find(({ id, kind }) => id === one(req.body?.into) && kind === 'open' && id !== row.id);
  if (row.deals > 0 && !into)
    return removalPage(
      { list, row, form: withError(form, 'into', 'Choose the stage that takes its deals.') },
      rows,
      422,
    );
  await removeNamed(tx, list, row, row.deals > 0 ? into : undefined);
  const moved = row.deals > 0 ? ` ${plural(row.deals, 'deal', 'deals')} moved to ${into?.name}.` : '';
  return redirect(STAGES.path, `Removed ${row.name}.${moved}`);
}

// Where deals end is named, and nothing else: it is there for good. So is the last stage on the way.
function refusalOf({ one: what }: NameList, row: NamedRow, rows: NamedRow[]): Refusal | undefined {
  const title = `${row.name} stays.`;
  if (row.kind !== null && row.kind !== 'open')
    return { title, text: 'Won, lost and on hold are always there. It can be renamed.' };
  if (row.kind === 'open' && rows.filter(({ kind }) => kind === 'open').length === 1)
    return { title, text: 'A pipeline has one stage at least. Add another one first.' };
  if (row.kind === null && row.deals > 0)
    return { title, text: `${plural(row.deals, 'deal was', 'deals were')} lost for this ${what}. It can be renamed.` };
  return undefined;
}

function rowIn(rows: NamedRow[], req: PersonRequest): NamedRow {
  const found = isId(req.params.row) && rows.find(({ id }) => id === String(req.params.row).toLowerCase());
  if (!found) throw new NotFound();
  return found;
}

function fieldsOf(list: NameList, row: NamedRow | null) {
  return list === STAGES && (row === null || row.kind === 'open') ? STAGE_FIELDS : NAME_FIELDS;
}

function formPage({ list, row, form }: Asked, status = 200): Reply {
  const fields = fieldsOf(list, row);
  const label = row === null ? `Add ${list.one}` : `Edit ${list.one}`;
  const inputs = Object.values(fields.inputs());
  return actPage({ list, row, form }, status, {
    act: { label, verb: row === null ? label : 'Save changes' },
    action: row === null ? list.path : `${list.path}/${row.id}`,
    inputs: inputs.map((it) => ({ ...it, ...(it.name === 'probability' && { optional: false }) })),
  });
}

function removalPage({ list, row, form }: Asked & { row: NamedRow }, rows: NamedRow[], status = 200): Reply {
  const others = rows.filter(({ id, kind }) => kind === 'open' && id !== row.id);
  const deals = plural(row.deals, 'deal', 'deals');
  const options = others.map(({ id, name }) => ({ value: id, label: name }));
  const into = { control: 'select', name: 'into', label: `Move its ${deals} to`, options, empty: 'Choose a stage' };
  return actPage({ list, row, form }, status, {
    act: { label: `Remove ${list.one}`, verb: `Remove ${list.one}` },
    action: `${list.path}/${row.id}/delete`,
    refused: refusalOf(list, row, rows),
    inputs: row.deals > 0 && list === STAGES ? [into] : [],
    moves: row.deals > 0 ? 'Those in the trash go with it.' : 'No deal is in it.',
  });
}

function actPage({ list, row, form }: Asked, status: number, view: object): Reply {
  const name = row?.name ?? (list === STAGES ? 'A stage on the way' : 'Why a deal was lost');
  const more = form.errors[''] ? [form.errors['']] : [];
  return page(
    'records/act.njk',
    { kind: PIPELINE, form, record: { name }, back: STAGES.path, others: more, moves: '', stay: 'Cancel', ...view },
    status,
  );
}
