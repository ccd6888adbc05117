// How many sessions start now? The daily curve in local time, the weekday, the zone's offset.
import type { Numbers } from '@fairlead/core';

const hourMs = 3600000;
const dayMs = 24 * hourMs;

/**
 * Amplitudes of the daily curve, cosine and sine of one, two and three turns a day, relative to a
 * mean of 1.0217. Fitted to the 5-minute request rate of a video service in one US metro on Sunday
 * 2024-05-12 (UMass JEDI v-1; R² .949, standard deviation of the residual .077), the phase placed
 * so that the peak stands at 21:15 local time.
 */
const cosines = [0.1605, 0.0789, -0.0013];
const sines = [-0.3671, -0.2156, -0.0447];
const fittedMean = 1.0217;

/**
 * Demand of a weekday relative to the mean day, Monday first; the mean over the week is 1. An
 * assumption: the fitted data is one Sunday. Evenings before free days and the weekend are set a
 * few per cent above the other days, in line with weekly charts whose titles start on Fridays.
 */
export const weekdayFactors: readonly number[] = [0.96, 0.96, 0.96, 0.97, 1.03, 1.06, 1.06];

/**
 * Demand at a time of day relative to the mean of the day, for `localMs` in ms of local time since
 * 1970-01-01 (any day): 1.61 at the peak, 0.54 in the trough, 1 on average over 24 hours. @hot
 */
export function dailyCurve(localMs: number): number {
  // Whole days are taken off first: 1.7e12 ms as an angle would lose the milliseconds.
  const angle = (2 * Math.PI * (localMs - dayMs * Math.floor(localMs / dayMs))) / dayMs;
  const c1 = Math.cos(angle);
  const s1 = Math.sin(angle);
  const c2 = c1 * c1 - s1 * s1;
  const s2 = 2 * s1 * c1;
  const c3 = c2 * c1 - s2 * s1;
  const s3 = s2 * c1 + c2 * s1;
  const wave =
    cosines[0] * c1 +
    sines[0] * s1 +
    cosines[1] * c2 +
    sines[1] * s2 +
    cosines[2] * c3 +
    sines[2] * s3;
  return 1 + wave / fittedMean;
}

/** One zone of a scenario's `ZoneRules`: offset `k` holds from `fromMs[k]`, the first from ever. */
export type ZoneOffsets = { readonly fromMs: Numbers; readonly offsetMs: Numbers };

/** How much members start: the rule of a scenario. */
export type StartRule = { readonly startsPerMemberDay: number };

/** Day of the week of local time, 0 Monday to 6 Sunday; 1970-01-01 was a Thursday. @hot */
export function weekdayOf(localMs: number): number {
  const days = Math.floor(localMs / dayMs) + 3;
  return days - 7 * Math.floor(days / 7);
}

/** UTC offset in ms that a zone has at `atMs`, by binary search. @hot */
export function offsetAt(zone: ZoneOffsets, atMs: number): number {
  const { fromMs, offsetMs } = zone;
  let low = 0;
  let high = fromMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1; // round up, or low = middle could stand still
    if (fromMs[middle] <= atMs) low = middle;
    else high = middle - 1;
  }
  return offsetMs[low];
}

/**
 * Sessions that `members` are expected to start in the span of `spanMs` from `atMs`: members ×
 * startsPerMemberDay × daily curve × weekday × the span's part of a day, at the local time of its
 * middle. @hot
 */
export function startRate(
  rule: StartRule,
  members: number,
  zone: ZoneOffsets,
  span: { readonly atMs: number; readonly spanMs: number },
): number {
  const middleMs = span.atMs + span.spanMs / 2;
  const localMs = middleMs + offsetAt(zone, middleMs);
  const level = dailyCurve(localMs) * weekdayFactors[weekdayOf(localMs)];
  return members * rule.startsPerMemberDay * level * (span.spanMs / dayMs);
}
