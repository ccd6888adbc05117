// Which snapshot does steering answer from while its network changes? One compiler makes the next.
import {
  assert,
  type Change,
  type Compiler,
  type CompilerOptions,
  createCompiler,
  prefixText,
  readIds,
  rpkiStates,
  type Snapshot,
  type World,
} from '@fairlead/core';

/**
 * The snapshots of one run. All have the rows of the first; those of vantages, lists and spans
 * differ. A snapshot that was handed out stays as it is until the next one is.
 */
export type SnapshotSource = {
  /** Takes changes of the network in; what they give is handed out when the next epoch begins. */
  readonly apply: (changes: readonly Change[]) => void;
  /** What all instances answer from in the epoch that begins. */
  readonly handOut: () => Snapshot;
  /** The routes that the world has over a link (a row of the snapshot), as announcements. */
  readonly routesOver: (link: number) => readonly Change[];
};

/**
 * Snapshots that begin with `first`, which was compiled of `world`. A run whose network never
 * changes has no compiler; in one that does it keeps the routes and, beside `first`, two buffers.
 */
export function snapshotSource(
  world: World,
  first: Snapshot,
  options: CompilerOptions,
): SnapshotSource {
  let compiler: Compiler | undefined;
  let newest = first;
  let served = first;
  const linkIds = readIds(first, 'link');
  return {
    apply(changes) {
      compiler ??= createCompiler(world, options);
      const proposed = compiler.propose(changes);
      const told = proposed.verdict === 'refused' ? proposed.text : '';
      assert(proposed.verdict === 'proposed', `changes of the world itself are taken: ${told}`);
      compiler.commit(proposed.snapshot);
      newest = proposed.snapshot;
    },
    handOut() {
      if (served === newest) return served;
      compiler?.retain(newest);
      if (served !== first) compiler?.release(served);
      served = newest;
      return served;
    },
    routesOver: (link) => announcements(world, linkIds[link]),
  };
}

/** The routes of a world over one of its links. O(routes of the world). */
function announcements(world: World, link: string): Change[] {
  const { routes, paths, prefixes, clusters } = world;
  const row = world.links.id.indexOf(link);
  const { word0, word1, word2, word3, family, length } = prefixes;
  const changes: Change[] = [];
  for (let route = 0; route < routes.count; route++) {
    if (routes.link[route] !== row) continue;
    const prefix = routes.prefix[route];
    const words = [word0[prefix], word1[prefix], word2[prefix], word3[prefix]];
    const path = routes.path[route];
    changes.push({
      kind: 'announce',
      cluster: clusters.id[routes.cluster[route]],
      prefix: prefixText(family[prefix], words, length[prefix]),
      asPathLength: paths.start[path + 1] - paths.start[path],
      med: routes.med[route],
      link,
      rpki: rpkiStates[routes.rpki[route]],
    });
  }
  return changes;
}
