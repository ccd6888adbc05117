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
  /** 2^w + 1 rows: the span that holds the first address whose w bits from 3 on are the row. */
  readonly jump6: Numbers;
};

/** Value of the span that holds the IPv6 address `words`. Never throws, never allocates. @hot */
export function lookupV6(spans: SpansV6, words: Numbers): number {
  const { jump6 } = spans;
  const word0 = words[0];
  if (word0 >>> 29 !== 1)
    return spans.span6Value[searchV6(spans, words, 0, 0, spans.start0.length - 1)];
  // The bits from 3 on, as many as there are rows for.
  const index = (word0 & 0x1fffffff) >>> (Math.clz32(jump6.length - 2) - 3);
  return spans.span6Value[searchV6(spans, words, 0, jump6[index], jump6[index + 1])];
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

/** Bits of the IPv6 jump: two rows a span, between a quarter of a megabyte and four. */
function jumpBitsV6(spanCount: number): number {
  let bits = 16;
  while (bits < 20 && 1 << bits < spanCount * 2) bits++;
  return bits;
}

/** The `jump6` column over IPv6 spans with these starts; of 2^bits + 1 rows where a caller says. */
export function jumpV6(
  spans: Omit<SpansV6, 'jump6' | 'span6Value'>,
  bits: number = jumpBitsV6(spans.start0.length),
): Uint32Array {
  const { start0, start1, start2, start3 } = spans;
  const jump = new Uint32Array((1 << bits) + 1);
  const step = 1 << (29 - bits);
  let row = 0;
  for (let index = 0; index < jump.length; index++) {
    const word0 = 0x20000000 + index * step;
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
