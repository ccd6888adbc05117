// Are draws what their names say?
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  aliasTable,
  choose,
  exponential,
  lognormal,
  normal,
  poisson,
} from '../random/distributions.ts';
import { nextUnit } from '../random/stream.ts';
import {
  addTo,
  chiSquareExcess,
  draws,
  gapOf,
  momentsOf,
  normalCdf,
  open,
} from './support/draws.ts';

test('normal: has the moments and the distribution of the standard normal', () => {
  const values = draws(200_000, normal, open(2));
  const { mean, variance, skewness, kurtosis } = momentsOf(values);
  // Five standard errors: 1, √2, √6 and √24 over √n.
  const error = 5 / Math.sqrt(values.length);
  assert.ok(Math.abs(mean) < error, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 1.42 * error, `variance ${variance}`);
  assert.ok(Math.abs(skewness) < 2.45 * error, `skewness ${skewness}`);
  assert.ok(Math.abs(kurtosis - 3) < 4.9 * error, `kurtosis ${kurtosis}`);
  assert.ok(gapOf(values, normalCdf) < 1.95);
});

test('normal, exponential: stay finite at the ends of the uniform numbers', () => {
  for (const words of [
    [0, 0, 0, 0],
    [0xffffffff, 0, 0, 0],
  ]) {
    assert.ok(Number.isFinite(normal(Uint32Array.from(words))));
    const value = exponential(Uint32Array.from(words));
    assert.ok(Number.isFinite(value) && value >= 0, `exponential gave ${value}`);
  }
});

test('exponential: has mean 1 and forgets, as its distribution asks', () => {
  const values = draws(200_000, exponential, open(3));
  const { mean, variance } = momentsOf(values);
  assert.ok(Math.abs(mean - 1) < 5 / Math.sqrt(values.length), `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 15 / Math.sqrt(values.length), `variance ${variance}`);
  assert.ok(gapOf(values, (value) => 1 - Math.exp(-value)) < 1.95);
});

test('lognormal: its logarithm is normal with mu and sigma', () => {
  for (const [mu, sigma] of [
    [0.538, 0.254],
    [10.25, 1.84],
  ] as const) {
    const values = draws(100_000, (stream) => lognormal(stream, mu, sigma), open(4));
    assert.ok(gapOf(values, (value) => normalCdf((Math.log(value) - mu) / sigma)) < 1.95);
  }
});

test('poisson: has the distribution of its mean, below and above where the method changes', () => {
  const count = 100_000;
  for (const mean of [0.05, 1, 7.5, 29.99, 30, 47, 300, 12_345]) {
    const stream = open(5, Math.round(mean * 100));
    const spread = Math.ceil(6 * Math.sqrt(mean) + 6);
    const low = Math.max(0, Math.floor(mean) - spread);
    const counts = new Float64Array(2 * spread + 2);
    for (let draw = 0; draw < count; draw++)
      addTo(counts, poisson(nextUnit(stream), mean) - low, 1);
    assert.ok(poissonExcess(counts, { mean, low, count }) < 4, `mean ${mean}`);
  }
});

/** Chi-square against exact probabilities; cells are merged until they expect 10 each. */
function poissonExcess(
  counts: Float64Array,
  { mean, low, count }: { mean: number; low: number; count: number },
): number {
  let logFactorial = 0;
  for (let k = 2; k <= low; k++) logFactorial += Math.log(k);
  const seen: number[] = [];
  const expected: number[] = [];
  let pendingSeen = 0;
  let pendingExpected = 0;
  counts.forEach((cell, row) => {
    const k = low + row;
    if (row > 0) logFactorial += Math.log(Math.max(1, k));
    pendingSeen += cell;
    pendingExpected += count * Math.exp(k * Math.log(mean) - mean - logFactorial);
    if (pendingExpected < 10) return;
    seen.push(pendingSeen);
    expected.push(pendingExpected);
    pendingSeen = 0;
    pendingExpected = 0;
  });
  addTo(seen, seen.length - 1, pendingSeen);
  addTo(expected, expected.length - 1, pendingExpected);
  assert.is(
    seen.reduce((sum, cell) => sum + cell, 0),
    count,
    `a draw of mean ${mean} lies outside the table`,
  );
  return chiSquareExcess(seen, expected);
}

test('poisson: of mean 0 is 0, and every draw is a whole number from 0 on', () => {
  const stream = open(6);
  assert.is(poisson(nextUnit(stream), 0), 0);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (mean) => {
      const value = poisson(nextUnit(stream), mean);
      assert.ok(Number.isSafeInteger(value) && value >= 0, `${value} of mean ${mean}`);
    }),
  );
});

test('choose: draws every row in proportion to its weight, and never one of weight 0', () => {
  const zipf = Float64Array.from({ length: 1000 }, (_, row) => 1 / (row + 3));
  const steep = [1e-9, 0, 5, 0, 1e-3, 1, 0];
  for (const weights of [zipf, steep, [1], [2, 2, 2]] as const) {
    const count = 400_000;
    const table = aliasTable(weights);
    const stream = open(7, weights.length);
    const counts = new Float64Array(weights.length);
    for (let draw = 0; draw < count; draw++) addTo(counts, choose(table, stream), 1);
    const total = [...weights].reduce((sum, weight) => sum + weight, 0);
    const expected = Array.from(weights, (weight) => (count * weight) / total);
    expected.forEach((cell, row) => {
      if (cell === 0) assert.is(counts[row], 0, `row ${row} of weight 0 was drawn`);
    });
    if (weights.length < 3) continue;
    // A cell that expects fewer than five draws is no matter for Pearson's statistic.
    const isLarge = expected.map((cell) => cell >= 5);
    const kept = (cells: ArrayLike<number>) => Array.from(cells).filter((_, row) => isLarge[row]);
    assert.ok(chiSquareExcess(kept(counts), kept(expected)) < 4, `${weights.length} weights`);
  }
});

test('aliasTable: gives each row exactly its share of the probability', () => {
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 60 }), (weights) => {
      const total = weights.reduce((sum, one) => sum + one, 0);
      fc.pre(total > 0);
      const { threshold, alias } = aliasTable(weights);
      const share = new Float64Array(weights.length);
      threshold.forEach((limit, row) => {
        const kept = limit / 4294967296;
        assert.ok(kept >= 0 && kept <= 1, `threshold ${limit}`);
        addTo(share, row, kept / weights.length);
        addTo(share, alias[row] as number, (1 - kept) / weights.length);
      });
      weights.forEach((one, row) => {
        assert.ok(
          Math.abs((share[row] as number) - one / total) < 1e-9,
          `row ${row} of ${weights}`,
        );
        if (one === 0) assert.is(share[row], 0);
      });
    }),
    { numRuns: 500 },
  );
});

test.run();
