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
};

export type TinyWorld = { readonly sites: readonly TinySite[]; readonly members: number };

const linkCodes = { embedded: 0, ix: 2 } as const;

/** Every cluster holds the whole catalogue of 40 titles on all its appliances. */
export function tinyWorld({ sites, members }: TinyWorld): World {
  const prefixes = prefixPool();
  const paths = pathPool();
  const client = prefixes.add(4, 16, Uint32Array.of(0x0b010000, 0, 0, 0));
  const count = sites.length;
  const applianceSite = sites.flatMap((site, row) => Array(site.appliances).fill(row) as number[]);
  const transit = sites.flatMap((site, row) => (site.hasTransit ? [row] : []));
  const titles = 40;
  const rates = [1000000, 4000000];
  const fileCount = titles * rates.length;
  const zeros = (length: number) => new Uint32Array(length);
  const world: Omit<World, 'prefixes' | 'paths'> = {
    manifestId: ['all'],
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
      manifest: zeros(count),
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
      count: count + transit.length,
      id: [...sites.map(({ id }) => `${id}-l`), ...transit.map((row) => `${sites[row]?.id}-t`)],
      site: Uint32Array.from([...sites.keys(), ...transit]),
      kind: Uint8Array.from([...sites.map(({ kind }) => linkCodes[kind]), ...transit.map(() => 3)]),
      peerAsn: zeros(count + transit.length),
      capacityBps: Float64Array.from([
        ...sites.map(({ linkBps }) => linkBps),
        ...transit.map(() => 1e12),
      ]),
    },
    routes: {
      count,
      cluster: Uint32Array.from(sites, (_, row) => row),
      prefix: new Uint32Array(count).fill(client),
      path: Uint32Array.from(sites, ({ hops }) =>
        paths.add(new Uint32Array(hops).fill(64500), hops),
      ),
      med: Uint32Array.from(sites, ({ med = 0 }) => med),
      link: Uint32Array.from(sites, (_, row) => row),
      rpki: new Uint8Array(count).fill(2),
    },
    networks: {
      count: 1,
      asn: Uint32Array.of(64500),
      name: ['Tiny'],
      country: ['NL'],
      members: Float64Array.of(members),
    },
    metros: {
      count: 1,
      id: ['64500-ams'],
      asn: Uint32Array.of(64500),
      country: ['NL'],
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
      metro: zeros(1),
    },
    titles: {
      count: titles,
      id: Array.from({ length: titles }, (_, k) => `t${k}`),
      kind: new Uint8Array(titles),
      language: Array(titles).fill('en') as string[],
      region: Array(titles).fill('') as string[],
      releasedDay: new Float64Array(titles).fill(Number.NaN),
      runtimeH: new Float64Array(titles).fill(1.7),
      weight: Float64Array.from({ length: titles }, (_, k) => 1 / (k + 1)),
    },
    files: {
      count: fileCount,
      id: Array.from({ length: fileCount }, (_, k) => `f${k}`),
      title: Uint32Array.from({ length: fileCount }, (_, k) => k % titles),
      sizeBytes: new Float64Array(fileCount).fill(1e9),
      bitrateBps: Float64Array.from(
        { length: fileCount },
        (_, k) => rates[Math.floor(k / titles)] ?? 0,
      ),
    },
    manifests: {
      count: fileCount,
      manifest: zeros(fileCount),
      file: Uint32Array.from({ length: fileCount }, (_, k) => k),
      copies: new Uint32Array(fileCount).fill(9),
    },
  };
  return { ...world, prefixes: prefixes.columns(), paths: paths.columns() };
}
