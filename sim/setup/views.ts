// What does the network look like while links are cut? One snapshot for each set of routes.
import { readIds, type Snapshot, type World } from '@fairlead/core';
import type { Strikes } from '../faults/schedule.ts';

/**
 * The snapshots of a run and when each one is true. All have the rows of the first, which has every
 * route; only candidate lists, vantages and spans differ.
 */
export type Views = {
  readonly snapshots: readonly Snapshot[];
  /** In order of time: from `atMs` on (ms from the start) the network is `snapshots[view]`. */
  readonly changes: readonly { readonly atMs: number; readonly view: number }[];
};

/** Views of the network under `strikes`, compiled by `compile` as `first` was. */
export function viewsOf(
  world: World,
  first: Snapshot,
  strikes: readonly Strikes[],
  compile: (world: World) => Snapshot,
): Views {
  const snapshots = [first];
  const viewOf = new Map([['', 0]]);
  const changes: { atMs: number; view: number }[] = [];
  const rowOf = new Map(world.links.id.map((id, row) => [id, row]));
  const linkIds = readIds(first, 'link');
  const cuts = new Map<number, number>();
  for (const { atMs, isEnd, withdrawn } of strikes) {
    if (withdrawn.length === 0) continue;
    for (const link of withdrawn) cuts.set(link, (cuts.get(link) ?? 0) + (isEnd ? -1 : 1));
    const cut = [...cuts].filter(([, count]) => count > 0).map(([link]) => link);
    const key = cut.sort((a, b) => a - b).join(' ');
    let view = viewOf.get(key);
    if (view === undefined) {
      const rows = new Set(cut.map((link) => rowOf.get(linkIds[link])));
      view = snapshots.push(compile(withoutRoutes(world, (link) => rows.has(link)))) - 1;
      viewOf.set(key, view);
    }
    changes.push({ atMs, view });
  }
  return { snapshots, changes };
}

/** The world without the routes over some of its links (world rows). */
function withoutRoutes(world: World, isCut: (link: number) => boolean): World {
  const { routes } = world;
  const rows: number[] = [];
  for (let row = 0; row < routes.count; row++) if (!isCut(routes.link[row])) rows.push(row);
  const kept = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]);
  return {
    ...world,
    routes: {
      count: rows.length,
      cluster: kept(routes.cluster),
      prefix: kept(routes.prefix),
      path: kept(routes.path),
      med: kept(routes.med),
      link: kept(routes.link),
      rpki: Uint8Array.from(rows, (row) => routes.rpki[row]),
    },
  };
}
