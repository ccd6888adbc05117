// Does a drain by share take ever more sessions, the same ones first, and nobody back?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createBatch,
  createDecision,
  createState,
  type Drain,
  type DrainRamp,
  decide,
  decideAt,
  drainShare,
  findFile,
  hashId,
  labels,
  notDrained,
  prepare,
  reasons,
  reduceDrain,
  type State,
  writeBelief,
} from '../index.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

const ramp = { beginMs: 1000, endMs: 5000 };
const drained = (own?: DrainRamp): Drain =>
  reduceDrain(notDrained, { kind: 'drain', atMs: 500, deadlineMs: 9000, ramp: own });

test('drainShare: 0 up to the begin of a ramp, a straight line, 1 from its end on', () => {
  const shares = [0, 1000, 2000, 4000, 5000, 8000].map((atMs) => drainShare(drained(ramp), atMs));
  assert.equal(shares, [0, 0, 0.25, 0.75, 1, 1]);
  assert.is(drainShare(drained(), 500), 1, 'without a ramp at once');
  assert.is(drainShare(notDrained, 1e9), 0);
  for (const odd of [
    { beginMs: 5, endMs: 5 },
    { beginMs: Number.NaN, endMs: 9000 },
  ])
    assert.is(drainShare(drained(odd), 600), 1, JSON.stringify(odd));
});

test('reduceDrain: while a ramp goes on, no running session does not end the drain', () => {
  const drain = drained(ramp);
  const tick = (atMs: number, sessions: number) =>
    reduceDrain(drain, { kind: 'tick', atMs, sessions }).state;
  assert.is(tick(4999, 0), 'draining');
  assert.is(tick(5000, 0), 'down');
  assert.is(tick(5000, 3), 'draining');
  assert.is(tick(9000, 3), 'down');
  const resumed = reduceDrain(drain, { kind: 'resume', atMs: 3000 });
  assert.is(drainShare(resumed, 4000), 0);
});

test('reduceDrain: the same drain said again leaves its ramp where it is', () => {
  const again = { kind: 'drain', atMs: 3000, deadlineMs: 9000, ramp } as const;
  assert.is(drainShare(reduceDrain(drained(ramp), again), 3000), 0.5);
});

const { snapshot } = compileSnapshot(worldOf(pair));
const sessions = Array.from({ length: 4000 }, (_, n) => hashId(`s${n}`));
const stateAt = (atMs?: number): State => {
  const state = { ...createState(snapshot), drain: new Uint32Array(snapshot.applianceCount) };
  const drains = new Map([[0, drained(ramp)]]);
  writeBelief(state, snapshot, { drains, ...(atMs !== undefined && { atMs }) });
  return state;
};
const vantage = snapshot.vantageList.length - 1;
const file = findFile(snapshot, 'film');
const request = (sessionHash: number) => {
  return { vantage, file, fileHash: hashId('film'), sessionHash, want: 2 };
};

/** Sessions of which appliance 0 is no target. */
function takenAt(atMs: number): Set<number> {
  const state = stateAt(atMs);
  const out = createDecision(snapshot);
  const taken = sessions.filter((session) => {
    decide(snapshot, state, request(session), out);
    if (out.targetCount === 2) return false;
    assert.is(labels[out.passedLabel[0] ?? -1], 'D');
    return out.targetAppliance[0] === 1;
  });
  return new Set(taken);
}

test('decide: a drain by share takes its share, and at a larger one those and more', () => {
  let before = new Set<number>();
  for (const [atMs, share] of [
    [1000, 0],
    [2000, 0.25],
    [3000, 0.5],
    [4500, 0.875],
    [5000, 1],
  ] as const) {
    const taken = takenAt(atMs);
    // Five standard deviations of 4,000 draws are 0.04 at most.
    assert.ok(Math.abs(taken.size / sessions.length - share) < 0.04, `${taken.size} at ${share}`);
    for (const session of before) assert.ok(taken.has(session), 'nobody comes back');
    before = taken;
  }
});

test('decide: fail-open and batches keep to the share of a drain', () => {
  const state = stateAt(3000);
  state.appliance.set(state.appliance.map((word) => (word & ~(1 << 21)) >>> 0));
  const out = createDecision(snapshot);
  const taken = takenAt(3000);
  for (const session of sessions.slice(0, 500)) {
    decide(snapshot, state, request(session), out);
    assert.is(reasons[out.reason], 'fail-open');
    assert.is(out.targetCount, taken.has(session) ? 1 : 2);
  }
  const batch = createBatch(snapshot);
  const calm = stateAt(3000);
  const asked = {
    family: new Uint8Array(100).fill(4),
    words: new Uint32Array(400),
    file: new Uint32Array(100).fill(file),
    sessionHash: Uint32Array.from(sessions.slice(0, 100)),
  };
  for (let k = 0; k < 100; k++) asked.words[k * 4] = 0x14010203;
  prepare(asked, 0, 100, 2, batch);
  for (let k = 0; k < 100; k++) {
    decideAt(batch, calm, k, out);
    assert.is(out.targetCount, taken.has(asked.sessionHash[k] ?? 0) ? 1 : 2, `request ${k}`);
  }
});

test('writeBelief: without now, or without a column for shares, a drain is of all sessions', () => {
  assert.is(takenAt(Number.POSITIVE_INFINITY).size, sessions.length);
  const plain = createState(snapshot);
  writeBelief(plain, snapshot, { drains: new Map([[0, drained(ramp)]]), atMs: 1001 });
  const out = createDecision(snapshot);
  decide(snapshot, plain, request(1), out);
  assert.is(out.targetCount, 1);
});

test.run();
