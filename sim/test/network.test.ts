// Do shares follow the rule of max–min fairness, and round trips the published deciles?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { maxMinLevels } from '../network/levels.ts';
import { rttMs, startDelayMs } from '../network/rtt.ts';

const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;

type Net = {
  /** Row of the appliance and of the link of each flow, -1: it has none that is short. */
  readonly flows: readonly (readonly [appliance: number, link: number])[];
  /** Of each flow: rates and session-ms. */
  readonly rungs: readonly (readonly (readonly [rate: number, ms: number])[])[];
  readonly room: readonly number[];
};

function levelsOf({ flows, rungs, room }: Net): Float64Array {
  const rungStart = new Uint32Array(flows.length + 1);
  for (const [flow, own] of rungs.entries())
    rungStart[flow + 1] = (rungStart[flow] ?? 0) + own.length;
  const level = new Float64Array(flows.length);
  maxMinLevels(
    {
      first: Int32Array.from(flows, ([appliance]) => appliance),
      second: Int32Array.from(flows, ([, link]) => link),
      rungStart,
      rateBps: Float64Array.from(rungs.flat(), ([rate]) => rate),
      ms: Float64Array.from(rungs.flat(), ([, ms]) => ms),
      room: room.map(BigInt),
    },
    level,
  );
  return level;
}

/**
 * Max–min by definition, one bit/s after the other: all sessions rise together, and where one more
 * for all who still rise would overfill something, those on it stop; the first of several stops
 * first, which may leave enough to the others.
 */
function slowLevels({ flows, rungs, room }: Net): number[] {
  const level = flows.map(() => Infinity);
  const isOverfull = (row: number, rate: number): boolean => {
    let asked = 0;
    let isRising = false;
    for (const [flow, uses] of flows.entries()) {
      if (!uses.includes(row)) continue;
      isRising ||= level[flow] === Infinity;
      const own = level[flow] === Infinity ? rate : (level[flow] ?? 0);
      for (const [bps, ms] of rungs[flow] ?? []) asked += Math.min(bps, own) * ms;
    }
    return isRising && asked > (room[row] ?? 0);
  };
  for (let rate = 0; rate < 400; rate++)
    for (let row = 0; row < room.length; row++) {
      if (!isOverfull(row, rate + 1)) continue;
      for (const [flow, uses] of flows.entries())
        if (level[flow] === Infinity && uses.includes(row)) level[flow] = rate;
      row = -1;
    }
  return level;
}

const nets: fc.Arbitrary<Net> = fc.integer({ min: 1, max: 4 }).chain((half) => {
  const row = (from: number) =>
    fc.oneof({ weight: 9, arbitrary: fc.nat(half - 1).map((k) => k + from) }, fc.constant(-1));
  const rung = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 50 }));
  const flow = fc.tuple(row(0), row(half), fc.uniqueArray(rung, { maxLength: 4 }));
  const room = fc.array(fc.nat(20_000), { minLength: 2 * half, maxLength: 2 * half });
  return fc.record({ flows: fc.array(flow, { minLength: 1, maxLength: 12 }), room }).map((net) => ({
    flows: net.flows.map(([appliance, link]) => [appliance, link] as const),
    rungs: net.flows.map(([, , rungs]) => rungs),
    room: net.room,
  }));
});

test('nobody is limited while everything has enough', () => {
  const net: Net = { flows: [[0, 1]], rungs: [[[3, 1000]]], room: [3000, 3000] };
  assert.equal([...levelsOf(net)], [Infinity]);
});

test('what a tighter link leaves on an appliance goes to its other flows', () => {
  // One session each: the link gives the first 10, so the other two share 90 of the appliance.
  const flows = [
    [0, 1],
    [0, -1],
    [0, -1],
  ] as const;
  const net: Net = { flows, rungs: [[[80, 1]], [[80, 1]], [[30, 1]]], room: [100, 10] };
  assert.equal([...levelsOf(net)], [10, 60, 60]);
});

test('who asks little gets all of it, and a level is the greatest whole bit/s that fits', () => {
  // 300 and 6,000 kbit/s of equal count at .3 of what they ask: 300, and 1,590 for the others.
  const rungs = [[[300, 10] as const, [6000, 10] as const]];
  assert.equal([...levelsOf({ flows: [[0, -1]], rungs, room: [18_900] })], [1590]);
  assert.equal([...levelsOf({ flows: [[0, -1]], rungs, room: [18_909] })], [1590]);
  assert.equal([...levelsOf({ flows: [[0, -1]], rungs, room: [18_910] })], [1591]);
});

