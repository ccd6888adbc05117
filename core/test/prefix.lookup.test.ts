// Does an address get the longest prefix around it, whatever the table and without allocating?
import { BlockList } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lookupManyV4 } from '../prefix/lookup-many.ts';
import { directV4, fillDirectV4, jumpV4, lookupV4, mixed } from '../prefix/spans.ts';
import { orderPrefixes, sweep } from '../prefix/sweep.ts';
import { addressText } from '../prefix/text.ts';
import type { PrefixColumns } from '../world/world.ts';
import { createDice } from './support/dice.ts';
import { leavesNothing } from './support/heap-growth.ts';
import { printPrefixGrowth } from './support/prefix-growth.ts';
import { bitTree, drawNested, lookupQuarrel, spanTable } from './support/prefix-oracle.ts';

const enter = (row: number) => row + 1;
const spansOf = (prefixes: PrefixColumns, family: 4 | 6) =>
  sweep(prefixes, orderPrefixes(prefixes, family), 0, { enter });

for (const family of [4, 6] as const)
  test(`lookupV${family}: agrees with a tree of bits on 200,000 addresses`, () => {
    const sizes = [50_000, 20_000, 3_000, 300, 2];
    sizes.forEach((prefixCount, seed) => {
      assert.is(lookupQuarrel(family, { seed, prefixCount, count: 40_000 }), '');
    });
  });

test('lookupV4, lookupV6: agree with net.BlockList, which knows no longest match but all', () => {
  for (const family of [4, 6] as const) {
    const prefixes = drawNested(createDice(family), family, 40);
    const { word0, word1, word2, word3, length } = prefixes;
    const wordsOf = (row: number) =>
      Uint32Array.from([word0, word1, word2, word3], (column) => column[row] as number);
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    const lists = Array.from(length, (bits, row) => {
      const list = new BlockList();
      list.addSubnet(addressText(family, wordsOf(row)), bits, kind);
      return list;
    });
    const { find } = spanTable(prefixes, family, enter);
    const tree = bitTree(prefixes, family, enter);
    for (let row = 0; row < 40; row++) {
      const words = wordsOf(row);
      const text = addressText(family, words);
      let best = -1;
      lists.forEach((list, other) => {
        const isLonger = best < 0 || (length[other] as number) > (length[best] as number);
        if (isLonger && list.check(text, kind)) best = other;
      });
      assert.is(find(words), best + 1, text);
      assert.is(tree(words), best + 1, text);
    }
  }
});

test('directV4: names each /24 in one span by its value below 2^16, and calls all others mixed', () => {
  const { start, value, count } = spansOf(drawNested(createDice(8), 4, 60_000), 4);
  const [spanStart] = start;
  const direct = directV4(spanStart, value);
  assert.is(direct.length, 1 << 24);
  let row = 0;
  let wrong = 0;
  for (let at = 0; at < direct.length; at++) {
    const end = at * 256 + 256;
    while (row + 1 < count && (spanStart[row + 1] as number) <= at * 256) row++;
    const isCut = row + 1 < count && (spanStart[row + 1] as number) < end;
    const whole = Math.min(mixed, value[row] as number); // 16 bits, or the spans say it
    if (direct[at] !== (isCut ? mixed : whole)) wrong++;
  }
  assert.is(wrong, 0);
  assert.is(directV4(spanStart.subarray(0, 65_535), value).length, 0);
});

test('lookupManyV4: gives each address what lookupV4 gives it, with and without a direct table', () => {
  for (const prefixCount of [60_000, 300]) {
    const dice = createDice(prefixCount);
    const prefixes = drawNested(dice, 4, prefixCount);
    const { start, value } = spansOf(prefixes, 4);
    const [spanStart] = start;
    const direct = directV4(spanStart, value);
    assert.is(direct.length > 0, prefixCount === 60_000);
    const spans = { spanStart, spanValue: value, jump: jumpV4(spanStart), direct };
    const addresses = Uint32Array.from({ length: 20_000 }, (_, k) =>
      k % 2 === 0 ? dice.below(0x100000000) : (prefixes.word0[dice.below(prefixCount)] as number),
    );
    const out = new Uint32Array(addresses.length);
    lookupManyV4(spans, addresses, addresses.length, out);
    assert.equal(
      out,
      addresses.map((address) => lookupV4(spans, address)),
    );
  }
});

test('fillDirectV4: patches any range of /24s to what a whole table has there', () => {
  const { start, value } = spansOf(drawNested(createDice(9), 4, 60_000), 4);
  const [spanStart] = start;
  const direct = directV4(spanStart, value);
  const dice = createDice(10);
  const out = new Uint16Array(direct.length).fill(7);
  const ranges = [
    [0, 1],
    [0, 1 << 24],
    [(1 << 24) - 1, 1 << 24],
    [5, 5],
  ];
  for (let n = 0; n < 300; n++) {
    const begin = dice.below(1 << 24);
    ranges.push([begin, Math.min(1 << 24, begin + dice.below(400))]);
  }
  for (const [begin = 0, end = 0] of ranges) {
    out.fill(7, Math.max(0, begin - 1), end + 1);
    fillDirectV4(spanStart, value, begin, end, out);
    assert.equal(
      out.subarray(begin, end).findIndex((cell, k) => cell !== direct[begin + k]),
      -1,
    );
    if (begin > 0) assert.is(out[begin - 1], 7);
    if (end < 1 << 24) assert.is(out[end], 7);
  }
});

test('readAddress, readPrefix, lookupV4, lookupV6: a million calls leave no garbage', () => {
  leavesNothing('prefix-growth.js', printPrefixGrowth.name);
});

test.run();
