export type FieldKind = 'text' | 'date' | 'choice' | 'tick' | 'points' | 'companies';

/** Every field of a contact in the order of its form: its kind and what it is called on pages. CSV headers are the names. */
export const FIELDS = {
  first_name: { kind: 'text', label: 'First name' },
  last_name: { kind: 'text', label: 'Last name' },
  pronunciation: { kind: 'text', label: 'Pronunciation' },
  pronouns: { kind: 'text', label: 'Pronouns' },
  title: { kind: 'text', label: 'Title' },
  role: { kind: 'choice', label: 'Role' },
  emails: { kind: 'points', label: 'E-mail addresses' },
  phones: { kind: 'points', label: 'Phones' },
  handles: { kind: 'points', label: 'Handles' },
  preferred_channel: { kind: 'choice', label: 'Preferred channel' },
  opted_out: { kind: 'tick', label: 'Opted out' },
  companies: { kind: 'companies', label: 'Companies' },
  warmth: { kind: 'choice', label: 'Warmth' },
  next_touch_on: { kind: 'date', label: 'Next touch on' },
  source: { kind: 'text', label: 'Source' },
  language: { kind: 'choice', label: 'Language' },
  time_zone: { kind: 'choice', label: 'Time zone' },
} as const satisfies Record<string, { kind: FieldKind; label: string }>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];
