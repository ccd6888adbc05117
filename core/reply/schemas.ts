// Which documents are content steering documents? JSON Schemas, written from the specifications.

const pathwayIds = { type: 'string', pattern: '^[A-Za-z0-9._-]+$' } as const;
const priority = { type: 'array', items: pathwayIds, minItems: 1, uniqueItems: true } as const;

const uriMap = (names: string) =>
  ({
    type: 'object',
    propertyNames: { pattern: names },
    additionalProperties: { type: 'string', pattern: '^https?://' },
  }) as const;

const host = { type: 'string', minLength: 1, pattern: '^[^/?#@\\s]+$' } as const;
const params = {
  type: 'object',
  propertyNames: { minLength: 1 },
  additionalProperties: { type: 'string' },
} as const;

const clones = (replacements: object) =>
  ({
    type: 'array',
    items: {
      type: 'object',
      required: ['BASE-ID', 'ID', 'URI-REPLACEMENT'],
      properties: {
        'BASE-ID': pathwayIds,
        ID: pathwayIds,
        'URI-REPLACEMENT': {
          type: 'object',
          properties: { HOST: host, PARAMS: params, ...replacements },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
  }) as const;

const common = {
  VERSION: { const: 1 },
  TTL: { type: 'integer', minimum: 1 },
  'RELOAD-URI': { type: 'string', minLength: 1 },
  'PATHWAY-PRIORITY': priority,
} as const;

const draft = 'https://json-schema.org/draft/2020-12/schema';
const stableIds = '^[A-Za-z0-9+/=._-]+$';

/**
 * JSON Schema of an HLS steering manifest, stricter than a player: no key that is not specified.
 * Source: draft-pantos-hls-rfc8216bis, sections 4.4.6.2 (stable ids) and 7.1.
 */
export const hlsSteeringSchema = {
  $schema: draft,
  title: 'HLS steering manifest',
  type: 'object',
  required: ['VERSION', 'TTL', 'PATHWAY-PRIORITY'],
  properties: {
    ...common,
    'PATHWAY-CLONES': clones({
      'PER-VARIANT-URIS': uriMap(stableIds),
      'PER-RENDITION-URIS': uriMap(stableIds),
    }),
  },
  additionalProperties: false,
} as const;

/**
 * JSON Schema of a DASH content steering document, with the list under both of its names.
 * Source: ETSI TS 103 998 V1.1.1, clause 6; SERVICE-LOCATION-PRIORITY: DASH-IF CTS 00XX V0.9.0.
 */
export const dashSteeringSchema = {
  $schema: draft,
  title: 'DASH content steering document',
  type: 'object',
  required: ['VERSION', 'TTL', 'PATHWAY-PRIORITY'],
  properties: {
    ...common,
    'SERVICE-LOCATION-PRIORITY': priority,
    'PATHWAY-CLONES': clones({}),
  },
  additionalProperties: false,
} as const;
