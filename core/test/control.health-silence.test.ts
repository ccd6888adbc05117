// Does a fleet keep serving when everything falls silent, and go one by one when it should?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  carryLeases,
  compileSnapshot,
  createDecision,
  createFleetHealth,
  createLeases,
  createState,
  type Decision,
  type Drain,
  type DrainEvent,
  decide,
  defaultFleetHealthRule,
  defaultLeaseRule,
  findFile,
  hashId,
  hearReport,
  judgeFleet,
  judgeLeases,
  type Leases,
  noRow,
  notDrained,
  type Request,
  reduceDrain,
  renewLease,
  type Snapshot,
  type State,
  setAppliance,
  setLink,
  writeBelief,
} from '../index.ts';
import { createDice, type Dice } from './support/dice.ts';
import { cell, rowsOf } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const rule = defaultLeaseRule;
const leasedOf = ({ isLeased }: Leases) => [...isLeased].join('');

/** Renews every ten seconds whom `hears` names, from `fromMs` on; judges each time. */
function listen(leases: Leases, fromMs: number, spanMs: number, hears: (row: number) => boolean) {
  let changed = 0;
  for (let atMs = fromMs; atMs < fromMs + spanMs; atMs += 10 * secondMs) {
    for (let row = 0; row < leases.isLeased.length; row++)
      if (hears(row)) renewLease(leases, row, atMs);
    changed += judgeLeases(leases, atMs, rule);
  }
  return changed;
}

test('judgeLeases: a box that lost its control plane is offered up to its lease, not after', () => {
  const leases = createLeases(10, 0);
  assert.is(
    listen(leases, 10 * secondMs, rule.leaseMs, (row) => row !== 4),
    0,
  );
  assert.is(
    listen(leases, rule.leaseMs + 10 * secondMs, 10 * secondMs, (row) => row !== 4),
    1,
  );
  assert.is(leasedOf(leases), '1111011111');
  assert.is(
    listen(leases, hourMs, 10 * secondMs, () => true),
    1,
  );
  assert.is(leasedOf(leases), '1111111111');
});

test('judgeLeases: three boxes in ten may go at once, with a fourth the fault is ours', () => {
  for (const [silent, leased] of [
    [1, 9],
    [3, 7],
    [4, 10],
    [10, 10],
  ] as const) {
    const leases = createLeases(10, 0);
    listen(leases, 10 * secondMs, hourMs, (row) => row >= silent);
    assert.is([...leases.isLeased].filter((bit) => bit === 1).length, leased, `${silent} silent`);
    assert.is(leases.isHeld, leased === 10);
  }
});

test('judgeLeases: a fleet that is heard by turns and falls silent loses nobody, ever', () => {
  for (let seed = 0; seed < 50; seed++) {
    const dice = createDice(seed);
    const leases = createLeases(100, 0);
    const judgeMs = dice.pick([1, 5, 10, 60]) * secondMs;
    const silentMs = 5 * minuteMs;
    const phaseMs = rowsOf({ count: 100 }).map(() => dice.below(minuteMs));
    for (let atMs = 0; atMs < 24 * hourMs; atMs += atMs < hourMs ? judgeMs : 10 * minuteMs) {
      // Each box is heard at a moment of its own in every minute.
      for (let row = 0; row < 100 && atMs < silentMs; row++)
        if ((atMs + cell(phaseMs, row)) % minuteMs < judgeMs) renewLease(leases, row, atMs);
      const changed = judgeLeases(leases, atMs, rule);
      if (atMs >= silentMs) assert.is(changed, 0, `seed ${seed} at ${atMs}`);
    }
    assert.ok(leases.isHeld);
  }
});

test('judgeLeases: when hearing comes back those that stay silent go, and only those', () => {
  const leases = createLeases(20, 0);
  listen(leases, 10 * secondMs, hourMs, () => false);
  assert.is(leasedOf(leases), '1'.repeat(20));
  listen(leases, 2 * hourMs, minuteMs, (row) => row > 1);
  assert.is(leasedOf(leases), `00${'1'.repeat(18)}`);
  assert.not.ok(leases.isHeld);
});

