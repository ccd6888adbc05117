// Who holds a file? The best hashes of a cluster, weighted or not, however they are found.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copiesHeld, writeHolders } from '../holders/content.ts';
import { compileSnapshot, findFile, readIds, type Snapshot } from '../index.ts';
import { createDice } from './support/dice.ts';
import { cell, hashOf, pair, rowsOf } from './support/oracle-basics.ts';
import { worldOf } from './support/small-world.ts';

/** Columns of one cluster whose appliances have these hashes. */
function clusterOf(hashes: readonly number[], inverseWeight: readonly number[] = []) {
  return {
    clusterStart: Uint32Array.of(0, hashes.length),
    clusterManifest: Uint32Array.of(0),
    applianceHash: Uint32Array.from(hashes),
    inverseWeight: Float64Array.from(inverseWeight),
    fileCopies: Uint32Array.of(0),
    copies: Uint8Array.of(1),
  };
}

/** Rows of the holders as core finds them, written behind three others that must stay. */
function holders(columns: ReturnType<typeof clusterOf>, fileHash: number, copies: number) {
  const size = columns.applianceHash.length;
  const out = { rows: new Uint32Array(size + 3).fill(77), keys: new Float64Array(copies + 1) };
  const count = writeHolders(columns, 0, fileHash | 0, copies, out, 3);
  assert.equal([...out.rows.subarray(0, 3)], [77, 77, 77]);
  return [...out.rows.subarray(3, 3 + count)];
}

/** The same by sorting everybody. */
function sortedHolders(hashes: readonly number[], fileHash: number, copies: number): number[] {
  const key = (row: number) => pair(fileHash, cell(hashes, row));
  const rows = rowsOf({ count: hashes.length });
  const best = rows.sort((a, b) => key(b) - key(a) || a - b).slice(0, copies);
  return copies >= hashes.length ? best.sort((a, b) => a - b) : best;
}

/** The b for which pair(a, b) is `wanted`: the finaliser of MurmurHash3 backwards. */
function partnerOf(a: number, wanted: number): number {
  let hash = wanted ^ (wanted >>> 16);
  hash = Math.imul(hash, 0x7ed1b41d);
  hash ^= (hash >>> 13) ^ (hash >>> 26);
  hash = Math.imul(hash, 0xa5cb9243);
  hash ^= hash >>> 16;
  return (hash - Math.imul(a, 0x9e3779b1)) >>> 0;
}

test('writeHolders: finds who sorting finds, for 1 to 40 appliances and any copies', () => {
  const dice = createDice(3);
  for (let n = 0; n < 20_000; n++) {
    const hashes = rowsOf({ count: 1 + dice.below(40) }).map(() => dice.below(2 ** 32));
    const fileHash = dice.below(2 ** 32);
    const copies = dice.pick([1, 2, 3, 4, 5, 9, 38, 255]);
    const right = sortedHolders(hashes, fileHash, copies);
    assert.equal(holders(clusterOf(hashes), fileHash, copies), right, `round ${n}`);
  }
});

test('writeHolders: 255 copies are all appliances of a cluster, also of one that has 300', () => {
  const hashes = rowsOf({ count: 300 }).map((row) => row * 7);
  assert.equal(holders(clusterOf(hashes), 1, 255), rowsOf({ count: 300 }));
  assert.is(holders(clusterOf(hashes), 1, 254).length, 254);
});

test('writeHolders: equal hashes, and those that differ in the last bit alone, go as told', () => {
  const dice = createDice(4);
  for (let n = 0; n < 20_000; n++) {
    const fileHash = dice.below(2 ** 32);
    const near = dice.below(2 ** 32);
    const wanted = [near, (near ^ 1) >>> 0, (near ^ 2) >>> 0, 0, 1, 2 ** 32 - 1, 2 ** 31];
    const hashes = rowsOf({ count: 2 + dice.below(8) }).map(() => {
      const hash = partnerOf(fileHash, dice.pick(wanted));
      assert.ok(wanted.includes(pair(fileHash, hash)));
      return hash;
    });
    const copies = 1 + dice.below(4);
    const right = sortedHolders(hashes, fileHash, copies);
    assert.equal(holders(clusterOf(hashes), fileHash, copies), right, `round ${n}`);
  }
});

