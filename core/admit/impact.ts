// What would a candidate change: in the fleet, in the catalogue, and for those who ask?
import { noRow } from '../base/ids.ts';
import type { Compared, SnapshotDiff } from '../diff/diff.ts';
import type { Join } from '../diff/diff-fleet.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { siteKinds } from '../world/world.ts';
import { candidateLoss } from './candidate-loss.ts';
import { dryRun, type RequestChange } from './dry-run.ts';

/** Capacity of appliances that are up, at sites of one kind or (`all`) at all. */
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
  const { upCount, lostCount, isLost } = lostAppliances(current, candidate, joins.appliance);
  const capacity = capacities(current, candidate);
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

/** Appliances that are up in `current`, and those of them that are gone or not up afterwards. */
function lostAppliances(current: Snapshot, candidate: Snapshot, { rowB }: Join) {
  const isLost = new Uint8Array(current.applianceCount);
  let upCount = 0;
  let lostCount = 0;
  for (let row = 0; row < current.applianceCount; row++) {
    if (!isUp(current, row)) continue;
    upCount++;
    if (rowB[row] !== noRow && isUp(candidate, rowB[row])) continue;
    isLost[row] = 1;
    lostCount++;
  }
  return { upCount, lostCount, isLost };
}

/** Capacity that is up, per kind of site. */
function upCapacity(snapshot: Snapshot): Float64Array {
  const capacity = new Float64Array(siteKinds.length);
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const capacityBps = snapshot.capacityBps[row];
    const site = snapshot.clusterSite[snapshot.applianceCluster[row]];
    const isCounted = isUp(snapshot, row) && capacityBps < Number.POSITIVE_INFINITY;
    if (isCounted && capacityBps > 0) capacity[snapshot.siteKind[site]] += capacityBps;
  }
  return capacity;
}

function capacities(current: Snapshot, candidate: Snapshot): CapacityChange[] {
  const [before, after] = [upCapacity(current), upCapacity(candidate)];
  const impact = (sites: string, beforeBps: number, afterBps: number): CapacityChange => {
    const lossShare = shareOf(Math.max(0, beforeBps - afterBps), beforeBps);
    return { sites, beforeBps, afterBps, lossShare };
  };
  const sum = (capacity: Float64Array): number => capacity.reduce((total, each) => total + each, 0);
  return [
    impact('all', sum(before), sum(after)),
    ...siteKinds.map((kind, code) => impact(kind, before[code], after[code])),
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
    ...capacity.map(({ sites, beforeBps, afterBps }) =>
      rows(`bit/s at ${sites} sites`, beforeBps, afterBps),
    ),
    ...content.links.map(({ links, beforeBps, afterBps }) =>
      rows(`bit/s over ${links} links`, beforeBps, afterBps),
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
