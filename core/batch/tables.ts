// What does a batch read of a snapshot? What it reads together, beside each other.
//
// A read that leaves the caches is what a batch waits for, and it brings a line of 64 bytes.
import { clusterBits, clusterMask, type KernelSource, rankMax } from './kernel.ts';

/**
 * Candidates of all lists, four words each in the order of `listCluster`: the first appliance of
 * the cluster; its manifest × 65536 + its appliances; the rank × 2^29 + the cluster; the link. All
 * of a list in which a number has no room get the rank 7: such a request is asked of `decide`.
 */
export function writeCandidates(source: KernelSource, out: Int32Array): void {
  const { listStart, listCluster, listLink, listRank, clusterStart, clusterManifest } = source;
  const sizeOf = (cluster: number) => clusterStart[cluster + 1] - clusterStart[cluster];
  for (let list = 0; list + 1 < listStart.length; list++) {
    const end = listStart[list + 1];
    let fits = true;
    for (let row = listStart[list]; row < end; row++) {
      const cluster = listCluster[row];
      fits &&= cluster <= clusterMask && sizeOf(cluster) <= 0xffff;
      fits &&= clusterManifest[cluster] <= 0xffff;
    }
    for (let row = listStart[list]; row < end; row++) {
      const cluster = listCluster[row];
      const rank = fits && listRank[row] <= rankMax ? listRank[row] : rankMax + 1;
      out[row * 4] = clusterStart[cluster];
      out[row * 4 + 1] = (clusterManifest[cluster] << 16) | (sizeOf(cluster) & 0xffff);
      out[row * 4 + 2] = (rank << clusterBits) | (cluster & clusterMask);
      out[row * 4 + 3] = listLink[row];
    }
  }
}

/** Two words a vantage: the row of its first candidate, and the row behind its last. */
export function writeVantages({ vantageList, listStart }: KernelSource, out: Int32Array): void {
  for (let vantage = 0; vantage < vantageList.length; vantage++) {
    out[vantage * 2] = listStart[vantageList[vantage]];
    out[vantage * 2 + 1] = listStart[vantageList[vantage] + 1];
  }
}

/** Two words a file: its hash, and where its copies start in `copies`. */
export function writeFiles({ fileHash, fileCopies }: KernelSource, out: Int32Array): void {
  for (let file = 0; file < fileHash.length; file++) {
    out[file * 2] = fileHash[file];
    out[file * 2 + 1] = fileCopies[file];
  }
}

/** Most copies in a cluster that a kernel finds; none where appliances have weights. */
export function copiesMaxOf({ inverseWeight }: KernelSource): number {
  return inverseWeight.length === 0 ? 3 : 0;
}
