// How much does each site and each link carry at the peak, and when another site is lost?
import type { Spread } from './networks/metros.ts';
import { linkKey, type Session } from './peering.ts';
import { nearestOf, peakBpsPerMember, type SiteDraft } from './sites.ts';

/** Peak of every site and of every link, from the members who would come over it. */
export type Loads = {
  readonly siteBps: Float64Array;
  /** Per `linkKey`. */
  readonly linkBps: ReadonlyMap<string, number>;
  /** The same when the one other site is lost whose loss brings the most. */
  readonly siteBackupBps: Float64Array;
  readonly linkBackupBps: ReadonlyMap<string, number>;
};

/**
 * Peaks when every metro uses the nearest site of each kind that hears its network: embedded sites
 * carry their metros, exchanges all others and half of a host's members, so that they can take
 * over when its appliances fail; and when an exchange site is lost, each metro its next nearest.
 */
export function loadsOf(
  sessions: readonly Session[],
  sites: readonly SiteDraft[],
  spread: Spread,
): Loads {
  const siteBps = new Float64Array(sites.length);
  const linkBps = new Map<string, number>();
  const spill = { site: new Map<string, number>(), link: new Map<string, number>() };
  const perNetwork = new Map<number, Session[]>();
  for (const session of sessions) {
    const rows = perNetwork.get(session.network);
    if (rows) rows.push(session);
    else perNetwork.set(session.network, [session]);
  }
  const { metros, start } = spread;
  for (const [network, rows] of perNetwork) {
    const inside = rows.filter(({ kind }) => kind === 'embedded');
    const outside = rows.filter(({ kind }) => kind !== 'embedded');
    for (let metro = start[network]; metro < start[network + 1]; metro++) {
      const bps = metros.members[metro] * peakBpsPerMember;
      const home = { lat: metros.lat[metro], lon: metros.lon[metro] };
      for (const { site, key, bps: part } of sharesOf(inside, sites, home, bps)) {
        siteBps[site] += part;
        add(linkBps, key, part);
      }
      const outsideBps = inside.length > 0 ? bps / 2 : bps;
      const first = sharesOf(outside, sites, home, outsideBps);
      for (const { site, key, bps: part } of first) {
        siteBps[site] += part;
        add(linkBps, key, part);
        const others = outside.filter((session) => session.site !== site);
        for (const next of sharesOf(others, sites, home, part)) {
          add(spill.site, `${site}>${next.site}`, next.bps);
          add(spill.link, `${site}>${next.key}`, next.bps);
        }
      }
    }
  }
  const siteKeys = new Map(Array.from(siteBps, (bps, site) => [`${site}`, bps]));
  const siteBackup = worstOf(siteKeys, spill.site);
  const siteBackupBps = siteBps.map((bps, site) => siteBackup.get(`${site}`) ?? bps);
  return { siteBps, linkBps, siteBackupBps, linkBackupBps: worstOf(linkBps, spill.link) };
}

function add(sums: Map<string, number>, key: string, bps: number): void {
  sums.set(key, (sums.get(key) ?? 0) + bps);
}

/**
 * Where a metro at a place sends `bps`: as steering ranks, the shortest path, then the lowest MED,
 * then the nearest site. Several sites at one distance share; at one site a single link is used.
 */
function sharesOf(
  group: readonly Session[],
  sites: readonly SiteDraft[],
  home: { readonly lat: number; readonly lon: number },
  bps: number,
): { readonly site: number; readonly key: string; readonly bps: number }[] {
  if (group.length === 0) return [];
  const cost = (session: Session): number => pathLength(session) * 1000 + session.med;
  const least = Math.min(...group.map(cost));
  const best = group.filter((session) => cost(session) === least);
  const rows = best.map(({ site }) => site);
  const nearest = sites[nearestOf(sites, rows, home.lat, home.lon)];
  const linkAt = new Map<number, string>();
  for (const session of best) {
    const { site } = session;
    const isNear = sites[site].lat === nearest.lat && sites[site].lon === nearest.lon;
    if (isNear && !linkAt.has(site)) linkAt.set(site, linkKey(session));
  }
  return [...linkAt].map(([site, key]) => ({ site, key, bps: bps / linkAt.size }));
}

/** Networks on the path of a session's routes, prepends counted, beyond the shortest. */
function pathLength({ network, via, prepends }: Session): number {
  return (via === network ? 0 : 1) + prepends;
}

/** Each load and the largest spill `lost>key` that any one loss adds to it. */
function worstOf(
  loads: ReadonlyMap<string, number>,
  spill: ReadonlyMap<string, number>,
): Map<string, number> {
  const most = new Map<string, number>();
  for (const [lostAndKey, bps] of spill) {
    const key = lostAndKey.slice(lostAndKey.indexOf('>') + 1);
    most.set(key, Math.max(most.get(key) ?? 0, bps));
  }
  const worst = new Map<string, number>();
  for (const key of [...loads.keys(), ...most.keys()])
    worst.set(key, (loads.get(key) ?? 0) + (most.get(key) ?? 0));
  return worst;
}
