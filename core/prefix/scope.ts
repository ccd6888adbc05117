// How many clients may share this answer? The shortest prefix whose addresses all have its vantage.
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { type SpansV4, type SpansV6, searchV6 } from './spans.ts';

/** The bits that two uint32 have in common, from the first one on. */
const common = (a: number, b: number): number => Math.clz32(a ^ b);

/**
 * Length of the shortest prefix around the IPv4 `address` whose addresses all have the vantage of
 * that address, 0 to 32: what an answer to an EDNS client subnet query states (RFC 7871, SCOPE
 * PREFIX-LENGTH), and how far a cache may share it. O(log spans); never throws, never allocates.
 */
export function scopeV4({ spanStart, spanValue }: SpansV4, address: number): number {
  const bits = address >>> 0;
  let low = 0;
  let high = spanStart.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (spanStart[middle] <= bits) low = middle;
    else high = middle - 1;
  }
  const value = spanValue[low];
  let after = low + 1;
  while (low > 0 && spanValue[low - 1] === value) low--;
  while (after < spanStart.length && spanValue[after] === value) after++;
  // A prefix lies within the stretch unless it reaches the address before or the one behind it.
  let length = 0;
  if (low > 0) length = common(bits, spanStart[low] - 1) + 1;
  if (after < spanStart.length) length = Math.max(length, common(bits, spanStart[after]) + 1);
  return length;
}

/** The same for an IPv6 address, 0 to 128. */
export function scopeV6(spans: SpansV6, words: Numbers): number {
  const { span6Value, start0 } = spans;
  let low = searchV6(spans, words, 0, 0, start0.length - 1);
  const value = span6Value[low];
  let after = low + 1;
  while (low > 0 && span6Value[low - 1] === value) low--;
  while (after < start0.length && span6Value[after] === value) after++;
  let length = 0;
  if (low > 0) length = commonV6(spans, words, low, 1) + 1;
  if (after < start0.length) length = Math.max(length, commonV6(spans, words, after, 0) + 1);
  return length;
}

/**
 * Length of the shortest prefix around a client's address (`family` 4 or 6, as `vantageOf` takes
 * it) for which every decision on the snapshot is the same: how far an answer holds.
 */
export function scopeOf(spans: SpansV4 & SpansV6, family: number, words: Numbers): number {
  given(spans, 'spans');
  given(family, 'number');
  given(words, 'column');
  return family === 4 ? scopeV4(spans, words[0]) : scopeV6(spans, words);
}

/** Bits that `words` have in common with the first address of a span, `less` 1 or 0. */
function commonV6(spans: SpansV6, words: Numbers, row: number, less: number): number {
  const { start0, start1, start2, start3 } = spans;
  const borrow2 = less === 1 && start3[row] === 0 ? 1 : 0;
  const borrow1 = borrow2 === 1 && start2[row] === 0 ? 1 : 0;
  const borrow0 = borrow1 === 1 && start1[row] === 0 ? 1 : 0;
  const bits0 = common(words[0], start0[row] - borrow0);
  if (bits0 < 32) return bits0;
  const bits1 = common(words[1], start1[row] - borrow1);
  if (bits1 < 32) return 32 + bits1;
  const bits2 = common(words[2], start2[row] - borrow2);
  return bits2 < 32 ? 64 + bits2 : 96 + common(words[3], start3[row] - less);
}
