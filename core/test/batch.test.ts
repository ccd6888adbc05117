// Does a batch decide as one request after the other does, with vectors and without?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createKernel } from '../batch/create-kernel.ts';
import { holdersWasm } from '../batch/holders-wasm.ts';
import { jobWords } from '../batch/kernel.ts';
import { negativeLog } from '../holders/spread.ts';
import {
  batchMax,
  compileSnapshot,
  createBatch,
  createDecision,
  createState,
  type Decision,
  decide,
  decideAt,
  noRow,
  pair,
  prepare,
  type Requests,
  type Snapshot,
  setAppliance,
  setFitness,
  setLink,
  vantageOf,
} from '../index.ts';
import { withoutWasm } from './support/agreement.ts';
import { printBatchGrowth } from './support/batch-growth.ts';
import { compileWat } from './support/compile-wat.ts';
import { createDice } from './support/dice.ts';
import { leavesNothing } from './support/heap-growth.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

const textOf = (out: Decision): string => {
  const { targetCount, passedCount } = out;
  const targets = [out.targetAppliance, out.targetLink, out.targetRank];
  const passed = [out.passedCluster, out.passedRank, out.passedLabel];
  return [
    out.vantage,
    out.reason,
    ...targets.map((column) => column.subarray(0, targetCount).join()),
    ...passed.map((column) => column.subarray(0, passedCount).join()),
  ].join(' ');
};

/** One capability, and an appliance that has none. */
const fit = { capabilities: ['h3', 'other'], territories: [] };
const none = { capabilities: ['other'] };

/** Requests of both families, inside and outside the spans; some for files that nobody knows. */
function drawRequests(snapshot: Snapshot, count: number, seed: number): Requests {
  const dice = createDice(seed);
  const requests = {
    family: new Uint8Array(count),
    words: new Uint32Array(count * 4),
    file: new Uint32Array(count),
    sessionHash: new Uint32Array(count),
  };
  const { spanStart, start0, start1, start2, start3 } = snapshot;
  for (let k = 0; k < count; k++) {
    const family = dice.pick([4, 6]);
    const row = dice.below(family === 4 ? spanStart.length : start0.length);
    const columns = family === 4 ? [spanStart] : [start0, start1, start2, start3];
    requests.family[k] = family;
    columns.forEach((column, word) => {
      requests.words[k * 4 + word] = dice.chance(0.8) ? cell(column, row) : dice.below(2 ** 32);
    });
    requests.file[k] = dice.chance(0.1) ? noRow : dice.below(snapshot.fileCount);
    requests.sessionHash[k] = dice.below(2 ** 32);
  }
  return requests;
}

function wornState(snapshot: Snapshot, seed: number) {
  const state = createState(snapshot);
  for (let row = 0; row < snapshot.applianceCount; row++)
    if (pair(row, seed) % 3 === 0)
      setAppliance(state, row, { healthy: row % 2 === 0, shedShare: (row % 5) / 5 });
  for (let row = 0; row < snapshot.linkCount; row += 2) setLink(state, row, 0.5);
  return state;
}

/** The first request of which a batch says something else than `decide`, or ''. */
function batchQuarrel(snapshot: Snapshot, seed: number, count: number, lanes: 1 | 4): string {
  const batch = lanes === 4 ? createBatch(snapshot) : withoutWasm(() => createBatch(snapshot));
  assert.is(batch.lanes, lanes);
  const requests = drawRequests(snapshot, count, seed);
  const [out, alone] = [createDecision(snapshot), createDecision(snapshot)];
  const policies = [undefined, { panicShare: 0.5 }];
  for (const state of [createState(snapshot), wornState(snapshot, seed)])
    for (let from = 0, turn = 0; from < count; turn++) {
      const want = 1 + (turn % 16);
      const policy = policies[turn & 1];
      const taken = prepare(requests, from, count, want, batch);
      assert.is(taken, Math.min(batchMax, count - from));
      for (let k = 0; k < taken; k++) {
        const row = from + k;
        const words = requests.words.subarray(row * 4, row * 4 + 4);
        const file = cell(requests.file, row);
        const request = {
          vantage: vantageOf(snapshot, cell(requests.family, row), words),
          file,
          fileHash: file === noRow ? 0 : cell(snapshot.fileHash, file),
          sessionHash: cell(requests.sessionHash, row),
          want,
        };
        decide(snapshot, state, request, alone, policy);
        decideAt(batch, state, k, out, policy);
        if (textOf(out) !== textOf(alone))
          return `seed ${seed}, ${row}: ${textOf(out)} is not ${textOf(alone)}`;
      }
      from += taken;
    }
  return '';
}

