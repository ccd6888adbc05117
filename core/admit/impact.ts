// What would a candidate change: in the fleet, in the catalogue, and for those who ask?
import { noRow } from '../base/ids.ts';
import type { Compared, SnapshotDiff } from '../diff/diff.ts';
import type { Join, Joins } from '../diff/diff-fleet.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { siteKinds } from '../world/world.ts';
import { candidateLoss } from './candidate-loss.ts';
import { dryRun, type RequestChange } from './dry-run.ts';

/**
 * Capacity of appliances that are up, at sites of one kind or (`all`) at all. Lost is what single
 * appliances have less or are gone with, as a share of before: others do not make up for it.
 */
export type CapacityChange = {
  readonly sites: string;
  readonly beforeBps: number;
  readonly afterBps: number;
  readonly lossShare: number;
};

/** How many rows or copies there are, or bits per second, before and after. */
export type TotalChange = {
  readonly what: string;
  readonly before: number;
  readonly after: number;
};

/** What a candidate would change: counts, shares 0..1 of the current one, and the whole diff. */
export type AdmissionChange = {
  readonly upApplianceCount: number;
  /** In the candidate. */
  readonly upAfterCount: number;
  readonly lostApplianceCount: number;
  readonly applianceLossShare: number;
  readonly capacities: readonly CapacityChange[];
  readonly coverageLossShare: number;
  /** Mean over clients of the share of their candidates that are gone. */
  readonly candidateLossShare: number;
  readonly movedShare: number;
  /** Over what `movedShare` was taken: the sample, or without one the covered address space. */
  readonly movedOver: 'sample' | 'address space';
  /** Of the dry run: over all clients first, then by group and by kind of link. */
  readonly requests: readonly RequestChange[];
  /** What may grow: rows of tables, copies, capacity. */
  readonly totals: readonly TotalChange[];
  /** The appliance or link in both whose capacity grew most: times as much, 1 at least. */
  readonly rowGrowth: number;
  readonly diff: SnapshotDiff;
};

const isUp = (snapshot: Snapshot, row: number): boolean => snapshot.applianceState[row] === 0;

/** `part` of `whole`, 0..1; 0 of nothing. */
export const shareOf = (part: number, whole: number): number =>
  whole > 0 ? Math.min(1, part / whole) : 0;

/** What `candidate` would change, with the requests of a dry run. Total. */
export function impactOf(
  current: Snapshot,
  candidate: Snapshot,
  compared: Compared,
  sample: TrafficSample | undefined,
): AdmissionChange {
  const { diff, joins } = compared;
  const { coveredBefore, lost, moved, coveredAfter, sampleWeight } = diff.space;
  const covered = (measure: 'v4AddressCount' | 'v6BlockCount'): number =>
    coveredAfter[measure] + lost[measure]; // before, after, or both
  const overSpace = Math.max(
    shareOf(moved.v4AddressCount, covered('v4AddressCount')),
    shareOf(moved.v6BlockCount, covered('v6BlockCount')),
  );
  const kept = keptRows(current, candidate, joins);
  const { upCount, lostCount, isLost } = lostAppliances(current, kept);
  const capacity = capacities(current, candidate, kept);
  return {
    upApplianceCount: upCount,
    upAfterCount: candidate.applianceState.reduce((up, state) => up + (state === 0 ? 1 : 0), 0),
    lostApplianceCount: lostCount,
    applianceLossShare: shareOf(lostCount, upCount),
    capacities: capacity,
    coverageLossShare: Math.max(
      shareOf(lost.v4AddressCount, coveredBefore.v4AddressCount),
      shareOf(lost.v6BlockCount, coveredBefore.v6BlockCount),
    ),
    candidateLossShare: candidateLoss(current, candidate, compared),
    movedShare: sampleWeight > 0 ? shareOf(moved.sampleWeight, sampleWeight) : overSpace,
    movedOver: sampleWeight > 0 ? 'sample' : 'address space',
    requests: dryRun(compared, { a: current, b: candidate }, isLost, sample),
    totals: totals(current, candidate, diff, capacity),
    rowGrowth: Math.max(
      growthOf(joins.appliance, current.capacityBps, candidate.capacityBps),
      growthOf(joins.link, current.linkCapacityBps, candidate.linkCapacityBps),
    ),
    diff,
  };
}

