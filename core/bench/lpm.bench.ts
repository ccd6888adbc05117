// How many addresses a second are looked up, and how long does a table take to build?
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pair, scramble } from '../base/hash.ts';
import { createLookupScratch, lookupManyV4, lookupManyV6 } from '../prefix/lookup-many.ts';
import {
  directV4,
  jumpV4,
  lookupV4,
  lookupV6,
  type SpansV4,
  type SpansV6,
} from '../prefix/spans.ts';
import { orderPrefixes, sweep } from '../prefix/sweep.ts';
import { treeV6 } from '../prefix/tree6.ts';
import { prefixPool } from '../world/pools.ts';
import type { PrefixColumns } from '../world/world.ts';
import type { Bench, Measured } from './bench.ts';

/**
 * Cumulated shares of IPv4 prefix lengths (RouteViews, 2008-05), from /16 on, in thousandths. One
 * in 961 more is a /25 to /28: their /24s are those that the direct table leaves to the spans.
 */
const lengthsV4 = [37, 54, 81, 139, 209, 274, 356, 441, 960];
/** Lengths of IPv6 prefixes, equally often. */
const lengthsV6 = [32, 36, 40, 44, 48, 48, 48, 56];

/** Distinct prefixes with hash-drawn addresses in accepted space. */
function drawPrefixes(family: 4 | 6, count: number): PrefixColumns {
  const pool = prefixPool();
  const words = new Uint32Array(4);
  for (let key = 0; ; key++) {
    const toss = scramble(key * 3 + 1) % 961;
    const step = lengthsV4.findIndex((end) => toss < end);
    const length =
      family === 4
        ? 16 + (step < 0 ? 9 + (key & 3) : step)
        : (lengthsV6[scramble(key) & 7] as number);
    words[0] = family === 4 ? pair(key, 1) : 0x20000000 | (pair(key, 1) >>> 3);
    words[1] = family === 4 ? 0 : pair(key, 2);
    for (let word = 0; word < 2; word++) {
      const kept = length - word * 32;
      if (kept < 32) words[word] = kept <= 0 ? 0 : (words[word] as number) & (-1 << (32 - kept));
    }
    if (pool.add(family, length, words) === count - 1) return pool.columns();
  }
}

/** Vantages of a global world: so many different values a table has. */
const vantages = 30000;

/** Spans with a vantage drawn by the prefix row as the value. */
function spansOf(prefixes: PrefixColumns, family: 4 | 6) {
  return sweep(prefixes, orderPrefixes(prefixes, family), 0, {
    enter: (row) => 1 + (scramble(row) % vantages),
  });
}

function tableV4(prefixes: PrefixColumns): SpansV4 {
  const { start, value } = spansOf(prefixes, 4);
  return {
    spanStart: start[0],
    spanValue: value,
    jump: jumpV4(start[0]),
    direct: directV4(start[0], value),
  };
}

function tableV6(prefixes: PrefixColumns): SpansV6 {
  const { start, value } = spansOf(prefixes, 6);
  const [start0, start1, start2, start3] = start;
  const spans = { start0, start1, start2, start3, span6Value: value };
  return { ...spans, tree6: treeV6(spans) };
}

const prefixesV4 = 1000000;
const prefixesV6 = 200000;
/** Addresses a call: a program looks up from a function that runs often and is compiled for it. */
const block = 4096;

function sumV4(table: SpansV4, addresses: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum = (sum + lookupV4(table, addresses[k] as number)) | 0;
  return sum;
}

const address = new Uint32Array(4);

function sumV6(table: SpansV6, words: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) {
    for (let word = 0; word < 4; word++) address[word] = words[k * 4 + word] as number;
    sum = (sum + lookupV6(table, address)) | 0;
  }
  return sum;
}

/** Sum of the first `count` rows, four at a time: the sum is not what is measured. */
function sumOf(rows: Uint32Array, count: number): number {
  const row = (k: number) => rows[k] as number;
  let sum = 0;
  for (let k = 0; k < count; k += 4)
    sum = (sum + row(k) + row(k + 1) + row(k + 2) + row(k + 3)) | 0;
  return sum;
}

/** Times all `lookups` in blocks. */
function timeBlocks(lookups: number, sum: (from: number, to: number) => number): Measured {
  let checksum = 0;
  const beginMs = performance.now();
  for (let from = 0; from < lookups; from += block)
    checksum = (checksum + sum(from, Math.min(lookups, from + block))) | 0;
  const seconds = (performance.now() - beginMs) / 1000;
  return { value: lookups / seconds, checksum: checksum >>> 0 };
}

/** The table and the addresses that both IPv4 benches ask about. */
function prepareV4(size: 'full' | 'small') {
  const table = tableV4(drawPrefixes(4, size === 'full' ? prefixesV4 : 2000));
  const lookups = size === 'full' ? 4000000 : 10000;
  return {
    table,
    lookups,
    addresses: Uint32Array.from({ length: lookups }, (_, k) => pair(k, 77)),
  };
}

