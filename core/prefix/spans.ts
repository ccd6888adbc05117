// Which vantage does this address have? One jump, then a short binary search.
import type { Numbers } from '../base/columns.ts';

/**
 * Nested IPv4 prefixes flattened into disjoint spans, so that the longest match is simply the
 * last span which starts at or below the address.
 *
 * | column      | rows      | holds                                                 |
 * | ----------- | --------- | ----------------------------------------------------- |
 * | `spanStart` | spanCount | first address of the span, uint32, ascending from 0   |
 * | `spanValue` | spanCount | what the span stands for                              |
 * | `jump`      | 65537     | row of the span that holds address `half << 16`;      |
 * |             |           | the extra last row is `spanCount - 1`                 |
 * | `direct`    | 2^24 or 0 | value of the whole /24, or `mixed`; 0: too few spans  |
 *
 * Source: Lampson, Srinivasan, Varghese, "IP Lookups Using Multiway and Multicolumn Search", 1998.
 */
export type SpansV4 = {
  readonly spanStart: Numbers;
  readonly spanValue: Numbers;
  readonly jump: Numbers;
  readonly direct: Numbers;
};

/** In `direct`: the /24 is cut, its spans must be searched. */
export const mixed = 0xffffffff;

/** Value of the span that holds `address` (uint32). Never throws, never allocates. @hot */
export function lookupV4(spans: SpansV4, address: number): number {
  const { direct } = spans;
  if (direct.length !== 0) {
    const value = direct[address >>> 8];
    if (value !== mixed) return value;
  }
  return searchV4(spans, address);
}

function searchV4({ spanStart, spanValue, jump }: SpansV4, address: number): number {
  const half = address >>> 16;
  let low = jump[half];
  let high = jump[half + 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1; // round up, or low = middle could stand still
    if (spanStart[middle] <= address) low = middle;
    else high = middle - 1;
  }
  return spanValue[low];
}

/**
 * The same for IPv6: a span starts at the 128 bits of `start0` … `start3`. Nearly all of the
 * space in use shares its first three bits, so the jump takes the 16 bits after them; addresses
 * outside 2000::/3 search all rows.
 */
export type SpansV6 = {
  readonly start0: Numbers;
  readonly start1: Numbers;
  readonly start2: Numbers;
  readonly start3: Numbers;
  readonly span6Value: Numbers;
  /** 65537 rows: row of the span that holds the first address whose bits 3..18 are the index. */
  readonly jump6: Numbers;
};

/** Value of the span that holds the IPv6 address `words`. Never throws, never allocates. @hot */
export function lookupV6(spans: SpansV6, words: Numbers): number {
  const { start0, start1, start2, start3, span6Value, jump6 } = spans;
  const word0 = words[0];
  const word1 = words[1];
  const inUse = word0 >>> 29 === 1;
  const index = (word0 >>> 13) & 0xffff;
  let low = inUse ? jump6[index] : 0;
  let high = inUse ? jump6[index + 1] : span6Value.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const first = start0[middle];
    let isBelow = first < word0;
    if (first === word0) {
      const second = start1[middle];
      isBelow = second < word1;
      if (second === word1) {
        const third = start2[middle];
        isBelow = third < words[2] || (third === words[2] && start3[middle] <= words[3]);
      }
    }
    if (isBelow) low = middle;
    else high = middle - 1;
  }
  return span6Value[low];
}

/** The `jump` column over `spanStart`. */
export function jumpV4(spanStart: Numbers): Uint32Array {
  const jump = new Uint32Array(65537);
  let row = 0;
  for (let half = 0; half < 65536; half++) {
    while (row + 1 < spanStart.length && spanStart[row + 1] <= half * 65536) row++;
    jump[half] = row;
  }
  jump[65536] = spanStart.length - 1;
  return jump;
}

/** From this many spans on the 64 MB of `direct` are worth their room. */
const directSpansMin = 65536;

/** The `direct` column over spans; empty for a small table. */
export function directV4(spanStart: Numbers, spanValue: Numbers): Uint32Array {
  const count = spanStart.length;
  if (count < directSpansMin) return new Uint32Array(0);
  const direct = new Uint32Array(1 << 24);
  let whole = 0; // the first /24 that is not written yet
  for (let row = 0; row < count; row++) {
    const first = spanStart[row];
    const next = row + 1 < count ? spanStart[row + 1] : 4294967296;
    const begin = Math.ceil(first / 256);
    const end = Math.floor(next / 256);
    if (begin > whole) direct.fill(mixed, whole, begin);
    if (end > begin) direct.fill(spanValue[row], begin, end);
    whole = Math.max(whole, begin, end);
  }
  return direct;
}

/** The `jump` column over IPv6 spans with these first words and later ones. */
export function jumpV6(spans: Omit<SpansV6, 'jump6' | 'span6Value'>): Uint32Array {
  const { start0, start1, start2, start3 } = spans;
  const jump = new Uint32Array(65537);
  let row = 0;
  for (let index = 0; index <= 65536; index++) {
    const word0 = 0x20000000 + index * 8192;
    for (;;) {
      const next = row + 1;
      if (next >= start0.length || start0[next] > word0) break;
      const isLater = start0[next] === word0 && (start1[next] | start2[next] | start3[next]) !== 0;
      if (isLater) break;
      row = next;
    }
    jump[index] = row;
  }
  return jump;
}
