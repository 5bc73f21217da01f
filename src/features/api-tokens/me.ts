import type { ApiRoute } from '../../http/api/door.js';

/** Who a token lets in, and what it may. */
export const ME: ApiRoute = {
  path: '/v1/me',
  handler: (_db, { caller: { person, token } }) => ({
    id: person.id,
    email: person.email,
    name: person.name,
    role: person.role,
    time_zone: person.timeZone,
    currency: person.currency,
    locale: person.locale,
    token: { id: token.id, name: token.name, scope: token.scope, expires_at: token.expiresAt.toISOString() },
  }),
};
