// Does the table of events in core/README.md say what the reader of events takes, and no more?
import { readFileSync } from 'node:fs';
import { compileSnapshot, createInstance, readEvent, readId } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tinyWorld } from './support/tiny-world.ts';

const site = { kind: 'ix', appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 } as const;
const world = tinyWorld({ sites: [{ ...site, id: 'a', hasTransit: true }], members: 10 });
const { snapshot } = compileSnapshot(world);
const instance = createInstance(snapshot);
const told = (event: object) => readEvent(instance, event, 1000).problems ?? [];

/** A value that is right for each member. */
const values: Readonly<Record<string, unknown>> = {
  appliance: readId(snapshot, 'appliance', 0),
  link: readId(snapshot, 'link', 0),
  table: 'appliance',
  id: readId(snapshot, 'appliance', 1),
  ...{ observer: 0, isFit: true, sequence: 1, load: 1, ageMs: 5, isCut: true },
  ...{ withinMs: 60_000, because: 'it moves' },
};

/** The words in backticks of a cell that stand outside brackets. */
const wordsIn = (cell: string) =>
  [...cell.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map((found) => found[1] ?? '');

/** The rows of the table: kind and what it is of, members, and those that may be left out. */
const rows = [
  ...readFileSync('core/README.md', 'utf8').matchAll(
    /^ {2}\| `(?!kind)(\w+)` \| (?:`(\w+)` )?\| ([^|]*)\| ([^|]*)\|$/gm,
  ),
].map(([, kind = '', of, members = '', optional = '']) => ({
  head: { kind, ...(of !== undefined && { of }) },
  members: wordsIn(members),
  optional: wordsIn(optional),
}));

const valuesOf = (members: readonly string[]) =>
  Object.fromEntries(members.map((member) => [member, values[member]]));

test('every row of the table is an event, and without one of its members it is none', () => {
  assert.is(rows.length, 9);
  for (const { head, members, optional } of rows) {
    const least = { ...head, ...valuesOf(members) };
    assert.equal(told(least), []);
    assert.equal(told({ ...least, ...valuesOf(optional) }), []);
    for (const member of members) {
      const { [member]: _, ...rest } = least as { [name: string]: unknown };
      assert.ok(told(rest).length > 0, `${JSON.stringify(head)} without ${member}`);
    }
  }
});

test('the reader knows no other members and no other kinds than the table', () => {
  for (const { head, members, optional } of rows) {
    const [problem] = told({ ...head, ...valuesOf(members), zzz: 1 });
    const [, listed = ''] = / has ([\w, ]+), not "zzz"$/.exec(problem?.text ?? '') ?? [];
    const all = [...Object.keys(head), ...members, ...optional];
    assert.equal(listed.split(', ').toSorted(), all.toSorted());
  }
  const namesIn = (text = '') => text.replace('expected ', '').split(/, | or /);
  const kinds = new Set(rows.map(({ head }) => head.kind));
  assert.equal(namesIn(told({ kind: 'dance' })[0]?.text).toSorted(), [...kinds].toSorted());
  const reports = rows.flatMap(({ head }) => ('of' in head ? [`${head.of}`] : []));
  const [problem] = told({ kind: 'report', of: 'weather' });
  assert.equal(namesIn(problem?.text).toSorted(), reports.toSorted());
});

test.run();
