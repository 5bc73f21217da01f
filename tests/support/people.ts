/** The cast: two creators, a stranger to both, a reader, and the admin. They share one password, so that it is hashed once. */
export const PASSWORD = 'Lantern-parade9';

export const PEOPLE = {
  alice: { id: '01900000-0000-7000-8000-00000000000a', email: 'alice@park.example', name: 'Alice Arden', role: 'USER' },
  bob: { id: '01900000-0000-7000-8000-00000000000b', email: 'bob@park.example', name: 'Bob Brook', role: 'USER' },
  charlie: {
    id: '01900000-0000-7000-8000-00000000000c',
    email: 'charlie@park.example',
    name: 'Charlie Croft',
    role: 'USER',
  },
  vera: { id: '01900000-0000-7000-8000-00000000000e', email: 'vera@park.example', name: 'Vera Vale', role: 'VIEWER' },
  ada: { id: '01900000-0000-7000-8000-00000000000f', email: 'ada@park.example', name: 'Ada Ash', role: 'ADMIN' },
} as const;

export type PersonName = keyof typeof PEOPLE;
