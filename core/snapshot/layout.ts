// What does a snapshot hold? Named columns, in the order in which they stand in the buffer.

/**
 * | section           | rows              | holds                                                |
 * | ----------------- | ----------------- | ---------------------------------------------------- |
 * | `siteText`        | bytes             | ids of sites, UTF-8, one after the other             |
 * | `siteTextStart`   | sites + 1         | where each id starts (the same for the other tables) |
 * | `siteKind`        | sites             | code in `siteKinds`                                  |
 * | `siteTransit`     | sites             | first transit link in byte order, or `noRow`         |
 * | `siteClusterStart`| sites + 1         | into `siteCluster`                                   |
 * | `siteCluster`     | clusters          | clusters of a site, ascending                        |
 * | `clusterSite`     | clusters          | row of the site                                      |
 * | `clusterManifest` | clusters          | row of the manifest it holds                         |
 * | `clusterStart`    | clusters + 1      | its appliances are rows `clusterStart[c]` to the next|
 * | `applianceCluster`| appliances        | row of the cluster                                   |
 * | `applianceOrder`  | appliances        | place of its id in byte order among all appliances   |
 * | `applianceHash`   | appliances        | `hashId` of its id                                   |
 * | `applianceState`  | appliances        | code in `applianceStates`                            |
 * | `capacityBps`     | appliances        | bits per second                                      |
 * | `inverseCapacity` | appliances        | 1 / capacityBps                                      |
 * | `inverseWeight` | appliances or 0   | 1 / weight among holders; no rows: all weights are 1 |
 * | `linkSite` …      | links             | row of the site; `linkKind`; `linkHash`; capacity    |
 * | `fileHash`        | files             | `hashId` of its id                                   |
 * | `fileSlot`        | power of two      | open-addressing table of file rows by `fileHash`     |
 * | `copies`          | manifests × files | copies that the manifest holds; 255: all appliances |
 * | `vantageList`     | vantages          | row of its candidate list                            |
 * | `vantageResort`   | vantages          | row of its last-resort order                         |
 * | `listStart`       | lists + 1         | into `listCluster`, `listLink`, `listRank`           |
 * | `resortStart`     | resorts + 1       | into `resortSite`, `resortRank`                      |
 * | `spanStart` …     | spans             | IPv4 spans to vantages, see prefix/spans.ts          |
 * | `start0` …        | IPv6 spans        | IPv6 spans to vantages, see prefix/spans.ts          |
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
  ['direct', 'u32'],
  ['start0', 'u32'],
  ['start1', 'u32'],
  ['start2', 'u32'],
  ['start3', 'u32'],
  ['span6Value', 'u32'],
  ['jump6', 'u32'],
] as const;

type Entry = (typeof layout)[number];
export type Section = Entry[0];
type ArrayOf = { u8: Uint8Array; u32: Uint32Array; f64: Float64Array };

/** This many in `copies` mean every appliance of the cluster: a byte holds no more. */
export const allCopies = 255;

/** The columns of a snapshot. */
export type SnapshotColumns = { readonly [E in Entry as E[0]]: ArrayOf[E[1]] };

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
  readonly siteCount: number;
  readonly clusterCount: number;
  readonly applianceCount: number;
  readonly linkCount: number;
  readonly fileCount: number;
  readonly vantageCount: number;
  /** Longest candidate list: room for `passedOver`. */
  readonly candidateMax: number;
};
