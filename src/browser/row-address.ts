/** The address of the record of a list's row, where its reader may act on it: where its name leads, without the list. */
export function rowAddress(row: Element | null | undefined): string | undefined {
  if (!row?.querySelector('.dots')) return undefined;
  return row.querySelector<HTMLAnchorElement>('td.name a')?.pathname;
}
