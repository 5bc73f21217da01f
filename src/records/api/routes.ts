import type { ApiRoute } from '../../http/api/route.js';
import type { Module } from '../module.js';
import { listRecords } from './list.js';
import { bringBackRecord, patchRecord, postRecord, readRecord, removeRecord } from './records.js';
import { listParameters, listSchema, recordSchema, sendableSchema } from './schemas.js';

/** The addresses of a module's records in the API; all is told by what the module states. */
export function recordsApi(module: Module): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}`;
  const of = (act: string, at: string) => ({ id: `${act}_${kind.name}`, path: at, group: kind.title });
  const record = recordSchema(module);
  const sendable = sendableSchema(module);
  return [
    {
      method: 'get',
      door: 'read',
      ...of('list', path),
      status: 200,
      summary: `Lists ${kind.many}, a page at a time`,
      query: listParameters(module),
      gives: listSchema(record),
      refuses: [400, 422],
      handler: listRecords(module),
    },
    {
      method: 'post',
      door: 'write',
      ...of('create', path),
      status: 201,
      summary: `Makes a new ${kind.one}`,
      query: [{ name: 'seen', about: 'Ids of candidates that it is not', schema: { type: 'string' } }],
      headers: ['Idempotency-Key'],
      takes: sendable,
      gives: record,
      refuses: [400, 409, 413, 415, 422],
      handler: (tx, req) => postRecord(tx, req, module),
    },
    {
      method: 'get',
      door: 'read',
      ...of('read', `${path}/:id`),
      status: 200,
      summary: `Reads one ${kind.one}`,
      headers: ['If-None-Match'],
      gives: record,
      refuses: [404],
      handler: (db, req) => readRecord(db, req, module),
    },
    {
      method: 'patch',
      door: 'write',
      ...of('change', `${path}/:id`),
      status: 200,
      summary: `Changes fields of one ${kind.one}: what is not sent stays, null empties`,
      headers: ['If-Match'],
      takes: sendable,
      sends: 'application/merge-patch+json',
      gives: record,
      refuses: [400, 404, 409, 412, 413, 415, 422],
      handler: (tx, req) => patchRecord(tx, req, module),
    },
    {
      method: 'delete',
      door: 'write',
      ...of('delete', `${path}/:id`),
      status: 204,
      summary: `Moves one ${kind.one} to the trash`,
      headers: ['If-Match'],
      refuses: [404, 409, 412],
      handler: (tx, req) => removeRecord(tx, req, module),
    },
    {
      method: 'post',
      door: 'write',
      ...of('restore', `${path}/:id/restoration`),
      status: 200,
      summary: `Takes one ${kind.one} out of the trash`,
      gives: record,
      refuses: [404, 409],
      handler: (tx, req) => bringBackRecord(tx, req, module),
    },
  ];
}
