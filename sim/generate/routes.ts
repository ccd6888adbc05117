// Which links does a site have, and which routes does each of its clusters hear over them?
import {
  type Clusters,
  compareUtf8,
  hashId,
  type Links,
  linkKinds,
  type Networks,
  noRow,
  type Paths,
  pathPool,
  type Routes,
  rpkiStates,
} from '@fairlead/core';
import { nextUnit } from '../random/stream.ts';
import type { Holdings, Spread } from './networks/metros.ts';
import type { Loads } from './peak-load.ts';
import { linkKey, meds, type Session } from './peering.ts';
import { distanceKm, drawFor, growing, ownAsn, purpose } from './rows.ts';
import { backupRoom, type SiteDraft } from './sites.ts';

/** Port capacity for a load: whole 10 Gbps up to 100, then whole 100 Gbps. */
function portsFor(bps: number): number {
  const step = bps <= 100e9 ? 10e9 : 100e9;
  return Math.max(1, Math.ceil(bps / step)) * step;
}

type LinkRow = {
  readonly id: string;
  readonly site: number;
  readonly kind: (typeof linkKinds)[number];
  readonly peerAsn: number;
  readonly capacityBps: number;
  readonly key: string;
};

/**
 * Links of all sites, sorted by id, and the row of each session's link by `linkKey`. An embedded
 * site has one link as fast as its appliances. A site at an exchange has a port there, an
 * interconnect for each network that peers privately (both 1.5 times their peak, and filled to no
 * more than 0.8 when the worst other site is lost) and transit for a tenth of the site's peak.
 */
export function drawLinks(
  sites: readonly SiteDraft[],
  siteCapacityBps: Float64Array,
  sessions: readonly Session[],
  loads: Loads,
  networks: Networks,
): { readonly links: Links; readonly rowOf: ReadonlyMap<string, number> } {
  const rows = new Map<string, LinkRow>();
  for (const session of sessions) {
    const key = linkKey(session);
    if (rows.has(key)) continue;
    const { site, kind, via } = session;
    const { id } = sites[site];
    const peak = loads.linkBps.get(key) ?? 0;
    const backup = loads.linkBackupBps.get(key) ?? 0;
    const capacityBps = portsFor(Math.max(1.5 * peak, backupRoom * backup));
    const asn = networks.asn[via];
    if (kind === 'embedded') {
      const embeddedBps = portsFor(siteCapacityBps[site]);
      const embedded = { site, kind, peerAsn: asn, capacityBps: embeddedBps, key };
      rows.set(key, { id: `${id}-embedded`, ...embedded });
    } else if (kind === 'ix') {
      rows.set(key, { id: `${id}-port`, site, kind, peerAsn: 0, capacityBps, key });
    } else {
      rows.set(key, { id: `${id}-pni-as${asn}`, site, kind, peerAsn: asn, capacityBps, key });
    }
  }
  sites.forEach(({ id, kind }, site) => {
    if (kind !== 'ix') return;
    const key = `${site}/transit`;
    const capacityBps = portsFor(0.1 * (loads.siteBps[site] ?? 0));
    rows.set(key, { id: `${id}-transit`, site, kind: 'transit', peerAsn: 0, capacityBps, key });
  });
  const list = [...rows.values()].sort((a, b) => compareUtf8(a.id, b.id));
  return {
    links: {
      count: list.length,
      id: list.map((row) => row.id),
      site: Uint32Array.from(list, (row) => row.site),
      kind: Uint8Array.from(list, (row) => linkKinds.indexOf(row.kind)),
      peerAsn: Uint32Array.from(list, (row) => row.peerAsn),
      capacityBps: Float64Array.from(list, (row) => row.capacityBps),
    },
    rowOf: new Map(list.map((row, at) => [row.key, at])),
  };
}

/**
 * Origin validation state of every holding: half valid, one in a hundred invalid, the rest unknown.
 * Source: about half of the routing table has been covered by certificates since 2024 (NIST RPKI
 * monitor); LACNIC 2022 for the filtering.
 */
function rpkiOf(seed: number, networks: Networks, holdings: Holdings): Uint8Array {
  const states = new Uint8Array(holdings.row.length);
  for (let network = 0; network < networks.count; network++) {
    const stream = drawFor(seed, hashId(`as${networks.asn[network]}`), purpose.rpki);
    for (let at = holdings.start[network]; at < holdings.start[network + 1]; at++) {
      const unit = nextUnit(stream);
      const state = unit < 0.5 ? 'valid' : unit < 0.51 ? 'invalid' : 'unknown';
      states[at] = rpkiStates.indexOf(state);
    }
  }
  return states;
}

/** What a metro is to an embedded site of its network. */
const tiers = { far: 0, nearest: 1, next: 2 } as const;

/**
 * Per embedded site the tier of each metro of its network: `nearest` where no own site is nearer
 * (several at one place are), `next` at the second distance, else `far`.
 */
