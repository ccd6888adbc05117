// Over which links does each network reach which sites, and with how much traffic?
import { hashId, linkKinds, type Networks } from '@fairlead/core';
import { nextUnit } from '../random/stream.ts';
import type { Homes } from './exchanges.ts';
import type { Spread } from './networks/metros.ts';
import { distanceKm, drawFor, pickCumulated, purpose } from './rows.ts';
import { nearestOf, peakBpsPerMember, type SiteDraft } from './sites.ts';

/** Traffic from which a network peers privately. Source: the 5 Gbps rule of NANOG 2014. */
const pniBpsMin = 5e9;

/**
 * What one site hears of one network over one link. Rows are sorted by site, network, kind.
 * `via` is the row of the network that carries it there (itself when it peers on its own).
 */
export type Session = {
  readonly site: number;
  readonly network: number;
  readonly kind: 'embedded' | 'pni' | 'ix';
  readonly via: number;
  /** Times that the network repeats its own AS number. */
  readonly prepends: number;
  readonly med: number;
};

/** MED of a route: private before public peering, a host's nearest site before its next. */
export const meds = { embedded: 0, embeddedNext: 50, pni: 0, ix: 10 } as const;

const maximalPni = 5;
const maximalIx = 3;

export type PeeringInput = {
  readonly seed: number;
  readonly networks: Networks;
  readonly spread: Spread;
  readonly homes: Homes;
  readonly sites: readonly SiteDraft[];
  /** Per site at an exchange the rows of the networks on it; empty for others. */
  readonly onExchange: readonly Uint32Array[];
};

type Reach = { readonly site: number; readonly kind: 'pni' | 'ix' };

/**
 * All sessions of a world. A host's own sites hear it directly. A network of 5 Gbps or more peers
 * privately at the sites nearest to its metros (5 at most, 2 at least), and over the exchange at
 * one of them where it is a member; a smaller member of an exchange peers there (3 at most); all
 * others are heard through an upstream that peers, a large one nearby (2 of them in 6 of 10).
 * One network in eight prepends itself at the last of its sites.
 */
export function drawSessions(input: PeeringInput): Session[] {
  const { networks, sites } = input;
  const reach = directReach(input);
  const sessions: Session[] = [];
  sites.forEach((site, row) => {
    if (site.kind !== 'embedded') return;
    const { network } = site;
    sessions.push({ site: row, network, kind: 'embedded', via: network, prepends: 0, med: 0 });
  });
  const upstreamOf = upstreams(input, reach);
  for (let network = 0; network < networks.count; network++) {
    const stream = drawFor(input.seed, hashId(`as${networks.asn[network]}`), purpose.peering);
    const own = reach[network];
    const prepender = nextUnit(stream) < 0.125 ? 1 + Math.floor(2 * nextUnit(stream)) : 0;
    const heard = own.length > 0 ? [{ via: network, at: own }] : upstreamOf(network, reach);
    for (const { via, at } of heard)
      at.forEach(({ site, kind }, k) => {
        const isLast = at.length > 1 && k === at.length - 1;
        const prepends = isLast && via === network ? prepender : 0;
        sessions.push({ site, network, kind, via, prepends, med: meds[kind] });
      });
  }
  return sessions.sort(
    (a, b) =>
      a.site - b.site ||
      a.network - b.network ||
      a.via - b.via ||
      linkKinds.indexOf(a.kind) - linkKinds.indexOf(b.kind),
  );
}

