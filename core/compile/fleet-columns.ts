// Which rows does the fleet get in a snapshot? Tables in byte order of their ids.
import { assert } from '../base/assert.ts';
import type { Texts } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { hashId } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { type SharedRows, shareRows } from '../base/share-rows.ts';
import { compareUtf8, writeUtf8 } from '../base/utf8.ts';
import { allCopies } from '../holders/content.ts';
import { fileSlots } from '../snapshot/find-file.ts';
import { groupRows, type SnapshotColumns } from '../snapshot/layout.ts';
import { exchangeSite, transitLink, type World } from '../world/world.ts';

/** An order of world rows: `rows[k]` is the world row at place k, `place[row]` the way back. */
export type Order = { readonly rows: Uint32Array; readonly place: Uint32Array };

/** Rows by the UTF-8 bytes of their ids. */
export function orderById(ids: Texts): Order {
  given(ids, 'list');
  return orderBy(ids.length, (a, b) => compareUtf8(ids[a], ids[b]));
}

function orderBy(count: number, compare: (a: number, b: number) => number): Order {
  const rows = Uint32Array.from({ length: count }, (_, row) => row).sort(compare);
  const place = new Uint32Array(count);
  for (let k = 0; k < count; k++) place[rows[k]] = k;
  return { rows, place };
}

/** The orders of all tables that a snapshot holds. */
export type FleetOrder = {
  readonly sites: Order;
  readonly clusters: Order;
  readonly appliances: Order;
  readonly links: Order;
  readonly files: Order;
  readonly manifests: Order;
};

export function orderFleet(world: World): FleetOrder {
  const clusters = orderById(world.clusters.id);
  const { cluster, id } = world.appliances;
  return {
    sites: orderById(world.sites.id),
    clusters,
    appliances: orderBy(
      world.appliances.count,
      (a, b) =>
        clusters.place[cluster[a]] - clusters.place[cluster[b]] || compareUtf8(id[a], id[b]),
    ),
    links: orderById(world.links.id),
    files: orderById(world.files.id),
    manifests: orderById(world.manifestId),
  };
}

/** The ids of `rows`, one after the other in UTF-8, and where each starts. */
export function textColumns(
  ids: Texts,
  { rows }: Pick<Order, 'rows'>,
): { text: Uint8Array; start: Uint32Array } {
  const start = new Uint32Array(rows.length + 1);
  let units = 0;
  for (const id of ids) units += id.length;
  const text = new Uint8Array(units * 3 + 8);
  rows.forEach((row, k) => {
    start[k + 1] = start[k] + writeUtf8(ids[row], text.subarray(start[k]));
  });
  return { text: text.slice(0, start[rows.length]), start };
}

function copiesRows(world: World, order: FleetOrder): SharedRows {
  const files = world.files.count;
  const manifests = world.manifestId.length;
  const copies = new Uint8Array(manifests * files);
  const { manifest, file, copies: wanted } = world.manifests;
  for (let row = 0; row < world.manifests.count; row++) {
    const at = order.files.place[file[row]] * manifests + order.manifests.place[manifest[row]];
    copies[at] = Math.min(allCopies, wanted[row]);
  }
  return shareRows(copies, files, manifests);
}

/** First transit link of each ix site, in byte order of the ids; `noRow` where there is none. */
export function transitLinks(world: World, order: FleetOrder): Uint32Array {
  const transit = new Uint32Array(world.sites.count).fill(noRow);
  for (const link of order.links.rows) {
    const site = order.sites.place[world.links.site[link]];
    const isExchange = world.sites.kind[world.links.site[link]] === exchangeSite;
    const isResort = isExchange && world.links.kind[link] === transitLink;
    if (isResort && transit[site] === noRow) transit[site] = order.links.place[link];
  }
  return transit;
}

/** Weight among the holders of its cluster's files, above 0, of an appliance (world row). */
export type HolderWeight = (appliance: number) => number;

/** 1 / weight. Throws `bad-argument` where the weight is none. */
function inverseOf(weight: number): number {
  const isWeight = typeof weight === 'number' && 1 / weight >= 0;
  assert(isWeight, 'the weight of a holder is a number from 0', 'bad-argument');
  return 1 / weight;
}

/** The sections of a snapshot that describe the fleet. */
export function fleetColumns(world: World, order: FleetOrder, weightOf?: HolderWeight) {
  const { sites, clusters, appliances, links, files } = order;
  const site = textColumns(world.sites.id, sites);
  const cluster = textColumns(world.clusters.id, clusters);
  const appliance = textColumns(world.appliances.id, appliances);
  const link = textColumns(world.links.id, links);
  const file = textColumns(world.files.id, files);
  const clusterSite = clusters.rows.map((row) => sites.place[world.clusters.site[row]]);
  const siteClusters = groupRows(clusterSite, sites.rows.length);
  const applianceCluster = appliances.rows.map(
    (row) => clusters.place[world.appliances.cluster[row]],
  );
  const held = copiesRows(world, order);
  const fileHash = files.rows.map((row) => hashId(world.files.id[row]));
  const capacityBps = Float64Array.from(
    appliances.rows,
    (row) => world.appliances.capacityBps[row],
  );
  return {
    siteText: site.text,
    siteTextStart: site.start,
    clusterText: cluster.text,
    clusterTextStart: cluster.start,
    applianceText: appliance.text,
    applianceTextStart: appliance.start,
    linkText: link.text,
    linkTextStart: link.start,
    fileText: file.text,
    fileTextStart: file.start,
    siteKind: Uint8Array.from(sites.rows, (row) => world.sites.kind[row]),
    siteTransit: transitLinks(world, order),
    siteClusterStart: siteClusters.start,
    siteCluster: siteClusters.member,
    clusterSite,
    clusterManifest: clusters.rows.map(
      (row) => order.manifests.place[world.clusters.manifest[row]],
    ),
    clusterStart: groupRows(applianceCluster, clusters.rows.length).start,
    applianceCluster,
    applianceOrder: appliances.rows.map(
      (
        (byId) => (row: number) =>
          byId.place[row]
      )(orderById(world.appliances.id)),
    ),
    applianceHash: appliances.rows.map((row) => hashId(world.appliances.id[row])),
    applianceState: Uint8Array.from(appliances.rows, (row) => world.appliances.state[row]),
    capacityBps,
    inverseCapacity: capacityBps.map((capacity) => 1 / capacity),
    inverseWeight: weightOf
      ? Float64Array.from(appliances.rows, (row) => inverseOf(weightOf(row)))
      : new Float64Array(0),
    linkSite: links.rows.map((row) => sites.place[world.links.site[row]]),
    linkKind: Uint8Array.from(links.rows, (row) => world.links.kind[row]),
    linkHash: links.rows.map((row) => hashId(world.links.id[row])),
    linkCapacityBps: Float64Array.from(links.rows, (row) => world.links.capacityBps[row]),
    fileHash,
    fileSlot: fileSlots(fileHash),
    fileCopies: held.start,
    copies: held.bytes,
  };
}

/** The sections of a snapshot that describe the fleet, by name. */
export type FleetColumns = Pick<SnapshotColumns, keyof ReturnType<typeof fleetColumns>>;
