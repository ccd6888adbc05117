// How may routes be wrong and still be sound: which are heard, where, over which links and paths?
import type { World } from '@fairlead/core';
import { keepLinks, keepRows, takeRows, withValues } from './edit-world.ts';
import type { Poisons, Struck } from './poison.ts';

const [embedded, pni, ix, transit] = [0, 1, 2, 3];

const linkKindOf = ({ links, routes }: World, route: number): number =>
  links.kind[routes.link[route] ?? 0] ?? 0;

const withRoutes = (world: World, keep: (route: number) => boolean): World => ({
  ...world,
  routes: keepRows(world.routes, keep),
});

/** The longest path that somebody heard. */
function longestPath({ paths: { count, start } }: World): number {
  const hops = (path: number) => (start[path + 1] ?? 0) - (start[path] ?? 0);
  let longest = 0;
  for (let path = 1; path < count; path++) if (hops(path) > hops(longest)) longest = path;
  return longest;
}

/** The link of the worst kind at the site of each link. */
function worstAt({ links }: World): Uint32Array {
  const worst = new Map<number, number>();
  links.site.forEach((site, link) => {
    const known = worst.get(site) ?? link;
    if ((links.kind[link] ?? 0) >= (links.kind[known] ?? 0)) worst.set(site, link);
  });
  return links.site.map((site) => worst.get(site) ?? 0);
}

/** The routes, and those that are struck once more from another cluster, over a path of one hop. */
function hijacked(world: World, struck: Struck): World {
  const { routes, links, clusters } = world;
  const rows = Array.from({ length: routes.count }, (_, row) => row);
  const linkAt = new Map<number, number>();
  links.site.forEach((site, link) => {
    if (!linkAt.has(site)) linkAt.set(site, link);
  });
  const heard = new Set(rows.map((row) => `${routes.cluster[row]} ${routes.prefix[row]}`));
  const by = (row: number) => ((routes.cluster[row] ?? 0) + 7) % clusters.count;
  const more = rows.filter((row) => struck(row) && !heard.has(`${by(row)} ${routes.prefix[row]}`));
  const seen = new Set<string>();
  const once = more.filter((row) => {
    const key = `${by(row)} ${routes.prefix[row]}`;
    return seen.has(key) ? false : seen.add(key);
  });
  const all = takeRows(routes, [...rows, ...once]);
  const isNew = (row: number) => row >= routes.count;
  const cluster = withValues(all.cluster, isNew, (row) => by(once[row - routes.count] ?? 0));
  const link = withValues(
    all.link,
    isNew,
    (row) => linkAt.get(clusters.site[cluster[row] ?? 0] ?? 0) ?? 0,
  );
  const shortest = shortestPath(world);
  const path = withValues(all.path, isNew, () => shortest);
  return { ...world, routes: { ...all, cluster, link, path } };
}

/** The shortest path that somebody heard. */
function shortestPath({ paths: { count, start }, routes }: World): number {
  const hops = (path: number) => (start[path + 1] ?? 0) - (start[path] ?? 0);
  let shortest = routes.path[0] ?? 0;
  for (let path = 0; path < count; path++)
    if (hops(path) > 0 && hops(path) < hops(shortest)) shortest = path;
  return shortest;
}

/** By name. */
export const routePoisons: Poisons = {
  'routes of embedded links are gone': {
    apply: (world, struck) =>
      withRoutes(world, (row) => linkKindOf(world, row) !== embedded || !struck(row)),
  },
  'private links are gone': {
    apply: (world, struck) =>
      keepLinks(world, (row) => world.links.kind[row] !== pni || !struck(row)),
  },
  'routes of private links are invalid': {
    apply: (world, struck) => {
      const rpki = withValues(
        world.routes.rpki,
        (row) => linkKindOf(world, row) === pni && struck(row),
        () => 1,
      );
      return { ...world, routes: { ...world.routes, rpki } };
    },
  },
  'paths of good links are long': {
    apply: (world, struck) => {
      const long = longestPath(world);
      const isStruck = (row: number) => linkKindOf(world, row) < ix && struck(row);
      const path = withValues(world.routes.path, isStruck, () => long);
      return { ...world, routes: { ...world.routes, path } };
    },
  },
  'routes stand with the worst link of their site': {
    apply: (world, struck) => {
      const worst = worstAt(world);
      const link = withValues(
        world.routes.link,
        (row) => linkKindOf(world, row) < transit && struck(row),
        (row) => worst[world.routes.link[row] ?? 0] ?? 0,
      );
      return { ...world, routes: { ...world.routes, link } };
    },
  },
  'prefixes slip by some rows': {
    apply: (world, struck) => {
      const { prefix, count } = world.routes;
      const slipped = withValues(prefix, struck, (row) => prefix[(row + 977) % count] ?? 0);
      return { ...world, routes: { ...world.routes, prefix: slipped } };
    },
  },
  'routes of a family are gone': {
    apply: (world, struck) =>
      withRoutes(
        world,
        (row) => world.prefixes.family[world.routes.prefix[row] ?? 0] !== 6 || !struck(row),
      ),
  },
  'the table of routes ends early': {
    apply: (world, struck) => withRoutes(world, (row) => !struck(world.routes.prefix[row] ?? 0)),
  },
  'routes are heard at a cluster more': { apply: hijacked },
  'MEDs are turned round': {
    apply: (world, struck) => {
      const { med } = world.routes;
      const turned = withValues(med, struck, (row) => 1000 - Math.min(1000, med[row] ?? 0));
      return { ...world, routes: { ...world.routes, med: turned } };
    },
  },
  'clients live in other metros': {
    apply: (world, struck) => {
      const { metro, count } = world.clients;
      const other = withValues(metro, struck, (row) => metro[(row + 977) % count] ?? 0);
      return { ...world, clients: { ...world.clients, metro: other } };
    },
  },
  'sites stand at the places of others': {
    apply: (world, struck) => {
      const { lat, lon, count } = world.sites;
      const lats = withValues(lat, struck, (row) => lat[(row + 11) % count] ?? 0);
      const lons = withValues(lon, struck, (row) => lon[(row + 11) % count] ?? 0);
      return { ...world, sites: { ...world.sites, lat: lats, lon: lons } };
    },
  },
};