function ownSites(
  sites: readonly SiteDraft[],
  sessions: readonly Session[],
  { metros, start }: Spread,
): ReadonlyMap<number, Uint8Array> {
  const perNetwork = new Map<number, number[]>();
  for (const { kind, network, site } of sessions) {
    if (kind !== 'embedded') continue;
    const rows = perNetwork.get(network);
    if (rows) rows.push(site);
    else perNetwork.set(network, [site]);
  }
  const tierOf = new Map<number, Uint8Array>();
  for (const [network, rows] of perNetwork) {
    const first = start[network];
    for (const site of rows) tierOf.set(site, new Uint8Array(start[network + 1] - first));
    for (let metro = first; metro < start[network + 1]; metro++) {
      const km = rows.map((site) =>
        distanceKm(sites[site].lat, sites[site].lon, metros.lat[metro], metros.lon[metro]),
      );
      const nearest = Math.min(...km);
      const next = Math.min(...km.filter((each) => each > nearest));
      rows.forEach((site, k) => {
        const tier = km[k] === nearest ? tiers.nearest : km[k] === next ? tiers.next : tiers.far;
        (tierOf.get(site) as Uint8Array)[metro - first] = tier;
      });
    }
  }
  return tierOf;
}

export type RoutesInput = {
  readonly seed: number;
  readonly networks: Networks;
  readonly holdings: Holdings;
  /** Row of the prefix in the world, by row in `announced`. */
  readonly prefixRow: Uint32Array;
  /** Metro per holding. */
  readonly homes: Uint32Array;
  readonly spread: Spread;
  readonly sites: readonly SiteDraft[];
  readonly clusters: Pick<Clusters, 'count' | 'site'>;
  /** Sorted by site. */
  readonly sessions: readonly Session[];
  readonly linkRowOf: ReadonlyMap<string, number>;
};

/**
 * The routes that every cluster hears, sorted by cluster, network and prefix. An embedded cluster
 * hears with path `asn` the prefixes whose metro it is nearest to, as do others at its place, and
 * with a higher MED those whose next it is; one more-specific in fifty is withheld from it. A
 * cluster at an exchange hears all prefixes: `2906 asn` from a peer, `2906 upstream asn` through an
 * upstream. Transit carries no routes.
 */
export function drawRoutes(input: RoutesInput): { readonly routes: Routes; readonly paths: Paths } {
  const { sessions, clusters, linkRowOf, holdings, homes, networks, prefixRow } = input;
  const pool = pathPool();
  const own = ownSites(input.sites, sessions, input.spread);
  const rpki = rpkiOf(input.seed, networks, holdings);
  const columns = {
    cluster: growing(),
    prefix: growing(),
    path: growing(),
    med: growing(),
    link: growing(),
    holding: growing(),
  };
  const from = sessionStarts(sessions, input.sites.length);
  for (let cluster = 0; cluster < clusters.count; cluster++) {
    const site = clusters.site[cluster];
    for (let row = from[site]; row < from[site + 1]; row++) {
      const session = sessions[row];
      const asns = pathOf(session, networks);
      const path = pool.add(asns, asns.length);
      const link = linkRowOf.get(linkKey(session)) ?? noRow;
      const start = holdings.start[session.network];
      const end = holdings.start[session.network + 1];
      for (let at = start; at < end; at++) {
        let { med } = session;
        if (session.kind === 'embedded') {
          const tier = own.get(site)?.[homes[at] - input.spread.start[session.network]];
          if (tier === tiers.next) med = meds.embeddedNext;
          else if (tier !== tiers.nearest) continue;
          if (holdings.cover[at] !== noRow && (at - start) % 50 === 49) continue;
        }
        columns.cluster.push(cluster);
        columns.prefix.push(prefixRow[holdings.row[at]]);
        columns.path.push(path);
        columns.med.push(med);
        columns.link.push(link);
        columns.holding.push(at);
      }
    }
  }
  const holding = columns.holding.done();
  const states = new Uint8Array(holding.length);
  for (let row = 0; row < holding.length; row++) states[row] = rpki[holding[row]];
  return {
    routes: {
      count: holding.length,
      cluster: columns.cluster.done(),
      prefix: columns.prefix.done(),
      path: columns.path.done(),
      med: columns.med.done(),
      link: columns.link.done(),
      rpki: states,
    },
    paths: pool.columns(),
  };
}

function sessionStarts(sessions: readonly Session[], siteCount: number): Uint32Array {
  const start = new Uint32Array(siteCount + 1);
  for (const { site } of sessions) start[site + 1]++;
  for (let site = 0; site < siteCount; site++) start[site + 1] += start[site];
  return start;
}

/** AS path of a session: the host itself, or the own AS, an upstream, and the origin. */
function pathOf({ kind, network, via, prepends }: Session, networks: Networks): number[] {
  const origin = networks.asn[network];
  if (kind === 'embedded') return [origin];
  const path = via === network ? [ownAsn] : [ownAsn, networks.asn[via]];
  for (let k = 0; k <= prepends; k++) path.push(origin);
  return path;
}
