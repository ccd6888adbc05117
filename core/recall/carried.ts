// How much do the first targets of many decisions carry, and against which capacity?

import { compareUtf8 } from '../base/utf8.ts';
import type { StateView } from '../control/state.ts';
import type { Decision } from '../decide/decision.ts';
import { given } from '../door/given.ts';
import { isUp } from '../overlay/drain.ts';
import { readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** Sums of weights by row of the snapshot on which was decided. */
export type Carried = {
  readonly appliance: Float64Array;
  readonly link: Float64Array;
  /** By rank of the target; `noRow`: last resort. */
  readonly rank: Map<number, number>;
  /** Decisions without a target. */
  unservedWeight: number;
};

/** Sums for `snapshot`, all 0. */
export function createCarried(snapshot: Snapshot): Carried {
  return {
    appliance: new Float64Array(snapshot.applianceCount),
    link: new Float64Array(snapshot.linkCount),
    rank: new Map(),
    unservedWeight: 0,
  };
}

/** Adds the first target of `decision` to `out`. */
export function carry(out: Carried, decision: Decision, weight: number): void {
  if (decision.targetCount === 0) {
    out.unservedWeight += weight;
    return;
  }
  out.appliance[decision.targetAppliance[0]] += weight;
  out.link[decision.targetLink[0]] += weight;
  const rank = decision.targetRank[0];
  out.rank.set(rank, (out.rank.get(rank) ?? 0) + weight);
}

/** What a thing carries on one basis. */
export type Carrying = {
  readonly id: string;
  readonly weight: number;
  /** Of a site: of its appliances that are up. Of an appliance that is not up: 0. */
  readonly capacityBps: number;
};

/** What every site, link and appliance carries, in row order. */
export type CarryingTables = {
  readonly site: readonly Carrying[];
  readonly link: readonly Carrying[];
  readonly appliance: readonly Carrying[];
};

/** The sums with ids and capacities, as `state` has them. */
export function carryingOf(snapshot: Snapshot, state: StateView, carried: Carried): CarryingTables {
  given(snapshot, 'snapshot');
  given(state, 'state');
  given(carried, 'carried');
  const siteWeight = new Float64Array(snapshot.siteCount);
  const siteCapacityBps = new Float64Array(snapshot.siteCount);
  const appliance = readIds(snapshot, 'appliance').map((id, row) => {
    const weight = carried.appliance[row];
    const capacityBps = isUp(state.appliance[row]) ? snapshot.capacityBps[row] : 0;
    const site = snapshot.clusterSite[snapshot.applianceCluster[row]];
    siteWeight[site] += weight;
    siteCapacityBps[site] += capacityBps;
    return { id, weight, capacityBps };
  });
  const site = readIds(snapshot, 'site').map((id, row) => {
    return { id, weight: siteWeight[row], capacityBps: siteCapacityBps[row] };
  });
  const link = readIds(snapshot, 'link').map((id, row) => {
    return { id, weight: carried.link[row], capacityBps: snapshot.linkCapacityBps[row] };
  });
  return { site, link, appliance };
}

/** One thing on two bases; what is not there carries nothing and has no capacity. */
export type CarriedShift = {
  readonly id: string;
  readonly before: Omit<Carrying, 'id'>;
  readonly after: Omit<Carrying, 'id'>;
};

/** What changes, by how much it gains: the largest gain first, then by id. */
export function carriedShifts(
  before: readonly Carrying[],
  after: readonly Carrying[],
): CarriedShift[] {
  given(before, 'list');
  given(after, 'list');
  const nothing = { weight: 0, capacityBps: 0 };
  const shifts = new Map<string, { before: Omit<Carrying, 'id'>; after: Omit<Carrying, 'id'> }>();
  for (const { id, ...rest } of before) shifts.set(id, { before: rest, after: nothing });
  for (const { id, ...rest } of after)
    shifts.set(id, { before: shifts.get(id)?.before ?? nothing, after: rest });
  const gain = (shift: CarriedShift) => shift.after.weight - shift.before.weight;
  return [...shifts]
    .map(([id, shift]): CarriedShift => ({ id, ...shift }))
    .filter((shift) => shift.before.weight !== shift.after.weight)
    .sort((a, b) => gain(b) - gain(a) || compareUtf8(a.id, b.id));
}