test('judgeLeases: a box that was out before the silence stays out', () => {
  const leases = createLeases(20, 0);
  listen(leases, 0, hourMs, (row) => row !== 7);
  listen(leases, hourMs, 24 * hourMs, () => false);
  assert.is(leasedOf(leases).indexOf('0'), 7);
  assert.is([...leases.isLeased].filter((bit) => bit === 0).length, 1);
});

test('leases: clocks that step or stop take nobody out, and rows go with their box', () => {
  const leases = createLeases(4, Number.NaN);
  for (const atMs of [Number.NaN, -1e15, 0, -5, Number.POSITIVE_INFINITY, 10, 3]) {
    renewLease(leases, 1, atMs);
    renewLease(leases, noRow, atMs);
    assert.is(judgeLeases(leases, atMs, rule), 0);
  }
  assert.is(leases.nowMs, 10);
  const out = createLeases(10, 0);
  listen(out, 0, hourMs, (row) => row !== 3);
  const next = carryLeases(out, [3, noRow, 0]);
  assert.is(leasedOf(next), '011');
  assert.is(judgeLeases(next, out.nowMs, rule), 0);
});

const drainAt = (atMs: number, deadlineMs: number): DrainEvent => ({
  kind: 'drain',
  atMs,
  deadlineMs,
});
const resumeAt = (atMs: number): DrainEvent => ({ kind: 'resume', atMs });
const tickAt = (atMs: number, sessions = Number.NaN): DrainEvent => ({
  kind: 'tick',
  atMs,
  sessions,
});
const after = (...events: DrainEvent[]): Drain => events.reduce(reduceDrain, notDrained);

test('reduceDrain: no new sessions at once, down at its deadline or when the last ended', () => {
  const draining = after(drainAt(100, 500));
  assert.equal(draining, { state: 'draining', sinceMs: 100, deadlineMs: 500 });
  assert.is(reduceDrain(draining, tickAt(499, 3)), draining);
  assert.is(reduceDrain(draining, tickAt(500, 3)).state, 'down');
  assert.is(reduceDrain(draining, tickAt(200, 0)).state, 'down');
  assert.is(after(drainAt(100, Number.NaN), tickAt(1e12, 1)).state, 'draining');
  assert.is(after(drainAt(100, 50), tickAt(100, 9)).state, 'down', 'a deadline that has passed');
});

test('reduceDrain: a withdrawn drain resumes, one that is over is taken back', () => {
  assert.is(after(drainAt(1, 5), resumeAt(2), tickAt(9, 0)).state, 'up');
  assert.is(after(drainAt(1, 5), tickAt(6)).state, 'down');
  assert.is(after(drainAt(1, 5), tickAt(6), drainAt(7, 9)).state, 'down', 'it is empty already');
  assert.is(after(drainAt(1, 5), tickAt(6), resumeAt(7)).state, 'up');
  assert.is(after(drainAt(1, 5), drainAt(2, 50), tickAt(49)).state, 'draining', 'put off');
  assert.is(after(resumeAt(3)), notDrained);
});

test('reduceDrain: what was overtaken or has no time changes nothing', () => {
  const resumed = after(drainAt(10, 50), resumeAt(20));
  for (const late of [drainAt(15, 60), drainAt(Number.NaN, 60), drainAt(1 / 0, 60), tickAt(19, 0)])
    assert.is(reduceDrain(resumed, late), resumed);
  for (let seed = 0; seed < 300; seed++) {
    const dice = createDice(seed);
    let drain = notDrained;
    for (let n = 0; n < 40; n++) {
      const atMs = dice.pick([n, dice.below(50), Number.NaN, -1 / 0]);
      const event = dice.pick([drainAt(atMs, dice.below(60)), resumeAt(atMs), tickAt(atMs, 1)]);
      const next = reduceDrain(drain, event);
      assert.ok(next.sinceMs >= drain.sinceMs);
      drain = next;
    }
  }
});

/** All that a decision says, as text. */
const textOf = ({ scratch: _, snapshot: __, ...said }: Decision): string =>
  JSON.stringify({
    ...said,
    targetAppliance: [...said.targetAppliance.subarray(0, said.targetCount)],
    targetLink: [...said.targetLink.subarray(0, said.targetCount)],
    targetRank: [...said.targetRank.subarray(0, said.targetCount)],
    passedCluster: [...said.passedCluster.subarray(0, said.passedCount)],
    passedRank: [...said.passedRank.subarray(0, said.passedCount)],
    passedLabel: [...said.passedLabel.subarray(0, said.passedCount)],
  });

