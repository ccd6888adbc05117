// What does the fleet look like from each prefix, and how much traffic is there?
import { noRow } from '../base/ids.ts';
import { type InternedLists, internLists } from '../base/intern.ts';
import {
  type CoveringRoutes,
  candidateLists,
  candidateWords,
  coveringRoutes,
  siteDistances,
} from '../compile/candidate-lists.ts';
import { type FleetOrder, orderFleet } from '../compile/fleet-columns.ts';
import { groupRoutes, type RouteGroups, routeWords } from '../compile/route-groups.ts';
import { noSize, type Sums, type TrafficSample } from '../diff/diff-space.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { embeddedSite, type World } from '../world/world.ts';
import { type Ground, groundOf } from './ground.ts';
import { type OwnTraffic, ownTraffic } from './traffic.ts';

/** Words of a covering route: those of a group, and the prefix length. */
export const coverWords = routeWords + 1;

/** Clusters and links are named by their place in `order` (byte order of ids) unless said. */
export type Survey = Ground & {
  readonly order: FleetOrder;
  /** Per prefix row; parts of the space that a longer prefix takes are not in it. */
  readonly own: OwnTraffic;
  readonly total: Sums;
  /** Accepted routes, the best of each cluster. */
  readonly groups: RouteGroups;
  readonly covers: CoveringRoutes;
  /** Per prefix its row in `covers.lists`: what covers its own space. */
  readonly coverAt: Uint32Array;
  /** Per prefix its row in `lists`: the ranked candidates of its own clients. */
  readonly listAt: Uint32Array;
  /** Ranked candidates: cluster, link, rank. */
  readonly lists: InternedLists;
  /** Per candidate list the place in it of the first embedded candidate, or `noRow`. */
  readonly embeddedPlace: Uint32Array;
  /** Declared capacity per cluster, bit/s. */
  readonly clusterBps: Float64Array;
  readonly isEmbedded: (cluster: number) => boolean;
  /** World row of a cluster's site. */
  readonly siteOf: (cluster: number) => number;
  /** The world before, where there is one. */
  readonly before?: Ground;
};

export type SurveyInput = {
  readonly before?: World | undefined;
  readonly sample?: TrafficSample | undefined;
  readonly ownAsns: readonly number[];
};

/** Compiles the routes as far as the candidates of each prefix; O(routes + prefixes + views). */
export function surveyOf(world: World, { before, sample, ownAsns }: SurveyInput): Survey {
  const ground = groundOf(world, ownAsns);
  const order = orderFleet(world);
  const siteOf = (cluster: number): number => world.clusters.site[order.clusters.rows[cluster]];
  const isEmbedded = (cluster: number): boolean =>
    world.sites.kind[siteOf(cluster)] === embeddedSite;
  const own = ownTraffic(world, ground.tree, sample);
  const total = noSize();
  for (const row of ground.tree.order) {
    total.v4AddressCount += own.v4AddressCount[row];
    total.v6BlockCount += own.v6BlockCount[row];
    total.sampleWeight += own.sampleWeight[row];
  }
  const groups = groupRoutes(world, order);
  const fleet = rankedColumns(world, order);
  const clusterBps = new Float64Array(world.clusters.count);
  fleet.applianceCluster.forEach((cluster, row) => {
    clusterBps[cluster] += fleet.capacityBps[row];
  });
  const views = viewsOf(ground, order, groups, fleet);
  const embeddedPlace = new Uint32Array(views.lists.count()).fill(noRow);
  const [words, start] = [views.lists.words(), views.lists.start()];
  for (let list = 0; list < embeddedPlace.length; list++)
    for (let at = start[list + 1] - candidateWords; at >= start[list]; at -= candidateWords)
      if (isEmbedded(words[at])) embeddedPlace[list] = (at - start[list]) / candidateWords;
  return {
    ...{ ...ground, order, own, total, groups, ...views, embeddedPlace, clusterBps },
    ...{ isEmbedded, siteOf },
    ...(before && { before: groundOf(before, ownAsns) }),
  };
}

/** What ranking reads of the fleet, in snapshot rows. */
function rankedColumns({ clusters, appliances, links }: World, order: FleetOrder) {
  return {
    clusterSite: order.clusters.rows.map((row) => order.sites.place[clusters.site[row]]),
    applianceCluster: order.appliances.rows.map(
      (row) => order.clusters.place[appliances.cluster[row]],
    ),
    capacityBps: Float64Array.from(order.appliances.rows, (row) => appliances.capacityBps[row]),
    linkKind: Uint8Array.from(order.links.rows, (row) => links.kind[row]),
    linkCapacityBps: Float64Array.from(order.links.rows, (row) => links.capacityBps[row]),
  };
}

/** The covering routes and the candidate list of each prefix, equal ones stored once. */
function viewsOf(
  { world, tree, clientAt }: Ground,
  order: FleetOrder,
  groups: RouteGroups,
  fleet: ReturnType<typeof rankedColumns>,
) {
  const { prefixes, clients } = world;
  const covers = coveringRoutes(groups);
  const resolved = resolveRanking(defaultRanking);
  const ranking = resolved.ranking ?? [];
  const kilometres = siteDistances(world, order);
  const candidates = candidateLists(covers, fleet, kilometres, ranking);
  const coverAt = new Uint32Array(prefixes.count);
  const listAt = new Uint32Array(prefixes.count);
  const views = internLists();
  const listOfView: number[] = [];
  const view = new Uint32Array(2);
  for (const row of tree.order) {
    const parent = tree.parent[row];
    const group = groups.groupOf[row];
    const outer = parent === noRow ? 0 : coverAt[parent];
    coverAt[row] = group === noRow ? outer : covers.add(outer, group, prefixes.length[row]);
    view[0] = coverAt[row];
    view[1] = clientAt[row] === noRow ? noRow : clients.metro[clientAt[row]];
    const seen = views.add(view, 2);
    listOfView[seen] ??= candidates.add(view[0], view[1]);
    listAt[row] = listOfView[seen];
  }
  return { covers, coverAt, listAt, lists: candidates.lists };
}

/** Where the covering route of `cluster` begins in the words of the covering routes, or `noRow`. */
export function coverOf({ covers }: Survey, cover: number, cluster: number): number {
  const words = covers.lists.words();
  let low = covers.lists.start()[cover] / coverWords;
  const end = covers.lists.start()[cover + 1] / coverWords;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (words[middle * coverWords] < cluster) low = middle + 1;
    else high = middle;
  }
  return low < end && words[low * coverWords] === cluster ? low * coverWords : noRow;
}

/** Length of the covering prefix of `cluster`; -1 where nothing of it covers. */
export function coverLength(survey: Survey, cover: number, cluster: number): number {
  const at = coverOf(survey, cover, cluster);
  return at === noRow ? -1 : survey.covers.lists.words()[at + routeWords];
}

/** The clusters of rank 0 of a candidate list. */
export function firstClusters({ lists }: Survey, list: number): number[] {
  const [words, start] = [lists.words(), lists.start()];
  const found: number[] = [];
  for (let at = start[list]; at < start[list + 1] && words[at + 2] === 0; at += candidateWords)
    found.push(words[at]);
  return found;
}

/** Whether an embedded cluster has a route and rank 0 is without one. */
export function isBeaten({ lists, embeddedPlace }: Survey, list: number): boolean {
  const place = embeddedPlace[list];
  return place !== noRow && lists.words()[lists.start()[list] + place * candidateWords + 2] > 0;
}
