// How far are draws from what their names say?
import { createStream, openStream, type Stream } from '../../random/stream.ts';

export const seed = 20_261;
export const open = (entity: number, purpose = 1) =>
  openStream(createStream(), seed, entity, purpose);
export const draws = (count: number, draw: (stream: Stream) => number, stream: Stream) =>
  Float64Array.from({ length: count }, () => draw(stream));

export function momentsOf(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const variance = central(2);
  return {
    mean,
    variance,
    skewness: central(3) / variance ** 1.5,
    kurtosis: central(4) / variance ** 2,
  };
}

/** Largest gap between the sample and `cdf`, times √n: 1.95 is passed by one sample in 1000. */
export function gapOf(values: Float64Array, cdf: (value: number) => number): number {
  const sorted = values.toSorted();
  let gap = 0;
  sorted.forEach((value, row) => {
    const expected = cdf(value);
    gap = Math.max(gap, expected - row / sorted.length, (row + 1) / sorted.length - expected);
  });
  return gap * Math.sqrt(sorted.length);
}

/** Standard normal CDF, by the series of its integral (Abramowitz and Stegun 26.2.10). */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 7) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-17; k++) {
    term *= (-x * x * (2 * k - 1)) / (2 * k * (2 * k + 1));
    sum += term;
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

/** Adds to a row that is there. */
export function addTo(column: Float64Array | number[], row: number, amount: number): void {
  column[row] = (column[row] as number) + amount;
}

/** Pearson's statistic less its mean, in its standard deviations: 4 is one in some 10,000. */
export function chiSquareExcess(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let statistic = 0;
  let degrees = -1;
  for (let row = 0; row < expected.length; row++) {
    const mean = expected[row] as number;
    if (mean === 0) continue;
    statistic += ((counts[row] as number) - mean) ** 2 / mean;
    degrees++;
  }
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}
