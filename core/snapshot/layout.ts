// What does a snapshot hold? Named columns, in the order in which they stand in the buffer.
import { type ColumnKind, columnBytes } from './container.ts';

/**
 * Rows are numbered from 0; `noRow` is 0xffffffff. Columns are of bytes (u8), uint16 (u16), uint32
 * (u32) and float64 (f64) as the list below says.
 *
 * | section           | rows              | holds                                                |
 * | ----------------- | ----------------- | ---------------------------------------------------- |
 * | `siteText`        | bytes             | ids of sites, UTF-8, one after the other             |
 * | `siteTextStart`   | sites + 1         | where each id starts, and where the last one ends;   |
 * |                   |                   | the same for cluster, appliance, link and file       |
 * | `siteKind`        | sites             | 0 embedded, 1 ix                                     |
 * | `siteTransit`     | sites             | of an ix site the first transit link in byte order;  |
 * |                   |                   | `noRow` where there is none                          |
 * | `siteClusterStart`| sites + 1         | into `siteCluster`                                   |
 * | `siteCluster`     | clusters          | clusters of a site, ascending                        |
 * | `clusterSite`     | clusters          | row of the site                                      |
 * | `clusterManifest` | clusters          | row of the manifest it holds                         |
 * | `clusterStart`    | clusters + 1      | its appliances are rows `clusterStart[c]` to the next |
 * | `applianceCluster`| appliances        | row of the cluster                                   |
 * | `applianceOrder`  | appliances        | place of its id in byte order among all appliances   |
 * | `applianceHash`   | appliances        | `hashId` of its id                                   |
 * | `applianceState`  | appliances        | 0 up, 1 draining, 2 down                             |
 * | `capacityBps`     | appliances        | bits per second                                      |
 * | `inverseCapacity` | appliances        | 1 / capacityBps                                      |
 * | `inverseWeight`   | appliances or 0   | 1 / weight among holders; no rows: all weights are 1 |
 * | `linkSite`        | links             | row of the site                                      |
 * | `linkKind`        | links             | 0 embedded, 1 pni, 2 ix, 3 transit                   |
 * | `linkHash`        | links             | `hashId` of its id                                   |
 * | `linkCapacityBps` | links             | bits per second                                      |
 * | `fileHash`        | files             | `hashId` of its id                                   |
 * | `fileSlot`        | power of two      | rows of files, each at the first free slot from      |
 * |                   |                   | `fileHash` modulo the rows on, round; free: `noRow`  |
 * | `fileCopies`      | files             | where in `copies` the row of the file starts         |
 * | `copies`          | rows × manifests  | copies that each manifest holds of a file, 0: none,  |
 * |                   |                   | 255: all appliances; files with equal rows share one |
 * | `vantageList`     | vantages          | row of its candidate list; vantage 0 has no route and |
 * |                   |                   | no metro                                             |
 * | `vantageResort`   | vantages          | row of its last-resort order                         |
 * | `listStart`       | lists + 1         | into the next three; ascending by rank, then cluster |
 * | `listCluster`     | candidates        | row of the cluster                                   |
 * | `listLink`        | candidates        | row of the link of its best route                    |
 * | `listRank`        | candidates        | proximity rank, dense from 0                         |
 * | `resortStart`     | resorts + 1       | into the next two; nearest first                     |
 * | `resortSite`      | resort sites      | row of an ix site with a transit link                |
 * | `resortRank`      | resort sites      | equal where the distance is, dense from 0            |
 * | `spanStart`       | spans             | first IPv4 address of a span, ascending from 0       |
 * | `spanValue`       | spans             | vantage of all its addresses                         |
 * | `jump`            | 65537             | span of the address `row << 16`; last: spans − 1     |
 * | `direct`          | 2²⁴ or 0          | vantage of a whole /24; 65535: search the spans      |
 * | `start0`…`start3` | IPv6 spans        | the four words of the first address, ascending from 0 |
 * | `span6Value`      | IPv6 spans        | vantage of all its addresses                         |
 * | `tree6`           | words             | which IPv6 spans may hold an address of 2000::/3     |
 * |                   |                   | (prefix/tree6.ts); others search all spans           |
 *
 * Clusters, sites, links, files and manifests stand in byte order of their ids; appliances in
 * byte order of (cluster, id), so that a cluster's appliances are neighbours.
 */
