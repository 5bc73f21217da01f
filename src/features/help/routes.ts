import { placesByKeys } from '../../http/places.js';
import { page, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';

const SHORTCUTS: { title: string; keys: string[][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Ctrl K', 'Search or jump to'],
      ['/', 'Search or jump to'],
      ['?', 'Show these shortcuts'],
      ['n', 'New, of what the page lists, or quick add'],
    ],
  },
  {
    title: 'Go to',
    keys: placesByKeys().map(({ keys = '', label }) => [keys, label]),
  },
  {
    title: 'In a list',
    keys: [
      ['j', 'Next row'],
      ['k', 'Row before'],
      ['Enter', 'Open the row'],
      ['x', 'Select the row'],
      ['e', 'Edit the row'],
      ['f', 'Add a filter'],
    ],
  },
  {
    title: 'In the search',
    keys: [
      ['↑ ↓', 'Choose another'],
      ['Tab', 'Next group'],
      ['Enter', 'Open what is chosen'],
      ['Ctrl Enter', 'Open it in a new tab'],
      ['Esc', 'Clear, then close'],
    ],
  },
  {
    title: 'In the calendar',
    keys: [
      ['← →', 'Day before and day after'],
      ['↑ ↓', 'Week before and week after'],
      ['Home', 'First day of the week'],
      ['End', 'Last day of the week'],
      ['PageUp', 'Month before'],
      ['PageDown', 'Month after'],
      ['t', 'Today'],
      ['n', 'New task on that day'],
      ['Enter', 'Open the day'],
      ['Alt ←', 'Move an entry a day back; → a day on, ↑ ↓ a week'],
    ],
  },
  {
    title: 'While recording',
    keys: [
      ['Space', 'Mark that the next segment begins; start'],
      ['u', 'Undo the last mark'],
      ['p', 'Pause, and go on'],
      ['e', 'End, after a question'],
    ],
  },
  { title: 'On a record', keys: [['e', 'Edit it']] },
];

/** What the keyboard does, one address for the page and for the dialog over each page; and how webhooks are read. */
export const helpRoutes: Route[] = userRoutes(({ get }) => {
  get('/help', () => redirect('/help/keyboard'));
  get('/help/keyboard', (_db, req) =>
    page('help/keyboard.njk', {
      groups: SHORTCUTS.map(({ title, keys }) => ({
        title,
        keys: keys.map(([key = '', what]) => ({ keys: key.split(' '), what })),
      })),
      on: req.person.shortcuts,
    }),
  );
  get('/help/webhooks', () => page('help/webhooks.njk'));
});