test('writeHolders: equal weights, whatever they are, give the order without weights', () => {
  const dice = createDice(5);
  for (let n = 0; n < 20_000; n++) {
    const hashes = rowsOf({ count: 1 + dice.below(40) }).map(() => dice.below(2 ** 32));
    const weight = dice.pick([1, 1 / 3, 1e-9, 7e11]);
    const weighted = clusterOf(
      hashes,
      hashes.map(() => weight),
    );
    const fileHash = dice.below(2 ** 32);
    const copies = dice.pick([1, 2, 3, 4, 17]);
    const right = holders(clusterOf(hashes), fileHash, copies);
    assert.equal(holders(weighted, fileHash, copies), right, `round ${n}`);
  }
});

test('writeHolders: over many files an appliance holds in proportion to its weight', () => {
  const weights = [1, 2, 3, 4];
  const columns = clusterOf(
    [11, 22, 33, 44].map((n) => hashOf(`a${n}`)),
    weights.map((w) => 1 / w),
  );
  const held = [0, 0, 0, 0];
  for (let file = 0; file < 40_000; file++) {
    const row = cell(holders(columns, hashOf(`f${file}`), 1), 0);
    held[row] = cell(held, row) + 1;
  }
  for (const row of [0, 1, 2, 3])
    assert.ok(Math.abs(cell(held, row) / 4000 - cell(weights, row)) < 0.1, held.join());
});

const fileIds = rowsOf({ count: 3000 }).map((file) => `f${file}`);

/** Who holds each of 3,000 files in two copies, by id, among the appliances of one cluster. */
function shelf(appliances: readonly string[], weightOf: (id: string) => number): string[][] {
  const world = worldOf({
    sites: ['s embedded'],
    clusters: ['c s'],
    appliances: appliances.map((id) => `${id} c`),
    links: ['l s pni'],
    routes: ['c 1.0.0.0/8 1 l'],
    manifests: fileIds.map((file) => `c ${file} 2`),
  });
  const holderWeight = (row: number) => weightOf(cell(world.appliances.id, row));
  const { snapshot } = compileSnapshot(world, { holderWeight });
  return fileIds.map((file) => namesOfHolders(snapshot, file));
}

function namesOfHolders(snapshot: Snapshot, file: string): string[] {
  const ids = readIds(snapshot, 'appliance');
  const out = { rows: new Uint32Array(ids.length), keys: new Float64Array(ids.length + 1) };
  const copies = copiesHeld(snapshot, 0, findFile(snapshot, file));
  const count = writeHolders(snapshot, 0, hashOf(file) | 0, copies, out, 0);
  return rowsOf({ count }).map((k) => cell(ids, cell(out.rows, k)));
}

const names = rowsOf({ count: 12 }).map((row) => `a${row}`);
const plain = (id: string) => 1 + (hashOf(id) % 5);

test('weights: without an appliance only what it held moves, and stays with who held it too', () => {
  const before = shelf(names, plain);
  const after = shelf(
    names.filter((id) => id !== 'a4'),
    plain,
  );
  const moved = before.filter((held, file) => {
    const now = cell(after, file);
    for (const id of held) if (id !== 'a4') assert.ok(now.includes(id), `${held} became ${now}`);
    return held.join() !== now.join();
  });
  assert.equal(
    moved,
    before.filter((held) => held.includes('a4')),
  );
  assert.ok(moved.length > 100, `${moved.length} files`);
});

test('weights: a larger weight of one appliance moves files to it and none between others', () => {
  const before = shelf(names, plain);
  const after = shelf(names, (id) => (id === 'a4' ? 3 : 1) * plain(id));
  let won = 0;
  before.forEach((held, file) => {
    const now = cell(after, file);
    for (const id of now) assert.ok(id === 'a4' || held.includes(id), `${held} became ${now}`);
    assert.ok(now.includes('a4') || !held.includes('a4'));
    if (now.includes('a4') && !held.includes('a4')) won++;
  });
  assert.ok(won > 200, `${won} files`);
});

test.run();
