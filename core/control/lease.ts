// May an appliance still be offered, when nothing has been heard from it for a while?
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';
import { ageMs, type Clock, createClock, tellClock } from './trust.ts';

/** How long an appliance is offered on its last word. */
export type LeaseRule = {
  /** A lease that was not renewed for longer has run out, ms. */
  readonly leaseMs: number;
  /** Not renewed for longer than this it is late, ms; well under `leaseMs`, above the renewals'. */
  readonly lateMs: number;
  /** Are more of the leases that run late than this, the fault is ours and all go on, 0..1. */
  readonly lateShareMax: number;
};

/** For renewals every ten seconds: three minutes, late after half of it, at most 30 % at a time. */
export const defaultLeaseRule: LeaseRule = {
  leaseMs: 180_000,
  lateMs: 90_000,
  lateShareMax: 0.3,
};

/** The leases of a fleet; a row an appliance of the snapshot. */
export type Leases = {
  /** When it was last heard of, by the receiver's monotonic clock. */
  readonly renewedMs: Float64Array;
  /** 1: it may be offered. */
  readonly isLeased: Uint8Array;
  /** Whether so many are late that none runs out. */
  isHeld: boolean;
} & Clock;

/** Leases that all begin at `atMs`. */
export function createLeases(applianceCount: number, atMs: number): Leases {
  given(applianceCount, 'count');
  given(atMs, 'number');
  const isTime = Math.abs(atMs) < Number.POSITIVE_INFINITY;
  const nowMs = isTime ? atMs : 0;
  return {
    renewedMs: new Float64Array(applianceCount).fill(nowMs),
    isLeased: new Uint8Array(applianceCount).fill(1),
    isHeld: false,
    ...createClock(nowMs),
  };
}

/**
 * Something was heard of an appliance at `atMs`; `row`: there is none, nothing changes. Total.
 * @hot
 */
export function renewLease(out: Leases, appliance: number, atMs: number): 'taken' | 'row' {
  tellClock(out, atMs);
  if (!isRow(appliance, out.renewedMs.length)) return 'row';
  out.renewedMs[appliance] = out.nowMs;
  return 'taken';
}

/**
 * Judges all leases at `nowMs` and returns how many appliances may now be offered and might not,
 * or the other way round. Up to its end a silent appliance is only unhealthy (H), so that
 * fail-open may still try it; afterwards it counts as not up (D) and is not tried at all.
 *
 * When more than `lateShareMax` of the leases are late at once (and more than one), it is our own
 * ears that fail: then none runs out until enough are heard again. As lateness comes well before
 * the end, a fleet that falls silent loses nobody. What had run out before stays out until it is
 * heard. Total. Source: the outage of Facebook on 2021-10-04, where every site that lost the
 * backbone withdrew itself.
 *
 * @example
 * const leases = createLeases(4, 0);
 * for (const row of [0, 1, 2]) renewLease(leases, row, 180_000);
 * const changed = judgeLeases(leases, 180_001, defaultLeaseRule);
 * console.log(changed, leases.isLeased.join('')); // => 1 1110
 */
export function judgeLeases(out: Leases, nowMs: number, rule: LeaseRule): number {
  given(out, 'leases');
  given(nowMs, 'number');
  given(rule, 'object');
  tellClock(out, nowMs);
  out.isHeld = isMassSilence(out, rule);
  let changed = 0;
  for (let row = 0; row < out.isLeased.length; row++) {
    const runs = ageMs(out.renewedMs[row], out.nowMs) <= rule.leaseMs;
    const leased = runs || (out.isHeld && out.isLeased[row] === 1) ? 1 : 0;
    if (leased === out.isLeased[row]) continue;
    out.isLeased[row] = leased;
    changed++;
  }
  return changed;
}

function isMassSilence({ renewedMs, isLeased, nowMs }: Leases, rule: LeaseRule): boolean {
  let leased = 0;
  let late = 0;
  for (let row = 0; row < isLeased.length; row++) {
    if (isLeased[row] === 0) continue;
    leased++;
    if (ageMs(renewedMs[row], nowMs) > rule.lateMs) late++;
  }
  return late > Math.max(1, rule.lateShareMax * leased);
}

/** The same leases on the rows of another snapshot; see `carryFleet`. New ones begin now. */
export function carryLeases(leases: Leases, rowBefore: ArrayLike<number>): Leases {
  given(leases, 'leases');
  given(rowBefore, 'column');
  const next = createLeases(rowBefore.length, leases.nowMs);
  next.isHeld = leases.isHeld;
  next.aheadMs = leases.aheadMs;
  for (let row = 0; row < rowBefore.length; row++) {
    const before = rowBefore[row];
    if (!(before < leases.isLeased.length)) continue;
    next.renewedMs[row] = leases.renewedMs[before];
    next.isLeased[row] = leases.isLeased[before];
  }
  return next;
}
