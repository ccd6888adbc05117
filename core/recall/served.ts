// How much do the first targets of many decisions addServed, and against which capacity?
import { given } from '../base/given.ts';
import { compareUtf8 } from '../base/utf8.ts';
import type { StateColumns } from '../control/state.ts';
import type { Decision } from '../decide/decision.ts';
import { isUp } from '../overlay/drain.ts';
import { readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** Sums of weights by row of the snapshot on which was decided. */
export type Served = {
  readonly appliance: Float64Array;
  readonly link: Float64Array;
  /** By rank of the target; `noRow`: last resort. */
  readonly rank: Map<number, number>;
  /** Decisions without a target. */
  unservedWeight: number;
};

/** Sums for `snapshot`, all 0. */
export function createServed(snapshot: Snapshot): Served {
  return {
    appliance: new Float64Array(snapshot.applianceCount),
    link: new Float64Array(snapshot.linkCount),
    rank: new Map(),
    unservedWeight: 0,
  };
}

/** Adds the first target of `decision` to `out`. */
export function addServed(out: Served, decision: Decision, weight: number): void {
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
export type ServedRow = {
  readonly id: string;
  readonly weight: number;
  /** Of a site: of its appliances that are up. Of an appliance that is not up: 0. */
  readonly capacityBps: number;
};

/** What every site, link and appliance carries, in row order. */
export type ServedTables = {
  readonly site: readonly ServedRow[];
  readonly link: readonly ServedRow[];
  readonly appliance: readonly ServedRow[];
};

/** The sums with ids and capacities, as `state` has them. */
export function servedTables(
  snapshot: Snapshot,
  state: StateColumns,
  served: Served,
): ServedTables {
  given(snapshot, 'snapshot');
  given(state, 'state');
  given(served, 'served');
  const siteWeight = new Float64Array(snapshot.siteCount);
  const siteCapacityBps = new Float64Array(snapshot.siteCount);
  const appliance = readIds(snapshot, 'appliance').map((id, row) => {
    const weight = served.appliance[row];
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
    return { id, weight: served.link[row], capacityBps: snapshot.linkCapacityBps[row] };
  });
  return { site, link, appliance };
}

/** One thing on two bases; what is not there carries nothing and has no capacity. */
export type ServedShift = {
  readonly id: string;
  readonly before: Omit<ServedRow, 'id'>;
  readonly after: Omit<ServedRow, 'id'>;
};

/** What changes, by how much it gains: the largest gain first, then by id. */
export function servedShifts(
  before: readonly ServedRow[],
  after: readonly ServedRow[],
): ServedShift[] {
  given(before, 'list');
  given(after, 'list');
  const nothing = { weight: 0, capacityBps: 0 };
  const shifts = new Map<string, { before: Omit<ServedRow, 'id'>; after: Omit<ServedRow, 'id'> }>();
  for (const { id, ...rest } of before) shifts.set(id, { before: rest, after: nothing });
  for (const { id, ...rest } of after)
    shifts.set(id, { before: shifts.get(id)?.before ?? nothing, after: rest });
  const gain = (shift: ServedShift) => shift.after.weight - shift.before.weight;
  return [...shifts]
    .map(([id, shift]): ServedShift => ({ id, ...shift }))
    .filter((shift) => shift.before.weight !== shift.after.weight)
    .sort((a, b) => gain(b) - gain(a) || compareUtf8(a.id, b.id));
}
