// What does a batch read of a snapshot? What it reads together, beside each other.
//
// A read that leaves the caches is what a batch waits for, and it brings a line of 64 bytes.
import { clusterBits, clusterMask, type KernelSource, rankMax } from './kernel.ts';

const sizeOf = ({ clusterStart }: KernelSource, cluster: number): number =>
  clusterStart[cluster + 1] - clusterStart[cluster];

/** Whether the numbers of a cluster have room in the words of a candidate. */
const hasRoom = (source: KernelSource, cluster: number): boolean =>
  cluster <= clusterMask &&
  sizeOf(source, cluster) <= 0xffff &&
  source.clusterManifest[cluster] <= 0xffff;

type Rows = { readonly from: number; readonly to: number; readonly fits: boolean };

function writeRows(source: KernelSource, { from, to, fits }: Rows, out: Int32Array): void {
  const { listCluster, listLink, listRank, clusterStart, clusterManifest } = source;
  for (let row = from; row < to; row++) {
    const cluster = listCluster[row];
    const first = clusterStart[cluster];
    const rank = fits && listRank[row] <= rankMax ? listRank[row] : rankMax + 1;
    out[row * 4] = first;
    out[row * 4 + 1] =
      (clusterManifest[cluster] << 16) | ((clusterStart[cluster + 1] - first) & 0xffff);
    out[row * 4 + 2] = (rank << clusterBits) | (cluster & clusterMask);
    out[row * 4 + 3] = listLink[row];
  }
}

/**
 * Candidates of all lists, four words each in the order of `listCluster`: the first appliance of
 * the cluster; its manifest × 65536 + its appliances; the rank × 2^29 + the cluster; the link. All
 * of a list in which a number has no room get the rank 7: such a request is asked of `decide`.
 */
export function writeCandidates(source: KernelSource, out: Int32Array): void {
  const { listStart, listCluster, clusterManifest } = source;
  const hasAllRoom = clusterManifest.every((_, cluster) => hasRoom(source, cluster));
  if (hasAllRoom) {
    writeRows(source, { from: 0, to: listCluster.length, fits: true }, out);
    return;
  }
  for (let list = 0; list + 1 < listStart.length; list++) {
    const [from, to] = [listStart[list], listStart[list + 1]];
    const fits = listCluster.subarray(from, to).every((cluster) => hasRoom(source, cluster));
    writeRows(source, { from, to, fits }, out);
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
