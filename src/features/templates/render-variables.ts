/** The names a template may hold: each with what it is called and what it looks like. The browser reads them too. */

export type VariableKind = 'text' | 'money' | 'day' | 'count';
type Stated = { name: string; label: string; example: string; kind: VariableKind };

const STATED = [
  { name: 'contact.first_name', label: 'First name', example: 'Ines', kind: 'text' },
  { name: 'contact.last_name', label: 'Last name', example: 'Marchetti', kind: 'text' },
  { name: 'contact.name', label: 'Whole name', example: 'Ines Marchetti', kind: 'text' },
  { name: 'contact.title', label: 'Title', example: 'Brand manager', kind: 'text' },
  { name: 'contact.pronouns', label: 'Pronouns', example: 'she/her', kind: 'text' },
  { name: 'contact.email', label: 'Address the mail goes to', example: 'ines@dryday.example', kind: 'text' },
  { name: 'company.name', label: 'Name', example: 'Dryday', kind: 'text' },
  { name: 'company.legal_name', label: 'Legal name', example: 'Dryday GmbH', kind: 'text' },
  { name: 'company.website', label: 'Website', example: 'dryday.example', kind: 'text' },
  { name: 'company.payment_terms', label: 'Payment terms in days', example: '30', kind: 'count' },
  { name: 'deal.title', label: 'Title', example: 'Cold-weather park day', kind: 'text' },
  { name: 'deal.amount', label: 'Amount', example: '€1,800.00', kind: 'money' },
  { name: 'deal.placement', label: 'Channel or placement', example: 'Integrated video', kind: 'text' },
  { name: 'deal.expected_close_on', label: 'Expected close on', example: '7 December 2026', kind: 'day' },
  { name: 'deal.next_step', label: 'Next step', example: 'Send the media kit', kind: 'text' },
  { name: 'deal.next_step_on', label: 'Next step on', example: '1 December 2026', kind: 'day' },
  { name: 'collab.title', label: 'Title', example: 'Winter jackets, two videos', kind: 'text' },
  { name: 'collab.fee', label: 'Fee', example: '€2,400.00', kind: 'money' },
  { name: 'collab.starts_on', label: 'Starts on', example: '11 January 2027', kind: 'day' },
  { name: 'collab.ends_on', label: 'Ends on', example: '26 February 2027', kind: 'day' },
  { name: 'collab.promo_code', label: 'Promo code', example: 'QUEUE10', kind: 'text' },
  { name: 'collab.tracking_link', label: 'Tracking link', example: 'https://dryday.example/q', kind: 'text' },
  { name: 'me.first_name', label: 'First name', example: 'Mara', kind: 'text' },
  { name: 'me.name', label: 'Whole name', example: 'Mara Quill', kind: 'text' },
  { name: 'me.email', label: 'Address', example: 'mara@queuelight.example', kind: 'text' },
  { name: 'me.channel', label: 'Channel', example: 'Queue Light', kind: 'text' },
  { name: 'me.average_views', label: 'Views of a video', example: '18,400', kind: 'count' },
  { name: 'me.signature', label: 'Signature', example: 'Queue Light, films about small parks', kind: 'text' },
  { name: 'today', label: 'Today', example: '27 November 2026', kind: 'day' },
] as const satisfies readonly Stated[];

export type VariableName = (typeof STATED)[number]['name'];
export type Variable = Stated & { name: VariableName };

/** Every known variable, in the order they are offered. */
export const VARIABLES: readonly Variable[] = STATED;

const LABELS = { contact: 'Contact', company: 'Company', deal: 'Deal', collab: 'Collab', me: 'You', today: 'Other' };
export type VariableGroup = keyof typeof LABELS;

/** What a variable is about: its name up to the first point. */
export function groupOf(name: VariableName): VariableGroup {
  return (name.split('.')[0] ?? name) as VariableGroup;
}

/** The known variables in their groups, as an editor lists them. */
export const VARIABLE_GROUPS = (Object.keys(LABELS) as VariableGroup[]).map((group) => ({
  label: LABELS[group],
  variables: VARIABLES.filter(({ name }) => groupOf(name) === group),
}));

// A map, since an object knows names nobody stated, `constructor` among them.
const BY_NAME: ReadonlyMap<string, Variable> = new Map(VARIABLES.map((it) => [it.name, it]));

/** The variable of that very name. */
export function variableNamed(name: string): Variable | undefined {
  return BY_NAME.get(name);
}

const LONGEST_GUESSED = 60;

/** The known name that was most likely meant; null where none is near. */
export function nearestName(typed: string): VariableName | null {
  const name = typed.toLowerCase().replace(/[\s-]+/g, '_');
  if (name === '' || name.length > LONGEST_GUESSED) return null;
  const withoutGroup = VARIABLES.find((it) => it.name.endsWith(`.${name}`));
  if (withoutGroup) return withoutGroup.name;
  const [best] = VARIABLES.map((it) => ({ name: it.name, steps: editSteps(name, it.name) })).sort(
    (a, b) => a.steps - b.steps,
  );
  return best && best.steps <= Math.max(1, Math.floor(name.length / 3)) ? best.name : null;
}

/** How many letters must be added, left out or changed to make one word of the other (Levenshtein). */
function editSteps(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
