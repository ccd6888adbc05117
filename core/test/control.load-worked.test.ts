// What is shed at a load, of whose reports, and after what time? Worked out by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shedUnits } from '../control/state.ts';
import {
  countOwn,
  createLoadMark,
  createLoads,
  defaultLoadRule,
  defaultSlowStart,
  estimateLoad,
  type Loads,
  shedShare,
  slowStartShare,
  takeReport,
  updateShedUnits,
  writeLoadMark,
} from '../index.ts';

const policy = { rule: defaultLoadRule, instances: 1 };
const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 1e-12);

/** Tells a load of row 0, measured at `atMs`. */
function tell(loads: Loads, load: number, atMs: number) {
  const mark = createLoadMark(1);
  writeLoadMark(mark, loads, atMs);
  return takeReport(loads, 0, load, mark);
}
const unitsAt = (loads: Loads, atMs: number) =>
  updateShedUnits(loads, 0, { room: 100, atMs, leastShare: 0 }, policy);

test('from 85 to 97 % a straight line: half way, at 91 %, half is shed', () => {
  const rule = { from: 0.85, full: 0.97 };
  assert.equal(
    [0.5, 0.85, 0.97, 1.3].map((share) => shedShare(share, rule)),
    [0, 0, 1, 1],
  );
  near(shedShare(0.91, rule), 0.5);
  near(shedShare(0.88, rule), 0.25);
  assert.equal([0, 0.25, 0.5, 1].map(shedUnits), [0, 16_384, 32_768, 65_536]);
});

test('what one of ten instances has begun counts ten times, and no load is below 0', () => {
  assert.is(estimateLoad(100, 5, 10), 150);
  assert.is(estimateLoad(100, -5, 10), 50);
  assert.is(estimateLoad(100, -50, 10), 0);
});

test('a box that is back sheds nine tenths, half after half a minute, none after a minute', () => {
  const shares = [0, 6000, 30_000, 59_999, 60_000].map((ms) =>
    slowStartShare(ms, defaultSlowStart),
  );
  [0.9, 0.9, 0.5, 1 / 60_000, 0].forEach((share, k) => {
    near(shares[k] ?? Number.NaN, share);
  });
});

test('a report that is no newer, or no load, changes nothing and is told', () => {
  const loads = createLoads(1, 0);
  assert.equal(
    [tell(loads, 50, 10_000), tell(loads, 60, 10_000), tell(loads, 70, 9000)],
    ['taken', 'stale', 'stale'],
  );
  for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.is(tell(loads, odd, 20_000), 'load');
  assert.equal([loads.reported[0], loads.reportMs[0]], [50, 10_000]);
});

test('before a report nothing is shed; at 98 of 100 everybody is, also by own sessions', () => {
  const loads = createLoads(1, 0);
  countOwn(loads, 0, 98);
  assert.is(unitsAt(loads, 1000), 0);
  countOwn(loads, 0, -98);
  assert.is(tell(loads, 40, 10_000), 'taken');
  assert.is(unitsAt(loads, 10_000), 0);
  // 40 were reported, and one session of 58 has begun since: 98.
  countOwn(loads, 0, 58);
  assert.is(unitsAt(loads, 10_000), 65_536);
});

test.run();
