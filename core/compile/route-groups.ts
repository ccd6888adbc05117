// Which routes reach a prefix? Those heard, and the best accepted one of each cluster.
import { noRow } from '../base/ids.ts';
import { type InternedLists, internLists } from '../base/intern.ts';
import { judgePrefix, routeVerdicts } from '../prefix/accept.ts';
import type { PrefixColumns, World } from '../world/world.ts';
import type { FleetOrder } from './fleet-columns.ts';

/** Words of one route in a group: cluster, AS path length, MED, link (snapshot rows). */
export const routeWords = 4;
/** Words of one heard route: those of a group, and its code in `rpkiStates`. */
export const heardWords = routeWords + 1;
const rpkiInvalid = 1;
const rpkiInvalidVerdict = routeVerdicts.indexOf('rpki-invalid');

/** Routes of prefixes, equal lists stored once. */
export type RoutePools = {
  /** All routes of a prefix, losing and invalid ones too, ascending by their words; row 0: none. */
  readonly heard: InternedLists;
  /** Distinct sets of routes, ascending by cluster, `routeWords` words a route. */
  readonly groups: InternedLists;
  /** Adds the routes `words[0..length)`, sorting them in place; the row in `heard`. */
  readonly hear: (words: Uint32Array, length: number) => number;
  /** Row in `groups` of what steers out of a heard list; `noRow` where nothing does. */
  readonly groupOf: (heard: number) => number;
  /** Of the routes of a heard list, how many are RPKI-invalid. */
  readonly invalidCount: (heard: number) => number;
};

export function routePools(): RoutePools {
  const heard = internLists();
  const groups = internLists();
  let scratch = new Uint32Array(64 * routeWords);
  let groupOf = new Uint32Array(1024).fill(noRow - 1);
  const moving = new Uint32Array(heardWords);
  heard.add(scratch, 0);

  /** Rule 1's RPKI, and rule 2: of a cluster the first in order of path, MED, link. */
  function select(row: number): number {
    const words = heard.words();
    const from = heard.start()[row];
    const to = heard.start()[row + 1];
    if (to - from > scratch.length) scratch = new Uint32Array((to - from) * 2);
    let length = 0;
    for (let at = from; at < to; at += heardWords) {
      if (words[at + routeWords] === rpkiInvalid) continue;
      if (length > 0 && scratch[length - routeWords] === words[at]) continue;
      for (let k = 0; k < routeWords; k++) scratch[length + k] = words[at + k];
      length += routeWords;
    }
    return length === 0 ? noRow : groups.add(scratch, length);
  }

  return {
    heard,
    groups,
    hear(words, length) {
      sortRoutes(words, length, moving);
      return heard.add(words, length);
    },
    groupOf(row) {
      if (row >= groupOf.length) {
        const wider = new Uint32Array(row * 2).fill(noRow - 1);
        wider.set(groupOf);
        groupOf = wider;
      }
      if (groupOf[row] === noRow - 1) groupOf[row] = select(row);
      return groupOf[row];
    },
    invalidCount(row) {
      let count = 0;
      const to = heard.start()[row + 1];
      for (let at = heard.start()[row]; at < to; at += heardWords)
        if (heard.words()[at + routeWords] === rpkiInvalid) count++;
      return count;
    },
  };
}

/** Sorts routes by their words: a prefix has a handful, so insertion does it; `moving` is one. */
function sortRoutes(words: Uint32Array, length: number, moving: Uint32Array): void {
  for (let from = heardWords; from < length; from += heardWords) {
    if (!isAfter(words, from - heardWords, words, from)) continue;
    for (let k = 0; k < heardWords; k++) moving[k] = words[from + k];
    let hole = from;
    while (hole > 0 && isAfter(words, hole - heardWords, moving, 0)) {
      for (let k = 0; k < heardWords; k++) words[hole + k] = words[hole + k - heardWords];
      hole -= heardWords;
    }
    for (let k = 0; k < heardWords; k++) words[hole + k] = moving[k];
  }
}

function isAfter(a: Uint32Array, atA: number, b: Uint32Array, atB: number): boolean {
  for (let k = 0; k < heardWords; k++) {
    const gap = a[atA + k] - b[atB + k];
    if (gap !== 0) return gap > 0;
  }
  return false;
}

export type RouteGroups = {
  readonly pools: RoutePools;
  /** Those of `pools`. */
  readonly groups: InternedLists;
  /** Per prefix row of the world: row in `pools.heard`. */
  readonly heardOf: Uint32Array;
  /** Per prefix row of the world: row in `groups`, or `noRow` where none is accepted. */
  readonly groupOf: Uint32Array;
  /** Routes by what became of them, in the order of `routeVerdicts` (`ok`: kept). */
  readonly counts: Uint32Array;
};

/** Rules 1 and 2 for each prefix of a world. */
export function groupRoutes(world: World, order: FleetOrder): RouteGroups {
  const { routes, prefixes, paths } = world;
  const start = new Uint32Array(prefixes.count + 1);
  for (let route = 0; route < routes.count; route++) start[routes.prefix[route] + 1]++;
  let most = 0;
  for (let row = 0; row < prefixes.count; row++) {
    most = Math.max(most, start[row + 1]);
    start[row + 1] += start[row];
  }
  const member = new Uint32Array(routes.count);
  const next = start.slice();
  for (let route = 0; route < routes.count; route++) member[next[routes.prefix[route]]++] = route;
  const pools = routePools();
  const words = new Uint32Array(most * heardWords);
  const heardOf = new Uint32Array(prefixes.count);
  for (let row = 0; row < prefixes.count; row++) {
    let length = 0;
    for (let k = start[row]; k < start[row + 1]; k++) {
      const route = member[k];
      const path = routes.path[route];
      words[length] = order.clusters.place[routes.cluster[route]];
      words[length + 1] = paths.start[path + 1] - paths.start[path];
      words[length + 2] = routes.med[route];
      words[length + 3] = order.links.place[routes.link[route]];
      words[length + routeWords] = routes.rpki[route];
      length += heardWords;
    }
    if (length > 0) heardOf[row] = pools.hear(words, length);
  }
  return acceptHeard(prefixes, pools, heardOf);
}

/** Rule 1 for each prefix, and what steers out of the list that it hears. */
export function acceptHeard(
  { count, family, length, word0 }: PrefixColumns,
  pools: RoutePools,
  heardOf: Uint32Array,
): RouteGroups {
  const counts = new Uint32Array(routeVerdicts.length);
  const groupOf = new Uint32Array(count).fill(noRow);
  for (let row = 0; row < count; row++) {
    const verdict = judgePrefix(family[row], length[row], word0[row]);
    if (verdict === 0) groupOf[row] = pools.groupOf(heardOf[row]);
    countRoutes(counts, pools, heardOf[row], verdict, 1);
  }
  return { pools, groups: pools.groups, heardOf, groupOf, counts };
}

/** Adds the routes of a heard list to `outCounts`, `sign` times. */
export function countRoutes(
  outCounts: Uint32Array,
  pools: RoutePools,
  heard: number,
  verdict: number,
  sign: 1 | -1,
): void {
  const all = (pools.heard.start()[heard + 1] - pools.heard.start()[heard]) / heardWords;
  const invalid = verdict === 0 ? pools.invalidCount(heard) : 0;
  outCounts[verdict] += sign * (all - invalid);
  outCounts[rpkiInvalidVerdict] += sign * invalid;
}
