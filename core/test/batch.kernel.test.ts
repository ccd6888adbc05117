// Do vectors find the holders that sorting finds, and say so where they cannot tell?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createKernel } from '../batch/create-kernel.ts';
import { holdersWasm } from '../batch/holders-wasm.ts';
import { jobWords } from '../batch/kernel.ts';
import { negativeLog } from '../holders/spread.ts';
import { batchMax, compileSnapshot, pair } from '../index.ts';
import { compileWat } from './support/compile-wat.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

function kernelOf(
  applianceHash: Uint32Array,
  inverseCapacity = new Float64Array(applianceHash.length).fill(1e-9),
) {
  const { snapshot } = compileSnapshot(randomCase(1).world);
  return createKernel({ ...snapshot, applianceHash, inverseCapacity });
}

/** Rows of a job by sorting whole hashes. */
function sorted(applianceHash: Uint32Array, start: number, size: number, fileHash: number) {
  const rows = Array.from({ length: size }, (_, k) => start + k);
  const hashOf = (row: number) => pair(fileHash, cell(applianceHash, row));
  return rows.sort((a, b) => hashOf(b) - hashOf(a) || a - b);
}

test('kernel: finds who sorting finds for clusters of 2 to 400', () => {
  const dice = createDice(4);
  const applianceHash = Uint32Array.from({ length: 1000 }, () => dice.below(2 ** 32));
  const kernel = kernelOf(applianceHash);
  assert.is(kernel.lanes, 4);
  let checked = 0;
  for (let round = 0; round < 40; round++) {
    const jobs = Array.from({ length: 300 }, () => {
      const size = dice.chance(0.5) ? 2 + dice.below(9) : 2 + dice.below(400);
      const copies = 1 + dice.below(Math.min(3, size - 1));
      return { start: dice.below(1000 - size), size, copies, hash: dice.below(2 ** 32) };
    });
    jobs.forEach(({ start, size, copies, hash }, k) => {
      const product = Math.imul(hash, 0x9e3779b1);
      kernel.jobs.set([start, size | (copies << 16), product, k * 4], k * jobWords);
    });
    // Of 12,000 jobs about hashes drawn at random some agree in the bits that a key has.
    if (kernel.find(jobs.length) > 0) continue;
    jobs.forEach(({ start, size, copies, hash }, k) => {
      const rows = kernel.rows.subarray(k * 4, k * 4 + copies);
      assert.equal([...rows], sorted(applianceHash, start, size, hash).slice(0, copies));
    });
    checked++;
  }
  assert.ok(checked > 20, `${checked} rounds`);
});

test('kernel: tells when those that count have equal keys, and only then', () => {
  // Twins everywhere: the best two agree in all bits.
  const twins = Uint32Array.from({ length: 64 }, (_, row) => pair(row >> 1, 5));
  const kernel = kernelOf(twins);
  for (const size of [2, 8, 64])
    for (const copies of [1, 2, 3].filter((copies) => copies < size)) {
      kernel.jobs.set([0, size | (copies << 16), Math.imul(77, 0x9e3779b1), 0]);
      assert.is(kernel.find(1), 1, `${copies} of ${size}`);
    }
  assert.is(kernel.find(0), 0);
});

test('kernel: the order that it tells is that of whole keys', () => {
  const dice = createDice(14);
  const count = 20_000;
  const applianceHash = Uint32Array.from({ length: count }, () => dice.below(2 ** 32));
  // Some hashes at both ends, where a logarithm is hardest; capacities of one to forty.
  for (let row = 0; row < count; row += 9) applianceHash[row] = dice.below(3) - dice.below(3);
  const inverse = Float64Array.from({ length: count }, () => 1e-9 / dice.pick([1, 3, 7.9, 40]));
  const kernel = kernelOf(applianceHash, inverse);
  let told = 0;
  for (let round = 0; round < 300; round++) {
    for (let k = 0; k < batchMax; k++) {
      const size = 1 + dice.below(24);
      kernel.holderStart[k] = k * 24;
      kernel.holderCount[k] = size;
      kernel.products[k] = dice.below(2 ** 32);
      for (let n = 0, rank = 0; n < size; n++) {
        kernel.rows[k * 24 + n] = dice.below(count);
        if (dice.chance(0.1) && rank < 6) rank++;
        kernel.tags[k * 24 + n] = n | (rank << 5);
      }
    }
    kernel.order(batchMax);
    for (let k = 0; k < batchMax; k++) {
      if (kernel.told[k] === 0) continue;
      told++;
      const hash = Math.imul(cell(kernel.products, k), 0x0e8b2f51); // of which it is the product
      const keyed = Array.from({ length: cell(kernel.holderCount, k) }, (_, n) => {
        const row = cell(kernel.rows, k * 24 + n);
        const rank = cell(kernel.tags, k * 24 + n) >> 5;
        const log = negativeLog(pair(hash, cell(applianceHash, row)));
        return { row, rank, key: log * cell(inverse, row) };
      });
      const right = keyed.sort((a, b) => a.rank - b.rank || a.key - b.key).map(({ row }) => row);
      const found = right.map((_, n) => cell(kernel.holders, (k * 24 + n) * 4));
      assert.equal(found, right);
    }
  }
  assert.ok(told > 20_000, `${told} of ${300 * batchMax} told`);
});

test('holders-wasm.ts holds what holders.wat compiles to', async () => {
  assert.equal(Buffer.from(await compileWat()), Buffer.from(holdersWasm()));
});

test.run();
