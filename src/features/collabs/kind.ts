import type { Kind } from '../../records/kinds.js';

/** What was agreed with a company and must be delivered: everybody’s own. */
export const COLLABS: Kind = {
  name: 'collabs',
  table: 'collabs',
  column: 'collab_id',
  own: true,
  path: '/collabs',
  title: 'Collabs',
  one: 'collab',
  many: 'collabs',
  icon: 'handshake',
};
