// What of health, leases and drains does a decision see? One bit each, written when they change.
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type Drain, drainShare } from './drain.ts';
import { healthyBit, type State, upBit, writeLeaving } from './state.ts';

/** What is believed of a fleet; rows of appliances as in the snapshot. What is absent is well. */
export type Belief = {
  readonly health?: { readonly healthy: Numbers };
  readonly leases?: { readonly isLeased: Numbers };
  /** Drains of appliances, by row; those that are not in it are not drained. */
  readonly drains?: ReadonlyMap<number, Drain>;
  /** Now, by the clock of the drains: how far those with a ramp are. Absent: at their end. */
  readonly atMs?: number;
  /**
   * Policy *fail-closed*: health is never ignored, not even when nobody is healthy. An appliance
   * that is believed unhealthy then counts as not up (D), in fail-open and last resort too.
   */
  readonly isFailClosed?: boolean;
};

/**
 * Writes whether each appliance of `snapshot` is up (declared so, leased, not drained) and healthy
 * to `out`, and the shares of drains with a ramp to `out.drain`, if it is there; shed shares stay.
 * For between decisions: a decision never sees half of it.
 *
 * @example
 * const state = createState(snapshot);
 * const leases = createLeases(snapshot.applianceCount, 0);
 * leases.isLeased[0] = 0; // silent for too long
 * writeBelief(state, snapshot, { leases });
 * console.log(((state.appliance[0] ?? 0) & upBit) !== 0); // => false
 */
export function writeBelief(out: State, snapshot: Snapshot, standing: Belief): void {
  given(out, 'state');
  given(snapshot, 'snapshot');
  given(standing, 'object');
  publish(out, snapshot, standing);
}

/** The same for an instance, which knows what it has, and goes on where that is damaged. */
export function publish(out: State, snapshot: Snapshot, standing: Belief): void {
  const {
    health,
    leases,
    drains,
    isFailClosed = false,
    atMs = Number.POSITIVE_INFINITY,
  } = standing;
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const isLeased = leases === undefined || leases.isLeased[row] === 1;
    const drain = drains?.get(row);
    const share = drain === undefined ? 0 : drainShare(drain, atMs);
    // Without a column for shares a drain that has begun is one of all sessions.
    const isDrained = share === 1 || (share > 0 && out.drain === undefined);
    if (out.drain !== undefined) writeLeaving(out.appliance, out.drain, row, isDrained ? 0 : share);
    const isHealthy = health === undefined || health.healthy[row] === 1;
    const isOffered = isHealthy || !isFailClosed;
    const isUp = snapshot.applianceState[row] === 0 && isLeased && !isDrained && isOffered;
    const others = out.appliance[row] & ~(upBit | healthyBit);
    out.appliance[row] = (others | (isUp ? upBit : 0) | (isHealthy ? healthyBit : 0)) >>> 0;
  }
}
