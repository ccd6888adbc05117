// How long does a session last?
import { cappedMean, lognormalTable, quantileAt } from '../random/quantiles.ts';

const minuteMs = 60000;

/** No session counts as shorter. */
const lengthMsMin = minuteMs;

/**
 * Lognormal with a median of 40 minutes and a standard deviation of ln of .8: an assumption, as
 * session lengths are not published; 30 to 60 minutes a start fit the published hours a day and
 * decisions a second. Nine in ten last between 11 minutes and 2.5 hours before the cap.
 */
const lengths = lognormalTable(40 * minuteMs, 0.8);

/** Starts of a member on an average day that, at some 50 minutes each, make the 2 hours published
 * for the third quarter of 2024. */
export const startsPerMemberDay = 2.4;

/** Whole ms that a session with this uniform uint32 lasts: 1 minute to the title's runtime. @hot */
export function lengthAt(uniform: number, runtimeMs: number): number {
  const lengthMs = quantileAt(lengths, uniform);
  if (lengthMs >= runtimeMs) return Math.max(runtimeMs, lengthMsMin);
  return lengthMs < lengthMsMin ? lengthMsMin : Math.floor(lengthMs);
}

/** No session lasts longer, whatever its title, ms. */
export const longestSessionMs: number = lengthAt(0xffffffff, Infinity);

/** Mean session of a title with this runtime, ms. */
export function meanLengthMs(runtimeMs: number): number {
  return cappedMean(lengths, lengthMsMin, Math.max(runtimeMs, lengthMsMin));
}
