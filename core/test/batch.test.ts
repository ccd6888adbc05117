// Does a batch decide as one request after the other does, with vectors and without?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
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
  requestAt,
  type Snapshot,
  setAppliance,
  setFitness,
  setLink,
  vantageOf,
} from '../index.ts';
import { withoutWasm } from './support/agreement.ts';
import { printBatchGrowth } from './support/batch-growth.ts';
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

test('prepare: where vantages are told nobody reads addresses, and one that is no row is 0', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { snapshot } = compileSnapshot(randomCase(seed).world, {});
    if (snapshot.fileCount === 0) continue;
    const requests = drawRequests(snapshot, 300, seed);
    const vantage = requests.sessionHash.map((hash) => hash % (snapshot.vantageCount + 2));
    const none = { family: new Uint8Array(0), words: new Uint32Array(0) };
    const batch = createBatch(snapshot);
    for (let from = 0; from < 300; from += batch.count) {
      prepare({ ...requests, ...none, vantage }, from, 300, 5, batch);
      for (let k = 0; k < batch.count; k++) {
        const told = cell(vantage, from + k);
        const request = requestAt(batch, k);
        assert.is(request.vantage, told < snapshot.vantageCount ? told : 0);
        const [out, alone] = [createDecision(snapshot), createDecision(snapshot)];
        decideAt(batch, createState(snapshot), k, out);
        decide(snapshot, createState(snapshot), { ...request }, alone);
        assert.is(textOf(out), textOf(alone), `seed ${seed}, ${from + k}`);
      }
    }
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

test('decideAt: a million in batches leave less than a byte each on the heap, and no garbage', () => {
  leavesNothing('batch-growth.js', printBatchGrowth.name);
});

test.run();
