// How does an editor learn what a scenario file may say, and what holds where it says nothing?
import { z } from 'zod';
import { questionOf } from './effective.ts';
import { defaultScenario } from './scenario.ts';
import { type KnownNames, scenarioSchema } from './schema.ts';

type Keys = { readonly [key: string]: unknown };
const isMap = (value: unknown): value is Keys =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys whose default hangs on another key: their description says how. */
const dependent: readonly string[] = ['to', 'report.delay', 'publish.every'];

/** A schema with the default of every key that has one; a list that is empty has none. */
function withDefaults(schema: Keys, defaults: Keys, path = ''): Keys {
  const { properties } = schema;
  if (!isMap(properties)) return schema;
  const entries = Object.entries(properties).map(([key, inner]) => {
    const value = defaults[key];
    if (!isMap(inner) || value === undefined || dependent.includes(path + key)) return [key, inner];
    if (isMap(value)) return [key, withDefaults(inner, value, `${path}${key}.`)];
    return [key, Array.isArray(value) && value.length === 0 ? inner : { ...inner, default: value }];
  });
  return { ...schema, properties: Object.fromEntries(entries) };
}

/** The JSON Schema (2020-12) of a scenario file, for editors: complete, explain, underline. */
export function scenarioJsonSchema(known: KnownNames): Keys {
  const { $schema, ...rest } = z.toJSONSchema(scenarioSchema(known), { io: 'input' });
  return {
    $schema,
    title: 'A Fairlead scenario',
    ...withDefaults(rest, questionOf(defaultScenario)),
    anyOf: [{ required: ['world'] }, { required: ['extends'] }],
  };
}
