/** A ticked row: its amount in minor units, where it has one. */
export type Picked = { minor: string | undefined; currency: string | undefined };

// As long as the window does not load anew: the rows of one list that were ticked on any of its pages. Not of two lists at once.
let list = '';
let rows = new Map<string, Picked>();

// What they were ticked for is done.
document.addEventListener('turbo:submit-end', (event) => {
  const { success, formSubmission } = (event as CustomEvent<Submitted>).detail;
  if (success && formSubmission.method.toLowerCase() === 'post') rows.clear();
});
type Submitted = { success: boolean; formSubmission: { method: string } };

/** The rows that are ticked in the list of that name, on whichever page. */
export function pickedIn(name: string): Map<string, Picked> {
  if (name !== list) rows = new Map();
  list = name;
  return rows;
}
