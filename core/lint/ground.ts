// What does a world announce, prefix by prefix, and who is registered there?
import { noRow } from '../base/ids.ts';
import { judgePrefix } from '../prefix/accept.ts';
import type { World } from '../world/world.ts';
import { type PrefixTree, prefixTree } from './tree.ts';

/** What every rule reads of a world, and the rule of leaks of an earlier one too. */
export type Ground = {
  readonly world: World;
  readonly tree: PrefixTree;
  /** Route rows of prefix `p`: `routeOf[routeStart[p]]` to before `routeStart[p + 1]`. */
  readonly routeStart: Uint32Array;
  readonly routeOf: Uint32Array;
  /** Per prefix its longest row of `clients` at or around it, or `noRow`: who is registered. */
  readonly clientAt: Uint32Array;
  /** Code in `routeVerdicts` of a route. */
  readonly verdictOf: (route: number) => number;
  /** AS number on the far side of a route: the link's, else the first in the path not our own. */
  readonly peerOf: (route: number) => number;
  /** Last AS number of a route's path; 0 where it has none. */
  readonly originOf: (route: number) => number;
};

export function groundOf(world: World, ownAsns: readonly number[]): Ground {
  const { prefixes, routes, paths, links, clients } = world;
  const tree = prefixTree(prefixes);
  const routeStart = new Uint32Array(prefixes.count + 1);
  for (const prefix of routes.prefix) routeStart[prefix + 1]++;
  for (let row = 0; row < prefixes.count; row++) routeStart[row + 1] += routeStart[row];
  const next = routeStart.slice();
  const routeOf = new Uint32Array(routes.count);
  for (let route = 0; route < routes.count; route++) routeOf[next[routes.prefix[route]]++] = route;
  const clientAt = new Uint32Array(prefixes.count).fill(noRow);
  for (let row = 0; row < clients.count; row++) clientAt[clients.prefix[row]] = row;
  for (const row of tree.order)
    if (clientAt[row] === noRow && tree.parent[row] !== noRow)
      clientAt[row] = clientAt[tree.parent[row]];
  const verdict = new Uint8Array(prefixes.count);
  for (let row = 0; row < prefixes.count; row++)
    verdict[row] = judgePrefix(prefixes.family[row], prefixes.length[row], prefixes.word0[row]);
  const own = new Set(ownAsns);
  const firstForeign = new Uint32Array(paths.count);
  for (let path = 0; path < paths.count; path++)
    for (let at = paths.start[path]; at < paths.start[path + 1]; at++) {
      firstForeign[path] = own.has(paths.asn[at]) ? 0 : paths.asn[at];
      if (firstForeign[path] !== 0) break;
    }
  return {
    world,
    tree,
    routeStart,
    routeOf,
    clientAt,
    verdictOf: (route) => verdict[routes.prefix[route]] || (routes.rpki[route] === 1 ? 3 : 0),
    peerOf: (route) => links.peerAsn[routes.link[route]] || firstForeign[routes.path[route]],
    originOf: (route) => {
      const end = paths.start[routes.path[route] + 1];
      return end > paths.start[routes.path[route]] ? paths.asn[end - 1] : 0;
    },
  };
}
