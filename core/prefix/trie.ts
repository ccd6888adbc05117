// Which vantage does an IPv4 address have? One, two or three reads, never a search.
import type { Numbers } from '../base/columns.ts';

/**
 * Disjoint IPv4 spans as a trie of strides 16, 8, 8. An entry is a value, or, with the top bit set,
 * the number of a block of 256 entries of the next level.
 *
 * | column   | rows         | an entry is for                       |
 * | -------- | ------------ | ------------------------------------- |
 * | `top`    | 65536        | the addresses of one /16              |
 * | `middle` | 256 × blocks | the addresses of one /24 in that /16  |
 * | `bottom` | 256 × blocks | one address in that /24               |
 *
 * Only what is divided has blocks, so a small world has a small table. Source: P. Gupta, S. Lin,
 * N. McKeown, "Routing lookups in hardware at memory access speeds", INFOCOM 1998 (DIR-24-8), with
 * the first 24 bits in two strides.
 */
export type TrieV4 = { readonly top: Numbers; readonly middle: Numbers; readonly bottom: Numbers };

const blockBit = 0x80000000;

/** Value of the span that holds `address` (uint32). Never throws, never allocates. @hot */
export function lookupV4({ top, middle, bottom }: TrieV4, address: number): number {
  let entry = top[address >>> 16];
  if (entry < blockBit) return entry;
  entry = middle[((entry & 0x7fffff) << 8) | ((address >>> 8) & 255)];
  if (entry < blockBit) return entry;
  return bottom[((entry & 0x7fffff) << 8) | (address & 255)];
}

/** Blocks of 256 entries that grow as they are needed. */
function blocks() {
  let room = 16;
  let count = 0;
  let entries = new Uint32Array(room * 256);
  return {
    add(): number {
      if (count === room) {
        room *= 2;
        const wider = new Uint32Array(room * 256);
        wider.set(entries);
        entries = wider;
      }
      return count++;
    },
    fill(block: number, from: number, to: number, value: number): void {
      entries.fill(value, block * 256 + from, block * 256 + to);
    },
    set(block: number, at: number, value: number): void {
      entries[block * 256 + at] = value;
    },
    columns: () => entries.slice(0, count * 256),
  };
}

type Blocks = ReturnType<typeof blocks>;

/** The trie over spans: `start` ascending from 0, `value` below 2³¹. */
export function trieV4(
  start: Uint32Array,
  value: Uint32Array,
): { readonly top: Uint32Array; readonly middle: Uint32Array; readonly bottom: Uint32Array } {
  const top = new Uint32Array(65536);
  const middle = blocks();
  const bottom = blocks();
  const endOf = (row: number): number => (row + 1 < start.length ? start[row + 1] : 4294967296);
  let row = 0;
  for (let high = 0; high < 65536; high++) {
    const end = (high + 1) * 65536;
    if (endOf(row) >= end) {
      top[high] = value[row];
    } else {
      const block = middle.add();
      top[high] = (blockBit | block) >>> 0;
      row = divide(high * 256, row, { start, value, endOf, middle, bottom, block });
    }
    if (endOf(row) === end) row++;
  }
  return { top, middle: middle.columns(), bottom: bottom.columns() };
}

/** Fills the middle block of a /16 that begins with /24 number `first`; returns its last span. */
function divide(
  first: number,
  firstRow: number,
  table: {
    readonly start: Uint32Array;
    readonly value: Uint32Array;
    readonly endOf: (row: number) => number;
    readonly middle: Blocks;
    readonly bottom: Blocks;
    readonly block: number;
  },
): number {
  const { value, endOf, middle, bottom, block } = table;
  let row = firstRow;
  for (let place = 0; place < 256; place++) {
    const from = (first + place) * 256;
    const end = from + 256;
    if (endOf(row) >= end) {
      middle.set(block, place, value[row]);
    } else {
      const inner = bottom.add();
      middle.set(block, place, (blockBit | inner) >>> 0);
      let at = from;
      for (;;) {
        const stop = Math.min(endOf(row), end);
        bottom.fill(inner, at - from, stop - from, value[row]);
        at = stop;
        if (at === end) break;
        row++;
      }
    }
    if (endOf(row) === end && place < 255) row++;
  }
  return row;
}
