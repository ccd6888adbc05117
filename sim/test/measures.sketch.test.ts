// Do counted values keep their quantiles, and do parts add up to the whole?
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addValue, createSketch, mergeSketch, quantile, weightOf } from '../measures/sketch.ts';

test('a quantile is within .8 % of the values that its rank lies between', () => {
  const value = fc.oneof(
    fc.double({ min: 2 ** -15, max: 2 ** 47, noNaN: true }),
    fc.integer({ min: 1, max: 5000 }),
    fc.constant(0),
  );
  const quantiles = fc.constantFrom(0, 0.05, 0.5, 0.95, 0.99, 1);
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), quantiles, (values, q) => {
      const sketch = createSketch();
      for (const one of values) addValue(sketch, one, 1);
      const sorted = [...values].sort((a, b) => a - b);
      const expected = sorted[Math.max(1, Math.ceil(q * values.length)) - 1] ?? Number.NaN;
      const found = quantile(sketch, q);
      assert.ok(Math.abs(found - expected) <= 0.008 * expected, `${found}, not ${expected}`);
    }),
    { numRuns: 500 },
  );
});

test('ranks are interpolated inside a bucket, between the least and the greatest value', () => {
  const sketch = createSketch();
  for (let k = 0; k < 1000; k++) addValue(sketch, 1024 + k / 1000, 1);
  // All stand in the bucket from 1024 to 1032, which the values fill to an eighth.
  assert.is(quantile(sketch, 0), 1024);
  assert.is(quantile(sketch, 1), 1024.999);
  assert.ok(Math.abs(quantile(sketch, 0.1) - 1024.8) < 1e-9);
  assert.is(quantile(sketch, 0.5), 1024.999, 'no further than the greatest');
});

test('merged parts are the whole, and a part that is taken away leaves the rest', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ noNaN: true }), fc.nat(1000))), (values) => {
      const whole = createSketch();
      const parts = [createSketch(), createSketch(), createSketch()];
      for (const [k, [value, weight]] of values.entries()) {
        addValue(whole, value, weight);
        addValue(parts[k % 3] ?? whole, value, weight);
      }
      const merged = createSketch();
      for (const part of [...parts].reverse()) mergeSketch(merged, part);
      assert.equal(merged, whole);
      for (const part of parts) mergeSketch(merged, part, -1);
      assert.is(weightOf(merged), 0);
    }),
    { numRuns: 50 },
  );
});

test('what is beyond all values is where the rank falls into it', () => {
  const sketch = createSketch();
  addValue(sketch, 100, 9);
  assert.is(quantile(sketch, 0.9, 1), 100);
  assert.is(quantile(sketch, 0.91, 1), Infinity);
  assert.is(quantile(createSketch(), 0.5, 3), Infinity);
  assert.ok(Number.isNaN(quantile(createSketch(), 0.5)));
});

test.run();
