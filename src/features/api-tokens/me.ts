import type { ApiRoute } from '../../http/api/route.js';

const text = { type: 'string' };

/** Who a token lets in, and what it may. */
export const ME: ApiRoute = {
  method: 'get',
  path: '/v1/me',
  door: 'read',
  id: 'read_me',
  group: 'Account',
  summary: 'Tells whose the token is, and what it may',
  status: 200,
  gives: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      email: text,
      name: text,
      role: { type: 'string', enum: ['ADMIN', 'USER', 'VIEWER'] },
      time_zone: text,
      currency: text,
      locale: text,
      token: {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          name: text,
          scope: { type: 'string', enum: ['read', 'write'] },
          expires_at: { type: 'string', format: 'date-time' },
        },
        required: ['id', 'name', 'scope', 'expires_at'],
      },
    },
    required: ['id', 'email', 'name', 'role', 'time_zone', 'currency', 'locale', 'token'],
  },
  handler: (_db, { caller: { person, token } }) => ({
    body: {
      id: person.id,
      email: person.email,
      name: person.name,
      role: person.role,
      time_zone: person.timeZone,
      currency: person.currency,
      locale: person.locale,
      token: { id: token.id, name: token.name, scope: token.scope, expires_at: token.expiresAt.toISOString() },
    },
  }),
};