export const layout = [
  ['siteText', 'u8'],
  ['siteTextStart', 'u32'],
  ['clusterText', 'u8'],
  ['clusterTextStart', 'u32'],
  ['applianceText', 'u8'],
  ['applianceTextStart', 'u32'],
  ['linkText', 'u8'],
  ['linkTextStart', 'u32'],
  ['fileText', 'u8'],
  ['fileTextStart', 'u32'],
  ['siteKind', 'u8'],
  ['siteTransit', 'u32'],
  ['siteClusterStart', 'u32'],
  ['siteCluster', 'u32'],
  ['clusterSite', 'u32'],
  ['clusterManifest', 'u32'],
  ['clusterStart', 'u32'],
  ['applianceCluster', 'u32'],
  ['applianceOrder', 'u32'],
  ['applianceHash', 'u32'],
  ['applianceState', 'u8'],
  ['capacityBps', 'f64'],
  ['inverseCapacity', 'f64'],
  ['inverseWeight', 'f64'],
  ['linkSite', 'u32'],
  ['linkKind', 'u8'],
  ['linkHash', 'u32'],
  ['linkCapacityBps', 'f64'],
  ['fileHash', 'u32'],
  ['fileSlot', 'u32'],
  ['fileCopies', 'u32'],
  ['copies', 'u8'],
  ['vantageList', 'u32'],
  ['vantageResort', 'u32'],
  ['listStart', 'u32'],
  ['listCluster', 'u32'],
  ['listLink', 'u32'],
  ['listRank', 'u32'],
  ['resortStart', 'u32'],
  ['resortSite', 'u32'],
  ['resortRank', 'u32'],
  ['spanStart', 'u32'],
  ['spanValue', 'u32'],
  ['jump', 'u32'],
  ['direct', 'u16'],
  ['start0', 'u32'],
  ['start1', 'u32'],
  ['start2', 'u32'],
  ['start3', 'u32'],
  ['span6Value', 'u32'],
  ['tree6', 'u32'],
] as const;

export type Section = (typeof layout)[number][0];

const kindOf: ReadonlyMap<string, ColumnKind> = new Map(layout);

/** Bytes of one row of a section. */
export function widthOf(section: Section): 1 | 2 | 4 | 8 {
  return columnBytes[kindOf.get(section) ?? 'u8'];
}

/** The columns of a snapshot. */
export type SnapshotColumns = {
  readonly [C in (typeof layout)[number] as C[0]]: {
    u8: Uint8Array;
    u16: Uint16Array;
    u32: Uint32Array;
    f64: Float64Array;
  }[C[1]];
};

/**
 * A compiled world: what steering knows about the network and the fleet. Immutable; all columns
 * are views of `bytes`, so that a worker shares it, a file holds it and a digest names it.
 */
export type Snapshot = SnapshotColumns & {
  readonly bytes: Uint8Array;
  /** Which fleet; a snapshot of another one is not for us. */
  readonly fleet: string;
  readonly epoch: number;
  readonly sequence: number;
  /** Four uint32 over what it answers: equal for all snapshots that answer alike. */
  readonly contentDigest: Uint32Array;
  readonly siteCount: number;
  readonly clusterCount: number;
  readonly applianceCount: number;
  readonly linkCount: number;
  readonly fileCount: number;
  readonly vantageCount: number;
  /** Longest candidate list: room for `passedOver`. */
  readonly candidateMax: number;
  /** How often its buffer had been written when it was opened; 0 for a file. See `isCurrent`. */
  readonly turn: number;
};

/** Manifests that clusters hold: a row of `copies` has a place for each of them. */
export function manifestCount(clusterManifest: Uint32Array): number {
  let count = 0;
  for (const manifest of clusterManifest) count = Math.max(count, manifest + 1);
  return count;
}

/** Row numbers per group, as starts and members: `groupOf[k]` is the group of row k. */
export function groupRows(
  groupOf: Uint32Array,
  groups: number,
): { readonly start: Uint32Array; readonly member: Uint32Array } {
  const start = new Uint32Array(groups + 1);
  for (const group of groupOf) start[group + 1]++;
  for (let group = 0; group < groups; group++) start[group + 1] += start[group];
  const next = start.slice();
  const member = new Uint32Array(groupOf.length);
  groupOf.forEach((group, row) => {
    member[next[group]++] = row;
  });
  return { start, member };
}
