// Which vantage does this address have? A jump or a tree, then a short binary search.
import type { Numbers } from '../base/columns.ts';
import { type StartsV6, type TreeV6, treeV6 } from './tree6.ts';

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
 * | `direct`    | 2^24 or 0 | value of the whole /24, uint16, or `mixed`; 0: few    |
 * |             |           | spans                                                 |
 *
 * Source: Lampson, Srinivasan, Varghese, "IP Lookups Using Multiway and Multicolumn Search", 1998.
 */
export type SpansV4 = {
  readonly spanStart: Numbers;
  readonly spanValue: Numbers;
  readonly jump: Numbers;
  readonly direct: Numbers;
};

/**
 * In `direct`: the spans must be searched, as the /24 is cut or its value needs more than 16 bits.
 * Hot code writes the number out: an exported constant is read from its module's cell each time
 * and compared as a float64.
 */
export const mixed = 0xffff;

/** Value of the span that holds the 32 bits `address`. Never throws, never allocates. @hot */
export function lookupV4(spans: SpansV4, address: number): number {
  const { direct } = spans;
  if (direct.length !== 0) {
    const value = direct[address >>> 8];
    if (value !== 0xffff) return value;
  }
  const { spanStart, jump } = spans;
  const bits = address >>> 0;
  const half = bits >>> 16;
  let low = jump[half];
  let high = jump[half + 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1; // round up, or low = middle could stand still
    if (spanStart[middle] <= bits) low = middle;
    else high = middle - 1;
  }
  return spans.spanValue[low];
}

/** The same for IPv6: a span starts at the 128 bits of `start0` … `start3`. */
export type SpansV6 = StartsV6 & {
  readonly span6Value: Numbers;
  readonly tree6: TreeV6;
};

/** Value of the span that holds the IPv6 address `words`. Never throws, never allocates. @hot */
export function lookupV6(spans: SpansV6, words: Numbers): number {
  return words[0] >>> 29 === 1
    ? descendV6(spans, words, 0, spans.tree6[0] | 0, 3)
    : spans.span6Value[searchV6(spans, words, 0, 0, spans.start0.length - 1)];
}

/**
 * Value of the span that holds the address `words[at…]`, which comes to the word `found` of the
 * tree with its bits before `position`. @hot
 */
export function descendV6(
  spans: SpansV6,
  words: Numbers,
  at: number,
  found: number,
  position: number,
): number {
  const { tree6 } = spans;
  let word = found;
  let from = position;
  while (word < 0) {
    const bits = (word >>> 26) & 31;
    const slot = (words[at + (from >>> 5)] << from) >>> -bits;
    word = tree6[(word & 0x3ffffff) + slot] | 0;
    from += bits;
  }
  const row = word >>> 3;
  const more = word & 7;
  if (more === 0) return row; // the value itself
  const last = more === 7 ? spans.start0.length - 1 : row + more;
  return spans.span6Value[searchV6(spans, words, at, row, last)];
}

/** Row of the span, between the rows `from` and `to`, that holds the address `words[at…]`. @hot */
export function searchV6(
  spans: SpansV6,
  words: Numbers,
  at: number,
  from: number,
  to: number,
): number {
  const { start0, start1 } = spans;
  const word0 = words[at];
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const first = start0[middle];
    let isBelow = first < word0;
    if (first === word0) {
      const word1 = words[at + 1];
      const second = start1[middle];
      isBelow = second < word1;
      if (second === word1) {
        const third = spans.start2[middle];
        const word2 = words[at + 2];
        isBelow = third < word2 || (third === word2 && spans.start3[middle] <= words[at + 3]);
      }
    }
    if (isBelow) low = middle;
    else high = middle - 1;
  }
  return low;
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

/** From this many spans on the 32 MB of `direct` are worth their room. */
const directSpansMin = 65536;

/** The `direct` column over spans; empty for a small table. */
export function directV4(spanStart: Numbers, spanValue: Numbers): Uint16Array {
  if (spanStart.length < directSpansMin) return new Uint16Array(0);
  const direct = new Uint16Array(1 << 24);
  fillDirectV4(spanStart, spanValue, 0, 1 << 24, direct);
  return direct;
}

/**
 * Writes the /24s `begin` to `end - 1` of the `direct` column into `out`, as these spans have them:
 * after a change of spans only what they cover needs it. O(log spans + rows written).
 */
export function fillDirectV4(
  spanStart: Numbers,
  spanValue: Numbers,
  begin: number,
  end: number,
  out: Uint16Array,
): void {
  let row = lastAtOrBelow(spanStart, begin * 256);
  let at = begin;
  while (at < end) {
    // Here the span `row` holds the first address of the /24 `at`.
    const last = row + 1 < spanStart.length ? (spanStart[row + 1] - 1) >>> 0 : 0xffffffff;
    const whole = last === 0xffffffff ? 1 << 24 : (last + 1) >>> 8; // first /24 it does not fill
    const stop = whole < end ? whole : end;
    const value = spanValue[row] < mixed ? spanValue[row] : mixed;
    if (stop - at > 64) out.fill(value, at, stop);
    else for (let each = at; each < stop; each++) out[each] = value;
    if (stop > at) at = stop;
    if (at === end) return;
    // The span's end cuts this /24, unless it is a border of /24s.
    if ((last & 0xff) !== 0xff) out[at++] = mixed;
    const first = at * 256;
    while (row + 1 < spanStart.length && spanStart[row + 1] <= first) row++;
  }
}

function lastAtOrBelow(spanStart: Numbers, address: number): number {
  let low = 0;
  let high = spanStart.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (spanStart[middle] <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Spans of a family as a sweep gives them: starts in four words (IPv4: one), and values. */
type Swept = { readonly start: readonly Uint32Array[]; readonly value: Uint32Array };

/** The columns of a snapshot over the spans of both families, with all that leads to them. */
export function spanColumns(v4: Swept, v6: Swept) {
  const [start0, start1, start2, start3] = v6.start;
  const spans6 = { start0, start1, start2, start3, span6Value: v6.value };
  return {
    spanStart: v4.start[0],
    spanValue: v4.value,
    jump: jumpV4(v4.start[0]),
    direct: directV4(v4.start[0], v4.value),
    ...spans6,
    tree6: treeV6(spans6),
  };
}
