// Do the address tables agree with a tree of bits over ten million addresses of each family?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lookupQuarrel } from './support/prefix-oracle.ts';

/** Prefixes in the tables: from 65,536 spans on IPv4 has a direct table. */
const sizes = [100_000, 100_000, 50_000, 20_000, 3_000, 300, 30, 4, 1, 200_000];
const perTable = 1_000_000;

for (const family of [4, 6] as const)
  test(`lookupV${family}: agrees with a tree of bits on 10,000,000 addresses`, () => {
    sizes.forEach((prefixCount, seed) => {
      const quarrel = lookupQuarrel(family, { seed, prefixCount, count: perTable });
      assert.is(quarrel, '');
    });
  });

test.run();
