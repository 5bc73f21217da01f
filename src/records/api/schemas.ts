import type { ApiParameter, ApiSchema } from '../../http/api/route.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import type { ListModule } from '../module.js';

type Told = Pick<ListModule, 'kind' | 'fields' | 'list'>;

/** The schema of an id. */
export const ID: ApiSchema = { type: 'string', format: 'uuid' };
/** The schema of the id of what may be missing. */
export const ID_OR_NONE: ApiSchema = { type: ['string', 'null'], format: 'uuid' };
/** The schema of a moment that may not have come. */
export const MOMENT_OR_NONE: ApiSchema = { type: ['string', 'null'], format: 'date-time' };
/** The schema of a moment. */
export const MOMENT: ApiSchema = { type: 'string', format: 'date-time' };

/** The schema of a record as `recordJson` makes it. */
export function recordSchema(module: Told): ApiSchema {
  const { fields, list, kind } = module;
  const common = {
    id: { ...ID, readOnly: true },
    version: { type: 'integer', minimum: 1, readOnly: true },
    created_at: { ...MOMENT, readOnly: true },
    updated_at: { ...MOMENT, readOnly: true },
    deleted_at: { ...MOMENT_OR_NONE, readOnly: true },
    name: { type: 'string', readOnly: true },
  };
  const figures = Object.keys(list.exported ?? {}).map((name) => [name, { type: ['string', 'null'], readOnly: true }]);
  const properties = {
    ...common,
    ...fieldSchemas(fields),
    ...Object.fromEntries(figures),
    ...(kind.untagged ? {} : { tags: TAGS }),
  };
  return { title: kind.one, ...object(properties) };
}

/** The schema of what may be sent of a record: any of its fields, with null for none, and its tags. */
export function sendableSchema({ fields, kind }: Told): ApiSchema {
  const properties = { ...sendableFields(fields), ...(kind.untagged ? {} : { tags: TAGS }) };
  return { title: `${kind.one} to save`, type: 'object', properties };
}

/** The schemas of what may be sent of these fields, by name. */
export function sendableFields(fields: Told['fields']): Record<string, ApiSchema> {
  return Object.fromEntries(Object.entries(fieldSchemas(fields)).map(([name, it]) => [name, withoutDuties(it)]));
}

// A row too may say what it means alone.
function withoutDuties(schema: ApiSchema): ApiSchema {
  if (typeof schema.items !== 'object' || schema.items === null) return schema;
  const { required: _, ...items } = schema.items as ApiSchema;
  return { ...schema, items };
}

/** The schema of an object that has all of these. */
export function object(properties: Readonly<Record<string, ApiSchema>>): ApiSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** The schema of a list that comes in pages. */
export function pageSchema(items: ApiSchema): ApiSchema {
  return object({ data: { type: 'array', items }, next: { type: ['string', 'null'] } });
}

const COUNTED = object({ rows: { type: 'integer', minimum: 0 }, more: { type: 'boolean' } });

/** The schema of a list of records: a page, and its counts where they were asked for. */
export function listSchema(records: ApiSchema): ApiSchema {
  const { properties, ...page } = pageSchema(records);
  const counts = { ...object({ matching: COUNTED, everything: COUNTED }), description: 'With count=true alone.' };
  return { ...page, properties: { ...(properties as ApiSchema), counts } };
}

/** What a list takes that has no filters. */
export const PAGE_PARAMETERS: ApiParameter[] = [
  { name: 'limit', about: 'How many at most, 25 unless said', schema: { type: 'integer', minimum: 1, maximum: 100 } },
  { name: 'cursor', about: 'Where the page begins, as next has it', schema: { type: 'string' } },
];

/** What every list takes beside its filters. */
export function listParameters(module: ListModule): ApiParameter[] {
  const filters = module.parameters.map((name) => {
    const filter = Object.values(module.filters).find(({ parameters }) => parameters.includes(name));
    const label = filter?.label ?? name;
    const ways = filter?.input.comparing;
    if (ways?.name === name) {
      const known = ways.of.map(({ value }) => value);
      return { name, about: `How it compares: ${label}`, schema: { type: 'string', enum: known } };
    }
    return { name, about: `Narrows by: ${label}`, schema: { type: 'array', items: { type: 'string' } } };
  });
  const sorts = Object.keys(module.sorts).flatMap((name) => [name, `-${name}`]);
  return [
    ...filters,
    { name: 'sort', about: 'The order; with - the other way', schema: { type: 'string', enum: sorts } },
    {
      name: 'view',
      about: 'A saved view: what it asks, unless it is asked otherwise beside',
      schema: { type: 'string' },
    },
    { name: 'count', about: 'Whether rows are counted, up to 1,000', schema: { type: 'boolean' } },
    ...PAGE_PARAMETERS,
  ];
}

/** The schema of a record's tags. */
export const TAGS: ApiSchema = {
  type: 'array',
  items: { type: 'string', maxLength: 50 },
  maxItems: MOST_TAGS_A_RECORD,
};

function fieldSchemas(fields: Told['fields']): Record<string, ApiSchema> {
  return Object.fromEntries(fields.names.map((name) => [name, fields.field(name)?.schema ?? {}]));
}
