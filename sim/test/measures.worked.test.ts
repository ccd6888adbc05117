// Which number does each KPI read off totals that a reader can add up?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addValue } from '../measures/histogram.ts';
import { kpiNames, kpis } from '../measures/kpis.ts';
import { addBits, at, carryUnit, createTally, networkWidth } from '../measures/tally.ts';
import { addTally, createTotals, quantileOf, type Totals } from '../measures/totals.ts';
import { compareKpi } from '../run/compare.ts';

/** Two networks, the first with an embedded site; each session stands for ten. */
function worked(): Totals {
  const counts = { appliances: 4, links: 2, sites: 1, networkNumbers: 2 * networkWidth };
  const totals = createTotals({ ...counts, weight: 10 }, Uint8Array.of(1, 0));
  // 100 bits: 40 embedded, 10 over peering, 20 at exchanges, 5 transit, 15 + 7 + 3 unserved.
  totals.kindBits.splice(0, 4, 40n, 10n, 20n, 5n);
  totals.unservedBits = 15n;
  totals.refusedBits = 7n;
  totals.lostBits = 3n;
  // Content, drain, health, load, link: 8, then 1 + 2 + 3 + 4 = 10.
  totals.missedBits.splice(0, 5, 8n, 1n, 2n, 3n, 4n);
  // The first network: 30 of its 50 are embedded. The second does not count in the offload.
  totals.network.set([30, 5, 5, 0, 10], 0);
  totals.network.set([10, 5, 15, 5, 15], networkWidth);
  const told: readonly (readonly [place: keyof typeof at, count: bigint])[] = [
    ['segmentBits', 80n],
    ['segmentServedBits', 60n],
    ['sessions', 200n],
    ['failovers', 10n],
    ['refused', 3n],
    ['lost', 1n],
    ['playMs', 1000n],
    ['rebufferMs', 25n],
    ['deliveredBits', 50_000n],
  ];
  for (const [place, count] of told) totals.counts[at[place]] = count;
  totals.flips = 6;
  totals.appliancePeak.set([0.9, 0.3, 1.2, 0.6]);
  totals.linkPeak.set([0.25, 0.75]);
  for (const value of [100, 200, 300, 400]) addValue(totals.startDelayMs, value, 1);
  for (const value of [8, 16]) addValue(totals.rttMs, value, 1);
  addValue(totals.distanceKm, 1000, 1);
  return totals;
}

const expected: { readonly [kpi: string]: number } = {
  'traffic.bytes': 100 / 8,
  'traffic.embedded.share': 0.4,
  'traffic.pni.share': 0.1,
  'traffic.ix.share': 0.2,
  'traffic.transit.share': 0.05,
  'traffic.unserved.share': (15 + 7 + 3) / 100,
  'offload.share': 30 / (30 + 5 + 5 + 0 + 10),
  'miss.content.share': 8 / 100,
  'miss.health.share': (1 + 2 + 3 + 4) / 100,
  'cache.efficiency': 60 / 80,
  'link.peak.max': 0.75,
  'link.peak.p95': 0.75,
  'appliance.peak.p99': 1.2,
  'control.flips': 6,
  'qoe.bitrate.mean': 50_000 / 1 / 10, // bits over one second, of ten members
  'qoe.rebuffer.ratio': 25 / 1000,
  'qoe.failover.share': 10 / 200,
  'qoe.error.share': (3 + 1) / 200,
};
/** Read off histograms, to the 0.8 % of their buckets. */
const nearly: { readonly [kpi: string]: number } = {
  'qoe.start.p50': 200, // the second of four
  'qoe.start.p95': 400,
  'steer.distance.p50': 1000,
  'steer.distance.p95': 1000,
  'steer.rtt.p50': 8,
  'steer.rtt.p95': 16,
};

for (const { name, value } of kpis)
  test(`${name} of totals that add up by hand is what they come to`, () => {
    const its = value(worked());
    const near = nearly[name];
    if (near === undefined) assert.is(its, expected[name]);
    else assert.ok(Math.abs(its / near - 1) <= 0.008, `${its}, expected ${near}`);
  });

test('every KPI has a number that was worked out, and no other has', () => {
  const known = [...Object.keys(expected), ...Object.keys(nearly)];
  assert.equal(known.sort(), [...kpiNames].sort());
});

test('of ten values the half is the fifth, and 95 % of them the tenth', () => {
  const ten = Float64Array.from({ length: 10 }, (_, row) => 10 - row);
  assert.equal(
    [0, 0.5, 0.51, 0.9, 0.95, 1].map((q) => quantileOf(ten, q)),
    [1, 5, 6, 9, 10, 10],
  );
});

test('bits above 2^50 carry over and come back exact', () => {
  const tally = createTally(1, 1);
  const total = createTotals(
    { appliances: 1, links: 1, sites: 1, networkNumbers: networkWidth, weight: 1 },
    Uint8Array.of(0),
  );
  for (let k = 0; k < 5; k++) addBits(tally, at.offeredBits, carryUnit - 1);
  addTally(total, tally);
  addTally(total, tally);
  assert.is(total.counts[at.offeredBits], 5n * 1_125_899_906_842_623n);
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
