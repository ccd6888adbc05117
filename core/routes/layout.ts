// What stands beside a snapshot, so that a compiler goes on from it? Routes, in named columns.
import type { ColumnsOf, FileKind } from '../snapshot/container.ts';

/**
 * What compiling reads of a world and a snapshot does not hold. Rows of sites, clusters and links
 * are those of the snapshot; `noRow` is 0xffffffff.
 *
 * | section          | rows          | holds                                                     |
 * | ---------------- | ------------- | --------------------------------------------------------- |
 * | `ranking`        | bytes         | names of the comparators in order, commas between, UTF-8  |
 * | `siteLat`, `siteLon` | sites     | degrees north and east                                    |
 * | `linkCost`       | links or 0    | of a Mbit/s; no rows: nobody says, and all cost 0         |
 * | `metroText`      | bytes         | ids of metros in byte order, one after the other, UTF-8   |
 * | `metroTextStart` | metros + 1    | where each id starts, and where the last one ends         |
 * | `metroLat`, `metroLon` | metros  | degrees north and east                                    |
 * | `prefix4`        | IPv4 prefixes | first address; ascending, shorter before longer           |
 * | `length4`        | IPv4 prefixes | 0..32                                                     |
 * | `prefix60`…`63` | IPv6 prefixes | the four words of the first address, in the same order   |
 * | `length6`        | IPv6 prefixes | 0..128                                                    |
 * | `prefixHeard`    | prefixes      | list of what is heard there; IPv4 rows first, then IPv6   |
 * | `prefixPlace`    | prefixes      | metro of its clients; that of a fallback + 0x80000000;    |
 * |                  |               | `noRow`: nobody says                                      |
 * | `heardStart`     | lists + 1     | into the next five                                        |
 * | `heardCluster`   | heard routes  | row of the cluster                                        |
 * | `heardPathLength`| heard routes  | AS numbers in the path, 0..1023                           |
 * | `heardMed`       | heard routes  | MED                                                       |
 * | `heardLink`      | heard routes  | row of a link of the cluster's site                       |
 * | `heardRpki`      | heard routes  | 0 valid, 1 invalid, 2 unknown                             |
 *
 * Equal lists stand once; a list ascends by the columns in this order. List 0 has no route.
 */
export const routesLayout = [
  ['ranking', 'u8'],
  ['siteLat', 'f64'],
  ['siteLon', 'f64'],
  ['linkCost', 'f64'],
  ['metroText', 'u8'],
  ['metroTextStart', 'u32'],
  ['metroLat', 'f64'],
  ['metroLon', 'f64'],
  ['prefix4', 'u32'],
  ['length4', 'u8'],
  ['prefix60', 'u32'],
  ['prefix61', 'u32'],
  ['prefix62', 'u32'],
  ['prefix63', 'u32'],
  ['length6', 'u8'],
  ['prefixHeard', 'u32'],
  ['prefixPlace', 'u32'],
  ['heardStart', 'u32'],
  ['heardCluster', 'u32'],
  ['heardPathLength', 'u16'],
  ['heardMed', 'u32'],
  ['heardLink', 'u32'],
  ['heardRpki', 'u8'],
] as const;

export type RouteColumnName = (typeof routesLayout)[number][0];
export type RouteColumns = ColumnsOf<typeof routesLayout>;

/** The file of routes: the container of a snapshot, with other sections. */
export const routesKind: FileKind<RouteColumnName> = {
  name: 'routes file',
  magic: 'FAIRROUT',
  format: 1,
  oldest: 1,
  layout: routesLayout,
};

/** The columns of a heard route, in the order of its words in `RoutePools.heard`. */
export const heardSections = [
  'heardCluster',
  'heardPathLength',
  'heardMed',
  'heardLink',
  'heardRpki',
] as const;
