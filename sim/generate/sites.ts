// Where do appliances stand, of which hardware, and how many are enough?
import { type Appliances, type Clusters, compareUtf8, hashId, type Networks } from '@fairlead/core';
import { nextUnit } from '../random/stream.ts';
import type { Exchange } from './exchanges.ts';
import type { Spread } from './networks/metros.ts';
import { distanceKm, drawFor, ownAsn, purpose } from './rows.ts';

/** One hardware class. */
export type Hardware = {
  readonly model: string;
  readonly capacityBps: number;
  readonly storageBytes: number;
};

const tera = 1e12;

/**
 * Hardware in service, by capacity. Sources: 2014 storage appliance (Temkin, NANOG 2014: 14 Gbps;
 * 100 TB), 2017 storage appliance (200 TB, about 40 Gbps), the current global and storage
 * appliances (60 TB, 80 Gbps; 120 TB, 200 Gbps; Open Connect appliance page), and flash
 * (18 × 2 TB, 400 Gbps; Gallatin, EuroBSDCon 2021).
 */
export const hardware = {
  storage14: { model: 'storage-14g', capacityBps: 14e9, storageBytes: 100 * tera },
  storage40: { model: 'storage-40g', capacityBps: 40e9, storageBytes: 200 * tera },
  global80: { model: 'global-80g', capacityBps: 80e9, storageBytes: 60 * tera },
  storage200: { model: 'storage-200g', capacityBps: 200e9, storageBytes: 120 * tera },
  flash400: { model: 'flash-400g', capacityBps: 400e9, storageBytes: 36 * tera },
} as const satisfies { readonly [name: string]: Hardware };

/**
 * Traffic of one member in the evening peak, bits per second: two hours a day, the diurnal peak
 * 1.61 times the mean, 5 Mbps nominal. One member in 7.5 watches then.
 */
export const peakBpsPerMember = (2 / 24) * 1.61 * 5e6;

/**
 * P(a network hosts appliances | its Internet users); a lower bound, and the largest are
 * under-seen. Source: off-net study (SIGCOMM 2021), scan of 2021-04, APNIC users 2019-11.
 */
export function hostShare(users: number): number {
  if (users < 1e3) return 0;
  if (users < 1e4) return 0.011;
  if (users < 3e4) return 0.14;
  if (users < 1e5) return 0.35;
  if (users < 1e6) return 0.4;
  if (users < 3e6) return 0.35;
  return users < 1e7 ? 0.28 : 0.16;
}

/** Whether the network hosts appliances: one draw of its own. */
export function isHost(seed: number, asn: number, users: number): boolean {
  return nextUnit(drawFor(seed, hashId(`as${asn}`), purpose.host)) < hostShare(users);
}

/** Sites inside a hosting network: 1 + sqrt(members / 1,500), at most 60; 6,000 in all. */
function embeddedSiteCount(members: number): number {
  return Math.min(60, 1 + Math.floor(Math.sqrt(members / 1_500)));
}

/** A site before it has a row: `network` is the row of the host, or -1 at an exchange. */
export type SiteDraft = {
  readonly id: string;
  readonly kind: 'embedded' | 'ix';
  readonly asn: number;
  readonly network: number;
  readonly country: string;
  readonly city: string;
  readonly lat: number;
  readonly lon: number;
  readonly timezone: string;
  readonly exchange?: Exchange;
};

/** First three letters of a city for the id of its sites: `ams`, `dub`. */
function siteCode(slug: string): string {
  return slug
    .replace(/[^a-z]/g, '')
    .padEnd(3, 'x')
    .slice(0, 3);
}

/** Numbers sites of one code from 1: `ams001`, `ams002`. */
function numbering(): (slug: string) => string {
  const used = new Map<string, number>();
  return (slug) => {
    const code = siteCode(slug);
    const next = (used.get(code) ?? 0) + 1;
    used.set(code, next);
    return `${code}${String(next).padStart(3, '0')}`;
  };
}

/** Sites inside hosting networks, at their metros in turn, largest first. */
export function embeddedSites(
  seed: number,
  networks: Networks,
  users: Float64Array,
  { metros, start }: Spread,
): SiteDraft[] {
  const drafts: SiteDraft[] = [];
  for (let network = 0; network < networks.count; network++) {
    const asn = networks.asn[network];
    if (!isHost(seed, asn, users[network])) continue;
    const rows: number[] = [];
    for (let metro = start[network]; metro < start[network + 1]; metro++) rows.push(metro);
    rows.sort((a, b) => metros.members[b] - metros.members[a] || a - b);
    const number = numbering();
    const count = embeddedSiteCount(networks.members[network]);
    for (let k = 0; k < count; k++) {
      const metro = rows[k % rows.length];
      drafts.push({
        id: `${number(metros.id[metro].slice(`as${asn}-`.length))}-as${asn}`,
        kind: 'embedded',
        asn,
        network,
        country: metros.country[metro],
        city: metros.city[metro],
        lat: metros.lat[metro],
        lon: metros.lon[metro],
        timezone: metros.timezone[metro],
      });
    }
  }
  return drafts;
}

