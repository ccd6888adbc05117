// How is a lognormal drawn without a logarithm, a sine or an exponential for each draw?

/**
 * Quantile of the standard normal at `p` in (0, 1); relative error below 1e-15.
 * Source: M. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
 * Applied Statistics 37, 1988 (PPND16).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(centralTop, r)) / horner(centralBottom, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const size =
    r <= 5
      ? horner(middleTop, r - 1.6) / horner(middleBottom, r - 1.6)
      : horner(tailTop, r - 5) / horner(tailBottom, r - 5);
  return q < 0 ? -size : size;
}

/** Coefficients of AS 241 from the highest power down. */
const centralTop = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const centralBottom = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const middleTop = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const middleBottom = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
];
const tailTop = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const tailBottom = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** Cells of a quantile table. */
const cellCount = 4096;

/**
 * A distribution as 4097 quantiles, row `k` at probability `k / 4096`; between two rows a draw is
 * linear. The ends stand for the outermost 1/8192 of each side, so no draw is absurd: nothing is
 * drawn beyond 3.7 standard deviations of a normal.
 */
export type QuantileTable = Float64Array;

/** The quantiles of the standard normal. */
export function normalTable(): QuantileTable {
  const table = new Float64Array(cellCount + 1);
  for (let row = 0; row <= cellCount; row++) {
    const p = Math.min(Math.max(row / cellCount, 0.5 / cellCount), 1 - 0.5 / cellCount);
    table[row] = normalQuantile(p);
  }
  return table;
}

/** The quantiles of exp(ln `median` + `sigma` × N). */
export function lognormalTable(median: number, sigma: number): QuantileTable {
  return normalTable().map((normal) => median * Math.exp(sigma * normal));
}

/** The value at a uniform uint32 of the tabled distribution. @hot */
export function quantileAt(table: QuantileTable, uniform: number): number {
  const row = uniform >>> 20;
  const low = table[row];
  return low + (table[row + 1] - low) * ((uniform & 0xfffff) / 0x100000);
}

/** Mean of a draw when values above `most` count as `most`, and below `least` as `least`. */
export function cappedMean(table: QuantileTable, least: number, most: number): number {
  let sum = 0;
  for (let row = 0; row < cellCount; row++) {
    const low = Math.min(Math.max(table[row], least), most);
    const high = Math.min(Math.max(table[row + 1], least), most);
    sum += (low + high) / 2;
  }
  return sum / cellCount;
}
