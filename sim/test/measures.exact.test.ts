// Are sums in two columns those of whole numbers of any size?
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addExact,
  addProduct,
  createExact,
  exactAt,
  mergeExact,
  numberAt,
  takeExact,
} from '../measures/exact.ts';

const most = 2 ** 52;
const amount = fc.oneof(
  fc.maxSafeInteger().map((value) => value % most),
  fc.constantFrom(most, -most, most - 1, 1 - most, 0),
);
const rate = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.maxSafeNat().map((v) => v % most),
);
const span = fc.integer({ min: 0, max: 2 ** 20 - 1 });

test('sums of amounts and products are exact, in whatever order, and so are merged ones', () => {
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 40 }),
      fc.array(fc.tuple(rate, span), { maxLength: 40 }),
      (amounts, products) => {
        const sums = createExact(2);
        for (const each of amounts) addExact(sums, 0, each);
        for (const [bps, ms] of products) addProduct(sums, 1, bps, ms);
        const first = amounts.reduce((all, each) => all + BigInt(each), 0n);
        const second = products.reduce((all, [bps, ms]) => all + BigInt(bps) * BigInt(ms), 0n);
        assert.is(exactAt(sums, 0), first);
        assert.is(exactAt(sums, 1), second);
        const merged = createExact(2);
        mergeExact(merged, sums);
        mergeExact(merged, sums);
        assert.is(exactAt(merged, 1), 2n * second);
        takeExact(merged, 1, sums);
        assert.is(exactAt(merged, 1), second);
        assert.ok(Math.abs(numberAt(sums, 1) - Number(second)) <= Number(second) * 2 ** -52);
      },
    ),
    { numRuns: 500 },
  );
});

test.run();
