// What does the fleet look like from a vantage? Covering routes, ranked, equal views stored once.
import { noRow } from '../base/ids.ts';
import { type InternedLists, internLists } from '../base/intern.ts';
import type { Candidate, Comparator } from '../rank/comparator.ts';
import { distanceKm } from '../rank/distance.ts';
import { rankCandidates } from '../rank/ranking.ts';
import type { SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import type { FleetOrder } from './fleet-columns.ts';
import { routeWords } from './route-groups.ts';

/** Words of one covering route: those of a group, and the prefix length. */
const coverWords = routeWords + 1;
/** Words of one ranked candidate: cluster, link, rank. */
export const candidateWords = 3;

/** Adds the routes of `group` at `length` over what already covers: the longer prefix wins. */
export function coveringRoutes({ groups }: { readonly groups: InternedLists }) {
  const lists = internLists();
  const memo = new Map<number, Map<number, number>>();
  let scratch = new Uint32Array(64 * coverWords);
  lists.add(scratch, 0);

  function merge(parent: number, group: number, length: number): number {
    const words = lists.words();
    const mine = groups.words();
    const end = lists.start()[parent + 1];
    const mineEnd = groups.start()[group + 1];
    let at = lists.start()[parent];
    let mineAt = groups.start()[group];
    const most = end - at + ((mineEnd - mineAt) / routeWords) * coverWords;
    if (most > scratch.length) scratch = new Uint32Array(most * 2);
    let out = 0;
    while (at < end || mineAt < mineEnd) {
      const theirs = at < end ? words[at] : noRow;
      const ours = mineAt < mineEnd ? mine[mineAt] : noRow;
      if (ours <= theirs) {
        for (let k = 0; k < routeWords; k++) scratch[out + k] = mine[mineAt + k];
        scratch[out + routeWords] = length;
        mineAt += routeWords;
        if (ours === theirs) at += coverWords;
      } else {
        for (let k = 0; k < coverWords; k++) scratch[out + k] = words[at + k];
        at += coverWords;
      }
      out += coverWords;
    }
    return lists.add(scratch, out);
  }

  return {
    lists,
    /** Row of the list under a prefix of `length` with `group` inside one with list `parent`. */
    add(parent: number, group: number, length: number): number {
      const key = group * 256 + length;
      let below = memo.get(parent);
      if (below === undefined) {
        below = new Map();
        memo.set(parent, below);
      }
      let list = below.get(key);
      if (list === undefined) {
        list = merge(parent, group, length);
        below.set(key, list);
      }
      return list;
    },
  };
}

export type CoveringRoutes = ReturnType<typeof coveringRoutes>;

/** Where the sites are, in snapshot rows, and the metros: degrees north and east. */
export type PlaceColumns = {
  readonly [column in 'siteLat' | 'siteLon' | 'metroLat' | 'metroLon']: Float64Array;
};

export function placeColumns({ sites, metros }: World, order: FleetOrder): PlaceColumns {
  const siteLat = Float64Array.from(order.sites.rows, (row) => sites.lat[row]);
  const siteLon = Float64Array.from(order.sites.rows, (row) => sites.lon[row]);
  return { siteLat, siteLon, metroLat: metros.lat, metroLon: metros.lon };
}

/** Whole kilometres between a metro and a site; 0 from `noRow`. */
export function distancesBetween({ siteLat, siteLon, metroLat, metroLon }: PlaceColumns) {
  return (metro: number, site: number): number =>
    metro === noRow
      ? 0
      : Math.floor(
          distanceKm(metroLat[metro], metroLon[metro], siteLat[site], siteLon[site]) + 0.5,
        );
}

/** Those between the metros and sites of a world, in rows of metros and snapshot rows. */
export function siteDistances(world: World, order: FleetOrder) {
  return distancesBetween(placeColumns(world, order));
}

export type SiteDistances = ReturnType<typeof distancesBetween>;

/** What ranking reads of the fleet: columns of the snapshot, and costs in its rows of links. */
export type RankedColumns = Pick<
  SnapshotColumns,
  'clusterSite' | 'applianceCluster' | 'capacityBps' | 'linkKind' | 'linkCapacityBps'
> & { readonly linkCost?: Float64Array | undefined };

/** What a Mbit/s over each link costs, in snapshot rows; absent where nobody says. */
export function linkCosts({ links }: World, order: FleetOrder): Float64Array | undefined {
  const { costPerMbps } = links;
  return costPerMbps && Float64Array.from(order.links.rows, (row) => costPerMbps[row]);
}

/** Declared capacity of all appliances of each cluster, whatever their state. */
function clusterCapacity({ clusterSite, applianceCluster, capacityBps }: RankedColumns) {
  const sum = new Float64Array(clusterSite.length);
  applianceCluster.forEach((cluster, appliance) => {
    sum[cluster] += capacityBps[appliance];
  });
  return sum;
}

function newCandidate(): Candidate {
  return {
    cluster: 0,
    link: 0,
    prefixLength: 0,
    asPathLength: 0,
    med: 0,
    distanceKm: 0,
    linkKind: 0,
    capacityBps: 0,
    costPerMbps: 0,
  };
}

/** Ranks covering routes as seen from a metro; equal results share a row of `lists`. */
export function candidateLists(
  covers: CoveringRoutes,
  fleet: RankedColumns,
  kilometres: SiteDistances,
  ranking: readonly Comparator[],
) {
  const { clusterSite, linkKind } = fleet;
  const lists = internLists();
  const rank = new Uint32Array(clusterSite.length + 1);
  const out = new Uint32Array((clusterSite.length + 1) * candidateWords);
  const pool: Candidate[] = [];
  const clusterBps = clusterCapacity(fleet);
  const needsDistance = ranking.some(({ reads }) => reads.includes('distanceKm'));
  return {
    lists,
    add(cover: number, metro: number): number {
      const words = covers.lists.words();
      const start = covers.lists.start()[cover];
      const count = (covers.lists.start()[cover + 1] - start) / coverWords;
      for (let k = 0; k < count; k++) {
        const at = start + k * coverWords;
        const cluster = words[at];
        pool[k] ??= newCandidate();
        const candidate = pool[k];
        candidate.cluster = cluster;
        candidate.asPathLength = words[at + 1];
        candidate.med = words[at + 2];
        candidate.link = words[at + 3];
        candidate.prefixLength = words[at + 4];
        candidate.linkKind = linkKind[candidate.link];
        candidate.capacityBps = Math.min(
          clusterBps[cluster],
          fleet.linkCapacityBps[candidate.link],
        );
        candidate.costPerMbps = fleet.linkCost?.[candidate.link] ?? 0;
        candidate.distanceKm = needsDistance ? kilometres(metro, clusterSite[cluster]) : 0;
      }
      rankCandidates(pool, count, ranking, rank);
      for (let k = 0; k < count; k++) {
        out[k * candidateWords] = pool[k].cluster;
        out[k * candidateWords + 1] = pool[k].link;
        out[k * candidateWords + 2] = rank[k];
      }
      return lists.add(out, count * candidateWords);
    },
  };
}

/** Words of one last-resort site: site, rank. */
export const resortWords = 2;

/** The exchange sites with transit, nearest to a metro first; equal orders share a row. */
export function resortLists(siteTransit: Uint32Array, kilometres: SiteDistances) {
  const lists = internLists();
  const sites: number[] = [];
  siteTransit.forEach((link, site) => {
    if (link !== noRow) sites.push(site);
  });
  const out = new Uint32Array(sites.length * resortWords);
  const ofMetro = new Map<number, number>();
  return {
    lists,
    add(metro: number): number {
      const known = ofMetro.get(metro);
      if (known !== undefined) return known;
      const far = new Map(sites.map((site) => [site, kilometres(metro, site)]));
      const away = (site: number): number => far.get(site) ?? 0;
      const sorted = [...sites].sort((a, b) => away(a) - away(b) || a - b);
      let rank = 0;
      sorted.forEach((site, k) => {
        if (k > 0 && away(site) !== away(sorted[k - 1])) rank++;
        out[k * resortWords] = site;
        out[k * resortWords + 1] = rank;
      });
      const list = lists.add(out, sorted.length * resortWords);
      ofMetro.set(metro, list);
      return list;
    },
  };
}
