// Does the gate hold what harms those who ask, and let through what a good day brings?
import { admit, compileSnapshot, memberSample } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { benchWorld } from '../bench/bench-world.ts';
import { keepRows } from './support/edit-world.ts';
import { judgeHonest, judgePoison } from './support/gate.ts';
import { honestChanges } from './support/honest-changes.ts';
import { poisons } from './support/poisons.ts';

const isProve = process.env.FAIRLEAD_PROVE !== undefined;
/** Draws of each kind; the sums over all kinds are more than two hundred in the long run. */
const each = { poison: isProve ? 8 : 1, honest: isProve ? 24 : 1 };
/** Answers that are compared to know how many are others: all of them where it counts. */
const compared = isProve ? 1_000_000 : 60_000;

const world = await benchWorld('small');

for (const [name, kind] of Object.entries(poisons))
  test(`admit: holds a world in which ${name}, ${each.poison} times`, () => {
    for (let n = 0; n < each.poison; n++) {
      const key = isProve ? n : name.length; // by members or by space
      const { verdict, changedShare, struckShare } = judgePoison(world, kind, key, compared);
      const what = `key ${key}: ${changedShare} of the answers of ${struckShare}`;
      assert.ok(changedShare >= 0.01, what);
      assert.is.not(verdict, 'apply', what);
    }
  });

for (const [name, change] of Object.entries(honestChanges))
  test(`admit: lets through: ${name}, ${each.honest} times`, () => {
    for (let key = 0; key < each.honest; key++) {
      const { verdict, reasons } = judgeHonest(world, change, key);
      assert.is(verdict, 'apply', `key ${key}: ${reasons.map(({ text }) => text).join('; ')}`);
    }
  });

test('admit: a country that gets nothing is held by name, however few members it has', () => {
  const sample = memberSample(world);
  const { group = [] } = sample;
  assert.equal([...new Set(group)].sort(), [...new Set(world.metros.country)].sort());
  const weightOf = (country: string) =>
    group.reduce((sum, own, row) => sum + (own === country ? (sample.weight[row] ?? 0) : 0), 0);
  const [least = ''] = [...new Set(group)].sort((a, b) => weightOf(a) - weightOf(b));
  const isThere = new Set(
    [...world.clients.prefix].filter(
      (_, row) => world.metros.country[world.clients.metro[row] ?? 0] === least,
    ),
  );
  const isGone = (row: number) => isThere.has(world.routes.prefix[row] ?? 0);
  const routes = keepRows(world.routes, (row) => !isGone(row));
  const [before, after] = [world, { ...world, routes }].map(
    (each, sequence) => compileSnapshot(each, { sequence }).snapshot,
  );
  if (before === undefined || after === undefined) throw new Error('two snapshots');
  const { impact, reasons } = admit(before, after, sample);
  const asked = (impact?.requests ?? []).filter(({ clients }) => group.includes(clients));
  assert.is(asked.length, new Set(group).size);
  for (const { clients, requestCount, brokenShare } of asked) {
    assert.ok(requestCount >= 256, `${clients}: ${requestCount}`);
    if (clients !== least) assert.ok(brokenShare < 0.001, `${clients}: ${brokenShare}`);
  }
  assert.ok(reasons.some(({ code, text }) => code === 'group' && text.includes(`(${least})`)));
});

test.run();
