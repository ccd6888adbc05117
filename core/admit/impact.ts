// What would a candidate change: in the fleet, in the catalogue, and for those who ask?
import { noRow } from '../base/ids.ts';
import type { Compared, SnapshotDiff } from '../diff/diff.ts';
import type { Join, Joins } from '../diff/diff-fleet.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { siteKinds } from '../world/world.ts';
import { candidateLoss } from './candidate-loss.ts';
import { dryRun, wanted } from './dry-run.ts';
import { rowsMin } from './policy.ts';
import type { RequestChange } from './request-change.ts';

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

/** Space with candidates of one family: addresses of IPv4, blocks of /48 of IPv6. */
export type SpaceChange = {
  readonly space: 'IPv4' | 'IPv6';
  readonly before: number;
  readonly after: number;
  /** What had candidates and has none. */
  readonly lost: number;
};

/** What a candidate would change: counts, shares 0..1 of the current one, and the whole diff. */
export type AdmissionChange = {
  readonly upApplianceCount: number;
  /** In the candidate. */
  readonly upAfterCount: number;
  readonly lostApplianceCount: number;
  readonly applianceLossShare: number;
  /** Of those that are up: what is up in the candidate too, in another cluster. */
  readonly applianceStrayShare: number;
  /** Of those that are up in the candidate: new ones, where there are more than a few. */
  readonly applianceGainShare: number;
  readonly capacities: readonly CapacityChange[];
  readonly coverages: readonly SpaceChange[];
  readonly coverageLossShare: number;
  /** Mean over clients of the share of their candidates that are gone. */
  readonly candidateLossShare: number;
  readonly movedShare: number;
  /** Over what `movedShare` was taken: the sample, or without one the covered address space. */
  readonly movedOver: 'sample' | 'address space';
  /** Of the weight of the sample: whose clients have candidates in either; 1 without a sample. */
  readonly sampleCoveredShare: number;
  /** Targets that each request of the dry run wants, of one session each. */
  readonly wanted: number;
  /** Of the dry run: over all clients, by group, and by kind of link. */
  readonly requests: readonly RequestChange[];
  /** What may grow: rows of tables, copies, capacity. */
  readonly totals: readonly TotalChange[];
  /** The appliance in both whose capacity grew most: times as much, 1 at least; and its id. */
  readonly rowGrowth: number;
  readonly rowGrowthId: string;
  /** The appliance or link whose capacity shrank most: times as much as it has now; and its id. */
  readonly rowShrink: number;
  readonly rowShrinkId: string;
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
  const { moved, lost, coveredAfter, sampleWeight } = diff.space;
  const sampled = coveredAfter.sampleWeight + lost.sampleWeight; // before, after, or both
  const coverages = [
    coverageOf('IPv4', 'v4AddressCount', compared),
    coverageOf('IPv6', 'v6BlockCount', compared),
  ];
  const [four, six] = coverages.map(({ after, lost: gone }) => after + gone);
  const overSpace = Math.max(shareOf(moved.v4AddressCount, four), shareOf(moved.v6BlockCount, six));
  const kept = keptRows(current, candidate, joins);
  const capacity = capacities(current, candidate, kept);
  const { isLost, ...appliances } = applianceChange(current, candidate, joins, kept);
  return {
    ...appliances,
    capacities: capacity,
    coverages,
    coverageLossShare: Math.max(...coverages.map(({ lost, before }) => shareOf(lost, before))),
    candidateLossShare: candidateLoss(current, candidate, compared),
    movedShare: sampled > 0 ? shareOf(moved.sampleWeight, sampled) : overSpace,
    movedOver: sampled > 0 ? 'sample' : 'address space',
    sampleCoveredShare: sampleWeight > 0 ? shareOf(sampled, sampleWeight) : 1,
    wanted,
    requests: dryRun(compared, { a: current, b: candidate }, isLost, sample),
    totals: totals(current, candidate, diff, capacity),
    ...rowScales(current, candidate, joins),
    diff,
  };
}

function coverageOf(
  space: 'IPv4' | 'IPv6',
  measure: 'v4AddressCount' | 'v6BlockCount',
  { diff }: Compared,
): SpaceChange {
  const { coveredBefore, coveredAfter, lost } = diff.space;
  return {
    space,
    before: coveredBefore[measure],
    after: coveredAfter[measure],
    lost: lost[measure],
  };
}

/** How many appliances are up, lost, new, and in another cluster. */
function applianceChange(
  current: Snapshot,
  candidate: Snapshot,
  { appliance }: Joins,
  kept: Uint32Array,
) {
  const isLost = new Uint8Array(current.applianceCount);
  let [upCount, lostCount, strayCount] = [0, 0, 0];
  for (let row = 0; row < current.applianceCount; row++) {
    if (!isUp(current, row)) continue;
    upCount++;
    if (kept[row] !== noRow) continue;
    isLost[row] = 1;
    lostCount++;
    const to = appliance.rowB[row];
    if (to !== noRow && isUp(candidate, to)) strayCount++;
  }
  let [upAfterCount, newCount] = [0, 0];
  for (let row = 0; row < candidate.applianceCount; row++) {
    if (!isUp(candidate, row)) continue;
    upAfterCount++;
    if (appliance.rowA[appliance.ofB[row]] === noRow) newCount++;
  }
  return {
    upApplianceCount: upCount,
    upAfterCount,
    lostApplianceCount: lostCount,
    applianceLossShare: shareOf(lostCount, upCount),
    applianceStrayShare: shareOf(strayCount, upCount),
    applianceGainShare: upAfterCount > rowsMin ? shareOf(newCount, upAfterCount) : 0,
    isLost,
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

/** Of what is in both, how far the capacity of one shrank, or grew where decisions read it. */
function rowScales(current: Snapshot, candidate: Snapshot, { appliance, link }: Joins) {
  const scales = { rowGrowth: 1, rowGrowthId: '', rowShrink: 1, rowShrinkId: '' };
  const look = (join: Join, before: Float64Array, after: Float64Array): void => {
    const { rowA, rowB, idOf } = join;
    for (let joined = 0; joined < rowA.length; joined++) {
      if (rowA[joined] === noRow || rowB[joined] === noRow) continue;
      const [was, is] = [before[rowA[joined]], after[rowB[joined]]];
      if (!(was > 0) || is === was) continue;
      const [growth, shrink] = [join === appliance ? is / was : 1, was / Math.max(1, is)];
      if (growth > scales.rowGrowth)
        Object.assign(scales, { rowGrowth: growth, rowGrowthId: idOf(joined) });
      if (shrink > scales.rowShrink)
        Object.assign(scales, { rowShrink: shrink, rowShrinkId: idOf(joined) });
    }
  };
  look(appliance, current.capacityBps, candidate.capacityBps);
  look(link, current.linkCapacityBps, candidate.linkCapacityBps);
  return scales;
}
