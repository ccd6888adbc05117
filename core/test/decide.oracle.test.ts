// Does core decide as the text says? Random worlds against an oracle that shares no code with it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkCompile,
  compileSnapshot,
  defaultRanking,
  distanceKm,
  negativeLog,
  reasons,
} from '../index.ts';
import { createAsk, disagreement, namesOf, stateFor, type Tally } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import { createOracle } from './support/oracle.ts';
import { kmBetween, minusLog, rowsOf } from './support/oracle-basics.ts';
import { permuteWorld } from './support/permute-world.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';

const freshSeed = Math.floor(Math.random() * 1e9);
const perWorld = 700;
/** Letters of the contract; those of options have an oracle of their own. */
const labels = ['C', 'D', 'H', 'L', 'K'];

/** Decides in the worlds of `count` seeds from `seed` on; fails at the first quarrel. */
function agree(seed: number, count: number, isPlain = true): Tally {
  const tally: Tally = new Map();
  for (let n = 0; n < count; n++) {
    const quarrel = disagreement(seed + n, perWorld, tally, isPlain);
    if (quarrel !== '') assert.unreachable(quarrel);
  }
  return tally;
}

test('decide: agrees with the oracle on 210,000 decisions in 300 pinned worlds', () => {
  const tally = agree(1, 300);
  const made = reasons.reduce((sum, reason) => sum + (tally.get(reason) ?? 0), 0);
  assert.is(made, 210_000);
  for (const word of [...reasons, ...labels])
    assert.ok((tally.get(word) ?? 0) > 4000, `${word} came ${tally.get(word) ?? 0} times only`);
});

test('decide: agrees with the oracle under panic and weights in 100 pinned worlds', () => {
  const tally = agree(5000, 100, false);
  for (const word of [...reasons, ...labels]) assert.ok((tally.get(word) ?? 0) > 500, word);
});

test(`decide: agrees with the oracle in 60 worlds from the fresh seed ${freshSeed} on`, () => {
  agree(freshSeed, 40);
  agree(freshSeed + 40, 20, false);
});

test('negativeLog: is the logarithm of the reference for small, large and random hashes', () => {
  const dice = createDice(5);
  const edges = rowsOf({ count: 33 }).flatMap((bit) => [2 ** bit - 1, 2 ** bit, 2 ** bit + 1]);
  const hashes = edges.filter((hash) => hash < 2 ** 32);
  for (let n = 0; n < 50_000; n++) hashes.push(dice.below(2 ** 32), dice.below(2 ** 16));
  for (const hash of hashes) assert.is(negativeLog(hash), minusLog(hash), `hash ${hash}`);
  assert.is(negativeLog(0), negativeLog(1));
});

test('distanceKm: rounds to the kilometres of the reference between 20,000 pairs of places', () => {
  const dice = createDice(7);
  const degrees = (most: number) => (dice.below(2_000_001) / 1e6 - 1) * most;
  for (let n = 0; n < 20_000; n++) {
    const [a, b] = [0, 1].map(() => ({ lat: degrees(90), lon: degrees(180) }));
    if (!a || !b) throw new Error('two places were drawn');
    const given = Math.floor(distanceKm(a.lat, a.lon, b.lat, b.lon) + 0.5);
    assert.is(given, kmBetween(a, b), JSON.stringify([a, b]));
  }
});

test('compileSnapshot: rows in another order give the same bytes', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const { world, ranking } = randomCase(seed);
    const { bytes } = compileSnapshot(world, { ranking }).snapshot;
    for (const other of [createDice(seed), createDice(-seed)]) {
      const again = compileSnapshot(permuteWorld(world, other), { ranking }).snapshot.bytes;
      if (!Buffer.from(bytes).equals(again)) assert.unreachable(`seed ${seed} differs`);
    }
  }
});

test('compileSnapshot: another world gives other bytes', () => {
  const all = new Set<string>();
  for (let seed = 1; seed <= 100; seed++)
    all.add(Buffer.from(compileSnapshot(randomCase(seed).world).snapshot.bytes).toString('base64'));
  assert.is(all.size, 100);
});

test('decide: agrees with the oracle on up to 254 copies, or all, in a cluster of 400', () => {
  const world = largeCluster([1, 2, 16, 17, 253, 254, 400, 401, 700]);
  const { snapshot } = compileSnapshot(world);
  const oracle = createOracle(world);
  const ask = createAsk(snapshot);
  const belief = { appliance: new Map(), link: new Map() };
  const state = stateFor(snapshot, namesOf(snapshot), belief);
  for (const file of world.files.id)
    for (const session of ['a', 'b', 'c', 'd']) {
      const request = { client: '1.2.3.4', file, session, want: 16 };
      assert.equal(ask(state, request), oracle(belief, request), file);
    }
});

test('checkCompile: refuses copies that a byte does not hold and that are not all', () => {
  for (const copies of [255, 256, 300, 399])
    assert.is(checkCompile(largeCluster([1, copies]), defaultRanking)[0]?.code, 'too-many-copies');
  assert.equal(checkCompile(largeCluster([1, 254, 400, 401]), defaultRanking), []);
});

/** One cluster of 400 appliances; file `n` is held in n copies. */
function largeCluster(copies: readonly number[]) {
  return worldOf({
    sites: ['s embedded'],
    clusters: ['c s'],
    appliances: rowsOf({ count: 400 }).map((row) => `a${row} c ${row < 390 ? 1 : 1e9}`),
    links: ['l s pni'],
    routes: ['c 1.0.0.0/8 1 l'],
    manifests: copies.map((count) => `c ${count} ${count}`),
  });
}

test.run();
