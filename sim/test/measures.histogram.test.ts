// Do counted values keep their quantiles, and do parts add up to the whole exactly?
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addValue,
  countOf,
  createHistogram,
  mergeHistogram,
  quantile,
} from '../measures/histogram.ts';

test('a quantile is within 1 % of the same rank of the sorted values', () => {
  const value = fc.oneof(
    fc.double({ min: 2 ** -15, max: 2 ** 47, noNaN: true }),
    fc.integer({ min: 1, max: 5000 }),
    fc.constant(0),
  );
  const quantiles = fc.constantFrom(0, 0.05, 0.5, 0.95, 0.99, 1);
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), quantiles, (values, q) => {
      const histogram = createHistogram();
      for (const one of values) addValue(histogram, one, 1);
      const sorted = [...values].sort((a, b) => a - b);
      const expected = sorted[Math.max(1, Math.ceil(q * values.length)) - 1] ?? Number.NaN;
      const found = quantile(histogram, q);
      assert.ok(Math.abs(found - expected) <= 0.01 * expected, `${found}, not ${expected}`);
    }),
    { numRuns: 500 },
  );
});

test('merged parts have the very counts of the whole, in whatever order they are merged', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ noNaN: true }), fc.nat(1000))), (values) => {
      const whole = createHistogram();
      const parts = [createHistogram(), createHistogram(), createHistogram()];
      for (const [k, [value, weight]] of values.entries()) {
        addValue(whole, value, weight);
        addValue(parts[k % 3] ?? whole, value, weight);
      }
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
      ]) {
        const merged = createHistogram();
        for (const k of order) mergeHistogram(merged, parts[k] ?? whole);
        assert.equal(merged.counts, whole.counts);
      }
      assert.is(
        countOf(whole),
        values.reduce((total, [, weight]) => total + weight, 0),
      );
    }),
    { numRuns: 50 },
  );
});

test('a weight counts a value that many times', () => {
  const histogram = createHistogram();
  addValue(histogram, 10, 9);
  addValue(histogram, 1000, 1);
  assert.ok(Math.abs(quantile(histogram, 0.9) - 10) < 0.1);
  assert.ok(Math.abs(quantile(histogram, 0.91) - 1000) < 10);
});

test('nothing counted has no quantile, and counts can be handed over', () => {
  assert.ok(Number.isNaN(quantile(createHistogram(), 0.5)));
  const sent = createHistogram();
  addValue(sent, 7, 3);
  const received = createHistogram(structuredClone(sent.counts));
  assert.is(quantile(received, 0.5), quantile(sent, 0.5));
});

test.run();
