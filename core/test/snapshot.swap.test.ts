// May snapshots be swapped while decisions are taken? Each decision is wholly of one of them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Basis,
  compileSnapshot,
  createDecision,
  createState,
  type Decision,
  decide,
  noRow,
  openSnapshot,
  type RecordStamp,
  recordBytes,
  replay,
  type Snapshot,
  setAppliance,
  stampOf,
  writeRecord,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

const decisions = process.env.FAIRLEAD_PROVE ? 10_000_000 : 100_000;
const swaps = process.env.FAIRLEAD_PROVE ? 1000 : 100;
const batch = decisions / swaps;

/** What an instance decides on: replaced as one reference. */
type Serving = Basis & { readonly stamp: RecordStamp; readonly out: Decision };

function serve(snapshot: Snapshot): Serving {
  const state = createState(snapshot);
  for (let row = 0; row < snapshot.applianceCount; row += 3)
    setAppliance(state, row, { healthy: row % 2 === 0, shedShare: 0.5 });
  return { snapshot, state, stamp: stampOf(snapshot, state), out: createDecision(snapshot) };
}

test(`swap: ${decisions} decisions over ${swaps} swaps replay with 0 differences`, () => {
  const dice = createDice(31);
  const sources = [1, 4, 5, 6, 9, 16].map((seed, sequence) => {
    return compileSnapshot(randomCase(seed).world, { sequence }).snapshot.bytes;
  });
  const open = (row: number): Serving => {
    const opened = openSnapshot(cell(sources, row).slice());
    if (opened.snapshot) return serve(opened.snapshot);
    throw new Error(JSON.stringify(opened.problems));
  };
  const records = new DataView(new ArrayBuffer(batch * recordBytes));
  const versions = new Set<string>();
  let row = 0;
  let serving = open(row);
  let replayed = 0;
  for (let swap = 0; swap < swaps; swap++) {
    const both = [serving];
    const swapAt = dice.below(batch);
    for (let n = 0; n < batch; n++) {
      if (n === swapAt) {
        row = (row + 1 + dice.below(sources.length - 1)) % sources.length;
        serving = open(row);
        both.push(serving);
      }
      const { snapshot, state, stamp, out } = serving; // read once a decision
      const file = dice.below(snapshot.fileCount + 1);
      const request = {
        vantage: dice.below(snapshot.vantageCount),
        file: file < snapshot.fileCount ? file : noRow,
        fileHash: snapshot.fileHash[file] ?? 7,
        sessionHash: Math.imul(n, 0x9e3779b1) >>> 0,
        want: 1 + (n % 16),
      };
      decide(snapshot, state, request, out);
      writeRecord(records, n * recordBytes, stamp, request, out);
    }
    for (const basis of both) {
      const { same, broken, moved } = replay(records, basis, basis, () => 1);
      assert.is(broken, 0);
      assert.is(moved.decisions, 0);
      replayed += same;
      const { epoch, sequence, contentDigest } = basis.snapshot;
      versions.add(`${epoch} ${sequence} ${contentDigest}`);
    }
  }
  assert.is(replayed, decisions);
  assert.is(versions.size, sources.length);
});

test.run();
