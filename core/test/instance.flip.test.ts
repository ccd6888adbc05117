// Is what an instance believes the same after a flip, whether rows stayed or moved?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createCompiler, createInstance, joinRows, type Snapshot, step } from '../index.ts';
import { readIds } from '../snapshot/ids.ts';
import { drawChanges, drawLedger, worldOf } from './support/change-sequences.ts';
import { commitChanges } from './support/commit-changes.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';

/** Lets an instance hear of all rows, and drains one appliance. */
function heardOf(snapshot: Snapshot) {
  const instance = createInstance(snapshot);
  const tell = (event: Parameters<typeof step>[1]) => step(instance, event);
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const room = cell(snapshot.capacityBps, row) / instance.policy.loadUnitBps;
    const load = (room * (row % 5)) / 4;
    tell({ kind: 'session', atMs: 900, appliance: row, link: 0, load: 1 });
    const of = { of: 'load', table: 'appliance', row, load, measuredMs: 1000 } as const;
    tell({ kind: 'report', atMs: 1000, ...of });
  }
  tell({ kind: 'report', atMs: 1000, of: 'link', link: 1, isCut: true });
  const id = cell(readIds(snapshot, 'appliance'), 0);
  tell({ kind: 'drain', atMs: 1000, appliance: id, deadlineMs: 9000 });
  tell({ kind: 'tick', atMs: 1000 });
  return instance;
}

test('flip: where rows stay all words do but what is declared up, in the columns they were in', () => {
  const dice = createDice(3);
  const ledger = drawLedger(14, 200);
  const compiler = createCompiler(worldOf(ledger));
  const first = compiler.snapshot();
  const instance = heardOf(first);
  const { state } = instance;
  const words = [[...state.appliance], [...state.link]];
  const wasUp = [...first.applianceState];
  const snapshot = commitChanges(compiler, drawChanges(dice, ledger, 200));
  assert.not.equal([...snapshot.applianceState], wasUp, 'something is declared otherwise');
  const rows = joinRows(first, snapshot);
  assert.ok(rows.isIdentity);
  const judged = { admission: { verdict: 'apply', reasons: [] }, against: first } as const;
  step(instance, { kind: 'snapshot', atMs: 1000, snapshot, judged, rows });
  assert.is(instance.snapshot, snapshot);
  assert.is(instance.state, state);
  assert.equal([...state.link], words[1]);
  const up = 1 << 20;
  const drained = 0;
  words[0]?.forEach((word, row) => {
    const isUp = cell(snapshot.applianceState, row) === 0 && row !== drained;
    assert.is(cell(state.appliance, row), ((word & ~up) | (isUp ? up : 0)) >>> 0, `row ${row}`);
  });
});

test('flip: a snapshot of the same fleet without a mark gives the same words as one with it', () => {
  const dice = createDice(4);
  const ledger = drawLedger(15, 200);
  const compiler = createCompiler(worldOf(ledger));
  const first = compiler.snapshot();
  compiler.retain(first);
  const live = commitChanges(compiler, drawChanges(dice, ledger, 100));
  const judged = { admission: { verdict: 'apply', reasons: [] }, against: first } as const;
  const [marked, plain] = [live, compiler.copy(live)].map((snapshot) => {
    const instance = heardOf(first);
    step(instance, { kind: 'snapshot', atMs: 1000, snapshot, judged });
    return [instance.state.appliance, instance.state.link].map((column) => [...column]);
  });
  assert.equal(marked, plain);
});

test.run();
