// How are sums kept exact that pass 2⁵³? In two columns, of which one counts what the other held.

/** What the first column gives to the second when it is reached: 2⁵². */
const unit = 4503599627370496;

/**
 * Sums of whole numbers: row `r` holds low[r] + high[r] × 2⁵². They can lie in shared memory, and
 * are the same in whatever order they were added up, as far as the value is concerned.
 */
export type Exact = { readonly low: Float64Array; readonly high: Float64Array };

export function createExact(
  rows: number,
  buffer: (byteLength: number) => ArrayBufferLike = (byteLength) => new ArrayBuffer(byteLength),
): Exact {
  return {
    low: new Float64Array(buffer(8 * rows)),
    high: new Float64Array(buffer(8 * rows)),
  };
}

/** Adds a whole number of at most 2⁵² either way. @hot */
export function addExact({ low, high }: Exact, row: number, amount: number): void {
  const sum = low[row] + amount;
  if (sum < unit && sum > -unit) {
    low[row] = sum;
    return;
  }
  // Away from the edge before it is crossed: the sum of both may not be exact.
  const step = amount < 0 ? -1 : 1;
  low[row] = low[row] - step * unit + amount;
  high[row] += step;
}

/** Adds `rate` × `ms`, both whole, below 2⁵² and 2²⁰, whatever comes of it. @hot */
export function addProduct(sums: Exact, row: number, rate: number, ms: number): void {
  const product = rate * ms;
  if (product <= unit && product >= -unit) {
    addExact(sums, row, product);
    return;
  }
  const upper = Math.floor(rate / 1048576);
  const many = upper * ms; // × 2²⁰: below 2⁵²
  sums.high[row] += Math.floor(many / 4294967296);
  addExact(sums, row, (many % 4294967296) * 1048576);
  addExact(sums, row, (rate - upper * 1048576) * ms);
}

/** Adds row `from` of `other` to a row. @hot */
export function joinExact(sums: Exact, row: number, other: Exact, from: number): void {
  if (other.low[from] !== 0) addExact(sums, row, other.low[from]);
  sums.high[row] += other.high[from];
}

/** Whether the sum of a row is 0; a sum that came to it by way of others may not be. @hot */
export function isBare({ low, high }: Exact, row: number): boolean {
  return low[row] === 0 && high[row] === 0;
}

/** Takes a row of `other` away from the same row. @hot */
export function takeExact(sums: Exact, row: number, other: Exact): void {
  if (other.low[row] !== 0) addExact(sums, row, -other.low[row]);
  sums.high[row] -= other.high[row];
}

/** The sum of a row. */
export function exactAt({ low, high }: Exact, row: number): bigint {
  return BigInt(low[row]) + BigInt(high[row]) * BigInt(unit);
}

/** The double next to the sum of a row. @hot */
export function numberAt({ low, high }: Exact, row: number): number {
  return high[row] * unit + low[row];
}

/** Adds all rows of `other`. */
export function mergeExact(sums: Exact, other: Exact): void {
  for (let row = 0; row < sums.low.length; row++) {
    if (other.low[row] !== 0) addExact(sums, row, other.low[row]);
    sums.high[row] += other.high[row];
  }
}

export function clearExact({ low, high }: Exact): void {
  low.fill(0);
  high.fill(0);
}
