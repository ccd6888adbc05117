// Does an event have one verb, with its keys and no others?
import { type Problem, suggestion } from '@fairlead/core';
import { type Verb, verbs } from '@fairlead/sim';
import { find, plain, type Stated } from '../layers.ts';
import { problemAt } from '../mistakes.ts';
import { readDuration, readInstant } from '../words.ts';
import { event, eventOf, keysOf, moments, type StatedEvent } from './event.ts';

const nameOf = ({ name }: { readonly name: string }): string => name;

const known = new Set([
  'at',
  'until',
  'for',
  ...verbs.flatMap((verb) => [verb, ...keysOf(verb)]).map(nameOf),
]);

/** What is wrong with the keys of the event at `path`: no verb, several, keys of another one. */
export function checkEventKeys(root: Stated, path: readonly PropertyKey[]): Problem[] {
  const stated = find(root, path).stated?.keys;
  if (stated === undefined) return [];
  const all = verbs.map(nameOf);
  const found = verbs.filter(({ name }) => stated.has(name));
  const [verb] = found;
  const told = (at: readonly PropertyKey[], code: string, text: string) =>
    problemAt(root, at, code, text);
  if (verb === undefined) {
    // An unknown key is told of already, and was most likely meant to be the verb.
    if ([...stated.keys()].some((key) => !known.has(key))) return [];
    return [told(path, 'missing', `expected what happens: ${all.join(', ')}`)];
  }
  if (found.length > 1) {
    const both = found.map(nameOf).join(' and ');
    return [told(path, 'bad-value', `expected exactly one verb, found ${both}`)];
  }
  const mine = keysOf(verb).map(nameOf);
  const foreign = [...stated.keys()].filter(
    (key) => known.has(key) && key !== verb.name && ![...moments, ...mine].includes(key),
  );
  const missing = verb.keys.filter(({ name, isNeeded }) => isNeeded && !stated.has(name));
  return [
    ...wrongTogether(root, path, verb),
    ...withinMinutes(root, path, verb),
    ...foreign.map((key) => {
      const near = suggestion(key, mine) || `; known here: ${[...mine, ...moments].join(', ')}`;
      return told([...path, key], 'unknown-key', `"${verb.name}" has no key "${key}"${near}`);
    }),
    ...missing.map(({ name }) => told(path, 'missing', `"${verb.name}" needs "${name}"`)),
  ];
}

/** Instants within a minute, of an event that begins and ends with minutes alone. */
function withinMinutes(root: Stated, path: readonly PropertyKey[], verb: Verb): Problem[] {
  if (verb.isByMinute === undefined) return [];
  return moments.flatMap((key) => {
    const written = String(find(root, [...path, key]).stated?.value);
    const reading = (key === 'for' ? readDuration : readInstant)(written);
    if (!reading.ok || reading.value % minuteMs === 0) return [];
    const text = `expected whole minutes, since who starts is drawn by them, found ${written}`;
    return [problemAt(root, [...path, key], 'bad-value', text)];
  });
}

const minuteMs = 60_000;

/** What is wrong between the keys of an event that are right each by itself. */
function wrongTogether(root: Stated, path: readonly PropertyKey[], verb: Verb): Problem[] {
  const { stated } = find(root, path);
  if (verb.wrong === undefined || stated === undefined) return [];
  const written = plain(stated);
  const isMissing = verb.keys.some(({ name, isNeeded }) => isNeeded && !stated.keys?.has(name));
  if (isMissing || !event.safeParse(written).success) return [];
  const wrong = verb.wrong(eventOf(written as StatedEvent).keys ?? {});
  return wrong === undefined
    ? []
    : [problemAt(root, [...path, wrong.key], 'bad-value', wrong.text)];
}