type Asked = { readonly requests: readonly Request[]; readonly answers: () => string };

function asked(snapshot: Snapshot, state: State, files: readonly string[], dice: Dice): Asked {
  const requests = Array.from({ length: 60 }, (_, n): Request => {
    const file = dice.pick(files);
    const hashes = { fileHash: hashId(file), sessionHash: hashId(`${n}`) };
    const vantage = dice.below(snapshot.vantageCount);
    return { vantage, file: findFile(snapshot, file), ...hashes, want: 1 + dice.below(16) };
  });
  const out = createDecision(snapshot);
  const answers = () =>
    requests
      .map((request) => {
        decide(snapshot, state, request, out);
        return textOf(out);
      })
      .join('\n');
  return { requests, answers };
}

/** A random world in the middle of its day: some are ill, held, out, draining and shed. */
function midday(seed: number) {
  const { world, files } = randomCase(seed);
  const { snapshot } = compileSnapshot(world);
  const dice = createDice(seed + 77);
  const count = snapshot.applianceCount;
  const [health, leases] = [createFleetHealth(count, [1, 1, 1]), createLeases(count, 0)];
  const state = createState(snapshot);
  for (const row of rowsOf({ count }))
    setAppliance(state, row, { healthy: true, shedShare: dice.below(9) / 8 });
  for (const row of rowsOf({ count: snapshot.linkCount })) setLink(state, row, dice.below(9) / 16);
  const gone = rowsOf({ count }).map(() => dice.chance(0.1));
  for (let sequence = 1; sequence <= 60; sequence++) {
    const atMs = sequence * 10 * secondMs;
    for (const appliance of rowsOf({ count })) {
      const isFit = !cell(gone, appliance) && dice.chance(0.9);
      for (let observer = 0; observer < 3; observer++)
        hearReport(health, { observer, appliance, isFit, sequence, atMs }, defaultFleetHealthRule);
      if (!cell(gone, appliance)) renewLease(leases, appliance, atMs);
    }
    judgeFleet(health, atMs, defaultFleetHealthRule);
    judgeLeases(leases, atMs, rule);
  }
  return { snapshot, state, health, leases, ...asked(snapshot, state, files, dice) };
}

test('silence: all feeds silent for a day, every decision is byte for byte the one before', () => {
  let frozen = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const { snapshot, state, health, leases, answers } = midday(seed);
    const listenOn = (from: number, rounds: number): void => {
      for (let n = from; n < from + rounds; n++) {
        judgeFleet(health, n * 10 * secondMs, defaultFleetHealthRule);
        judgeLeases(leases, n * 10 * secondMs, rule);
      }
    };
    // The last reports are votes for another 30 s, in which a hold may end: declared ageing.
    listenOn(61, 3);
    writeBelief(state, snapshot, { health, leases });
    const before = answers();
    const isOut = leases.isLeased.slice();
    listenOn(64, 8640);
    writeBelief(state, snapshot, { health, leases });
    const lost = leases.isLeased.filter((bit, row) => bit !== isOut[row]).length;
    // In a fleet of one, or with one lease left, silence may be the box's own.
    assert.ok(lost <= 1, `seed ${seed}: ${lost} of ${snapshot.applianceCount} were withdrawn`);
    if (lost > 0) continue;
    frozen++;
    assert.is(answers(), before, `seed ${seed}`);
  }
  assert.ok(frozen >= 30, `${frozen} of 40`);
});

test('silence: of one feed alone the others go on, and no decision fails', () => {
  const { snapshot, state, health, leases, answers } = midday(5);
  for (let n = 1; n <= 100; n++) {
    const atMs = (60 + n) * 10 * secondMs;
    for (let appliance = 0; appliance < snapshot.applianceCount; appliance++)
      for (let observer = 0; observer < 3; observer++) {
        const report = { observer, appliance, isFit: appliance !== 0, sequence: 60 + n, atMs };
        hearReport(health, report, defaultFleetHealthRule);
      }
    judgeFleet(health, atMs, defaultFleetHealthRule);
    judgeLeases(leases, atMs, rule);
  }
  writeBelief(state, snapshot, { health, leases });
  assert.is(health.healthy[0], 0);
  assert.is(answers().split('\n').length, 60);
});

test.run();
