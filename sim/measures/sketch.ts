// What is the distribution of a number, when many workers count parts of it?

/** Buckets in an octave: the width of one is at most 1/128 of its value. */
const bucketsPerOctave = 128;
/** The smallest value with a bucket of its own is 2⁻¹⁶, the largest 2⁴⁸. */
const lowestExponent = -16;
const highestExponent = 48;
const bucketCount = 1 + (highestExponent - lowestExponent) * bucketsPerOctave;
/** Upper 27 bits of a double (sign, exponent, 7 bits of fraction) at 2⁻¹⁶, less one. */
const firstCode = (1023 + lowestExponent) * bucketsPerOctave - 1;

/** Places of the least and the greatest value behind the buckets. */
const leastAt = bucketCount;
const greatestAt = bucketCount + 1;
export const sketchLength: number = bucketCount + 2;

/**
 * Weights per bucket of value, then the least and the greatest value that was added. It can lie in
 * shared memory, and two sketches are merged by adding. Bucket 0 has values below 2⁻¹⁶, which read
 * as 0; values from 2⁴⁸ on count as the largest bucket.
 */
export type Sketch = Float64Array;

/** An empty sketch, in the memory that is given, or its own. */
export function createSketch(memory: Float64Array = new Float64Array(sketchLength)): Sketch {
  memory.fill(0);
  memory[leastAt] = Infinity;
  memory[greatestAt] = -Infinity;
  return memory;
}

const view = new DataView(new ArrayBuffer(8));

/** Adds `weight` (below 0 takes away what was added) at `value` (not NaN). @hot */
export function addValue(sketch: Sketch, value: number, weight: number): void {
  view.setFloat64(0, value);
  let row = (view.getInt32(0) >> 13) - firstCode;
  if (row < 0) row = 0;
  else if (row >= bucketCount) row = bucketCount - 1;
  sketch[row] += weight;
  if (value < sketch[leastAt]) sketch[leastAt] = value;
  if (value > sketch[greatestAt]) sketch[greatestAt] = value;
}

/** Adds the weights of `other`, all of them `sign` times. */
export function mergeSketch(sketch: Sketch, other: Sketch, sign = 1): void {
  for (let row = 0; row < bucketCount; row++) sketch[row] += sign * other[row];
  if (other[leastAt] < sketch[leastAt]) sketch[leastAt] = other[leastAt];
  if (other[greatestAt] > sketch[greatestAt]) sketch[greatestAt] = other[greatestAt];
}

/** All that was added. */
export function weightOf(sketch: Sketch): number {
  let total = 0;
  for (let row = 0; row < bucketCount; row++) total += sketch[row];
  return total;
}

/**
 * The value below which a share `q` (0..1) of the weight lies: the rank is interpolated inside its
 * bucket, and no value lies outside the least and the greatest that was added. Within .8 % of the
 * true one; NaN when nothing was added. `beyond` is weight above everything in the sketch: the
 * value is Infinity where the rank falls into it.
 */
export function quantile(sketch: Sketch, q: number, beyond = 0): number {
  const inside = weightOf(sketch);
  if (!(inside + beyond > 0)) return NaN;
  const rank = q * (inside + beyond);
  if (rank > inside) return Infinity;
  let seen = 0;
  for (let row = 0; row < bucketCount; row++) {
    const weight = sketch[row];
    if (weight <= 0 || seen + weight < rank) {
      seen += weight;
      continue;
    }
    if (row === 0) return 0;
    const low = edgeOf(row);
    const value = low + ((rank - seen) / weight) * (edgeOf(row + 1) - low);
    return Math.min(Math.max(value, sketch[leastAt]), sketch[greatestAt]);
  }
  return sketch[greatestAt];
}

/** The share of the weight that lies below a value, so that `quantile` of it is that value. */
export function shareBelow(sketch: Sketch, value: number, beyond = 0): number {
  let seen = 0;
  for (let row = 0; row < bucketCount; row++) {
    const [low, high] = [edgeOf(row), edgeOf(row + 1)];
    if (high > value) {
      seen += sketch[row] * Math.min(Math.max((value - low) / (high - low), 0), 1);
      break;
    }
    seen += sketch[row];
  }
  return seen / (weightOf(sketch) + beyond);
}

/** The least value of a bucket; 0 of the first. */
function edgeOf(row: number): number {
  if (row === 0) return 0;
  view.setInt32(0, (row + firstCode) << 13);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}
