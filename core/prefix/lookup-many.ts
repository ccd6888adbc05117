// Which vantages do these addresses have? In stages, so that the reads of a batch wait together.
import type { Numbers } from '../base/columns.ts';
import { lookupV4, type SpansV4, type SpansV6, searchV6 } from './spans.ts';

/**
 * Values of the spans that hold the first `count` of `addresses`, into the rows of `out`: for
 * batches, logs, samples and replays. The reads of single calls hardly wait for memory together.
 * Never throws, never allocates. @hot
 */
export function lookupManyV4(
  spans: SpansV4,
  addresses: Uint32Array,
  count: number,
  out: Uint32Array,
): void {
  const hasDirect = spans.direct.length !== 0;
  if (hasDirect && !gather(spans.direct, addresses, count, out)) return;
  for (let row = 0; row < count; row++)
    // An int32 is passed as it is, a uint32 by way of the heap.
    if (!hasDirect || out[row] === 0xffff) out[row] = lookupV4(spans, addresses[row] | 0);
}

/**
 * Reads `direct` for each address; returns whether any is `mixed`. Eight at a time: a processor
 * waits for as many reads together as fit among the steps that it has begun, and a turn of the
 * loop costs as many steps as a read.
 */
function gather(direct: Numbers, addresses: Uint32Array, count: number, out: Uint32Array): boolean {
  const whole = count & ~7;
  let isMixed = 0;
  for (let row = 0; row < whole; row += 8) {
    const a = direct[addresses[row] >>> 8];
    const b = direct[addresses[row + 1] >>> 8];
    const c = direct[addresses[row + 2] >>> 8];
    const d = direct[addresses[row + 3] >>> 8];
    const e = direct[addresses[row + 4] >>> 8];
    const f = direct[addresses[row + 5] >>> 8];
    const g = direct[addresses[row + 6] >>> 8];
    const h = direct[addresses[row + 7] >>> 8];
    out[row] = a;
    out[row + 1] = b;
    out[row + 2] = c;
    out[row + 3] = d;
    out[row + 4] = e;
    out[row + 5] = f;
    out[row + 6] = g;
    out[row + 7] = h;
    // One more than `mixed` has the 17th bit, and nothing else has.
    isMixed |= (a + 1) | (b + 1) | (c + 1) | (d + 1) | (e + 1) | (f + 1) | (g + 1) | (h + 1);
  }
  for (let row = whole; row < count; row++) {
    out[row] = direct[addresses[row] >>> 8];
    isMixed |= out[row] + 1;
  }
  return (isMixed & 0x10000) !== 0;
}

/** Addresses that wait together; their rows fit the first-level cache beside what they touch. */
const stage = 64;

/** Room for `lookupManyV6`. */
export type SpanRanges = { readonly low: Int32Array; readonly high: Int32Array };

/** Room for one stage of lookups. */
export function createSpanRanges(): SpanRanges {
  return { low: new Int32Array(stage), high: new Int32Array(stage) };
}

/**
 * The same for IPv6: `words` has four words an address. First the jumps of a stage are read, then
 * the middle of each range is, and only then does anything branch on what it finds. Never throws,
 * never allocates. @hot
 */
export function lookupManyV6(
  spans: SpansV6,
  words: Uint32Array,
  count: number,
  out: Uint32Array,
  scratch: SpanRanges,
): void {
  for (let from = 0; from < count; from += stage) {
    const size = count - from < stage ? count - from : stage;
    jumpAll(spans, words, from, size, scratch);
    halve(spans, words, from, size, scratch);
    for (let k = 0; k < size; k++) {
      const low = searchV6(spans, words, (from + k) * 4, scratch.low[k], scratch.high[k]);
      out[from + k] = spans.span6Value[low];
    }
  }
}

/** The spans among which each address of a stage is. */
function jumpAll(
  { start0, jump6 }: SpansV6,
  words: Uint32Array,
  from: number,
  size: number,
  { low, high }: SpanRanges,
): void {
  const shift = Math.clz32(jump6.length - 2) - 3;
  const last = start0.length - 1;
  for (let k = 0; k < size; k++) {
    const word0 = words[(from + k) * 4];
    const index = (word0 & 0x1fffffff) >>> shift;
    const isInside = word0 >>> 29 === 1;
    low[k] = isInside ? jump6[index] : 0;
    high[k] = isInside ? jump6[index + 1] : last;
  }
}

/** One halving of each range by the first word alone, where that tells: by signs, not branches. */
function halve(
  { start0 }: SpansV6,
  words: Uint32Array,
  from: number,
  size: number,
  { low, high }: SpanRanges,
): void {
  for (let k = 0; k < size; k++) {
    const middle = (low[k] + high[k] + 1) >>> 1;
    // Halves of words, as a difference of two needs a spare bit.
    const by = ((start0[middle] >>> 1) - (words[(from + k) * 4] >>> 1)) | 0;
    const isBelow = by >> 31;
    const isAbove = -by >> 31;
    low[k] ^= (low[k] ^ middle) & isBelow;
    high[k] ^= (high[k] ^ (middle - 1)) & isAbove;
  }
}
