// What is the distribution of a number, when many workers count parts of it?

/** Buckets in an octave: the width of one is at most 1/64 of its value. */
const bucketsPerOctave = 64;
/** The smallest value with a bucket of its own is 2⁻¹⁶, the largest 2⁴⁸. */
const lowestExponent = -16;
const highestExponent = 48;
const bucketCount = 1 + (highestExponent - lowestExponent) * bucketsPerOctave;
/** Upper 26 bits of a double (sign, exponent, 6 bits of fraction) at 2⁻¹⁶, less one. */
const firstCode = (1023 + lowestExponent) * bucketsPerOctave - 1;

/**
 * Counts per bucket of value. `counts` is all there is to it: it can lie in shared memory, and two
 * histograms are merged by adding their counts. Counts stay exact below 2⁵³. Row 0 counts values
 * below 2⁻¹⁶, which read as 0; values from 2⁴⁸ on count as the largest bucket. `bits` is scratch.
 */
export type Histogram = { readonly counts: Float64Array; readonly bits: DataView };

/** An empty histogram, or one over the counts of another. */
export function createHistogram(counts: Float64Array = new Float64Array(bucketCount)): Histogram {
  return { counts, bits: new DataView(new ArrayBuffer(8)) };
}

/** Counts `value` (not NaN) `weight` times; `weight` is a whole number. @hot */
export function addValue(histogram: Histogram, value: number, weight: number): void {
  const { counts, bits } = histogram;
  bits.setFloat64(0, value);
  let row = (bits.getInt32(0) >> 14) - firstCode;
  if (row < 0) row = 0;
  else if (row >= bucketCount) row = bucketCount - 1;
  counts[row] += weight;
}

/** Adds the counts of `other` to `histogram`: the same bytes in whatever order parts are merged. */
export function mergeHistogram(histogram: Histogram, other: Histogram): void {
  const { counts } = histogram;
  for (let row = 0; row < bucketCount; row++) counts[row] += other.counts[row];
}

/** How often something was counted. */
export function countOf({ counts }: Histogram): number {
  let total = 0;
  for (let row = 0; row < bucketCount; row++) total += counts[row];
  return total;
}

/**
 * The value below or at which a share `q` (0..1) of the counts lies: the `ceil(q × n)`-th smallest
 * (the smallest for `q` 0), within 0.8 % of its true value; NaN when nothing was counted.
 */
export function quantile(histogram: Histogram, q: number): number {
  const { counts } = histogram;
  const rank = Math.max(1, Math.ceil(q * countOf(histogram)));
  let seen = 0;
  for (let row = 0; row < bucketCount; row++) {
    seen += counts[row];
    if (seen >= rank) return middleOf(histogram, row);
  }
  return NaN;
}

/** The middle of a bucket's values; 0 for row 0. */
function middleOf({ bits }: Histogram, row: number): number {
  if (row === 0) return 0;
  const code = row + firstCode;
  bits.setInt32(0, code << 14);
  bits.setInt32(4, 0);
  const low = bits.getFloat64(0);
  bits.setInt32(0, (code + 1) << 14);
  return (low + bits.getFloat64(0)) / 2;
}