test('levels give every session what raising all of them bit by bit gives it', () => {
  fc.assert(
    fc.property(nets, (net) => {
      const [fast, slow] = [levelsOf(net), slowLevels(net)];
      for (const [flow, own] of net.rungs.entries())
        for (const [rate, ms] of own) {
          if (ms === 0) continue;
          const [its, expected] = [fast[flow] ?? 0, slow[flow] ?? 0];
          assert.is(Math.min(rate, its), Math.min(rate, expected), `flow ${flow}`);
        }
    }),
    { numRuns: 1500 },
  );
});

test('sums beyond 2^53 are exact', () => {
  const level = new Float64Array(1);
  const big = {
    first: Int32Array.of(0),
    second: Int32Array.of(-1),
    rungStart: Uint32Array.of(0, 2),
  };
  const rateBps = Float64Array.of(1_000_003, 4_000_000_007);
  const ms = Float64Array.of(9_000_000_000, 7_000_000_001);
  for (const own of [1_000_002, 1_000_003, 777_777_777, 4_000_000_006]) {
    const taken = BigInt(Math.min(own, 1_000_003)) * 9_000_000_000n;
    const room = taken + BigInt(own) * 7_000_000_001n;
    for (const [more, expected] of [
      [0n, own],
      [-1n, own - 1],
    ] as const) {
      maxMinLevels({ ...big, rateBps, ms, room: [room + more] }, level);
      assert.is(level[0], expected);
    }
  }
});

/** Share `q` of sorted numbers. */
const quantileOf = (sorted: readonly number[], q: number): number =>
  at(sorted, Math.floor(q * (sorted.length - 1)));

/** Bins of distance in km with the 10th, 50th and 90th percentile of the least round trip, ms. */
const publishedBins: readonly (readonly [from: number, to: number, deciles: readonly number[]])[] =
  [
    [0, 200, [2.1, 6.8, 17]],
    [200, 500, [7.2, 13.4, 30]],
    [500, 1000, [14, 24, 50]],
    [1000, 2000, [27, 41, 71]],
    [2000, 4000, [47, 69, 113]],
    [4000, 8000, [88, 123, 206]],
    [8000, 12000, [139, 186, 293]],
    [12000, 20100, [209, 263, 346]],
  ];

const pairsFile = '../shared/data/rtt/city-pairs.tsv.gz';
const withPairs = existsSync(pairsFile) ? test : test.skip;

withPairs(
  'over real city pairs the deciles of the round trip are the published ones within 15 %',
  () => {
    const rows = gunzipSync(readFileSync(pairsFile)).toString().trim().split('\n').slice(1);
    const distances = rows.map((row) => Number(row.split('\t')[2]));
    for (const [fromKm, toKm, deciles] of publishedBins) {
      const drawn = distances
        .flatMap((km, pairKey) => (km >= fromKm && km < toKm ? [rttMs(km, pairKey)] : []))
        .sort((a, b) => a - b);
      for (const [k, q] of [0.1, 0.5, 0.9].entries()) {
        const ratio = quantileOf(drawn, q) / at(deciles, k);
        assert.ok(Math.abs(ratio - 1) <= 0.15, `${fromKm}-${toKm} km, q ${q}: ${ratio}`);
      }
    }
  },
);

test('the median round trip from 500 km on is 13.2 ms + .01741 ms a km within 10 %', () => {
  for (const km of [700, 1000, 2000, 3000, 5000, 8000, 12000]) {
    const drawn = Array.from({ length: 4001 }, (_, key) => rttMs(km, key)).sort((a, b) => a - b);
    const ratio = quantileOf(drawn, 0.5) / (13.2 + 0.01741 * km);
    assert.ok(Math.abs(ratio - 1) <= 0.1, `${km} km: ${ratio}`);
  }
});

test('a round trip is fixed per pair, and never faster than light in fibre', () => {
  for (let key = 0; key < 20000; key++) {
    const km = (key * 20015) / 20000;
    assert.is(rttMs(km, key), rttMs(km, key));
    assert.ok(rttMs(km, key) >= km / 100);
  }
});

test('a start takes three round trips and the first four seconds of media', () => {
  assert.is(startDelayMs(20, 10e6, 5e6), 3 * 20 + 2000);
});

test.run();
