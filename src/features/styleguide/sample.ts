import { passwordRuleList } from '../../http/password-rules.js';

const values = {
  name: 'Trailcap 20 L park backpack',
  model: '',
  serial: 'HD17-20931',
  frozen: 'Frozen with tax year 2025',
  category: 'bags',
  source: 'loaner',
  brand: 'Helio Displays',
  brand_id: '11',
  received_on: '2026-11-12',
  return_due_on: '2 Nov',
  market_value: '12o.00',
  price_paid: '',
  notes: 'Loan until early December. Keep the outer box.',
  is_gift: 'on',
};

const errors = {
  '': 'Ines changed this 4 minutes ago. Choose what stays.',
  market_value: 'Type an amount such as 120.00.',
  return_due_on: 'Choose 12 Nov 2026 or later, the day it came.',
};

const ROWS = [
  [
    'Trailcap 20 L park backpack with rain cover',
    'Northgate Bags',
    'green',
    'done',
    'Sold',
    '2026-11-18',
    12000,
    6200,
    -5800,
  ],
  [
    'P2 wireless lavalier kit, two transmitters',
    'Ostrava Audio',
    'blue',
    'half',
    'Listed',
    '2026-11-14',
    18900,
    null,
    null,
  ],
  ['Macro lens clip for phones', 'Kestrel Optics', 'green', 'done', 'Sold', '2026-08-27', 6740, -960, -5760],
] as const;

const rows = ROWS.map(([name, brand, tone, glyph, state, updated, value, profit, gain], index) => ({
  id: index + 1,
  name,
  brand,
  badge: { tone, glyph, state },
  updated,
  value,
  profit,
  gain,
}));

const INVENTORY_STATES = [
  ['grey', 'ring', 'Requested'],
  ['blue', 'half', 'Ordered'],
  ['violet', 'ring', 'Received'],
  ['violet', 'half', 'In review'],
  ['violet', 'full', 'Reviewed'],
  ['blue', 'half', 'Listed'],
  ['green', 'done', 'Sold'],
  ['grey', 'done', 'Kept'],
  ['grey', 'done', 'Returned'],
  ['grey', 'done', 'Donated'],
  ['grey', 'done', 'Given away'],
  ['grey', 'cross', 'Discarded'],
  ['grey', 'cross', 'Cancelled'],
  ['red', 'bang', 'Refunded'],
];

const states = [
  { module: 'Inventory', badges: INVENTORY_STATES },
  {
    module: 'Inventory review',
    badges: [
      ['grey', 'ring', 'Not started'],
      ['violet', 'half', 'Testing'],
      ['violet', 'full', 'Drafted'],
      ['green', 'done', 'Published'],
      ['grey', 'cross', 'Not required'],
    ],
  },
  {
    module: 'Account',
    badges: [
      ['amber', 'half', 'Waiting'],
      ['green', 'full', 'Active'],
      ['red', 'bang', 'Locked'],
      ['grey', 'cross', 'Rejected'],
    ],
  },
];

const months = [
  {
    label: 'November 2026',
    entries: [
      {
        icon: 'circle-check',
        tone: 'good',
        who: 'You',
        from: 'Listed',
        to: 'Sold',
        at: '2026-11-18T14:02:00Z',
        time: '18 Nov, 14:02',
        diff: [{ label: 'Sale price', from: '', to: '80.00' }],
      },
      {
        icon: 'message-square',
        text: 'You added a note',
        time: '10 Nov, 09:41',
        note: 'Buyer asked for the rain cover separately.',
      },
    ],
  },
];

/** What the page of all components is printed with. */
export const sample = {
  form: { values, errors },
  clean: { values, errors: {} },
  rows,
  states,
  months,
  rules: passwordRuleList('composition').map((rule) => ({ ...rule, met: rule.key === 'lower' ? true : undefined })),
  failed_rules: passwordRuleList('length').map((rule) => ({ ...rule, met: rule.key !== 'common' })),
  categories: [
    { value: 'bags', label: 'Bags and carriers' },
    { value: 'cameras', label: 'Cameras and displays' },
  ],
  sources: [
    { value: 'review', label: 'Review unit' },
    { value: 'loaner', label: 'Loaner' },
    { value: 'purchase', label: 'Purchase' },
    { value: 'gift', label: 'Gift' },
    { value: 'in_kind', label: 'In-kind payment' },
  ],
  brands: [
    { value: '11', label: 'Helio Displays', detail: 'helio.example' },
    { value: '12', label: 'Kestrel Optics', detail: 'kestrel.example' },
    { value: '13', label: 'Keswick Paper', detail: 'keswick.example' },
  ],
};
