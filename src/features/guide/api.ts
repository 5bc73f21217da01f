import { invalidBody } from '../../http/api/problem.js';
import type { ApiRoute } from '../../http/api/route.js';
import { readerOf } from '../../http/list/sql.js';
import { actRoute, recordAnswer } from '../../records/api/acts.js';
import { fieldsOf, refused } from '../../records/api/pointers.js';
import { sendableFields } from '../../records/api/schemas.js';
import { readSent } from '../../records/api/sent.js';
import { lockedRecord } from '../../records/live.js';
import type { Module } from '../../records/module.js';
import { episodeBeginning } from './beginning.js';
import type { EpisodeData } from './fields.js';
import { GUIDE } from './kind.js';
import { ASKS, planNext } from './next.js';
import { packApi } from './pack/api.js';
import { recordingApi } from './recording/api.js';

/** What programs do to an episode besides changing its fields: planning the one that follows. */
export function episodesApi(module: Module): ApiRoute[] {
  const asked = Object.entries(sendableFields(module.fields)).filter(([name]) => ASKS.some((it) => it === name));
  return [
    ...recordingApi(module),
    ...packApi(module),
    actRoute(module, {
      noun: 'next',
      verb: 'plan_next',
      status: 201,
      summary: 'Plans the episode that comes after one, with what repeats of it: answers the new one',
      takes: { type: 'object', properties: Object.fromEntries(asked) },
      hold: async (tx, id) => void (await lockedRecord(tx, GUIDE, id)),
      async handler(tx, req, episode) {
        const db = readerOf(tx);
        const { show_id, season } = episode.fields as unknown as EpisodeData;
        const { number } = await episodeBeginning(db, { show_id: String(show_id), season: String(season ?? '') });
        const sent = await readSent(db, module, fieldsOf(req.body, ASKS), null);
        if (sent.errors.length > 0) throw invalidBody(sent.errors);
        const made = await planNext(tx, req, module, episode, { number, ...sent.body });
        if (!made.ok) throw refused(module.fields, made.errors, req.body);
        return recordAnswer(tx, req, module, made.id, 201);
      },
    }),
  ];
}
