// What do two results answer that is not the same question?
import { compareUtf8 } from '@fairlead/core';
import { type Differing, eventText, type Provenance, verbs } from '@fairlead/sim';

type Keys = { readonly [key: string]: unknown };
const isMap = (value: unknown): value is Keys =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value of a scenario by its path; what stands in a list is one value. */
function valuesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((item, row) => [`${path}[${row}]`, item] as const);
  if (!isMap(value)) return [[path, value]];
  return Object.entries(value)
    .sort(([a], [b]) => compareUtf8(a, b))
    .flatMap(([key, inner]) => valuesOf(inner, path === '' ? key : `${path}.${key}`));
}

/**
 * What two questions differ in: the tables of the world, the version, and each value of the
 * effective scenario but its title. Where the tables are the same, their origin is not told.
 */
export function differing(from: Provenance, to: Provenance): readonly Differing[] {
  const isSameWorld = from.world === to.world;
  const [before, after] = [from, to].map(({ scenario }) => new Map(valuesOf(scenario, '')));
  const paths = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
    .filter((path) => path !== 'title' && !(isSameWorld && path.startsWith('world.')))
    .sort(compareUtf8);
  const told: readonly (readonly [string, unknown, unknown])[] = [
    ['tables of the world', from.world, to.world],
    ['version of what decides', from.core, to.core],
    ...paths.map((path) => [path, before?.get(path), after?.get(path)] as const),
  ];
  return told
    .filter(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other))
    .map(([what, one, other]) => ({ what, base: one, candidate: other }));
}

/** The name of what differs, for a reader: `event 1` for `events[0]`. */
export function differingText(what: string): string {
  return what.replace(/^events\[(\d+)\]$/, (_, row) => `event ${Number(row) + 1}`);
}

/** A value of an effective scenario in a line, an event in words. */
export function askedText(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'string') return value;
  const verb = isMap(value) ? verbs.find(({ name }) => Object.hasOwn(value, name)) : undefined;
  if (verb === undefined || !isMap(value)) return JSON.stringify(value);
  const { [verb.name]: target, at, until, ...rest } = value;
  const keys = Object.entries(rest).map(([key, of]) => `, ${key} ${askedText(of)}`);
  const isText = typeof target === 'string' || Array.isArray(target);
  const event = { kind: verb.name, target: isText ? target : '' };
  const begins = `${eventText(event, false)} at ${at}${keys.join('')}`;
  return until === undefined ? begins : `${begins}, back at ${until}`;
}
