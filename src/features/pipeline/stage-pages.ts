import { blankForm, type Form, withError } from '../../http/form.js';
import { plural } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { shownRate } from '../../records/fields/index.js';
import { MANY_MS } from '../../records/limits.js';
import { PIPELINE } from './kind.js';
import { type NamedRow, type NameList, namedRowsOf, REASONS, STAGES } from './stage-rows.js';
import { fieldsOf, moveStage, refusalOf, removeStage, rowIn, saveStage } from './stage-saves.js';

type Door = Pick<ReadDoor, 'rows'>;
/** What is asked of a row, and the row unless it is new. */
type Asked = { list: NameList; row: NamedRow | null; form: Form };

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
        const row = rowIn(await namedRowsOf(db, list), req.params.row);
        return formPage({ list, row, form: blankForm(fieldsOf(list, row).inputsOf(row), req.kept) });
      });
      post(`${path}/:row/order`, (tx, req) => answerOrder(tx, req, list));
      form(`${path}/:row/delete`, async (db, req) => {
        const rows = await namedRowsOf(db, list);
        return removalPage({ list, row: rowIn(rows, req.params.row), form: blankForm({}, req.kept) }, rows);
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
  const { row, ...saved } = await saveStage(tx, list, req.params.row, req.body);
  if (saved.kind === 'invalid') return formPage({ list, row, form: saved.form }, 422);
  return redirect(STAGES.path, row === null ? `Added ${saved.name}.` : 'Saved changes.');
}

async function answerOrder(tx: WriteDoor, req: PersonRequest, list: NameList): Promise<Reply> {
  const way = req.body?.way === 'up' ? 'up' : 'down';
  return redirect(STAGES.path, `Moved ${await moveStage(tx, list, req.params.row, way)} ${way}.`);
}

async function answerRemoval(tx: WriteDoor, req: PersonRequest, list: NameList): Promise<Reply> {
  const { row, rows, ...removed } = await removeStage(tx, list, req.params.row, one(req.body?.into));
  const form = blankForm(req.body);
  if (removed.kind === 'stays') return removalPage({ list, row, form }, rows, 409);
  if (removed.kind === 'full')
    return removalPage({ list, row, form: withError(form, 'into', removed.text) }, rows, 422);
  const moved = removed.into ? ` ${plural(row.deals, 'deal', 'deals')} moved to ${removed.into.name}.` : '';
  return redirect(STAGES.path, `Removed ${row.name}.${moved}`);
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
