// Which number does each KPI read off an account that a reader can add up?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Cause, causeAt, cellAt, type Ending, endingAt } from '../measures/account.ts';
import { kpiNames, kpis } from '../measures/kpis.ts';
import { later } from '../measures/later.ts';
import { quantileOf } from '../measures/peaks.ts';
import { addValue } from '../measures/sketch.ts';
import type { SessionSlice, Tables } from '../measures/window.ts';
import { compareKpi } from '../run/compare.ts';
import { noSessions, noTables } from './support/window.ts';

/**
 * Of 100 bytes, 40 come from rank 0, and 5 more would on a higher rung; for 25 the file is not there
 * (15 delivered elsewhere, 10 stall); 20 wait for a dead site; 10 are shed and delivered.
 */
const account: readonly (readonly [ending: Ending, cause: Cause, bytes: number])[] = [
  ['embedded', 'first', 40],
  ['reduced', 'first', 5],
  ['pni', 'content', 10],
  ['ix', 'content', 5],
  ['stalled', 'content', 10],
  ['absent', 'loss', 20],
  ['transit', 'load', 4],
  ['pni', 'load', 6],
];

function worked(): { readonly slice: SessionSlice; readonly tables: Tables } {
  const empty = noSessions();
  const cells = [...empty.cells];
  for (const [ending, cause, bytes] of account)
    cells[cellAt(endingAt[ending], causeAt[cause])] = BigInt(bytes * 8000);
  const { start, kmStarts, rttStarts, kmBytes, rttBytes } = empty.sketches;
  for (const value of [100, 200, 300, 400]) addValue(start, value, 1);
  for (const [sketch, value] of [
    [kmStarts, 10],
    [rttStarts, 8],
    [kmBytes, 1000],
    [rttBytes, 16],
  ] as const)
    addValue(sketch, value, 5);
  const times = {
    wantedMs: 1000n,
    goneMs: 100n,
    startingUs: 20_000n,
    stalledUs: 80_000n,
    starts: 5n,
    pictureless: 1n,
    present: 200n,
    failedOver: 10n,
    erred: 4n,
    gaveUp: 6n,
  };
  const tables: Tables = {
    ...noTables(),
    peaks: {
      appliance: { asked: Float64Array.of(0.9, 0.3, 1.2, 0.6), carried: Float64Array.of(0.9, 1) },
      link: { asked: Float64Array.of(0.25, 0.75), carried: Float64Array.of(0.5) },
    },
    peakHours: { kinds: [6, 2, 1, 1], all: 10 },
    billedBps: 5e9,
    flips: 6,
  };
  return { slice: { ...empty, cells, times, hosted: { asked: 50n, embedded: 30n } }, tables };
}

const expected: { readonly [kpi: string]: number } = {
  'traffic.asked.bytes': 100,
  'traffic.bytes': 65,
  'traffic.embedded.share': 0.4,
  'traffic.pni.share': 0.16,
  'traffic.ix.share': 0.05,
  'traffic.transit.share': 0.04,
  'traffic.unserved.share': 0.35,
  'traffic.reduced.share': 0.05,
  'traffic.stalled.share': 0.1,
  'traffic.absent.share': 0.2,
  'traffic.peakhour.embedded.share': 0.6,
  'traffic.peakhour.pni.share': 0.2,
  'traffic.peakhour.ix.share': 0.1,
  'traffic.peakhour.transit.share': 0.1,
  'offload.share': 0.6,
  'miss.share': 0.55,
  'miss.route.share': 0,
  'miss.content.share': 0.25,
  'miss.drain.share': 0,
  'miss.loss.share': 0.2,
  'miss.health.share': 0,
  'miss.load.share': 0.1,
  'miss.link.share': 0,
  'cache.efficiency': 0.4,
  'link.peak.asked.p50': 0.25,
  'link.peak.asked.p95': 0.75,
  'link.peak.asked.p99': 0.75,
  'link.peak.asked.max': 0.75,
  'link.peak.carried.p50': 0.5,
  'link.peak.carried.p95': 0.5,
  'link.peak.carried.p99': 0.5,
  'link.peak.carried.max': 0.5,
  'appliance.peak.asked.p50': 0.6,
  'appliance.peak.asked.p95': 1.2,
  'appliance.peak.asked.p99': 1.2,
  'appliance.peak.asked.max': 1.2,
  'appliance.peak.carried.p50': 0.9,
  'appliance.peak.carried.p95': 1,
  'appliance.peak.carried.p99': 1,
  'appliance.peak.carried.max': 1,
  'transit.billed.bps': 5e9,
  'control.flips': 6,
  'qoe.bitrate.mean': 520, // 65 bytes in the second that was wanted
  'qoe.play.share': 0.8, // of 1000 ms 100 are gone, 20 start, 80 stand still
  'qoe.rebuffer.ratio': 80 / 880,
  'qoe.failover.share': 0.05,
  'qoe.error.share': 0.02,
  'qoe.abandon.share': 0.03,
  'qoe.start.p95': Infinity, // one of five never showed a picture
  'steer.distance.starts.p50': 10,
  'steer.distance.starts.p95': 10,
  'steer.rtt.starts.p50': 8,
  'steer.rtt.starts.p95': 8,
  'steer.distance.bytes.p50': 1000,
  'steer.distance.bytes.p95': 1000,
  'steer.rtt.bytes.p50': 16,
  'steer.rtt.bytes.p95': 16,
};
/** Read off a sketch with several values, to the 0.8 % of its buckets. */
const nearly: { readonly [kpi: string]: number } = { 'qoe.start.p50': 300 };

for (const kpi of kpis)
  test(`${kpi.name} of an account that adds up by hand is what it comes to`, () => {
    const { slice, tables } = worked();
    const its = kpi.ofSessions ? kpi.ofSessions(slice) : kpi.ofTables(tables);
    const near = nearly[kpi.name];
    if (later.includes(kpi)) assert.ok(Number.isNaN(its));
    else if (near !== undefined) assert.ok(Math.abs(its / near - 1) <= 0.008, `${its}`);
    else if (Number.isInteger(its) || !Number.isFinite(its)) assert.is(its, expected[kpi.name]);
    else assert.ok(Math.abs(its - (expected[kpi.name] ?? Number.NaN)) < 1e-12, `${its}`);
  });

test('every KPI has a number that was worked out, and no other has', () => {
  const known = [
    ...Object.keys(expected),
    ...Object.keys(nearly),
    ...later.map(({ name }) => name),
  ];
  assert.equal(known.sort(), [...kpiNames].sort());
});

test('of ten values the half is the fifth, and 95 % of them the tenth', () => {
  const ten = Float64Array.from({ length: 10 }, (_, row) => 10 - row);
  assert.equal(
    [0, 0.5, 0.51, 0.9, 0.95, 1].map((q) => quantileOf(ten, q)),
    [1, 5, 6, 9, 10, 10],
  );
});

test('more is better where up is, worse where down is, and neither where it only describes', () => {
  const verdict = (direction: 'up' | 'down' | 'neither', from: number, to: number, slack = 0) =>
    compareKpi({ direction, unit: 'ratio' }, { value: from }, { value: to }, { slack }).verdict;
  assert.equal([verdict('up', 1, 2), verdict('up', 2, 1)], ['better', 'worse']);
  assert.equal([verdict('down', 1, 2), verdict('down', 2, 1)], ['worse', 'better']);
  assert.equal([verdict('neither', 1, 2), verdict('up', 1, 1)], ['moved', 'same']);
  assert.equal([verdict('up', 1, 2, 1), verdict('up', 1, 2.5, 1)], ['noise', 'better']);
});

test.run();
