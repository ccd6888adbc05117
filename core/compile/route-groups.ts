// Which routes reach a prefix? Accepted ones, the best of each cluster, equal sets stored once.

import { noRow } from '../base/ids.ts';
import { type InternedLists, internLists } from '../base/intern.ts';
import { judgePrefix, routeVerdicts } from '../prefix/accept.ts';
import type { World } from '../world/world.ts';
import type { FleetOrder } from './fleet.ts';

/** Words of one route in a group: cluster, AS path length, MED, link (snapshot rows). */
export const routeWords = 4;

export type RouteGroups = {
  /** Per prefix row of the world: row in `groups`, or `noRow` where no route is accepted. */
  readonly groupOf: Uint32Array;
  /** Distinct sets of routes, ascending by cluster, `routeWords` words a route. */
  readonly groups: InternedLists;
  /** Dropped routes by reason, in the order of `routeVerdicts` (`ok`: kept). */
  readonly counts: Uint32Array;
};

/** Rule 1 and the ties of rule 2: per prefix and cluster the route with the shortest AS path,
 * then the lowest MED, then the first link in byte order. */
export function groupRoutes(world: World, order: FleetOrder): RouteGroups {
  const { routes, prefixes } = world;
  const counts = new Uint32Array(routeVerdicts.length);
  const verdict = new Uint8Array(prefixes.count);
  for (let row = 0; row < prefixes.count; row++)
    verdict[row] = judgePrefix(prefixes.family[row], prefixes.length[row], prefixes.word0[row]);
  const start = new Uint32Array(prefixes.count + 1);
  const isKept = (route: number): boolean =>
    verdict[routes.prefix[route]] === 0 && routes.rpki[route] !== 1;
  for (let route = 0; route < routes.count; route++) {
    counts[verdict[routes.prefix[route]] || (routes.rpki[route] === 1 ? 3 : 0)]++;
    if (isKept(route)) start[routes.prefix[route] + 1]++;
  }
  for (let row = 0; row < prefixes.count; row++) start[row + 1] += start[row];
  const member = new Uint32Array(start[prefixes.count]);
  const next = start.slice();
  for (let route = 0; route < routes.count; route++)
    if (isKept(route)) member[next[routes.prefix[route]]++] = route;
  const groups = internLists();
  const groupOf = new Uint32Array(prefixes.count).fill(noRow);
  const best = bestPerCluster(world, order);
  for (let row = 0; row < prefixes.count; row++) {
    if (start[row + 1] === start[row]) continue;
    const list = best(member.subarray(start[row], start[row + 1]));
    groupOf[row] = groups.add(list.words, list.length);
  }
  return { groupOf, groups, counts };
}

/** Picks each cluster's best route out of the routes of one prefix. */
function bestPerCluster(world: World, order: FleetOrder) {
  const { routes, paths } = world;
  const hops = (route: number): number =>
    paths.start[routes.path[route] + 1] - paths.start[routes.path[route]];
  const clusterOf = (route: number): number => order.clusters.place[routes.cluster[route]];
  const linkOf = (route: number): number => order.links.place[routes.link[route]];
  const compare = (a: number, b: number): number =>
    clusterOf(a) - clusterOf(b) ||
    hops(a) - hops(b) ||
    routes.med[a] - routes.med[b] ||
    linkOf(a) - linkOf(b);
  let words = new Uint32Array(64 * routeWords);
  return (members: Uint32Array): { words: Uint32Array; length: number } => {
    if (members.length > 1) members.sort(compare);
    if (members.length * routeWords > words.length)
      words = new Uint32Array(members.length * routeWords * 2);
    let length = 0;
    for (const route of members) {
      if (length > 0 && words[length - routeWords] === clusterOf(route)) continue;
      words[length] = clusterOf(route);
      words[length + 1] = hops(route);
      words[length + 2] = routes.med[route];
      words[length + 3] = linkOf(route);
      length += routeWords;
    }
    return { words, length };
  };
}
