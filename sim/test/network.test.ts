// Do shares follow the rule of max–min fairness, and round trips the published deciles?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { noRow } from '@fairlead/core';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rttMs, startDelayMs } from '../network/rtt.ts';
import { maxMinShares } from '../network/shares.ts';

type Case = {
  readonly first: number[];
  readonly second: number[];
  readonly demand: number[];
  readonly capacityFirst: number[];
  readonly capacitySecond: number[];
};

function sharesOf(net: Case): Float64Array {
  const out = new Float64Array(net.demand.length);
  maxMinShares(net, net.capacityFirst, net.capacitySecond, out);
  return out;
}

/** Rows of the flows over each resource, appliances first, with the capacity. */
function resourcesOf(net: Case): { capacity: number; flows: number[] }[] {
  const over = (rows: number[], capacities: number[]) =>
    capacities.map((capacity, resource) => ({
      capacity,
      flows: rows.flatMap((at, flow) => (at === resource ? [flow] : [])),
    }));
  return [...over(net.first, net.capacityFirst), ...over(net.second, net.capacitySecond)];
}

const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;

/** Progressive filling by definition: raise all, stop at the tightest, all sums afresh. */
function slowShares(net: Case): number[] {
  const share: (number | undefined)[] = net.demand.map(() => undefined);
  const resources = resourcesOf(net);
  for (;;) {
    let lowest = 1;
    let tightest: number[] = [];
    for (const { capacity, flows } of resources) {
      const rising = flows.filter((flow) => share[flow] === undefined);
      if (rising.length === 0) continue;
      const taken = flows.reduce((sum, flow) => sum + (share[flow] ?? 0) * at(net.demand, flow), 0);
      const asked = rising.reduce((sum, flow) => sum + at(net.demand, flow), 0);
      const level = Math.max(0, capacity - taken) / asked;
      if (asked > 0 && level < lowest) {
        lowest = level;
        tightest = rising;
      }
    }
    if (tightest.length === 0) return share.map((of) => of ?? 1);
    for (const flow of tightest) share[flow] = lowest;
  }
}

const amount = fc.oneof(
  fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  fc.double({ min: 1e6, max: 1e12, noNaN: true }),
  fc.integer({ min: 1, max: 4 }),
);
const nets: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
  .chain(([appliances, links]) => {
    const row = (count: number) =>
      fc.oneof({ weight: 9, arbitrary: fc.nat(count - 1) }, fc.constant(noRow));
    return fc
      .record({
        flows: fc.array(fc.tuple(row(appliances), row(links), amount), { maxLength: 30 }),
        capacityFirst: fc.array(fc.oneof(amount, fc.constant(0)), {
          minLength: appliances,
          maxLength: appliances,
        }),
        capacitySecond: fc.array(amount, { minLength: links, maxLength: links }),
      })
      .map(({ flows, capacityFirst, capacitySecond }) => ({
        first: flows.map(([first]) => first),
        second: flows.map(([, second]) => second),
        demand: flows.map(([, , demand]) => demand),
        capacityFirst,
        capacitySecond,
      }));
  });

test('nobody is limited while every resource has enough', () => {
  const out = new Float64Array(2);
  const flows = { first: [0, 0], second: [0, noRow], demand: [3, 7] };
  assert.is(maxMinShares(flows, [10], [3], out), 0);
  assert.equal([...out], [1, 1]);
});

test('what a tighter link leaves on an appliance goes to its other flows', () => {
  // The link holds the first flow at a quarter; the second gets the other 9 of 10.
  const flows = { first: [0, 0], second: [0, 1], demand: [4, 18] };
  const out = new Float64Array(2);
  assert.is(maxMinShares(flows, [10], [1, 100], out), 2);
  assert.equal([...out], [0.25, 0.5]);
});

test('shares equal progressive filling by definition to 1e-9', () => {
  fc.assert(
    fc.property(nets, (net) => {
      const fast = sharesOf(net);
      for (const [flow, slow] of slowShares(net).entries())
        assert.ok(Math.abs(at(fast, flow) - slow) <= 1e-9, `flow ${flow}: ${fast[flow]}, ${slow}`);
    }),
    { numRuns: 2000 },
  );
});

test('nobody can have more unless someone of an equal or smaller share has less', () => {
  fc.assert(
    fc.property(nets, (net) => {
      const share = sharesOf(net);
      const resources = resourcesOf(net).map(({ capacity, flows }) => ({
        flows,
        capacity,
        carried: flows.reduce((sum, flow) => sum + at(share, flow) * at(net.demand, flow), 0),
      }));
      for (const { capacity, carried } of resources) assert.ok(carried <= capacity * (1 + 1e-9));
      for (const [flow, of] of share.entries()) {
        if (of === 1) continue;
        const holds = resources.some(
          ({ flows, capacity, carried }) =>
            flows.includes(flow) &&
            carried >= capacity * (1 - 1e-9) &&
            flows.every((other) => at(share, other) <= of + 1e-9),
        );
        assert.ok(holds, `flow ${flow} could have more than ${of}`);
      }
    }),
    { numRuns: 1000 },
  );
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
