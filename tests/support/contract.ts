import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { apiRoutes } from '../../src/features/api.js';
import { openApi } from '../../src/http/api/openapi.js';
import type { Module } from '../../src/records/module.js';

type Exchange = {
  method: string;
  /** Behind /api, with its query. */
  path: string;
  sent?: unknown;
  status: number;
  headers: Record<string, string>;
  text: string;
};
type Operation = { responses: Record<string, { $ref?: string; content?: object }>; requestBody?: { content: object } };

/** Holds requests and answers against the description of the API; answers what differs. */
export function contractOf(app: Parameters<typeof apiRoutes>[0] & { modules: readonly Module[] }) {
  const document = openApi(apiRoutes(app, app.modules), { url: 'https://crm.example', name: 'Mouse Domination' });
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema(document, 'api');
  const paths = document.paths as Record<string, Record<string, Operation>>;
  // The most literal first: /v1/guide/shows before /v1/guide/{id}.
  const templates = Object.keys(paths)
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .map((path) => [path, new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)] as const);

  function faultsAt(place: string, value: unknown): string[] {
    const validate = ajv.compile({ $ref: `api#${place}` });
    return validate(value) ? [] : [`${place}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`];
  }

  return function faultsOf({ method, path, sent, status, headers, text }: Exchange): string[] {
    const address = (path.split('?')[0] ?? '').replace(/\/$/, '');
    const template = templates.find(([, fits]) => fits.test(address))?.[0];
    const operation = template === undefined ? undefined : paths[template]?.[method];
    const type = headers['content-type']?.split(';')[0] ?? '';
    const isProblem = type === 'application/problem+json';
    const problem = isProblem ? faultsAt('/components/schemas/Problem', JSON.parse(text)) : [];
    // What is at no address of the description answers a problem.
    if (!operation || !template)
      return isProblem ? problem : [`${method} ${address} is not described, and answers ${status}`];
    const at = `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
    const answered = operation.responses[status];
    if (!answered) return [`${method} ${template} answers ${status}, which is not described: ${text.slice(0, 300)}`];
    if (isProblem) return answered.$ref ? problem : [`${method} ${template} answers a problem with ${status}`];
    const ofAnswer = answered.content
      ? faultsAt(`${at}/responses/${status}/content/${type.replace('/', '~1')}/schema`, JSON.parse(text))
      : text === '' || type !== 'application/json'
        ? []
        : [`${method} ${template} answers a body with ${status}`];
    const [takes] = Object.keys(operation.requestBody?.content ?? {});
    const ofBody =
      takes && sent !== undefined && status < 300
        ? faultsAt(`${at}/requestBody/content/${takes.replaceAll('/', '~1')}/schema`, sent)
        : [];
    return [...ofAnswer, ...ofBody];
  };
}
