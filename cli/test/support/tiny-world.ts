// Which world is small enough to reason about? One network in one city, a few sites around it.
import { pathPool, prefixPool, type World } from '@fairlead/core';

/** A site with one cluster: its rank for everybody follows `hops`, then `med`. */
export type TinySite = {
  readonly id: string;
  readonly kind: 'embedded' | 'ix';
  readonly appliances: number;
  readonly capacityBps: number;
  readonly linkBps: number;
  readonly hops: number;
  readonly med?: number;
  readonly hasTransit?: boolean;
  /** Its cluster has a second route, less preferred, over a link of its own. */
  readonly hasSpare?: boolean;
};

export type TinyWorld = { readonly sites: readonly TinySite[]; readonly members: number };

const linkCodes = { embedded: 0, ix: 2 } as const;

const titleCount = 40;
const bitratesBps = [1000000, 4000000];

/** Every cluster holds the whole catalogue of 40 titles on all its appliances. */
export function tinyWorld({ sites, members }: TinyWorld): World {
  const prefixes = prefixPool();
  const client = prefixes.add(4, 16, Uint32Array.of(0x0b010000, 0, 0, 0));
  const { paths, routes } = routesOf(sites, client);
  return {
    manifestId: ['all'],
    prefixes: prefixes.columns(),
    paths,
    routes,
    ...fleetOf(sites),
    ...peopleOf(members, client),
    ...catalogue(),
  };
}

/** Sites with a transit link, and with a spare one: their links follow the first of every site. */
function moreLinks(sites: readonly TinySite[]): { transit: number[]; spare: number[] } {
  return {
    transit: sites.flatMap((site, row) => (site.hasTransit ? [row] : [])),
    spare: sites.flatMap((site, row) => (site.hasSpare ? [row] : [])),
  };
}

function routesOf(sites: readonly TinySite[], client: number): Pick<World, 'paths' | 'routes'> {
  const paths = pathPool();
  const asns = (hops: number) => new Uint32Array(hops).fill(64500);
  const { transit, spare } = moreLinks(sites);
  const cluster = [...sites.keys(), ...spare];
  const hopsOf = (row: number) => sites[row]?.hops ?? 1;
  const routes = {
    count: cluster.length,
    cluster: Uint32Array.from(cluster),
    prefix: new Uint32Array(cluster.length).fill(client),
    path: Uint32Array.from(cluster, (row) => paths.add(asns(hopsOf(row)), hopsOf(row))),
    med: Uint32Array.from(
      cluster,
      (row, k) => (sites[row]?.med ?? 0) + (k < sites.length ? 0 : 50),
    ),
    link: Uint32Array.from(cluster, (row, k) => (k < sites.length ? row : transit.length + k)),
    rpki: new Uint8Array(cluster.length).fill(2),
  };
  return { paths: paths.columns(), routes };
}

function fleetOf(
  sites: readonly TinySite[],
): Pick<World, 'sites' | 'clusters' | 'appliances' | 'links'> {
  const count = sites.length;
  const applianceSite = sites.flatMap((site, row) => Array(site.appliances).fill(row) as number[]);
  const { transit, spare } = moreLinks(sites);
  const linkCount = count + transit.length + spare.length;
  return {
    sites: {
      count,
      id: sites.map(({ id }) => id),
      kind: Uint8Array.from(sites, ({ kind }) => (kind === 'ix' ? 1 : 0)),
      asn: new Uint32Array(count).fill(64500),
      country: sites.map(() => 'NL'),
      city: sites.map(() => 'Amsterdam'),
      lat: new Float64Array(count).fill(52.37),
      lon: new Float64Array(count).fill(4.9),
      timezone: sites.map(() => 'Europe/Amsterdam'),
    },
    clusters: {
      count,
      id: sites.map(({ id }) => `${id}-c`),
      site: Uint32Array.from(sites, (_, row) => row),
      manifest: new Uint32Array(count),
    },
    appliances: {
      count: applianceSite.length,
      id: applianceSite.map((site, row) => `${sites[site]?.id}-a${row}`),
      cluster: Uint32Array.from(applianceSite),
      model: applianceSite.map(() => 'test'),
      capacityBps: Float64Array.from(applianceSite, (site) => sites[site]?.capacityBps ?? 0),
      storageBytes: new Float64Array(applianceSite.length).fill(1e14),
      state: new Uint8Array(applianceSite.length),
    },
    links: {
      count: linkCount,
      id: [
        ...sites.map(({ id }) => `${id}-l`),
        ...transit.map((row) => `${sites[row]?.id}-t`),
        ...spare.map((row) => `${sites[row]?.id}-m`),
      ],
      site: Uint32Array.from([...sites.keys(), ...transit, ...spare]),
      kind: Uint8Array.from([
        ...sites.map(({ kind }) => linkCodes[kind]),
        ...transit.map(() => 3),
        ...spare.map(() => 2),
      ]),
      peerAsn: new Uint32Array(linkCount),
      capacityBps: Float64Array.from([
        ...sites.map(({ linkBps }) => linkBps),
        ...transit.map(() => 1e12),
        ...spare.map(() => 1e12),
      ]),
    },
  };
}

function peopleOf(members: number, client: number): Pick<World, 'networks' | 'metros' | 'clients'> {
  const one = { count: 1, asn: Uint32Array.of(64500), country: ['NL'] };
  return {
    networks: { ...one, name: ['Tiny'], members: Float64Array.of(members) },
    metros: {
      ...one,
      id: ['64500-ams'],
      city: ['Amsterdam'],
      lat: Float64Array.of(52.37),
      lon: Float64Array.of(4.9),
      timezone: ['Europe/Amsterdam'],
      members: Float64Array.of(members),
    },
    clients: {
      count: 1,
      prefix: Uint32Array.of(client),
      asn: Uint32Array.of(64500),
      metro: new Uint32Array(1),
    },
  };
}

function catalogue(): Pick<World, 'titles' | 'files' | 'manifests'> {
  const fileCount = titleCount * bitratesBps.length;
  const ids = (count: number, letter: string) =>
    Array.from({ length: count }, (_, row) => `${letter}${row}`);
  const rows = Uint32Array.from({ length: fileCount }, (_, row) => row);
  return {
    titles: {
      count: titleCount,
      id: ids(titleCount, 't'),
      kind: new Uint8Array(titleCount),
      language: ids(titleCount, '').map(() => 'en'),
      region: ids(titleCount, '').map(() => ''),
      releasedDay: new Float64Array(titleCount).fill(Number.NaN),
      runtimeH: new Float64Array(titleCount).fill(1.7),
      weight: Float64Array.from({ length: titleCount }, (_, row) => 1 / (row + 1)),
    },
    files: {
      count: fileCount,
      id: ids(fileCount, 'f'),
      title: rows.map((row) => row % titleCount),
      sizeBytes: new Float64Array(fileCount).fill(1e9),
      bitrateBps: Float64Array.from(rows, (row) => bitratesBps[Math.floor(row / titleCount)] ?? 0),
    },
    manifests: {
      count: fileCount,
      manifest: new Uint32Array(fileCount),
      file: rows,
      copies: new Uint32Array(fileCount).fill(9),
    },
  };
}
