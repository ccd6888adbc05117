// Through which link does an appliance send? One row per pair that a route can make.
import { readIds, type Snapshot, type World } from '@fairlead/core';

/** Rows of flows are so many places apart. */
export const flowPlaces = 4;

/**
 * A flow is the traffic of one appliance over one link of its site: flow
 * `start[appliance] + linkPlace[link]`, which is the place of its row, a multiple of `flowPlaces`,
 * in each of the fields of flows. All of a row lie beside each other.
 */
export type Flows = {
  /** Places there are. */
  readonly count: number;
  /** First flow of each appliance; one row more. */
  readonly start: Uint32Array;
  /** Place of each link among the links of its site. */
  readonly linkPlace: Uint32Array;
  readonly appliance: Uint32Array;
  readonly link: Uint32Array;
  /** Their site, and the kind of the link. */
  readonly site: Uint32Array;
  readonly kind: Uint32Array;
};

export function flowsOf(snapshot: Snapshot): Flows {
  const linksAt = Array.from({ length: snapshot.siteCount }, () => [] as number[]);
  const linkPlace = new Uint32Array(snapshot.linkCount);
  for (let link = 0; link < snapshot.linkCount; link++)
    linkPlace[link] = flowPlaces * (linksAt[snapshot.linkSite[link]].push(link) - 1);
  const start = new Uint32Array(snapshot.applianceCount + 1);
  const siteOf = (appliance: number): number =>
    snapshot.clusterSite[snapshot.applianceCluster[appliance]];
  for (let appliance = 0; appliance < snapshot.applianceCount; appliance++)
    start[appliance + 1] = start[appliance] + flowPlaces * linksAt[siteOf(appliance)].length;
  const count = start[snapshot.applianceCount];
  const words = new SharedArrayBuffer(4 * count);
  const [appliance, link, site, kind] = [0, 1, 2, 3].map((k) => new Uint32Array(words, 4 * k));
  for (let row = 0; row < snapshot.applianceCount; row++)
    for (const theirs of linksAt[siteOf(row)]) {
      const flow = start[row] + linkPlace[theirs];
      appliance[flow] = row;
      link[flow] = theirs;
      site[flow] = siteOf(row);
      kind[flow] = snapshot.linkKind[theirs];
    }
  return { count, start, linkPlace, appliance, link, site, kind };
}

/** Points on the unit sphere, three coordinates a row: straight lines between them give km. */
export function unitVectors(
  lat: { readonly length: number; readonly [row: number]: number },
  lon: { readonly [row: number]: number },
): Float64Array {
  const points = new Float64Array(lat.length * 3);
  for (let row = 0; row < lat.length; row++) {
    const phi = (lat[row] * Math.PI) / 180;
    const lambda = (lon[row] * Math.PI) / 180;
    points[row * 3] = Math.cos(phi) * Math.cos(lambda);
    points[row * 3 + 1] = Math.cos(phi) * Math.sin(lambda);
    points[row * 3 + 2] = Math.sin(phi);
  }
  return points;
}

/** World row of each site of the snapshot. */
export function worldSites(world: World, snapshot: Snapshot): Uint32Array {
  const rowOf = new Map(world.sites.id.map((id, row) => [id, row]));
  return Uint32Array.from(readIds(snapshot, 'site'), (id) => rowOf.get(id) ?? 0);
}
