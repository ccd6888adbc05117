// How much more or less than on its mean day is a title watched, so many days after its release?
import { titleKinds } from '@fairlead/core';

/** Weights and times in days of a sum of three falling exponentials. */
type Kernel = readonly (readonly [weight: number, days: number])[];

/**
 * Daily demand after a release. Fitted to the weekly top tens to 2024 joined with release dates,
 * drop-outs as censored, and to half-year reports; RMSE of ln .115 (films) and .112 (seasons).
 */
const filmKernel: Kernel = [
  [0.9701, 6.1],
  [0.0191, 56.7],
  [0.0109, 535],
];
const tvKernel: Kernel = [
  [0.9591, 8.87],
  [0.0311, 88],
  [0.0098, 737],
];

/** Half of the half year that a title's weight counts, in days. */
const halfSpanDays = 91;

/** What Saturdays and Sundays of the first two weeks are above the kernel (median of Fridays). */
const freshWeekendFactor = 1.25;

/**
 * Demand on one day relative to the mean day of the half year around it, of which a title's weight
 * is the total: 0 before the release, near 25 on its first day, 1 for what was always there (no
 * release day) and for old titles. `kind` is a code of `titleKinds`; a recorded event falls as a
 * film does. `weekday` is 0 Monday to 6 Sunday.
 */
export function releaseFactor(kind: number, ageDays: number, weekday: number): number {
  if (Number.isNaN(ageDays)) return 1;
  if (ageDays < 0) return 0;
  const kernel = titleKinds[kind] === 'tv' ? tvKernel : filmKernel;
  const mean =
    (integral(kernel, ageDays + halfSpanDays) -
      integral(kernel, Math.max(0, ageDays - halfSpanDays))) /
    (2 * halfSpanDays);
  const weekend = ageDays < 14 && weekday >= 5 ? freshWeekendFactor : 1;
  return (weekend * rateAt(kernel, ageDays)) / mean;
}

/** Share of the first year's demand that a title of `kind` has had `ageDays` after its release. */
export function firstYearShare(kind: number, ageDays: number): number {
  const kernel = titleKinds[kind] === 'tv' ? tvKernel : filmKernel;
  return integral(kernel, ageDays) / integral(kernel, 365);
}

function rateAt(kernel: Kernel, days: number): number {
  let sum = 0;
  for (const [weight, scale] of kernel) sum += weight * Math.exp(-days / scale);
  return sum;
}

/** Demand from the release until `days` after it. */
function integral(kernel: Kernel, days: number): number {
  let sum = 0;
  for (const [weight, scale] of kernel) sum += weight * scale * (1 - Math.exp(-days / scale));
  return sum;
}
