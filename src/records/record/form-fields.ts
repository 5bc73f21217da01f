import type { Form } from '../../http/form.js';
import { isIsoDate, shortDate } from '../../http/format.js';
import type { FormInput } from '../fields/set.js';

/** A field as a form prints it; of rows, also what one of them is called and which there are. */
export type Printed = FormInput & { part?: string; cells?: { name: string }[]; rows?: { n: number }[] };

/** What a field of a form holds, in a few words; '' for nothing, and for what every new form holds. */
export function saidOf(it: Printed, { values }: Form, initial = ''): string {
  const typed = values[it.name] ?? '';
  const label = it.label.charAt(0).toLowerCase() + it.label.slice(1);
  if (it.control === 'rows') return rowsOf(it, values).join(', ');
  if (typed.trim() === '' || typed === initial) return '';
  if (it.control === 'checkbox') return typed === 'true' || typed === 'on' ? label : '';
  if (it.control === 'select' || it.control === 'radios')
    return it.options?.find(({ value }) => value === typed)?.label ?? typed;
  if (it.control === 'date') return `${label} ${isIsoDate(typed) ? shortDate(typed) : typed}`;
  if (it.control === 'money' || it.inputmode === 'numeric') return `${label} ${typed}`;
  return typed.trim().split(/\r?\n/)[0] ?? '';
}

/** How many messages stand beside the inputs of a field. */
export function faultsOf({ name, control, part }: Printed, { errors }: Form): number {
  const isOf = (key: string) =>
    control === 'rows' ? new RegExp(`^${part}_[a-z_]+_\\d+$`).test(key) || key === name : key === name;
  return Object.keys(errors).filter(isOf).length;
}

function rowsOf({ part, cells = [], rows = [] }: Printed, values: Form['values']): string[] {
  return rows.flatMap(({ n }) => values[`${part}_${cells[0]?.name}_${n}`]?.trim() || []);
}