/** Sites at exchanges; numbers of one code count over the world, the largest exchange first. */
export function ixSites(exchanges: readonly Exchange[]): SiteDraft[] {
  const number = numbering();
  return exchanges.map((exchange) => ({
    id: `${number(exchange.slug)}-ix`,
    kind: 'ix',
    asn: ownAsn,
    network: -1,
    country: exchange.country,
    city: exchange.city,
    lat: exchange.lat,
    lon: exchange.lon,
    timezone: exchange.timezone,
    exchange,
  }));
}

/**
 * Appliances of an embedded site for a peak of `peakBps`: all of one class, the smallest that
 * serves it with a few machines filled to three quarters, and one to spare (N + 1). A site with a
 * peak of half a Gbps has three at least: one appliance offloads 70 %, three 90 % (Temkin, NANOG
 * 2014).
 */
function embeddedFleet(peakBps: number): Hardware[] {
  const { storage14, storage40, global80, storage200 } = hardware;
  const small = peakBps < 15e9 ? storage14 : storage40;
  const large = peakBps < 180e9 ? global80 : storage200;
  const kind = peakBps < 60e9 ? small : large;
  const needed = Math.ceil(peakBps / (0.75 * kind.capacityBps));
  return fleetOf(kind, Math.max(peakBps < 5e8 ? 1 : 2, needed) + 1);
}

/** Room for what one other lost site brings: filled to 0.8 then, below where shedding begins. */
export const backupRoom = 1.25;

/**
 * Appliances of the two clusters of a site at an exchange that has to serve `wantedBps`. Up to
 * 560 Gbps two like stacks of the older storage class, each with room for the whole catalogue;
 * beyond, one cluster of current storage appliances that holds it all and one of flash for what is
 * watched most. One class a cluster: the hash that spreads files gives each appliance as many.
 * Source: catalogue and offload servers (NANOG 78, 2020).
 */
function ixFleet(wantedBps: number): readonly [Hardware[], Hardware[]] {
  const { storage40, storage200, flash400 } = hardware;
  const stack = fleetOf(storage40, 7);
  if (wantedBps <= 2 * 7 * storage40.capacityBps) return [stack, stack];
  const storage = Math.max(11, Math.ceil((0.6 * wantedBps) / storage200.capacityBps));
  const flash = Math.max(2, Math.ceil((0.4 * wantedBps) / flash400.capacityBps));
  return [fleetOf(storage200, storage), fleetOf(flash400, flash)];
}

function fleetOf(kind: Hardware, count: number): Hardware[] {
  return Array.from({ length: count }, () => kind);
}

/** Clusters and appliances of sites (sorted by id): two clusters at an exchange, one elsewhere. */
export function furnishSites(
  sites: readonly SiteDraft[],
  {
    siteBps,
    siteBackupBps,
  }: { readonly siteBps: Float64Array; readonly siteBackupBps: Float64Array },
  storageShare: number,
): { readonly clusters: Omit<Clusters, 'manifest'>; readonly appliances: Appliances } {
  const clusterId: string[] = [];
  const clusterSite: number[] = [];
  const rows: { id: string; cluster: number; kind: Hardware }[] = [];
  sites.forEach((site, row) => {
    const wantedBps = Math.max(1.5 * siteBps[row], backupRoom * siteBackupBps[row]);
    const fleets = site.kind === 'ix' ? ixFleet(wantedBps) : [embeddedFleet(siteBps[row])];
    fleets.forEach((fleet, part) => {
      const cluster = clusterId.length;
      clusterId.push(`${site.id}-c${part + 1}`);
      clusterSite.push(row);
      fleet.forEach((kind, k) => {
        const id = `${site.id}-c${part + 1}-a${String(k + 1).padStart(3, '0')}`;
        rows.push({ id, cluster, kind });
      });
    });
  });
  rows.sort((a, b) => compareUtf8(a.id, b.id));
  return {
    clusters: { count: clusterId.length, id: clusterId, site: Uint32Array.from(clusterSite) },
    appliances: {
      count: rows.length,
      id: rows.map((row) => row.id),
      cluster: Uint32Array.from(rows, (row) => row.cluster),
      model: rows.map((row) => row.kind.model),
      capacityBps: Float64Array.from(rows, (row) => row.kind.capacityBps),
      storageBytes: Float64Array.from(rows, (row) =>
        Math.round(row.kind.storageBytes * storageShare),
      ),
      state: new Uint8Array(rows.length),
    },
  };
}

/** The row of the nearest of some sites; -1 where there is none. Ties: the first. */
export function nearestOf(
  sites: readonly SiteDraft[],
  rows: readonly number[],
  lat: number,
  lon: number,
): number {
  let nearest = -1;
  let nearestKm = Infinity;
  for (const row of rows) {
    const km = distanceKm(sites[row].lat, sites[row].lon, lat, lon);
    if (km >= nearestKm) continue;
    nearest = row;
    nearestKm = km;
  }
  return nearest;
}
