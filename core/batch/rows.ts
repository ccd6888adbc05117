// What does a batch read of a candidate? Four words beside each other, out of seven columns.
import type { Snapshot } from '../snapshot/layout.ts';

/** Words of a candidate. */
export const rowWords = 4;

/** The last rank for which a row, a tag and a key have room. */
export const rankMax = 6;

/**
 * Candidates of all lists, in the order of `listCluster`: the first appliance of the cluster; its
 * manifest × 65536 + its appliances; the rank × 2^29 + the cluster; the link. Numbers that have no
 * room in that are told by the rank 7: such a request is asked of `decide`. O(candidates).
 *
 * A read that leaves the caches is what a batch waits for, and it costs a line of 64 bytes: four
 * candidates, where columns would be seven lines.
 */
export function candidateRows(snapshot: Snapshot): Int32Array {
  const { listCluster, listLink, listRank, clusterStart, clusterManifest } = snapshot;
  const rows = new Int32Array(listCluster.length * rowWords);
  for (let row = 0; row < listCluster.length; row++) {
    const cluster = listCluster[row];
    const start = clusterStart[cluster];
    const size = clusterStart[cluster + 1] - start;
    const manifest = clusterManifest[cluster];
    const fits = cluster < 2 ** 29 && size <= 0xffff && manifest <= 0xffff;
    const rank = fits && listRank[row] <= rankMax ? listRank[row] : rankMax + 1;
    const at = row * rowWords;
    rows[at] = start;
    rows[at + 1] = (manifest << 16) | (size & 0xffff);
    rows[at + 2] = (rank << 29) | (cluster & 0x1fffffff);
    rows[at + 3] = listLink[row];
  }
  return rows;
}
