// Does belief turn at the very millisecond and the very vote that its rule says? By hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ageMs,
  compileSnapshot,
  createFleetHealth,
  createLeases,
  createState,
  defaultFleetHealthRule,
  defaultHealthRange,
  defaultLeaseRule,
  hearReport,
  isFit,
  judgeFleet,
  judgeLeases,
  type Leases,
  reduceTrust,
  renewLease,
  upBit,
  writeBelief,
} from '../index.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

/** Leases of which the rows below `silent` are heard at 0 alone, the others at `atMs` too. */
function leasesOf(count: number, silent: number, atMs: number): Leases {
  const leases = createLeases(count, 0);
  for (let row = silent; row < count; row++) renewLease(leases, row, atMs);
  return leases;
}

test('a lease of 180 s that was renewed at 1 s ends after 181 s, to the millisecond', () => {
  const leases = leasesOf(10, 1, 0);
  renewLease(leases, 0, 1000);
  for (let row = 1; row < 10; row++) renewLease(leases, row, 180_000);
  // 1,000 + 180,000 = 181,000 is its last millisecond.
  assert.is(judgeLeases(leases, 181_000, defaultLeaseRule), 0);
  assert.is(judgeLeases(leases, 181_001, defaultLeaseRule), 1);
  assert.is(leases.isLeased.join(''), '0111111111');
});

test('of ten leases a fourth that is late holds them all: later than 90 s, more than 3', () => {
  const held = (silent: number, atMs: number): boolean => {
    const leases = leasesOf(10, silent, atMs);
    judgeLeases(leases, atMs, defaultLeaseRule);
    return leases.isHeld;
  };
  // .3 × 10 = 3 may be late.
  assert.is(held(4, 90_001), true);
  assert.is(held(4, 90_000), false, 'at 90,000 ms nobody is late yet');
  assert.is(held(3, 90_001), false);
});

test('a lease that has run out does not count among those that are late', () => {
  const leases = leasesOf(20, 5, 180_001);
  // 5 of 20 are late, at most 6 may: they go.
  assert.is(judgeLeases(leases, 180_001, defaultLeaseRule), 5);
  for (let row = 9; row < 20; row++) renewLease(leases, row, 360_002);
  // 4 of the 15 that are left, at most 4.5 may: they go too. With the 5 it were 9 of 20, above 6.
  assert.is(judgeLeases(leases, 360_002, defaultLeaseRule), 4);
  assert.is(leases.isHeld, false);
});

test('an age is never below 0, whatever a clock does', () => {
  assert.is(ageMs(1000, 3500), 2500);
  assert.is(ageMs(3500, 1000), 0);
  assert.is(ageMs(Number.NEGATIVE_INFINITY, 0), Number.POSITIVE_INFINITY);
});

test('a hold is a minute, then two, four and eight, and a quarter of an hour of health halves it', () => {
  const rule = { holdMs: 60_000, holdMsMax: 1_800_000, quietMs: 900_000 };
  let trust = { healthy: true, sinceMs: Number.NEGATIVE_INFINITY, holdMs: 0 };
  let nowMs = 0;
  const holds: number[] = [];
  for (const healthyMs of [0, 1000, 1000, 1000, 900_000]) {
    nowMs += healthyMs;
    trust = reduceTrust(trust, false, nowMs, rule);
    holds.push(trust.holdMs / 60_000);
    nowMs += trust.holdMs;
    assert.is(reduceTrust(trust, true, nowMs - 1, rule), trust, 'a millisecond before its end');
    trust = reduceTrust(trust, true, nowMs, rule);
  }
  // The last: 8 × 2 minutes, halved once.
  assert.equal(holds, [1, 2, 4, 8, 8]);
});

test('of 1,000 requests 100 failures are ill, and 39 are needed to be well again', () => {
  const judged = (wasFit: boolean, failed: number) =>
    isFit(wasFit, { requests: 1000, failed }, defaultHealthRange);
  assert.equal(
    [99, 100].map((failed) => judged(true, failed)),
    [true, false],
  );
  assert.equal(
    [99, 60, 40, 39].map((failed) => judged(false, failed)),
    [false, false, false, true],
  );
});

test('a report is a vote for 30 s: two that are 20 s apart agree for ten seconds', () => {
  const changedAt = (nowMs: number): number => {
    const fleet = createFleetHealth(3, [1, 1]);
    const ill = { appliance: 0, isFit: false, sequence: 1 };
    hearReport(fleet, { ...ill, observer: 0, atMs: 0 }, defaultFleetHealthRule);
    hearReport(fleet, { ...ill, observer: 1, atMs: 20_000 }, defaultFleetHealthRule);
    return judgeFleet(fleet, nowMs, defaultFleetHealthRule);
  };
  // The first one lasts up to 0 + 30,000.
  assert.equal([20_000, 30_000, 30_001].map(changedAt), [1, 1, 0]);
});

test('who has no lease, or is declared down, is not up', () => {
  const lines = { appliances: ['e1 ce', 'w1 cw 1e9 down'] };
  const { snapshot } = compileSnapshot(worldOf({ ...pair, ...lines }));
  const state = createState(snapshot);
  const isUp = () => [...state.appliance].map((word) => (word & upBit) !== 0);
  const leases = createLeases(2, 0);
  writeBelief(state, snapshot, { leases });
  assert.equal(isUp(), [true, false]);
  leases.isLeased.set([0, 1]);
  writeBelief(state, snapshot, { leases });
  assert.equal(isUp(), [false, false]);
});

test.run();
