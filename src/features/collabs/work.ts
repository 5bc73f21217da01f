import { count, formatDate, formatMoney, nearDate } from '../../http/format.js';
import { distanceText } from '../../records/due.js';
import type { Act } from '../../records/states.js';
import { DUE_WHEN_LABELS, PLATFORM_LABELS } from './choices.js';
import { lockWords } from './conflict-view.js';
import type { Conflict } from './conflicts.js';
import { calledDeliverable, type Deliverables } from './deliverables.js';
import { disclosurePath } from './disclosure/begun.js';
import { aboutOf, checklist, progressOf } from './disclosure/checklist.js';
import type { TickOfMany } from './disclosure/queries.js';
import type { CollabData } from './fields.js';
import { COLLABS } from './kind.js';
import { moneyOf } from './money.js';
import type { Payments } from './payments.js';
import { DELIVERABLE_STATES, type DeliverableState, MONEY_LOOKS } from './states.js';

type Collab = CollabData & { id: string };
/** What is done about a row next: a small form, or at once. */
type RowAct = { label: string; href?: string; action?: string; attrs?: Record<string, string> };

/** The deliverables of a collab as its page shows them, each with what is next. */
export function deliverableRows(
  collab: Collab,
  today: string,
  conflicts: readonly Conflict[],
  ticks: readonly TickOfMany[],
) {
  return (collab.deliverables as Deliverables).map((row) => {
    const path = `${COLLABS.path}/${collab.id}/deliverables/${row.row}`;
    const next = nextDay(row);
    const ways = DELIVERABLE_STATES.of(row.state);
    const led = (to: DeliverableState) => actOf(path, DELIVERABLE_STATES.of(to)?.act) ?? [];
    return {
      id: row.row,
      name: calledDeliverable(row),
      where: [row.platform && PLATFORM_LABELS[row.platform], row.channel].filter(Boolean).join(', '),
      edit_href: `${path}/edit`,
      look: DELIVERABLE_STATES.of(row.state),
      next: next && nextView(next, today),
      lock: lockWords(conflicts, String(row.row)),
      views: row.views_7 === null ? null : count(row.views_7),
      disclosure: {
        href: disclosurePath(collab.id, row.row),
        ...progressOf(
          checklist(
            aboutOf(collab, row),
            ticks.filter(({ deliverable }) => deliverable === row.row),
          ),
        ),
      },
      link: row.link,
      act: actOf(path, DELIVERABLE_STATES.of(ways?.next)?.act),
      more: (ways?.more ?? []).flatMap(led),
    };
  });
}

type NextDay = { day: string; what: string; isOpen: boolean };

function nextView({ day, what, isOpen }: NextDay, today: string) {
  const isLate = isOpen && day < today;
  return isLate
    ? { text: distanceText(day, today), late: true, words: `${what} ${nearDate(day, today)}` }
    : { text: formatDate(day), late: false, words: what };
}

/** The day that is next for a deliverable, and what for; of one that is out, since when. */
function nextDay(row: Deliverables[number]): NextDay | null {
  const at = (day: string | null, what: string, isOpen = true) => (day === null ? null : { day, what, isOpen });
  if (row.state === 'live' || row.state === 'verified') return at(row.went_live_on, 'Live', false);
  if (row.state === 'missed') return null;
  const live = at(row.live_on, 'Live');
  if (row.state === 'approved') return live;
  return (row.state === 'submitted' ? at(row.approval_due_on, 'Approval') : at(row.draft_due_on, 'Draft')) ?? live;
}

/** The payments of a collab as its page shows them, each with what is next. */
export function paymentRows(collab: Collab, today: string) {
  return (collab.payments as Payments).map((row) => {
    const path = `${COLLABS.path}/${collab.id}/payments/${row.row}`;
    const { state } = moneyOf([row], today);
    return {
      id: row.row,
      name: row.label,
      when: DUE_WHEN_LABELS[row.due_when],
      edit_href: `${path}/edit`,
      amount: formatMoney(row.amount, row.currency),
      invoice: row.invoice_number ?? (row.invoiced_on ? formatDate(row.invoiced_on) : null),
      invoiced: row.invoice_number && row.invoiced_on ? formatDate(row.invoiced_on) : '',
      due: row.due_on && formatDate(row.due_on),
      late: state === 'overdue' && row.due_on ? distanceText(row.due_on, today) : null,
      look: state && MONEY_LOOKS[state],
      done: state === 'paid' && row.paid_on ? formatDate(row.paid_on) : null,
      act:
        state === 'paid'
          ? null
          : row.invoiced_on === null
            ? { label: 'Invoice', href: `${path}/invoice` }
            : { label: 'Mark paid', href: `${path}/pay` },
      more: state === 'not_invoiced' ? [asked({ label: 'Record payment', href: `${path}/pay` })] : [],
    };
  });
}

function actOf(path: string, act: Act | undefined): RowAct | null {
  if (!act) return null;
  const asks = [...(act.asks ?? []), ...Object.keys(act.needs ?? {})].length > 0;
  const [label, to] = [act.label, `${path}/${act.name}`];
  return asks ? asked({ label, href: to }) : { label, action: to };
}

const asked = (act: RowAct): RowAct => ({ ...act, attrs: { 'data-turbo-frame': 'act' } });
