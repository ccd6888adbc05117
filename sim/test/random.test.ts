// Are streams the same everywhere, and nobody else's business?
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exponential, normal, poisson } from '../random/distributions.ts';
import { createStream, next32, nextUnit, openStream, type Stream } from '../random/stream.ts';
import { draws, gapOf, open, seed } from './support/draws.ts';

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
    (s: Stream) => poisson(nextUnit(s), 3),
    (s: Stream) => poisson(nextUnit(s), 300),
  ];
  const texts = values.map((draw) => draw(stream).toFixed(9));
  assert.is(texts.join(' '), '1.254696620 0.946363982 4.000000000 291.000000000');
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

test.run();
