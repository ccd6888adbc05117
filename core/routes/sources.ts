// What does a compiler read of a world beside its fleet? In rows of the snapshot.
import type { Texts } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import { linkCosts, type PlaceColumns, placeColumns } from '../compile/candidate-lists.ts';
import { type FleetOrder, orderById } from '../compile/fleet-columns.ts';
import { groupRoutes, type RouteGroups } from '../compile/route-groups.ts';
import { fallbackBit, placesOf } from '../compile/views.ts';
import type { PrefixColumns, World } from '../world/world.ts';

/** What stays as it is while routes come and go; metros in byte order of their ids. */
export type RouteGround = {
  readonly places: PlaceColumns;
  readonly metroId: Texts;
  /** Of a Mbit/s over each link; undefined where nobody says. */
  readonly linkCost: Float64Array | undefined;
};

/** Prefixes, who is there, and which routes are heard. */
export type RouteSources = RouteGround & {
  readonly prefixes: PrefixColumns;
  /** Per prefix as in `placesOf`, in rows of `metroId`. */
  readonly placeOf: Uint32Array;
  readonly groups: RouteGroups;
};

/** Those of a sound world; nothing of it is kept but columns of prefixes. O(routes). */
export function worldSources(world: World, order: FleetOrder): RouteSources {
  const { metros } = world;
  const { rows, place } = orderById(metros.id);
  const sorted = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]);
  const placeOf = placesOf(world);
  for (let prefix = 0; prefix < placeOf.length; prefix++) {
    const told = placeOf[prefix];
    if (told === noRow) continue;
    placeOf[prefix] = told < fallbackBit ? place[told] : place[told - fallbackBit] + fallbackBit;
  }
  const { siteLat, siteLon } = placeColumns(world, order);
  return {
    places: { siteLat, siteLon, metroLat: sorted(metros.lat), metroLon: sorted(metros.lon) },
    metroId: Array.from(rows, (row) => metros.id[row]),
    linkCost: linkCosts(world, order),
    prefixes: world.prefixes,
    placeOf,
    groups: groupRoutes(world, order),
  };
}
