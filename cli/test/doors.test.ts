// What does a door of core say to a caller that hands in what is none? Every door, every place.
import { readFileSync } from 'node:fs';
import * as core from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { doorTypes, hotDoors } from './support/door-types.ts';
import { doorValues } from './support/door-values.ts';

type Door = (...values: unknown[]) => unknown;
const doors = Object.entries(core).filter(
  (entry): entry is [string, Door & (typeof entry)[1]] => typeof entry[1] === 'function',
) as unknown as readonly (readonly [name: string, door: Door])[];
const types = doorTypes();
const hot = hotDoors();

/** Codes of broken promises that core/ERRORS.md names. */
const page = readFileSync('core/ERRORS.md', 'utf8').split('## Broken promises')[1] ?? '';
const codes = new Set([...page.matchAll(/^\| `([\w-]+)` \|/gm)].map((found) => found[1]));

/** What nobody means: what was forgotten, mixed up, or came out of a text. */
const junk: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a text': () => 'x',
  '{}': () => ({}),
  '[]': () => [],
  'a bigint': () => 1n,
  'a symbol': () => Symbol('s'),
  NaN: () => Number.NaN,
};

/** Functions that are no doors, with the reason; those marked `@hot` are loops, which ask nothing. */
const others: Readonly<Record<string, string>> = {
  assert: 'it throws the code that the caller hands in',
};

/** What is wrong with how `door` takes `values`; '' nothing. */
function wrongOf(door: Door, values: readonly unknown[]): string {
  try {
    door(...values);
    return '';
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (error instanceof Error && codes.has(code)) return '';
    return `${String(error)} ${code === undefined ? 'without a code' : `with the code ${code}`}`;
  }
}

/** Values that the door takes, made anew. */
function soundOf(name: string): unknown[] {
  const values = doorValues();
  return (types.get(name) ?? []).map(({ type }) => {
    if (values.has(type)) return values.get(type);
    throw new Error(`${name}: say in cli/test/support/door-values.ts what a ${type} may be`);
  });
}

test('the API report has every function that core exports', () => {
  const missing = doors.map(([name]) => name).filter((name) => !types.has(name));
  assert.equal(missing, [], 'npm run api');
  assert.ok(doors.length > 140 && hot.size < 60);
});

test('with what it takes no door throws', () => {
  for (const [name, door] of doors) {
    const wrong = wrongOf(door, soundOf(name));
    assert.is(wrong, '', `${name}: ${wrong}`);
  }
});

test('a door that is given junk in any place returns, or throws a code of ERRORS.md', () => {
  const wrong: string[] = [];
  for (const [name, door] of doors) {
    if (hot.has(name) || Object.hasOwn(others, name)) continue;
    const sound = soundOf(name);
    const { length } = sound;
    for (const [what, make] of Object.entries(junk)) {
      for (let place = 0; place < length; place++) {
        const said = wrongOf(door, sound.with(place, make()));
        if (said !== '') wrong.push(`${name}, place ${place}, ${what}: ${said}`);
      }
      const said = wrongOf(door, sound.map(make));
      if (said !== '') wrong.push(`${name}, ${what} everywhere: ${said}`);
    }
    const said = wrongOf(door, []);
    if (said !== '') wrong.push(`${name}, nothing: ${said}`);
  }
  assert.equal(wrong, []);
});

test.run();
