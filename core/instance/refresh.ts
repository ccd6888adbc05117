// What does a decision see of all that is believed? The words of the state, row by row.
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';
import { publish } from '../control/belief.ts';
import { countOwn, sessionLoadMax } from '../control/believed-load.ts';
import { slowStartShare } from '../control/shed.ts';
import { leavingBit, shedMask } from '../control/state.ts';
import type { SessionLoad } from './events.ts';
import type { Instance } from './instance.ts';
import { markLoads, shedRow } from './load-table.ts';

/**
 * Marks what is known of loads at `atMs` and writes the whole state: what is up and healthy, and
 * what every row sheds by its load, its slow start or its cut. O(rows); allocates nothing, unless
 * a first drain with a ramp has begun.
 *
 * @example
 * const instance = createInstance(snapshot);
 * countSession(instance, { appliance: 0, link: 0, load: 5_000_000, atMs: 1000 });
 * refresh(instance, 2000);
 * console.log(instance.appliance.loads.own[0], instance.state.link[0]); // => 5000000 0
 */
export function refresh(instance: Instance, atMs: number): void {
  given(instance, 'instance');
  given(atMs, 'number');
  const { snapshot, appliance, link, policy } = instance;
  markLoads(appliance, atMs, policy.marks);
  markLoads(link, atMs, policy.marks);
  refreshBelief(instance);
  appliance.input.atMs = atMs;
  link.input.atMs = atMs;
  for (let row = 0; row < snapshot.applianceCount; row++) shedAppliance(instance, row);
  for (let row = 0; row < snapshot.linkCount; row++) shedLink(instance, row);
}

/** Writes who is up and healthy, and how far drains are by now; shed shares stay. */
export function refreshBelief(instance: Instance): void {
  fitDrainColumn(instance);
  const { state, snapshot, belief, policy, drainRows, nowMs } = instance;
  publish(state, snapshot, {
    ...{ health: belief, leases: belief, drains: drainRows },
    ...{ isFailClosed: policy.isFailClosed, atMs: nowMs },
  });
}

/** Gives the state its column of shares while a drain has a ramp, and takes it away after. */
function fitDrainColumn(instance: Instance): void {
  const { state, drainRows } = instance;
  let hasRamp = false;
  for (const drain of drainRows.values()) hasRamp ||= drain.ramp !== undefined;
  if (hasRamp === (state.drain !== undefined)) return;
  const { appliance, link } = state;
  if (hasRamp) {
    instance.state = { appliance, link, drain: new Uint32Array(appliance.length) };
    return;
  }
  for (let row = 0; row < appliance.length; row++) appliance[row] &= ~leavingBit;
  instance.state = { appliance, link };
}

function shedAppliance(instance: Instance, row: number): void {
  const { state, snapshot, belief, policy, appliance } = instance;
  const { input } = appliance;
  input.room = snapshot.capacityBps[row] / policy.loadUnitBps;
  input.leastShare = slowStartShare(input.atMs - belief.sinceMs[row], policy.slowStart);
  const units = shedRow(appliance, row);
  const word = state.appliance[row];
  if ((word & shedMask) !== units) state.appliance[row] = (word & ~shedMask) | units;
}

function shedLink({ state, snapshot, belief, policy, link }: Instance, row: number): void {
  link.input.room = snapshot.linkCapacityBps[row] / policy.loadUnitBps;
  link.input.leastShare = belief.isCut[row];
  state.link[row] = shedRow(link, row);
}

/**
 * Counts a session that starts or ends on an appliance and a link, and renews what both shed: the
 * next decision knows. What is no row or no number changes nothing and is counted. @hot
 */
export function countSession(instance: Instance, leg: SessionLoad): void {
  const { appliance, link, counts, snapshot } = instance;
  const { atMs, load } = leg;
  const { applianceCount, linkCount } = snapshot;
  if (!isRow(leg.appliance, applianceCount) || !isRow(leg.link, linkCount)) {
    counts.ignored.row++;
    return;
  }
  if (typeof load !== 'number' || !(Math.abs(load) <= sessionLoadMax)) {
    counts.ignored.load++;
    return;
  }
  countOwn(appliance.loads, leg.appliance, load);
  countOwn(link.loads, leg.link, load);
  appliance.input.atMs = atMs;
  link.input.atMs = atMs;
  shedAppliance(instance, leg.appliance);
  shedLink(instance, leg.link);
}