for (const lanes of [4, 1] as const)
  test(`decideAt: says what decide says, in 60 worlds, with ${lanes} lanes`, () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { world, ranking } = randomCase(seed);
      const options = {
        ranking,
        ...(seed % 4 === 0 && { holderWeight: (row: number) => 1 + row }),
      };
      const { snapshot } = compileSnapshot(world, options);
      if (snapshot.fileCount > 0) assert.is(batchQuarrel(snapshot, seed, 700, lanes), '');
    }
  });

/** The same answers with manifests so far apart that some do not fit a word of a candidate. */
function withWideManifests(snapshot: Snapshot): Snapshot {
  const { clusterManifest, fileCopies, copies } = snapshot;
  const manifests = Math.max(...clusterManifest) + 1;
  const wideOf = (manifest: number) => manifest + (manifest % 2 === 0 ? 0 : 65_536);
  const width = manifests + 65_536;
  const wide = new Uint8Array(width * fileCopies.length);
  fileCopies.forEach((start, file) => {
    for (let manifest = 0; manifest < manifests; manifest++)
      wide[file * width + wideOf(manifest)] = cell(copies, start + manifest);
  });
  return {
    ...snapshot,
    clusterManifest: clusterManifest.map(wideOf),
    fileCopies: fileCopies.map((_, file) => file * width),
    copies: wide,
  };
}

for (const lanes of [4, 1] as const)
  test(`decideAt: asks decide where a manifest has no room in a word, with ${lanes} lanes`, () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { snapshot } = compileSnapshot(randomCase(seed).world);
      if (snapshot.fileCount === 0) continue;
      assert.is(batchQuarrel(withWideManifests(snapshot), seed, 300, lanes), '');
    }
  });

test('createBatch: asks decide alone where there is no memory for vectors', () => {
  const { snapshot } = compileSnapshot(randomCase(2).world);
  const wasm = (globalThis as { WebAssembly?: { Memory: unknown } }).WebAssembly;
  if (wasm === undefined) return assert.unreachable('Node has WebAssembly');
  const { Memory } = wasm;
  wasm.Memory = function none() {
    throw new RangeError('could not allocate memory');
  };
  try {
    assert.is(createBatch(snapshot).lanes, 1);
  } finally {
    wasm.Memory = Memory;
  }
});

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

test('decideAt: requests with needs or wishes get what decide gives them, the others as before', () => {
  let differing = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { snapshot } = compileSnapshot(randomCase(seed).world);
    const count = 60;
    const plain = drawRequests(snapshot, count, seed);
    const dice = createDice(~seed);
    const needBits = Uint32Array.from({ length: count }, () => (dice.chance(0.3) ? 1 << 22 : 0));
    const wishes = Array.from({ length: count }, () => {
      const servedBy = dice.below(snapshot.applianceCount + 1);
      return dice.chance(0.3) ? { servedBy, clusterMax: dice.below(2), siteMax: 1 } : undefined;
    });
    const state = wornState(snapshot, seed);
    for (let row = 0; row < snapshot.applianceCount; row += 2) setFitness(state, row, fit, none);
    const batch = createBatch(snapshot);
    const [out, right] = [createDecision(snapshot), createDecision(snapshot)];
    const from = 7;
    const taken = prepare({ ...plain, needBits, wishes }, from, count, 4, batch);
    for (let k = 0; k < taken; k++) {
      const row = from + k;
      const words = plain.words.subarray(row * 4, row * 4 + 4);
      const file = cell(plain.file, row);
      const fileHash = file === noRow ? 0 : cell(snapshot.fileHash, file);
      const vantage = vantageOf(snapshot, cell(plain.family, row), words);
      const hashes = { fileHash, sessionHash: cell(plain.sessionHash, row) };
      const asked = { vantage, file, ...hashes, want: 4 };
      decideAt(batch, state, k, out);
      decide(snapshot, state, asked, right);
      const before = textOf(right);
      const more = { needBits: cell(needBits, row), wishes: wishes[row] };
      decide(snapshot, state, { ...asked, ...more }, right);
      assert.is(textOf(out), textOf(right), `seed ${seed}, request ${row}`);
      if (textOf(right) !== before) differing++;
    }
  }
  assert.ok(differing > 50, `${differing} differ from those without`);
});

test('prepare: where keys are equal decide is asked, and so equal ids decide', () => {
  const { world } = randomCase(3);
  const { snapshot } = compileSnapshot(world);
  const applianceHash = snapshot.applianceHash.map((_, row) => pair(row >> 2, 9));
  for (const lanes of [4, 1] as const)
    assert.is(batchQuarrel({ ...snapshot, applianceHash }, 3, 700, lanes), '');
});

test('holders-wasm.ts holds what holders.wat compiles to', async () => {
  assert.equal(Buffer.from(await compileWat()), Buffer.from(holdersWasm()));
});

test('decideAt: a million in batches leave less than a byte each on the heap, and no garbage', () => {
  leavesNothing('batch-growth.js', printBatchGrowth.name);
});

test.run();
