// Which prefix is the longest around an address? A tree of single bits, which shares no code.
import { createLookupScratch, lookupManyV4, lookupManyV6 } from '../../prefix/lookup-many.ts';
import { directV4, jumpV4, lookupV4, lookupV6 } from '../../prefix/spans.ts';
import { orderPrefixes, sweep } from '../../prefix/sweep.ts';
import { treeV6 } from '../../prefix/tree6.ts';
import type { PrefixColumns } from '../../world/world.ts';
import { createDice, type Dice } from './dice.ts';

type Words = Uint32Array;
type Find = (words: Words) => number;
type Family = 4 | 6;

const bitsOf = (family: Family) => (family === 4 ? 32 : 128);
const bitAt = (words: Words, at: number) => ((words[at >>> 5] as number) >>> (31 - (at & 31))) & 1;

/** Distinct prefixes of all lengths: half anywhere, half inside or beside another one. */
export function drawNested(dice: Dice, family: Family, count: number): PrefixColumns {
  const bits = bitsOf(family);
  const words = [0, 1, 2, 3].map(() => new Uint32Array(count));
  const length = new Uint8Array(count);
  const seen = new Set<string>();
  let row = 0;
  while (row < count) {
    const parent = row > 0 && dice.chance(0.5) ? dice.below(row) : -1;
    const from = parent < 0 ? 0 : (length[parent] as number);
    const own = dice.chance(0.3) ? dice.below(bits - from + 1) : dice.below(9);
    const size = parent < 0 ? dice.below(bits + 1) : Math.min(bits, from + own);
    for (let word = 0; word < bits / 32; word++) {
      const kept = Math.min(32, Math.max(0, size - word * 32));
      const held = Math.min(32, Math.max(0, from - word * 32));
      const mask = (ones: number) => (ones === 0 ? 0 : -1 << (32 - ones));
      const inherited = parent < 0 ? 0 : (words[word]?.[parent] as number) & mask(held);
      const drawn = dice.below(0x100000000) & mask(kept) & ~mask(held);
      (words[word] as Words)[row] = inherited | drawn;
    }
    if (family === 6 && parent < 0 && size >= 3 && dice.chance(0.8)) {
      const word0 = words[0] as Words; // most of the space in use: 2000::/3
      word0[row] = ((word0[row] as number) & 0x1fffffff) | 0x20000000;
    }
    length[row] = size;
    const name = `${size} ${words.map((column) => column[row]).join(' ')}`;
    if (seen.has(name)) continue;
    seen.add(name);
    row++;
  }
  const [word0, word1, word2, word3] = words as [Words, Words, Words, Words];
  const familyColumn = new Uint8Array(count).fill(family);
  return { count, family: familyColumn, length, word0, word1, word2, word3 };
}

/** Walks down bit by bit and keeps the value of the last prefix passed; 0 where none is. */
export function bitTree(
  prefixes: PrefixColumns,
  family: Family,
  valueFor: (row: number) => number,
): Find {
  let child = new Int32Array(1 << 16);
  let value = new Int32Array(1 << 15).fill(-1);
  let nodes = 1;
  const words = new Uint32Array(4);
  for (let row = 0; row < prefixes.count; row++) {
    const { word0, word1, word2, word3 } = prefixes;
    [word0, word1, word2, word3].forEach((column, word) => {
      words[word] = column[row] as number;
    });
    let node = 0;
    for (let at = 0; at < (prefixes.length[row] as number); at++) {
      const edge = node * 2 + bitAt(words, at);
      if (child[edge] === 0) {
        child[edge] = nodes++;
        if (nodes === value.length) {
          const larger = new Int32Array(nodes * 2).fill(-1);
          larger.set(value);
          value = larger;
          const edges = new Int32Array(nodes * 4);
          edges.set(child);
          child = edges;
        }
      }
      node = child[edge] as number;
    }
    value[node] = valueFor(row);
  }
  const bits = bitsOf(family);
  return (asked) => {
    let best = 0;
    let node = 0;
    for (let at = 0; ; at++) {
      if ((value[node] as number) >= 0) best = value[node] as number;
      if (at === bits) return best;
      node = child[node * 2 + bitAt(asked, at)] as number;
      if (node === 0) return best;
    }
  };
}

