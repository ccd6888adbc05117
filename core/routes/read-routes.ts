// Which world do a snapshot and its routes say, as far as compiling looks at one?

import type { Texts } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Outcome } from '../base/outcome.ts';
import { fallbackBit } from '../compile/views.ts';
import { counted, grouped } from '../door/wording.ts';
import { allCopies } from '../holders/content.ts';
import { readIds } from '../snapshot/ids.ts';
import { manifestCount, type Snapshot } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import type { RouteColumns } from './layout.ts';
import { type CheckedRoutes, openedPrefixes, openRoutes } from './open-routes.ts';

/** A list stands once in a file, and a row for each that hears it in a world: no more than this. */
const routesMax = 67_108_864;

/** A number that no network has (RFC 6996): of AS paths only the length was kept. */
const nobodysAsn = 64512;

const blanks = (count: number): Texts => new Array<string>(count).fill('');

/** A table of places about which no more is known than where they are. */
function placeTable(id: Texts, lat: Float64Array, lon: Float64Array) {
  const [count, none] = [id.length, blanks(id.length)];
  const texts = { country: none, city: none, timezone: none };
  return { count, id, lat: lat.slice(), lon: lon.slice(), asn: new Uint32Array(count), ...texts };
}

/** Manifests of the snapshot, those too that no cluster holds: a byte of a row of `copies` each. */
function manifestsOf({ copies, fileCopies, clusterManifest }: Snapshot): number {
  const rows = new Set(fileCopies).size;
  return rows === 0 ? manifestCount(clusterManifest) : copies.length / rows;
}

/** Manifests have no names in a snapshot: numbers whose byte order is that of their rows. */
function namesOfManifests(count: number): Texts {
  return Array.from({ length: count }, (_, row) => `m${String(row).padStart(10, '0')}`);
}

function fleetTables(snapshot: Snapshot, { siteLat, siteLon, linkCost }: RouteColumns) {
  const { clusterCount, applianceCount, linkCount } = snapshot;
  return {
    sites: {
      ...placeTable(readIds(snapshot, 'site'), siteLat, siteLon),
      kind: snapshot.siteKind.slice(),
    },
    clusters: {
      count: clusterCount,
      id: readIds(snapshot, 'cluster'),
      site: snapshot.clusterSite.slice(),
      manifest: snapshot.clusterManifest.slice(),
    },
    appliances: {
      count: applianceCount,
      id: readIds(snapshot, 'appliance'),
      cluster: snapshot.applianceCluster.slice(),
      model: blanks(applianceCount),
      capacityBps: snapshot.capacityBps.slice(),
      storageBytes: new Float64Array(applianceCount),
      state: snapshot.applianceState.slice(),
    },
    links: {
      count: linkCount,
      id: readIds(snapshot, 'link'),
      site: snapshot.linkSite.slice(),
      kind: snapshot.linkKind.slice(),
      peerAsn: new Uint32Array(linkCount),
      capacityBps: snapshot.linkCapacityBps.slice(),
      ...(linkCost.length > 0 && { costPerMbps: linkCost.slice() }),
    },
  };
}

/** Files, each a title of its own, and what the manifests hold. */
function contentTables(snapshot: Snapshot, manifests: number) {
  const { fileCount, fileCopies, copies } = snapshot;
  const id = readIds(snapshot, 'file');
  const held: { manifest: number; file: number; copies: number }[] = [];
  for (let file = 0; file < fileCount; file++)
    for (let manifest = 0; manifest < manifests; manifest++) {
      const kept = copies[fileCopies[file] + manifest];
      if (kept > 0) held.push({ manifest, file, copies: kept === allCopies ? 0xffffffff : kept });
    }
  const [zeros, none] = [new Float64Array(fileCount), blanks(fileCount)];
  return {
    titles: {
      ...{ count: fileCount, id, kind: new Uint8Array(fileCount), language: none, region: none },
      ...{ releasedDay: zeros, runtimeH: zeros, weight: zeros },
    },
    files: {
      count: fileCount,
      id,
      title: Uint32Array.from(id.keys()),
      sizeBytes: zeros,
      bitrateBps: zeros,
    },
    manifests: {
      count: held.length,
      manifest: Uint32Array.from(held, (row) => row.manifest),
      file: Uint32Array.from(held, (row) => row.file),
      copies: Uint32Array.from(held, (row) => row.copies),
    },
  };
}

/** How many routes all prefixes hear, one by one. */
function routeCount({ prefixHeard, heardStart }: RouteColumns): number {
  let count = 0;
  for (const list of prefixHeard) count += heardStart[list + 1] - heardStart[list];
  return count;
}