/**
 * Per appliance of `current` its row in `candidate`; `noRow` where it is gone, not up, or serves in
 * another cluster, where it holds other files.
 */
function keptRows(current: Snapshot, candidate: Snapshot, joins: Joins): Uint32Array {
  const { appliance, cluster } = joins;
  return current.applianceCluster.map((was, row) => {
    const to = appliance.rowB[row];
    const isKept = to !== noRow && isUp(candidate, to);
    return isKept && cluster.rowB[was] === candidate.applianceCluster[to] ? to : noRow;
  });
}

/** Appliances that are up in `current`, and those of them that are not kept. */
function lostAppliances(current: Snapshot, kept: Uint32Array) {
  const isLost = new Uint8Array(current.applianceCount);
  let upCount = 0;
  let lostCount = 0;
  for (let row = 0; row < current.applianceCount; row++) {
    if (!isUp(current, row)) continue;
    upCount++;
    if (kept[row] !== noRow) continue;
    isLost[row] = 1;
    lostCount++;
  }
  return { upCount, lostCount, isLost };
}

const upBps = (snapshot: Snapshot, row: number): number =>
  isUp(snapshot, row) && Number.isFinite(snapshot.capacityBps[row]) ? snapshot.capacityBps[row] : 0;

/** The sum over appliances of `of`, per kind of site. */
function sumByKind(snapshot: Snapshot, of: (row: number) => number): Float64Array {
  const sums = new Float64Array(siteKinds.length);
  snapshot.applianceCluster.forEach((cluster, row) => {
    sums[snapshot.siteKind[snapshot.clusterSite[cluster]]] += of(row);
  });
  return sums;
}

function capacities(current: Snapshot, candidate: Snapshot, kept: Uint32Array): CapacityChange[] {
  const before = sumByKind(current, (row) => upBps(current, row));
  const after = sumByKind(candidate, (row) => upBps(candidate, row));
  const lost = sumByKind(current, (row) => {
    const isBps = kept[row] === noRow ? 0 : upBps(candidate, kept[row]);
    return Math.max(0, upBps(current, row) - isBps);
  });
  const impact = (sites: string, beforeBps: number, afterBps: number, lostBps: number) => {
    return { sites, beforeBps, afterBps, lossShare: shareOf(lostBps, beforeBps) };
  };
  const sum = (capacity: Float64Array): number => capacity.reduce((total, each) => total + each, 0);
  return [
    impact('all', sum(before), sum(after), sum(lost)),
    ...siteKinds.map((kind, code) => impact(kind, before[code], after[code], lost[code])),
  ];
}

const tables = ['site', 'cluster', 'appliance', 'link', 'file'] as const;

function totals(
  a: Snapshot,
  b: Snapshot,
  { content }: SnapshotDiff,
  capacity: readonly CapacityChange[],
): TotalChange[] {
  const rows = (what: string, before: number, after: number) => ({ what, before, after });
  return [
    ...tables.map((table) => rows(`${table}s`, a[`${table}Count`], b[`${table}Count`])),
    rows('candidates', a.listCluster.length, b.listCluster.length),
    rows('IPv4 spans', a.spanValue.length, b.spanValue.length),
    rows('IPv6 spans', a.span6Value.length, b.span6Value.length),
    rows('copies', content.copies.before, content.copies.after),
    ...capacity.map(({ sites: kind, beforeBps, afterBps }) =>
      rows(`bit/s at ${kind} sites`, beforeBps, afterBps),
    ),
    ...content.links.map(({ links: kind, beforeBps, afterBps }) =>
      rows(`bit/s over ${kind} links`, beforeBps, afterBps),
    ),
  ];
}

/** How many times as much the row has that grew most, of those that are in both. */
function growthOf({ rowA, rowB }: Join, before: Float64Array, after: Float64Array): number {
  let most = 1;
  for (let joined = 0; joined < rowA.length; joined++) {
    if (rowA[joined] === noRow || rowB[joined] === noRow) continue;
    const [was, is] = [before[rowA[joined]], after[rowB[joined]]];
    if (was > 0 && is > was * most) most = is / was;
  }
  return most;
}
