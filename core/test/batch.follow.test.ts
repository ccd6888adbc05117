// Does a batch that goes over to the next snapshot say what one says that is made for it?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Batch,
  createBatch,
  createCompiler,
  createDecision,
  createState,
  decide,
  decideAt,
  followSnapshot,
  noRow,
  prepare,
  type Snapshot,
} from '../index.ts';
import { lookupV4 } from '../prefix/spans.ts';
import { drawChanges, drawLedger, worldOf } from './support/change-sequences.ts';
import { commitChanges } from './support/commit-changes.ts';
import { createDice, type Dice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';

const count = 100;

/** Requests of which `decide` and the batch, after `prepare`, do not say the same. */
function quarrels(batch: Batch, snapshot: Snapshot, dice: Dice): number {
  const words = new Uint32Array(count * 4);
  for (let k = 0; k < count; k++)
    words[k * 4] = cell(snapshot.spanStart, dice.below(snapshot.spanStart.length));
  const family = new Uint8Array(count).fill(4);
  const file = Uint32Array.from({ length: count }, () =>
    dice.chance(0.1) ? noRow : dice.below(snapshot.fileCount),
  );
  const sessionHash = Uint32Array.from({ length: count }, () => dice.below(2 ** 32));
  const want = 1 + dice.below(6);
  prepare({ family, words, file, sessionHash }, 0, count, want, batch);
  const state = createState(snapshot);
  const [out, alone] = [createDecision(snapshot), createDecision(snapshot)];
  const textOf = ({ targetCount, targetAppliance, targetLink, targetRank, reason }: typeof out) =>
    [targetAppliance, targetLink, targetRank]
      .map((column) => column.slice(0, targetCount).join())
      .join(`|${reason}|`);
  let different = 0;
  for (let k = 0; k < count; k++) {
    const row = cell(file, k);
    const request = {
      vantage: lookupV4(snapshot, cell(words, k * 4)),
      file: row,
      fileHash: row === noRow ? 0 : cell(snapshot.fileHash, row),
      sessionHash: cell(sessionHash, k),
      want,
    };
    decide(snapshot, state, request, alone);
    decideAt(batch, state, k, out);
    if (textOf(out) !== textOf(alone)) different++;
  }
  return different;
}

test('followSnapshot: over 30 batches it decides like decide, in memory that it keeps', () => {
  const dice = createDice(8);
  const ledger = drawLedger(12, 300);
  const compiler = createCompiler(worldOf(ledger));
  const batch = createBatch(compiler.snapshot());
  const kernels = new Set([batch.kernel]);
  let planned = 0;
  for (let round = 0; round < 30; round++) {
    const snapshot = commitChanges(compiler, drawChanges(dice, ledger, 20));
    followSnapshot(batch, snapshot);
    assert.is(batch.count, 0, 'what was prepared is forgotten');
    assert.is(quarrels(batch, snapshot, dice), 0, `round ${round}`);
    planned += batch.kernel.candidateCount.subarray(0, count).filter((each) => each > 0).length;
    kernels.add(batch.kernel);
  }
  assert.is(batch.lanes, 4);
  assert.ok(planned > 100, `${planned} requests were found in the tables`);
  assert.is(kernels.size, 2, 'one more, when lists outgrew the first');
});

test('followSnapshot: goes over to another fleet, larger or smaller', () => {
  const dice = createDice(9);
  const snapshots = [400, 30, 900].map((routes) =>
    createCompiler(worldOf(drawLedger(routes, routes))).snapshot(),
  );
  const batch = createBatch(cell(snapshots, 0));
  for (let turn = 1; turn < 12; turn++) {
    const snapshot = cell(snapshots, turn % 3);
    followSnapshot(batch, snapshot);
    assert.is(quarrels(batch, snapshot, dice), 0, `turn ${turn}`);
  }
});

test.run();
