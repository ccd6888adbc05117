// What may an event of a scenario say? One table of verbs gives its schema and its meaning.
import { type EventOption, type ScenarioEvent, type Verb, verbs } from '@fairlead/sim';
import { z } from 'zod';
import { instantText, readDuration, readInstant } from '../words.ts';
import { forms } from './forms.ts';
import { duration, id, instant, list, map } from './kinds.ts';

/** An event as a file has it, once its schema took it. */
export type StatedEvent = { readonly [key: string]: unknown };

/** When: keys of every event. */
export const moments = ['at', 'until', 'for'] as const;
/** Why an operator wants it; what the gate holds of it is applied. */
const because: EventOption = {
  name: 'because',
  form: 'text',
  says: 'Why it is wanted: what it changes is then published though the gate holds it',
};

/** All keys of a verb, but its own name and the instants. */
export const keysOf = ({ keys }: Pick<Verb, 'keys'>): readonly EventOption[] => [...keys, because];

const nameOf = ({ name }: { readonly name: string }): string => name;

function targetSchema({ tables, form, says: [begins] }: Verb): z.ZodType {
  if (form !== undefined) return forms[form].schema.meta({ description: begins });
  const which = tables.map((table) => `${table === 'appliance' ? 'an' : 'a'} ${table}`);
  const expected = `the id of ${which.join(' or ')}`;
  return z
    .union([id(expected), list(id(expected), `${expected}, or a list`).min(1)], {
      error: () => `expected ${expected}`,
    })
    .meta({ description: `Id of ${which.join(' or ')}, or several: ${begins}` });
}

/** One schema a key; verbs that share a name of a key share its form. */
function keySchemas(): Record<string, z.ZodType> {
  const shape: Record<string, z.ZodType> = {};
  for (const { name, form, says } of verbs.flatMap(keysOf))
    shape[name] ??= forms[form].schema.meta({ description: says }).optional();
  return shape;
}

/** Exactly one verb, with its keys and no others: what `checkEvent` asks, for editors. */
const oneVerb = verbs.map((verb) => ({
  required: [verb.name, ...verb.keys.filter(({ isNeeded }) => isNeeded).map(nameOf)],
  propertyNames: { enum: [verb.name, ...moments, ...keysOf(verb).map(nameOf)] },
}));

export const event = map({
  ...Object.fromEntries(verbs.map((verb) => [verb.name, targetSchema(verb).optional()])),
  at: instant().meta({ description: 'When it begins' }),
  until: instant().meta({ description: 'When it ends; never unless told' }).optional(),
  for: duration().meta({ description: 'How long it lasts, in place of "until"' }).optional(),
  ...keySchemas(),
}).meta({ description: 'One thing that happens while it runs', oneOf: oneVerb });

/** The event of a file that every check took. */
export function eventOf(stated: StatedEvent): ScenarioEvent {
  const verb = verbs.find(({ name }) => stated[name] !== undefined);
  if (verb === undefined) throw new Error('broken promise: it has a verb');
  const { form } = verb;
  const value = stated[verb.name];
  // A feed is what it is about; a policy is about nothing but itself.
  const isNamed = form === undefined || typeof value === 'string';
  const named = Array.isArray(value) ? value.map(String) : String(value);
  const target = isNamed ? named : '';
  const own = form === undefined ? [] : [[verb.name, forms[form].read(value)] as const];
  const instantAt = (written: unknown): number => {
    const reading = readInstant(String(written));
    return reading.ok ? reading.value : 0;
  };
  const atMs = instantAt(stated.at);
  const span = typeof stated.for === 'string' ? readDuration(stated.for) : undefined;
  const untilMs = span?.ok
    ? atMs + span.value
    : stated.until === undefined
      ? undefined
      : instantAt(stated.until);
  const values = keysOf(verb).flatMap(({ name, form }) =>
    stated[name] === undefined ? [] : [[name, forms[form].read(stated[name])] as const],
  );
  return {
    kind: verb.name,
    target,
    atMs,
    ...(untilMs !== undefined && { untilMs }),
    ...(own.length + values.length > 0 && { keys: Object.fromEntries([...own, ...values]) }),
  };
}

/** An event as a scenario file says it; `eventOf` gives it back. */
export function statedEvent({ kind, target, atMs, untilMs, keys }: ScenarioEvent): StatedEvent {
  const verb = verbs.find(({ name }) => name === kind);
  const values = keysOf(verb ?? { keys: [] }).flatMap(({ name, form }) => {
    const value = keys?.[name];
    return value === undefined ? [] : [[name, forms[form].write(value)] as const];
  });
  return {
    [kind]: verb?.form === undefined ? target : forms[verb.form].write(keys?.[kind] ?? ''),
    at: instantText(atMs),
    ...(untilMs !== undefined && { until: instantText(untilMs) }),
    ...Object.fromEntries(values),
  };
}
