// What is seen from every address of a world? Spans with vantages, and the lists of those.
import { spanColumns } from '../prefix/spans.ts';
import { orderPrefixes, type Spans, sweep } from '../prefix/sweep.ts';
import type { Comparator } from '../rank/comparator.ts';
import type { SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import { coveringRoutes, linkCosts, siteDistances } from './candidate-lists.ts';
import type { FleetColumns, FleetOrder } from './fleet-columns.ts';
import { groupRoutes, type RouteGroups } from './route-groups.ts';
import {
  placesOf,
  sightColumns,
  sightOf,
  type VantagePool,
  type ViewPool,
  viewPool,
} from './views.ts';

/** The sections of a snapshot that depend on routes and clients, and what became of the routes. */
export type Seen = {
  readonly columns: Omit<SnapshotColumns, keyof FleetColumns>;
  /** Routes by what became of them, in the order of `routeVerdicts`. */
  readonly routeCounts: Uint32Array;
};

/** Walks the prefixes of a world once, and ranks who may serve under each of them. */
export function seenIn(
  world: World,
  order: FleetOrder,
  fleet: FleetColumns,
  ranking: readonly Comparator[],
): Seen {
  const groups = groupRoutes(world, order);
  const views = viewPool(coveringRoutes(groups));
  const ranked = { ...fleet, linkCost: linkCosts(world, order) };
  const sight = sightOf(views, ranked, siteDistances(world, order), ranking);
  const spans = sweepViews(world, groups, views);
  // Renaming fills the lists of candidates and resorts: they are read after it.
  const v4 = renameSpans(spans.v4, sight.vantages);
  const v6 = renameSpans(spans.v6, sight.vantages);
  return {
    columns: { ...sightColumns(sight), ...spanColumns(v4, v6) },
    routeCounts: groups.counts,
  };
}

/** Walks both families: every span gets the row of its view. */
function sweepViews(world: World, groups: RouteGroups, views: ViewPool) {
  const placeOf = placesOf(world);
  const { length } = world.prefixes;
  const enter = (prefix: number, parent: number): number =>
    views.enter(parent, groups.groupOf[prefix], placeOf[prefix], length[prefix]);
  const walk = (family: 4 | 6): Spans =>
    sweep(world.prefixes, orderPrefixes(world.prefixes, family), 0, { enter });
  return { v4: walk(4), v6: walk(6) };
}

/** Spans in columns, of which the first `count` rows are in use. */
type SpanColumns = {
  readonly count: number;
  readonly start: readonly Uint32Array[];
  readonly value: Uint32Array;
};

/** Spans with views turned into spans with vantages; equal neighbours merge. */
export function renameSpans(spans: SpanColumns, vantages: VantagePool): SpanColumns {
  const start = spans.start.map((words) => words.slice(0, spans.count));
  const value = new Uint32Array(spans.count);
  let count = 0;
  for (let row = 0; row < spans.count; row++) {
    const vantage = vantages.of(spans.value[row]);
    if (count > 0 && value[count - 1] === vantage) continue;
    for (const words of start) words[count] = words[row];
    value[count++] = vantage;
  }
  return {
    count,
    start: start.map((words) => words.slice(0, count)),
    value: value.slice(0, count),
  };
}
