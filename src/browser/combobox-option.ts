export interface ComboboxOption {
  id: string;
  label: string;
  detail?: string;
}

/** One row of the list: what was typed stands in bold, a second datum at the right. */
export function fillOption(option: ComboboxOption, typed: string): HTMLLIElement {
  const row = document.createElement('li');
  row.className = 'mi';
  row.setAttribute('role', 'option');
  row.dataset.id = option.id;
  row.dataset.label = option.label;
  const label = document.createElement('span');
  label.append(...withMatchInBold(option.label, typed));
  row.append(label);
  if (option.detail) {
    const detail = document.createElement('span');
    detail.className = 'end';
    detail.textContent = option.detail;
    row.append(detail);
  }
  return row;
}

function withMatchInBold(label: string, typed: string): (string | HTMLElement)[] {
  const at = typed ? label.toLowerCase().indexOf(typed.toLowerCase()) : -1;
  if (at < 0) return [label];
  const bold = document.createElement('b');
  bold.textContent = label.slice(at, at + typed.length);
  return [label.slice(0, at), bold, label.slice(at + typed.length)];
}