const paramsV4 = {
  prefixes: prefixesV4,
  values: vantages,
  addresses: 4000000,
  drawn: 'uniform, independent',
};

const randomV4: Bench = {
  name: 'lpm.v4.random',
  unit: '1/s',
  direction: 'up',
  params: { ...paramsV4, batch: block },
  prepare(size) {
    const { table, lookups, addresses } = prepareV4(size);
    const out = new Uint32Array(block);
    const batches = Array.from({ length: Math.ceil(lookups / block) }, (_, k) =>
      addresses.subarray(k * block, k * block + block),
    );
    return () =>
      timeBlocks(lookups, (from, to) => {
        lookupManyV4(table, batches[from / block] as Uint32Array, to - from, out);
        return sumOf(out, to - from);
      });
  },
};

const singleV4: Bench = {
  name: 'lpm.v4.single',
  unit: '1/s',
  direction: 'up',
  params: paramsV4,
  prepare(size) {
    const { table, lookups, addresses } = prepareV4(size);
    return () => timeBlocks(lookups, (from, to) => sumV4(table, addresses, from, to));
  },
};

/** The table and the addresses that both IPv6 benches ask about; four words each. */
function prepareV6(size: 'full' | 'small') {
  const prefixes = drawPrefixes(6, size === 'full' ? prefixesV6 : 2000);
  const lookups = size === 'full' ? 2000000 : 10000;
  const words = new Uint32Array(lookups * 4);
  for (let k = 0; k < lookups; k++) {
    const row = pair(k, 5) % prefixes.count;
    const isInside = (k & 1) === 0;
    words[k * 4] = isInside ? (prefixes.word0[row] as number) : 0x20000000 | (pair(k, 6) >>> 3);
    words[k * 4 + 1] = isInside ? (prefixes.word1[row] as number) : pair(k, 7);
    words[k * 4 + 2] = pair(k, 8);
    words[k * 4 + 3] = pair(k, 9);
  }
  return { table: tableV6(prefixes), lookups, words };
}

const paramsV6 = { prefixes: prefixesV6, addresses: 2000000, drawn: 'half inside prefixes' };

const randomV6: Bench = {
  name: 'lpm.v6.random',
  unit: '1/s',
  direction: 'up',
  params: { ...paramsV6, batch: block },
  prepare(size) {
    const { table, lookups, words } = prepareV6(size);
    const out = new Uint32Array(block);
    const descents = createLookupScratch();
    const batches = Array.from({ length: Math.ceil(lookups / block) }, (_, k) =>
      words.subarray(k * block * 4, (k + 1) * block * 4),
    );
    return () =>
      timeBlocks(lookups, (from, to) => {
        lookupManyV6(table, batches[from / block] as Uint32Array, to - from, out, descents);
        return sumOf(out, to - from);
      });
  },
};

const singleV6: Bench = {
  name: 'lpm.v6.single',
  unit: '1/s',
  direction: 'up',
  params: paramsV6,
  prepare(size) {
    const { table, lookups, words } = prepareV6(size);
    return () => timeBlocks(lookups, (from, to) => sumV6(table, words, from, to));
  },
};

const build: Bench = {
  name: 'lpm.build.1m',
  unit: 's',
  direction: 'down',
  params: { prefixes: prefixesV4, family: 4 },
  prepare(size) {
    const prefixes = drawPrefixes(4, size === 'full' ? prefixesV4 : 2000);
    return () => {
      const beginMs = performance.now();
      const { spanValue } = tableV4(prefixes);
      return { value: (performance.now() - beginMs) / 1000, checksum: spanValue.length };
    };
  },
};

/**
 * What a build leaves behind before anything is collected: the table, the order of the prefixes
 * and the heap. The prefix columns, which were there before, do not count.
 */
const memory: Bench = {
  name: 'lpm.build.memory',
  unit: 'B',
  direction: 'down',
  params: { prefixes: prefixesV4, family: 4 },
  prepare(size) {
    const prefixes = drawPrefixes(4, size === 'full' ? prefixesV4 : 2000);
    const usedBytes = (): number => {
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      return arrayBuffers + heapUsed;
    };
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    return () => {
      collect();
      const before = usedBytes();
      const { spanStart, spanValue, jump, direct } = tableV4(prefixes);
      const grownBytes = usedBytes() - before;
      // A collection in between takes from the heap what was there before: never less than these.
      const ownBytes = (spanStart.length + spanValue.length + jump.length) * 4 + direct.length * 2;
      return { value: Math.max(ownBytes, grownBytes), checksum: spanValue.length };
    };
  },
};

export const benches: readonly Bench[] = [randomV4, singleV4, randomV6, singleV6, build, memory];
