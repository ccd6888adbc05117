// How may a world be wrong and still be sound? A list of kinds: a new one is one entry more.
import type { World } from '@fairlead/core';
import { keepFiles, keepLinks, keepRows, takeRows, withValues } from './edit-world.ts';

/** Which rows are struck: the same for the same number, of all a share. */
export type Struck = (row: number) => boolean;

/** What a hostile or broken feed does to a world, to the rows that are struck. */
export type Poison = (world: World, struck: Struck) => World;

/**
 * A kind of poison, and from which share of its rows on no honest change looks like it: a session
 * that is lost takes some percent of the routes away, a maintenance a tenth of the boxes.
 */
export type PoisonKind = { readonly from: number; readonly apply: Poison };

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

const withCapacity = (world: World, struck: Struck, times: number): World => {
  const { capacityBps } = world.appliances;
  const changed = withValues(capacityBps, struck, (row) => (capacityBps[row] ?? 0) * times);
  return { ...world, appliances: { ...world.appliances, capacityBps: changed } };
};

const withState = (world: World, struck: Struck, state: number): World => ({
  ...world,
  appliances: {
    ...world.appliances,
    state: withValues(world.appliances.state, struck, () => state),
  },
});

/** The manifest that holds least. */
function barest({ manifests, manifestId }: World): number {
  const held = manifestId.map(() => 0);
  for (const manifest of manifests.manifest) held[manifest] = (held[manifest] ?? 0) + 1;
  return held.indexOf(Math.min(...held));
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

/** The capacities of the struck rows, each added to the next one that is not struck. */
function gathered(capacityBps: Float64Array, struck: Struck): Float64Array {
  let bps = 0;
  return capacityBps.map((each, row) => {
    bps += each;
    if (struck(row)) return 1;
    const sum = bps;
    bps = 0;
    return sum;
  });
}

/** By name. `from` is 0 where the smallest that changes an answer in a hundred is to be held. */
export const poisons: Readonly<Record<string, PoisonKind>> = {
  'manifests are cut': {
    from: 0,
    apply: (world, struck) => ({
      ...world,
      manifests: keepRows(world.manifests, (row) => !struck(world.manifests.file[row] ?? 0)),
    }),
  },
  'the table of manifests ends early': {
    from: 0.1,
    apply: (world, struck) => ({
      ...world,
      manifests: keepRows(world.manifests, (row) => !struck(row)),
    }),
  },
  'files have other ids': {
    from: 0,
    apply: (world, struck) => {
      const { files } = world;
      const id = files.id.map((name, row) => (struck(row) ? `${name}+1` : name));
      return { ...world, files: { ...files, id } };
    },
  },
  'files are gone': {
    from: 0,
    apply: (world, struck) => keepFiles(world, (row) => !struck(row)),
  },
  'clusters hold the barest manifest': {
    from: 0,
    apply: (world, struck) => {
      const held = world.clusters.manifest;
      // Somebody holds each manifest: the first one that does goes on.
      const isStruck = (row: number) => struck(row) && held.indexOf(held[row] ?? 0) !== row;
      const manifest = withValues(held, isStruck, () => barest(world));
      return { ...world, clusters: { ...world.clusters, manifest } };
    },
  },
  'copies are one': {
    from: 1,
    apply: (world, struck) => {
      const copies = withValues(world.manifests.copies, struck, () => 1);
      return { ...world, manifests: { ...world.manifests, copies } };
    },
  },
  'appliances are down': { from: 0.13, apply: (world, struck) => withState(world, struck, 2) },
  'appliances drain': { from: 0.13, apply: (world, struck) => withState(world, struck, 1) },
  'appliances are gone': {
    from: 0.13,
    apply: (world, struck) => ({
      ...world,
      appliances: keepRows(world.appliances, (row) => !struck(row)),
    }),
  },
  'capacity in Mbit/s': {
    from: 0.25,
    apply: (world, struck) => withCapacity(world, struck, 1e-6),
  },
  'capacity times 1000': { from: 0, apply: (world, struck) => withCapacity(world, struck, 1000) },
  'capacity gathers at some appliances': {
    from: 0.15,
    apply: (world, struck) => {
      const capacityBps = gathered(world.appliances.capacityBps, struck);
      return { ...world, appliances: { ...world.appliances, capacityBps } };
    },
  },
  'appliances stand under other clusters': {
    from: 0.15,
    apply: (world, struck) => {
      const { cluster, count } = world.appliances;
      const other = withValues(cluster, struck, (row) => cluster[(row + 61) % count] ?? 0);
      return { ...world, appliances: { ...world.appliances, cluster: other } };
    },
  },
  'appliances stand there many times': {
    from: 0.3,
    apply: (world, struck) => {
      const { appliances } = world;
      const rows = Array.from({ length: appliances.count }, (_, row) => row);
      const more = rows.flatMap((row) => (struck(row) ? Array<number>(9).fill(row) : []));
      const all = takeRows(appliances, [...rows, ...more]);
      const id = all.id.map((name, row) => (row < rows.length ? name : `${name}-${row}`));
      return { ...world, appliances: { ...all, id } };
    },
  },
  'routes of embedded links are gone': {
    from: 0.15,
    apply: (world, struck) =>
      withRoutes(world, (row) => linkKindOf(world, row) !== embedded || !struck(row)),
  },
  'private links are gone': {
    from: 0.15,
    apply: (world, struck) =>
      keepLinks(world, (row) => world.links.kind[row] !== pni || !struck(row)),
  },
  'routes of private links are invalid': {
    from: 0.05,
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
    from: 0.15,
    apply: (world, struck) => {
      const long = longestPath(world);
      const isStruck = (row: number) => linkKindOf(world, row) < ix && struck(row);
      const path = withValues(world.routes.path, isStruck, () => long);
      return { ...world, routes: { ...world.routes, path } };
    },
  },
  'routes stand with the worst link of their site': {
    from: 0,
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
    from: 0.3,
    apply: (world, struck) => {
      const { prefix, count } = world.routes;
      const slipped = withValues(prefix, struck, (row) => prefix[(row + 977) % count] ?? 0);
      return { ...world, routes: { ...world.routes, prefix: slipped } };
    },
  },
  'routes of a family are gone': {
    from: 0.05,
    apply: (world, struck) =>
      withRoutes(
        world,
        (row) => world.prefixes.family[world.routes.prefix[row] ?? 0] !== 6 || !struck(row),
      ),
  },
  'the table of routes ends early': {
    from: 0,
    apply: (world, struck) => withRoutes(world, (row) => !struck(world.routes.prefix[row] ?? 0)),
  },
};
