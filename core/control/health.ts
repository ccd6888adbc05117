// What does one observer say of an appliance? Counts in a row, so that one odd report moves nobody.
import { given } from '../base/given.ts';

/** What is said of one appliance, and how many reports in a row have said otherwise. */
export type Health = {
  /** What the reports said when last enough of them in a row agreed. */
  readonly healthy: boolean;
  /** Reports in a row that have since said otherwise. */
  readonly against: number;
};

/** How many reports in a row change what is said. */
export type HealthRule = {
  /** Bad reports in a row that end trust, at least 1. */
  readonly downAfter: number;
  /** Good reports in a row that restore it, at least 1. */
  readonly upAfter: number;
};

/**
 * What is said after one more report (`isFit`; a report that did not come is a bad one). Pure and
 * total. Source: the `fall` and `rise` counts of HAProxy server checks. @hot
 */
export function reduceHealth(health: Health, isFit: boolean, rule: HealthRule): Health {
  if (isFit === health.healthy) return health.against === 0 ? health : { ...health, against: 0 };
  const against = health.against + 1;
  const needed = health.healthy ? rule.downAfter : rule.upAfter;
  if (against < needed) return { healthy: health.healthy, against };
  return { healthy: isFit, against: 0 };
}

/** Between which shares of failed requests an appliance keeps the name that it has. */
export type HealthRange = {
  /** A failed share from here on is a bad sign, 0..1. */
  readonly unfitFrom: number;
  /** Only a failed share below this is a good one again; at most half of `unfitFrom` is wise. */
  readonly fitBelow: number;
  /** Fewer requests than this say nothing. */
  readonly requestsMin: number;
};

/** One request in ten fails; fit again below one in twenty-five; a hundred requests count. */
export const defaultHealthRange: HealthRange = { unfitFrom: 0.1, fitBelow: 0.04, requestsMin: 100 };

/**
 * Whether an appliance of whose `requests` so many `failed` is fit: what clients see of a grey
 * failure that answers every probe. Between the two bounds it stays as it was (`wasFit`), so a
 * share that wavers about one of them decides once. Pure and total: no number changes nothing.
 *
 * @example
 * console.log(isFit(true, { requests: 1000, failed: 150 }, defaultHealthRange)); // => false
 * console.log(isFit(false, { requests: 1000, failed: 60 }, defaultHealthRange)); // => false
 * console.log(isFit(true, { requests: 10, failed: 10 }, defaultHealthRange)); // => true
 */
export function isFit(
  wasFit: boolean,
  seen: { readonly requests: number; readonly failed: number },
  band: HealthRange,
): boolean {
  given(seen, 'object');
  given(band, 'object');
  if (!(seen.requests >= band.requestsMin) || !(seen.requests > 0)) return wasFit;
  const share = seen.failed / seen.requests;
  return wasFit ? !(share >= band.unfitFrom) : share < band.fitBelow;
}

/** No sequence goes so far (2⁵²), none leaps by more than a million; no boot goes beyond 2³⁶. */
const sequenceMax = 4_503_599_627_370_496;
const sequenceStepMax = 1_048_576;
const bootMax = 68_719_476_736;

function isCount(value: number, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max && value % 1 === 0;
}

/** Whether both are counts that an observer may come to. @hot */
export function isCounted(sequence: number, boot: number): boolean {
  return isCount(sequence, sequenceMax) && isCount(boot, bootMax);
}

/**
 * Whether a report is the next of its observer: of a later boot, or a later number of the same.
 * `heard`: the last number, minus infinity: none; `bootStep`: boot less the last one. @hot
 */
export function orderOf(
  sequence: number,
  heard: number,
  bootStep: number,
): 'taken' | 'stale' | 'jump' {
  if (heard === Number.NEGATIVE_INFINITY || bootStep > 0) return 'taken';
  if (bootStep < 0 || sequence <= heard) return 'stale';
  return sequence - heard <= sequenceStepMax ? 'taken' : 'jump';
}
