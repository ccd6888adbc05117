// What would be answered if only appliances had come, gone or changed? Routes and files as served.
import { noRow } from '../base/ids.ts';
import type { Join, Joins } from '../diff/diff-fleet.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/**
 * The appliances of `b` under the routes, links, holdings and weights of `a`: what it answers is
 * explained by the fleet alone. Rows of vantages, files and links are those of `a`; rows of sites,
 * clusters and appliances those of `b`. For `decide`: no address is looked up in it. O(candidates).
 */
export function expectedSnapshot(a: Snapshot, b: Snapshot, joins: Joins): Snapshot {
  const { vantageList, vantageResort, vantageCount, candidateMax } = a;
  const { linkSite, linkKind, linkHash, linkCapacityBps, linkCount } = a;
  const { fileHash, fileSlot, fileCopies, copies, fileCount } = a;
  return {
    ...b,
    ...{ vantageList, vantageResort, vantageCount, candidateMax },
    ...{ linkSite, linkKind, linkHash, linkCapacityBps, linkCount },
    ...{ fileHash, fileSlot, fileCopies, copies, fileCount },
    ...candidatesIn(a, joins.cluster),
    ...resortsIn(a, joins.site),
    siteTransit: broughtTo(joins.site, a.siteTransit, noRow),
    // Clusters that `a` has not are in no list, and out in the state.
    clusterManifest: broughtTo(joins.cluster, a.clusterManifest, 0),
    inverseWeight: weightsIn(a, b, joins),
  };
}

/** A column of A on the rows of B; `otherwise` where only B has the row. */
function broughtTo({ ofB, rowA }: Join, column: Uint32Array, otherwise: number): Uint32Array {
  return ofB.map((joined) => (rowA[joined] === noRow ? otherwise : column[rowA[joined]]));
}

/** The lists of `a` without the clusters that are gone, on the rows of B. */
function candidatesIn({ listStart, listCluster, listLink, listRank }: Snapshot, { rowB }: Join) {
  const start = new Uint32Array(listStart.length);
  const [cluster, link, rank] = [listCluster, listLink, listRank].map((one) => one.slice());
  let count = 0;
  for (let list = 0; list + 1 < listStart.length; list++) {
    for (let at = listStart[list]; at < listStart[list + 1]; at++) {
      const row = rowB[listCluster[at]]; // joined rows begin with those of A
      if (row === noRow) continue;
      cluster[count] = row;
      link[count] = listLink[at];
      rank[count++] = listRank[at];
    }
    start[list + 1] = count;
  }
  return { listStart: start, listCluster: cluster, listLink: link, listRank: rank };
}

/** The same of the orders of last resort. */
function resortsIn({ resortStart, resortSite, resortRank }: Snapshot, { rowB }: Join) {
  const start = new Uint32Array(resortStart.length);
  const [site, rank] = [resortSite.slice(), resortRank.slice()];
  let count = 0;
  for (let resort = 0; resort + 1 < resortStart.length; resort++) {
    for (let at = resortStart[resort]; at < resortStart[resort + 1]; at++) {
      const row = rowB[resortSite[at]];
      if (row === noRow) continue;
      site[count] = row;
      rank[count++] = resortRank[at];
    }
    start[resort + 1] = count;
  }
  return { resortStart: start, resortSite: site, resortRank: rank };
}

/** Weights among holders as served; those of new appliances as they come. No rows: all are 1. */
function weightsIn(a: Snapshot, b: Snapshot, { appliance: { ofB, rowA } }: Joins): Float64Array {
  if (a.inverseWeight.length === 0 && b.inverseWeight.length === 0) return b.inverseWeight;
  const weightOf = ({ inverseWeight }: Snapshot, row: number): number =>
    inverseWeight.length === 0 ? 1 : inverseWeight[row];
  return Float64Array.from(ofB, (joined, row) =>
    rowA[joined] === noRow ? weightOf(b, row) : weightOf(a, rowA[joined]),
  );
}

/**
 * Per appliance of `b` 1 where it stands in another cluster than in `a`, or in one that `a` has
 * not: what these draw to them is not what the fleet as it was explains.
 */
export function strayRows(a: Snapshot, b: Snapshot, { appliance, cluster }: Joins): Uint8Array {
  return Uint8Array.from(appliance.ofB, (joined, row) => {
    const now = cluster.ofB[b.applianceCluster[row]];
    if (cluster.rowA[now] === noRow) return 1;
    const before = appliance.rowA[joined];
    return before !== noRow && cluster.ofA[a.applianceCluster[before]] !== now ? 1 : 0;
  });
}

/** Whether both have the same appliances, in the same state, clusters and capacity. */
export function isFleetSame(a: Snapshot, b: Snapshot, { appliance, cluster }: Joins): boolean {
  const { ofB, count } = appliance;
  if (count !== a.applianceCount || count !== b.applianceCount) return false;
  return ofB.every(
    (before, row) =>
      a.applianceState[before] === b.applianceState[row] &&
      a.capacityBps[before] === b.capacityBps[row] &&
      cluster.ofA[a.applianceCluster[before]] === cluster.ofB[b.applianceCluster[row]],
  );
}