/** A row for every route of every prefix; path `p` has `p` hops. */
function routeTables(columns: RouteColumns): Pick<World, 'routes' | 'paths'> {
  const { prefixHeard, heardStart, heardPathLength } = columns;
  const count = routeCount(columns);
  const [prefix, from] = [new Uint32Array(count), new Uint32Array(count)];
  let route = 0;
  prefixHeard.forEach((list, row) => {
    for (let at = heardStart[list]; at < heardStart[list + 1]; at++) {
      prefix[route] = row;
      from[route++] = at;
    }
  });
  const hopsMost = heardPathLength.reduce((most, hops) => Math.max(most, hops), 0);
  const start = Uint32Array.from({ length: hopsMost + 2 }, (_, p) => (p * (p - 1)) / 2);
  return {
    paths: {
      count: hopsMost + 1,
      start,
      asn: new Uint32Array(start[hopsMost + 1]).fill(nobodysAsn),
    },
    routes: {
      ...{ count, prefix },
      cluster: from.map((at) => columns.heardCluster[at]),
      path: from.map((at) => heardPathLength[at]),
      med: from.map((at) => columns.heardMed[at]),
      link: from.map((at) => columns.heardLink[at]),
      rpki: Uint8Array.from(from, (at) => columns.heardRpki[at]),
    },
  };
}

/** Where clients are, by prefix, and about where by a fallback. */
function clientTables({ prefixPlace }: RouteColumns): Pick<World, 'clients' | 'fallback'> {
  const rows = Uint32Array.from(prefixPlace.keys());
  const prefix = rows.filter((row) => prefixPlace[row] < fallbackBit);
  const about = rows.filter((row) => prefixPlace[row] >= fallbackBit && prefixPlace[row] !== noRow);
  const clients = {
    count: prefix.length,
    prefix,
    asn: new Uint32Array(prefix.length),
    metro: prefix.map((row) => prefixPlace[row]),
  };
  if (about.length === 0) return { clients };
  const metro = about.map((row) => prefixPlace[row] - fallbackBit);
  return { clients, fallback: { count: about.length, prefix: about, metro } };
}

function worldOf(snapshot: Snapshot, { columns, metroId }: CheckedRoutes): World {
  const manifests = manifestsOf(snapshot);
  const metros = placeTable(metroId, columns.metroLat, columns.metroLon);
  const none = { asn: new Uint32Array(0), members: new Float64Array(0) };
  return {
    prefixes: openedPrefixes(columns),
    ...routeTables(columns),
    manifestId: namesOfManifests(manifests),
    ...fleetTables(snapshot, columns),
    networks: { count: 0, name: [], country: [], ...none },
    metros: { ...metros, members: new Float64Array(metroId.length) },
    ...clientTables(columns),
    ...contentTables(snapshot, manifests),
  };
}

/** A world that compiles to a snapshot, and the ranking that it does under. */
export type KeptRoutes = { readonly world: World; readonly ranking: Texts };

/**
 * The world that `snapshot` and the bytes of its routes say, as it was committed, and the ranking:
 * with both `compileSnapshot` gives the content again, and `explainOrder` says why candidates come
 * in their order. What compiling does not look at is not there: names of places, networks, titles,
 * the numbers in AS paths (their length is), names of manifests; nor are weights among holders, as
 * no world has any. Problems: bytes that are damaged, or the routes of another snapshot
 * (`other-snapshot`), each at its byte. Never throws, whatever the bytes. O(routes).
 *
 * @example
 * const compiled = compileSnapshot(world, { sequence: 3 }).snapshot;
 * const routes = encodeRoutes(compiled, world);
 * const { kept } = readRoutes(compiled, routes);
 * console.log(kept?.world.routes.count === world.routes.count); // => true
 * console.log(readRoutes(snapshot, routes).problems?.[0]?.code); // => other-snapshot
 */
export function readRoutes(snapshot: Snapshot, bytes: Uint8Array): Outcome<'kept', KeptRoutes> {
  given(snapshot, 'snapshot');
  const { opened, problems } = openRoutes(snapshot, bytes);
  if (problems) return { problems };
  const count = routeCount(opened.columns);
  if (count <= routesMax)
    return { kept: { world: worldOf(snapshot, opened), ranking: opened.names } };
  const text = `${counted(count, 'route')}; a world has at most ${grouped(routesMax)}`;
  return { problems: [{ code: 'too-large', path: 'prefixHeard', text }] };
}
