// On which world do benchmarks run, and which changes of its routes does a network see?
import { type Change, pair, prefixText, type World } from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld, type WorldSize } from '@fairlead/sim';

/** The world of this size at seed 1: `full` is the global one. */
export async function benchWorld(size: WorldSize | 'full'): Promise<World> {
  const { places, countries } = await loadPlaces();
  return generateWorld({ size: size === 'full' ? 'global' : size, seed: 1 }, places, countries);
}

/** Draws changes of routes of `world`, 60 % IPv4: a third each withdrawn, announced, changed. */
export function routeChanges(world: World) {
  const { prefixes, routes, paths, clusters, links } = world;
  const v4: number[] = [];
  const v6: number[] = [];
  for (let route = 0; route < routes.count; route++)
    (prefixes.family[routes.prefix[route] ?? 0] === 4 ? v4 : v6).push(route);
  const { word0, word1, word2, word3 } = prefixes;
  return (key: number): Change => {
    const own = pair(key, 1) % 10 < 6 || v6.length === 0 ? v4 : v6;
    const route = own[pair(key, 2) % own.length] ?? 0;
    const row = routes.prefix[route] ?? 0;
    const words = [word0, word1, word2, word3].map((word) => word[row] ?? 0);
    const path = routes.path[route] ?? 0;
    const where = {
      cluster: clusters.id[routes.cluster[route] ?? 0] ?? '',
      prefix: prefixText(prefixes.family[row] ?? 4, words, prefixes.length[row] ?? 0),
      link: links.id[routes.link[route] ?? 0] ?? '',
    };
    const kind = pair(key, 3) % 3;
    if (kind === 0) return { kind: 'withdraw', ...where };
    const hops = (paths.start[path + 1] ?? 0) - (paths.start[path] ?? 0);
    const asPathLength = kind === 1 ? hops : hops + (pair(key, 4) % 3);
    const med = (routes.med[route] ?? 0) + (kind === 1 ? 0 : pair(key, 5) % 3);
    return { kind: 'announce', ...where, asPathLength, med };
  };
}
