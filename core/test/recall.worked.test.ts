// Does a record say what its 64 bytes have room for, and does every row of an outcome count?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createState,
  type Decision,
  digestState,
  readRecord,
  recordBytes,
  stampOf,
  writeRecord,
} from '../index.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

const { snapshot } = compileSnapshot(worldOf(pair));
const stamp = stampOf(snapshot, createState(snapshot));
const request = { vantage: 1, file: 0, fileHash: 2, sessionHash: 3, want: 5 };

/** A decision with one target and so many candidates passed over by label. */
function decisionOf(passed: readonly number[] = []): Decision {
  const decision = { ...createDecision(snapshot), targetCount: 1, passedCount: passed.length };
  const zeros = new Uint32Array(passed.length);
  const passedOver = { passedCluster: zeros, passedRank: zeros.slice() };
  return { ...decision, ...passedOver, passedLabel: Uint8Array.from(passed) } as Decision;
}

function recorded(decision: Decision) {
  const view = new DataView(new ArrayBuffer(recordBytes));
  writeRecord(view, 0, stamp, request, decision);
  const record = readRecord(view, 0);
  if (record === undefined) throw new Error('a record was written');
  return record;
}

test('a record keeps the wanted count, and 63 passed-over candidates of a label at most', () => {
  // Seventy without the file are 63; one that drains and two that are ill stay 1 and 2.
  const labels = [...Array(70).fill(0), 1, 2, 2];
  const { passedCounts, request: kept } = recorded(decisionOf(labels));
  assert.equal(passedCounts.slice(0, 5), [63, 1, 2, 0, 0]);
  assert.is(kept.want, 5);
});

test('an outcome is another one where any target, link, rank, cluster or label is', () => {
  const outcome = (change: (decision: Decision) => void): number => {
    const decision = decisionOf([1]);
    change(decision);
    return recorded(decision).outcome;
  };
  const outcomes = [
    outcome(() => undefined),
    outcome(({ targetAppliance }) => targetAppliance.fill(1)),
    outcome(({ targetLink }) => targetLink.fill(1)),
    outcome(({ targetRank }) => targetRank.fill(1)),
    outcome(({ passedCluster }) => passedCluster.fill(1)),
    outcome(({ passedRank }) => passedRank.fill(1)),
    outcome(({ passedLabel }) => passedLabel.fill(2)),
    outcome((decision) => {
      decision.reason = 1;
    }),
  ];
  assert.is(new Set(outcomes).size, outcomes.length, outcomes.join());
});

test('a state is another one where any word of an appliance, a link or a drain is', () => {
  const digest = (appliance: number, link: number, drain?: number): string =>
    digestState({
      appliance: Uint32Array.of(appliance, 0),
      link: Uint32Array.of(link),
      drain: drain === undefined ? undefined : Uint32Array.of(drain, 0),
    }).join();
  const digests = [
    digest(0, 0),
    digest(1, 0),
    digest(0, 1),
    digest(0, 0, 0),
    digest(0, 0, 1),
    digest(0, 0, 2),
  ];
  assert.is(new Set(digests).size, digests.length, digests.join(' '));
});

test.run();
