// Between which values would a KPI lie with other members?
import type { Kpi } from '../measures/kpi.ts';
import type { SessionSlice } from '../measures/window.ts';
import type { Window } from './read-window.ts';

type OfSessions = Extract<Kpi, { readonly ofTables?: undefined }>;
type Reach = readonly [below: number, above: number];

/** Of 31 degrees of freedom, 95 %. */
const studentT = 2.04;

/** Of what all sessions come to, from what they do without one group after the other. */
function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return ((values.length - 1) / values.length) * squares;
}

/**
 * How far the 95 % interval goes below and above a value. The error is told by leaving out one
 * group of sessions after the other (jackknife: Quenouille 1956, Tukey 1958), of a sample smaller
 * by what was played of all.
 */
export function reachOf(kpi: OfSessions, value: number, window: Window, share: number): Reach {
  const square = studentT * studentT * (share === 1 ? 1 : 1 - share);
  if (kpi.quantile !== undefined) return quantileReach(kpi.quantile, value, window, square);
  const variance = varianceOf(window.without.map(kpi.ofSessions));
  if (kpi.whole !== undefined) return shareReach(kpi.whole, value, window, { square, variance });
  const error = Math.sqrt(square * variance);
  return [error, error];
}

/**
 * Of a quantile the share that lies below it has the error, and the interval is between the
 * quantiles of so much less and more (Woodruff 1952): values may be few, as distances are.
 */
function quantileReach(
  { q, at, below }: NonNullable<OfSessions['quantile']>,
  value: number,
  { all, without }: Window,
  square: number,
): Reach {
  const error = Math.sqrt(square * varianceOf(without.map((slice) => below(slice, value))));
  return [value - at(all, Math.max(q - error, 0)), at(all, Math.min(q + error, 1)) - value];
}

/**
 * A share of which few or no sessions were seen, or all but a few, knows too little of its own
 * error, so it has the interval of a score (Wilson 1927). It asks how much one session adds: as its
 * variance says, at most as one of the sessions that would tell the whole.
 */
function shareReach(
  whole: (slice: SessionSlice) => bigint,
  value: number,
  { all, without }: Window,
  { square, variance }: { readonly square: number; readonly variance: number },
): Reach {
  const of = Number(whole(all));
  const most = varianceOf(without.map((slice) => Number(whole(slice)))) / (of * of);
  const rest = Math.min(value, 1 - value);
  const added = rest > 0 ? Math.min(variance / rest, most) : most;
  const least = (square * added) / 2;
  const reach = Math.sqrt(square * variance + least * least);
  const shift = least * (1 - 2 * value);
  return [Math.min(reach - shift, value), Math.min(reach + shift, 1 - value)];
}