type FindMany = (words: Uint32Array, count: number, out: Uint32Array) => void;

/** The longest match as the core finds it, one by one and in batches. */
export function spanTable(
  prefixes: PrefixColumns,
  family: Family,
  valueFor: (row: number) => number,
): { readonly find: Find; readonly findMany: FindMany } {
  const { start, value } = sweep(prefixes, orderPrefixes(prefixes, family), 0, { enter: valueFor });
  const [start0, start1, start2, start3] = start;
  if (family === 4) {
    const direct = directV4(start0, value);
    const spans = { spanStart: start0, spanValue: value, jump: jumpV4(start0), direct };
    return {
      find: (words) => lookupV4(spans, words[0] as number),
      findMany(words, count, out) {
        const addresses = Uint32Array.from({ length: count }, (_, k) => words[k * 4] as number);
        lookupManyV4(spans, addresses, count, out);
      },
    };
  }
  const valued = { start0, start1, start2, start3, span6Value: value };
  const spans = { ...valued, tree6: treeV6(valued) };
  const descents = createLookupScratch();
  return {
    find: (words) => lookupV6(spans, words),
    findMany: (words, count, out) => lookupManyV6(spans, words, count, out, descents),
  };
}

/** Adds `by` (1 or -1) to an address; past its end it goes on at the other. */
function step(words: Words, family: Family, by: number): void {
  for (let word = family === 4 ? 0 : 3; word >= 0; word--) {
    words[word] = (words[word] as number) + by;
    if (words[word] !== (by > 0 ? 0 : 0xffffffff)) return;
  }
}

/**
 * Draws an address: half anywhere, half inside a prefix, at its ends or one beyond them. Half of
 * the IPv6 addresses anywhere are in 2000::/3.
 */
function drawAddress(dice: Dice, prefixes: PrefixColumns, family: Family, out: Words): void {
  const last = bitsOf(family) / 32;
  for (let word = 0; word < last; word++) out[word] = dice.below(0x100000000);
  if (dice.chance(0.5)) {
    if (family === 6 && dice.chance(0.5)) out[0] = ((out[0] as number) >>> 3) | 0x20000000;
    return;
  }
  const row = dice.below(prefixes.count);
  const { word0, word1, word2, word3 } = prefixes;
  const where = dice.below(5);
  for (let word = 0; word < last; word++) {
    const column = word === 0 ? word0 : word === 1 ? word1 : word === 2 ? word2 : word3;
    const kept = (prefixes.length[row] as number) - word * 32;
    const host = kept >= 32 ? 0 : kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
    const inside = where === 0 ? (out[word] as number) : where < 3 ? 0 : 0xffffffff;
    out[word] = (column[row] as number) | (inside & host);
  }
  if (where === 2) step(out, family, -1);
  if (where === 4) step(out, family, 1);
}

const batch = 500;

/** The first address of `count` about which core and the tree of bits differ, or ''. */
export function lookupQuarrel(
  family: Family,
  { seed, prefixCount, count }: { seed: number; prefixCount: number; count: number },
): string {
  const dice = createDice(seed);
  const prefixes = drawNested(dice, family, prefixCount);
  // Few values make equal neighbours, whose spans merge.
  const valueFor = seed % 2 === 0 ? (row: number) => row + 1 : (row: number) => (row % 3) + 1;
  const { find, findMany } = spanTable(prefixes, family, valueFor);
  const expected = bitTree(prefixes, family, valueFor);
  const words = new Uint32Array(batch * 4);
  const rows = Array.from({ length: batch }, (_, k) => words.subarray(k * 4, k * 4 + 4));
  const out = new Uint32Array(batch);
  for (let asked = 0; asked < count; asked += batch) {
    for (const row of rows) drawAddress(dice, prefixes, family, row);
    findMany(words, batch, out);
    for (const [k, row] of rows.entries()) {
      const right = expected(row);
      if (find(row) === right && out[k] === right) continue;
      const found = `${find(row)}, in a batch ${out[k]}`;
      return `seed ${seed}: ${family} ${[...row].join(' ')} is in ${found}, not ${right}`;
    }
  }
  return '';
}
