// Are draws what their names say, the same everywhere, and nobody else's business?
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
import { createStream, next32, nextUnit, openStream, type Stream } from '../random/stream.ts';

const seed = 20_261;
const open = (entity: number, purpose = 1) => openStream(createStream(), seed, entity, purpose);
const draws = (count: number, draw: (stream: Stream) => number, stream: Stream) =>
  Float64Array.from({ length: count }, () => draw(stream));

function momentsOf(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const variance = central(2);
  return {
    mean,
    variance,
    skewness: central(3) / variance ** 1.5,
    kurtosis: central(4) / variance ** 2,
  };
}

/** Largest gap between the sample and `cdf`, times √n: 1.95 is passed by one sample in 1000. */
function gapOf(values: Float64Array, cdf: (value: number) => number): number {
  const sorted = values.toSorted();
  let gap = 0;
  sorted.forEach((value, row) => {
    const expected = cdf(value);
    gap = Math.max(gap, expected - row / sorted.length, (row + 1) / sorted.length - expected);
  });
  return gap * Math.sqrt(sorted.length);
}

/** Standard normal CDF, by the series of its integral (Abramowitz and Stegun 26.2.10). */
function normalCdf(x: number): number {
  if (Math.abs(x) > 7) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-17; k++) {
    term *= (-x * x * (2 * k - 1)) / (2 * k * (2 * k + 1));
    sum += term;
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

/** Adds to a row that is there. */
function addTo(column: Float64Array | number[], row: number, amount: number): void {
  column[row] = (column[row] as number) + amount;
}

/** Pearson's statistic less its mean, in its standard deviations: 4 is one in some 10,000. */
function chiSquareExcess(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let statistic = 0;
  let degrees = -1;
  for (let row = 0; row < expected.length; row++) {
    const mean = expected[row] as number;
    if (mean === 0) continue;
    statistic += ((counts[row] as number) - mean) ** 2 / mean;
    degrees++;
  }
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}

/** sfc32 as published, in BigInt arithmetic. */
function* slowSfc32(words: readonly number[]): Generator<number> {
  let [a, b, c, d] = words.map((word) => BigInt(word >>> 0)) as [bigint, bigint, bigint, bigint];
  const mask = 0xffffffffn;
  for (;;) {
    const sum = (a + b + d) & mask;
    d = (d + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) | (c >> 11n)) & mask) + sum) & mask;
    yield Number(sum);
  }
}

test('next32: is sfc32 of PractRand, step by step', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(word, word, word, word, (...words) => {
      const stream = Uint32Array.from(words);
      const oracle = slowSfc32(words);
      for (let draw = 0; draw < 20; draw++) assert.is(next32(stream), oracle.next().value);
    }),
  );
});

test('openStream: gives the same numbers in every version, on every machine', () => {
  const stream = openStream(createStream(), 1, 2, 3, 4);
  const words = Array.from({ length: 4 }, () => next32(stream).toString(16).padStart(8, '0'));
  assert.is(words.join(' '), '3579e3cb 67637a1c 94363851 6e947174');
  openStream(stream, 1, 2, 3);
  const values = [
    normal,
    exponential,
    (s: Stream) => poisson(s, 3),
    (s: Stream) => poisson(s, 300),
  ];
  const texts = values.map((draw) => draw(stream).toFixed(9));
  assert.is(texts.join(' '), '1.254696620 0.946363982 3.000000000 349.000000000');
});

test('openStream: reopens a used stream to the very same numbers', () => {
  const key = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(key, key, key, key, fc.nat(50), (world, entity, purpose, counter, used) => {
      const fresh = openStream(createStream(), world, entity, purpose, counter);
      const again = open(7);
      for (let draw = 0; draw < used; draw++) next32(again);
      assert.is(openStream(again, world, entity, purpose, counter), again);
      for (let draw = 0; draw < 5; draw++) assert.is(next32(again), next32(fresh));
    }),
  );
});

test('openStream: no two keys of a million neighbours begin alike', () => {
  const stream = createStream();
  const seen = new Set<bigint>();
  for (let world = 0; world < 10; world++)
    for (let entity = 0; entity < 100; entity++)
      for (let purpose = 0; purpose < 10; purpose++)
        for (let counter = 0; counter < 100; counter++) {
          openStream(stream, world, entity, purpose, counter);
          seen.add((BigInt(next32(stream)) << 32n) | BigInt(next32(stream)));
        }
  assert.is(seen.size, 1_000_000);
});

test('openStream: keeps apart purposes and counters that a sum would confuse', () => {
  const summed = openStream(createStream(), 1, 2, 0, 0x9e3779b1);
  const other = openStream(createStream(), 1, 2, 1, 0);
  assert.is.not(next32(summed), next32(other));
});

test('openStream: neighbours in each part of the key are uncorrelated and uniform', () => {
  const rounds = 40_000;
  const streams = [createStream(), createStream()] as const;
  const steps = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ] as const;
  for (const [a, b, c, d] of steps) {
    const values = new Float64Array(rounds);
    let product = 0;
    for (let round = 0; round < rounds; round++) {
      const [x, y] = streams.map((stream, k) => {
        const at = round + k;
        openStream(stream, seed + a * at, 5 + b * at, 3 + c * at, d * at);
        return nextUnit(stream);
      }) as [number, number];
      values[round] = x;
      product += (x - 0.5) * (y - 0.5);
    }
    const correlation = (12 * product) / rounds;
    assert.ok(Math.abs(correlation) * Math.sqrt(rounds) < 4, `correlation ${correlation}`);
    assert.ok(gapOf(values, (value) => value) < 1.95, `first draws along ${[a, b, c, d]}`);
  }
});

test('openStream: a new entity shifts the draws of nobody else', () => {
  const others = (entities: readonly number[]) => {
    const drawn = new Map<number, number>();
    for (const entity of entities) drawn.set(entity, normal(open(entity)));
    return [1, 2, 4].map((entity) => drawn.get(entity));
  };
  assert.equal(others([1, 2, 4]), others([3, 4, 1, 9, 2]));
});

test('nextUnit: is uniform on [0, 1) and reaches both ends', () => {
  const values = draws(200_000, nextUnit, open(11));
  assert.ok(gapOf(values, (value) => value) < 1.95);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  assert.ok(Math.min(...values.subarray(0, 50_000)) < 1e-3);
  assert.is(nextUnit(Uint32Array.of(0xffffffff, 0, 0, 0)), 1 - 1 / 4294967296);
});

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
    for (let draw = 0; draw < count; draw++) addTo(counts, poisson(stream, mean) - low, 1);
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
  assert.is(poisson(stream, 0), 0);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (mean) => {
      const value = poisson(stream, mean);
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