/** Where each network peers on its own; empty where it does not. */
function directReach({ networks, spread, homes, sites, onExchange }: PeeringInput): Reach[][] {
  const ixRows: number[] = [];
  sites.forEach((site, row) => {
    if (site.kind === 'ix') ixRows.push(row);
  });
  const memberAt: number[][] = Array.from({ length: networks.count }, () => []);
  for (const row of ixRows) for (const network of onExchange[row]) memberAt[network].push(row);
  const km = (row: number, lat: number, lon: number): number =>
    distanceKm(sites[row].lat, sites[row].lon, lat, lon);
  const byDistance = (rows: readonly number[], lat: number, lon: number): number[] => {
    const distance = new Map(rows.map((row) => [row, km(row, lat, lon)]));
    return [...rows].sort((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0) || a - b);
  };
  return Array.from(networks.members, (members, network) => {
    const lat = homes.lat[network];
    const lon = homes.lon[network];
    const member = byDistance(memberAt[network], lat, lon);
    if (members * peakBpsPerMember < pniBpsMin)
      return member.slice(0, maximalIx).map((site): Reach => ({ site, kind: 'ix' }));
    const near = byDistance(ixRows, lat, lon);
    const chosen = nearestOfMetros(spread, network, sites, ixRows).slice(0, maximalPni);
    for (const row of near) {
      if (chosen.length >= 2) break;
      if (!chosen.includes(row)) chosen.push(row);
    }
    const reach = chosen.map((site): Reach => ({ site, kind: 'pni' }));
    const both = member.find((row) => chosen.includes(row));
    if (both !== undefined) reach.push({ site: both, kind: 'ix' });
    return reach;
  });
}

/** The sites nearest to the metros of a network, each once, by falling members of the metro. */
function nearestOfMetros(
  { metros, start }: Spread,
  network: number,
  sites: readonly SiteDraft[],
  rows: readonly number[],
): number[] {
  const order: number[] = [];
  for (let metro = start[network]; metro < start[network + 1]; metro++) order.push(metro);
  order.sort((a, b) => metros.members[b] - metros.members[a] || a - b);
  const found = new Set<number>();
  for (const metro of order) {
    const nearest = nearestOf(sites, rows, metros.lat[metro], metros.lon[metro]);
    if (nearest >= 0) found.add(nearest);
  }
  return [...found];
}

type Heard = { readonly via: number; readonly at: readonly Reach[] };

/** Which upstreams carry a network that does not peer: of its country, else of anywhere near. */
function upstreams(
  { seed, networks, homes }: PeeringInput,
  reach: readonly (readonly Reach[])[],
): (network: number, reach: readonly (readonly Reach[])[]) => Heard[] {
  const peers: number[] = [];
  const ofCountry = new Map<string, number[]>();
  reach.forEach((at, network) => {
    if (at.length === 0) return;
    peers.push(network);
    const country = networks.country[network];
    const rows = ofCountry.get(country);
    if (rows) rows.push(network);
    else ofCountry.set(country, [network]);
  });
  return (network, at) => {
    const local = ofCountry.get(networks.country[network]) ?? [];
    const rows = local.length > 0 ? local : peers;
    if (rows.length === 0) return [];
    const cumulated = new Float64Array(rows.length);
    let sum = 0;
    rows.forEach((row, k) => {
      const km = distanceKm(homes.lat[network], homes.lon[network], homes.lat[row], homes.lon[row]);
      cumulated[k] = sum += networks.members[row] * Math.exp(-km / 1000) + 1e-9;
    });
    const stream = drawFor(seed, hashId(`as${networks.asn[network]}`), purpose.upstream);
    const first = rows[pickCumulated(cumulated, nextUnit(stream))];
    const second = rows[pickCumulated(cumulated, nextUnit(stream))];
    const wantsSecond = nextUnit(stream) < 0.6 && second !== first;
    return (wantsSecond ? [first, second] : [first]).map((via) => ({
      via,
      at: at[via].filter(({ kind }, k) => k === 0 || kind === at[via][0].kind).slice(0, 2),
    }));
  };
}

/** Key of the link that a session uses: exchanges share one port, the others have their own. */
export function linkKey({ site, kind, via }: Session): string {
  return kind === 'ix' ? `${site}/ix` : `${site}/${kind}/${via}`;
}
