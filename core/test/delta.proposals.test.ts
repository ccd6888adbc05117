// Are snapshots values? Proposals, commits, aborts and reverts against a plain model, and misuse.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot } from '../compile/compile.ts';
import { createState } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import { createDecision } from '../decide/decision.ts';
import { createCompiler } from '../delta/compiler.ts';
import { explainRecord } from '../recall/explain-record.ts';
import { readRecord, recordBytes, writeRecord } from '../recall/record.ts';
import { replay } from '../recall/replay.ts';
import { stampOf } from '../recall/stamp.ts';
import { openSnapshot } from '../snapshot/codec.ts';
import { isCurrent } from '../snapshot/header.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { drawChanges, drawLedger, worldOf } from './support/change-sequences.ts';
import { commitChanges, snapshotOf } from './support/commit-changes.ts';
import { createDice } from './support/dice.ts';
import { playProposals } from './support/play-proposals.ts';
import { assertSameBytes } from './support/same-content.ts';

const isProof = process.env.FAIRLEAD_PROVE !== undefined;
const sequences = isProof ? 10_000 : 200;
const stepsOf = (seed: number): number => (isProof ? 4 + (seed % 4) : 12);

test(`proposals: ${sequences} random sequences leave all that is held as it was`, () => {
  const counts: Record<string, number> = {};
  for (let seed = 1; seed <= sequences; seed++) {
    try {
      for (const [step, count] of Object.entries(playProposals(seed, stepsOf(seed))))
        counts[step] = (counts[step] ?? 0) + count;
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).stack}`);
    }
  }
  for (const step of ['commit', 'abort', 'revert', 'retain', 'release', 'pending', 'no-buffer'])
    assert.ok((counts[step] ?? 0) >= 5, `${step}: ${counts[step]}`);
});

test('proposals: an aborted one leaves routes, bytes and the next proposal as without it', () => {
  const dice = createDice(4);
  const ledger = drawLedger(31, 400);
  const compiler = createCompiler(worldOf(ledger));
  const bytes = compiler.compact().bytes;
  const routes = compiler.routes();
  const scrap = drawLedger(31, 400);
  const gone = snapshotOf(compiler.propose(drawChanges(dice, scrap, 200)));
  assert.equal(compiler.routes(), routes, 'a proposal has not happened yet');
  assertSameBytes(compiler.compact().bytes, bytes);
  compiler.abort(gone);
  assert.equal(compiler.routes(), routes);
  const changes = drawChanges(dice, ledger, 50);
  commitChanges(compiler, changes);
  const fresh = compileSnapshot(worldOf(ledger), { sequence: 2 });
  assertSameBytes(compiler.compact().bytes, fresh.snapshot.bytes);
  assert.equal(compiler.routes(), fresh.routes);
});

test('proposals: a version is given out once, and only a newer one is taken', () => {
  const compiler = createCompiler(worldOf(drawLedger(3, 200)), { epoch: 2, sequence: 5 });
  const refused = (epoch: number, sequence: number) => {
    const proposed = compiler.propose([], { epoch, sequence });
    return proposed.verdict === 'refused' && proposed.reason;
  };
  for (const [epoch, sequence] of [
    [2, 5],
    [2, 4],
    [1, 9],
    [2.5, 6],
    [2, -1],
    [2, Number.NaN],
  ] as const)
    assert.is(refused(epoch, sequence), 'version', `(${epoch}, ${sequence})`);
  compiler.abort(snapshotOf(compiler.propose([], { sequence: 9 })));
  assert.is(refused(2, 9), 'version', 'what was aborted was seen by somebody');
  assert.is(snapshotOf(compiler.propose([])).sequence, 10);
  const both = compiler.propose([{ kind: 'appliance', appliance: 'nobody' }]);
  assert.is(both.verdict === 'refused' && both.reason, 'pending');
});

test('proposals: a broken promise throws by name, and changes nothing', () => {
  const ledger = drawLedger(5, 200);
  const compiler = createCompiler(worldOf(ledger), { snapshotsMax: 2 });
  const foreign = createCompiler(worldOf(ledger)).snapshot();
  const codeOf = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
    return 'nothing was thrown';
  };
  const first = compiler.snapshot();
  assert.is(
    codeOf(() => compiler.commit(first)),
    'not-proposed',
  );
  assert.is(
    codeOf(() => compiler.abort(first)),
    'not-proposed',
  );
  assert.is(
    codeOf(() => compiler.release(first)),
    'not-retained',
  );
  for (const act of [compiler.retain, compiler.revert])
    assert.is(
      codeOf(() => act(foreign)),
      'not-held',
    );
  assert.is(
    codeOf(() => compiler.release(foreign)),
    'not-retained',
  );
  const next = snapshotOf(compiler.propose([]));
  assert.is(
    codeOf(() => compiler.commit(foreign)),
    'not-proposed',
  );
  assert.is(compiler.proposal(), next, 'it is open still');
  compiler.commit(next);
  assert.is(
    codeOf(() => compiler.commit(next)),
    'not-proposed',
  );
  assert.is(
    codeOf(() => compiler.retain(first)),
    'not-held',
  );
  assert.throws(() => createCompiler(worldOf(ledger), { snapshotsMax: 1 }), /two buffers/);
});

test('proposals: who keeps a snapshot unretained is told, in this thread and another', () => {
  const dice = createDice(2);
  const ledger = drawLedger(6, 200);
  const compiler = createCompiler(worldOf(ledger));
  const first = compiler.snapshot();
  const opened = openSnapshot(first.bytes, { check: 'header' });
  if (opened.problems) return assert.unreachable(opened.problems[0]?.text);
  commitChanges(compiler, drawChanges(dice, ledger, 20));
  assert.ok(isCurrent(first) && isCurrent(opened.snapshot), 'nothing was written over it yet');
  commitChanges(compiler, drawChanges(dice, ledger, 20));
  assert.not(isCurrent(first));
  assert.not(isCurrent(opened.snapshot));
  assert.ok(isCurrent(compiler.snapshot()));
  const file = openSnapshot(compiler.compact().bytes);
  assert.ok(file.snapshot && isCurrent(file.snapshot) && file.snapshot.turn === 0);
  const half = first.bytes.slice();
  half[80] = 7;
  const torn = openSnapshot(half, { check: 'header' });
  assert.is(torn.problems?.[0]?.code, 'being-written');
});

test('proposals: records of a live snapshot replay on its copy, and are foreign elsewhere', () => {
  const dice = createDice(3);
  const ledger = drawLedger(9, 300);
  const compiler = createCompiler(worldOf(ledger));
  const live = commitChanges(compiler, drawChanges(dice, ledger, 100));
  const basis = { snapshot: live, state: createState(live) };
  const stamp = stampOf(live, basis.state);
  const out = createDecision(live);
  const count = live.vantageCount;
  const records = new DataView(new ArrayBuffer(count * recordBytes));
  for (let vantage = 0; vantage < count; vantage++) {
    const file = dice.below(live.fileCount);
    const fileHash = live.fileHash[file] ?? 0;
    const request = { vantage, file, fileHash, sessionHash: dice.below(2 ** 32), want: 3 };
    decide(live, basis.state, request, out);
    writeRecord(records, vantage * recordBytes, stamp, request, out);
  }
  const on = (snapshot: Snapshot) => ({ snapshot, state: createState(snapshot) });
  const opened = openSnapshot(compiler.copy(live).bytes);
  if (opened.problems) return assert.unreachable(opened.problems[0]?.text);
  const copy = on(opened.snapshot);
  assert.is(replay(records, copy, copy, () => 1).same, count);
  const compact = on(compiler.compact());
  const moved = replay(records, compact, compact, () => 1);
  assert.equal([moved.foreign, moved.broken], [count, 0], 'its vantages have other numbers');
  assert.is(explainRecord(compact, readRecord(records, 0)).refusal, 'other-rows');
  const other = drawLedger(9, 300);
  const others = createCompiler(worldOf(other));
  const foreign = on(commitChanges(others, drawChanges(dice, other, 100)));
  assert.is(foreign.snapshot.sequence, live.sequence);
  assert.is(replay(records, foreign, foreign, () => 1).foreign, count);
});

test.run();
