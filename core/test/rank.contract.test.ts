// Does every comparator in the registry keep the contract?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linkKinds } from '../index.ts';
import type { Candidate, Comparator } from '../rank/comparator.ts';
import { comparatorNames, defaultRanking, resolveRanking } from '../rank/ranking.ts';
import * as registry from '../rank/registry.ts';
import { createDice } from './support/dice.ts';

const comparators: readonly Comparator[] = Object.values(registry);

const dice = createDice(7);
const drawn = (): Candidate => ({
  cluster: dice.below(1000),
  link: dice.below(1000),
  prefixLength: dice.below(129),
  asPathLength: dice.below(256),
  med: dice.below(0xffffffff),
  distanceKm: dice.below(20_016),
  linkKind: dice.below(linkKinds.length),
  capacityBps: dice.below(1000) * 1e9,
  costPerMbps: dice.below(100) / 10,
});
const candidates = Array.from({ length: 500 }, drawn);

test('names and places are of one comparator each, and all of them can be named', () => {
  for (const key of ['name', 'place'] as const)
    assert.is(new Set(comparators.map((each) => each[key])).size, comparators.length, key);
  assert.equal([...comparatorNames].sort(), comparators.map(({ name }) => name).sort());
  for (const name of defaultRanking) assert.ok(comparatorNames.includes(name));
});

for (const { name, key, reads } of comparators) {
  test(`${name} has a name that a ranking can hold, also reversed`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    const found = resolveRanking([name, `-${name}`]);
    if (found.problems) return assert.unreachable('the ranking was refused');
    for (const candidate of candidates) {
      const [forward, back] = found.ranking.map((each) => each.key(candidate));
      assert.is((forward ?? 0) + (back ?? 0), 0);
    }
    for (const each of found.ranking) assert.equal(each.reads, reads, each.name);
  });

  test(`${name} gives a finite key, the same twice, of what it says that it reads alone`, () => {
    for (const candidate of candidates) {
      const seen = new Set<string>();
      const watched = new Proxy(candidate, {
        get(target, column) {
          seen.add(String(column));
          return Reflect.get(target, column);
        },
      });
      const value = key(watched);
      assert.ok(Number.isFinite(value), `${value}`);
      assert.is(key(Object.freeze({ ...candidate })), value);
      assert.equal([...seen].sort(), [...reads].sort());
    }
  });
}

test.run();
