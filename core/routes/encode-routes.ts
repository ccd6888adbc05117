// How do the routes behind a snapshot become a file that stands beside it?
import type { Numbers, Texts } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { InternedLists } from '../base/intern.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import { orderFleet, textColumns } from '../compile/fleet-columns.ts';
import { heardWords } from '../compile/route-groups.ts';
import { orderPrefixes } from '../prefix/sweep.ts';
import { defaultRanking } from '../rank/ranking.ts';
import { placeSectionsOf, sealFile, writeColumns, writeFileHeader } from '../snapshot/container.ts';
import type { Snapshot } from '../snapshot/layout.ts';

import type { World } from '../world/world.ts';
import { type RouteColumns, routesKind, routesLayout } from './layout.ts';
import { type RouteGround, worldSources } from './sources.ts';

/** Prefixes and what is heard there; rows of both families in one numbering. */
export type RouteRows = {
  /** Rows in order of a sweep. */
  readonly order: { readonly 4: Uint32Array; readonly 6: Uint32Array };
  readonly length: Numbers;
  readonly words: readonly Numbers[];
  readonly placeOf: Numbers;
  /** Row in `heard` of what a prefix hears. */
  readonly heardOf: (row: number) => number;
  readonly heard: InternedLists;
};

/** The rows of a family that say anything. */
function toldRows({ order, placeOf, heardOf }: RouteRows, family: 4 | 6): Uint32Array {
  return order[family].filter((row) => heardOf(row) !== 0 || placeOf[row] !== noRow);
}

/** The lists that `rows` hear, numbered by first use after the empty one, and who hears which. */
function listColumns({ heard, heardOf }: RouteRows, rows: readonly Uint32Array[]) {
  const numberOf = new Uint32Array(heard.count()).fill(noRow);
  numberOf[0] = 0;
  const lists = [0];
  let count = 0;
  const prefixHeard = new Uint32Array(rows[0].length + rows[1].length);
  for (const family of rows)
    for (const row of family) {
      const list = heardOf(row);
      if (numberOf[list] === noRow) numberOf[list] = lists.push(list) - 1;
      prefixHeard[count++] = numberOf[list];
    }
  const start = heard.start();
  const heardStart = new Uint32Array(lists.length + 1);
  lists.forEach((list, k) => {
    heardStart[k + 1] = heardStart[k] + (start[list + 1] - start[list]) / heardWords;
  });
  return { prefixHeard, heardStart, ...routeColumns(heard, lists, heardStart) };
}

/** The routes of `lists`, one after the other. */
function routeColumns(heard: InternedLists, lists: readonly number[], heardStart: Uint32Array) {
  const count = heardStart[lists.length];
  const column = () => new Uint32Array(count);
  const [heardCluster, heardMed, heardLink] = [column(), column(), column()];
  const heardPathLength = new Uint16Array(count);
  const heardRpki = new Uint8Array(count);
  const columns = [heardCluster, heardPathLength, heardMed, heardLink, heardRpki];
  const [start, words] = [heard.start(), heard.words()];
  lists.forEach((list, k) => {
    let at = start[list];
    for (let route = heardStart[k]; route < heardStart[k + 1]; route++)
      for (const each of columns) each[route] = words[at++];
  });
  return { heardCluster, heardPathLength, heardMed, heardLink, heardRpki };
}

function prefixColumns({ length, words, placeOf }: RouteRows, rows: readonly Uint32Array[]) {
  const [v4, v6] = rows;
  const of = (from: Uint32Array, column: Numbers) => from.map((row) => column[row]);
  const lengths = (from: Uint32Array) => Uint8Array.from(from, (row) => length[row]);
  const prefixPlace = new Uint32Array(v4.length + v6.length);
  prefixPlace.set(of(v4, placeOf));
  prefixPlace.set(of(v6, placeOf), v4.length);
  return {
    prefix4: of(v4, words[0]),
    length4: lengths(v4),
    prefix60: of(v6, words[0]),
    prefix61: of(v6, words[1]),
    prefix62: of(v6, words[2]),
    prefix63: of(v6, words[3]),
    length6: lengths(v6),
    prefixPlace,
  };
}

/**
 * The file of these routes, beside `snapshot`, which was compiled from them under `ranking`. The
 * same routes give the same bytes, however rows are numbered. O(routes).
 */
export function writeRoutes(
  rows: RouteRows,
  { places, metroId, linkCost }: RouteGround,
  ranking: Texts,
  { fleet, epoch, sequence, contentDigest }: Snapshot,
): Uint8Array {
  const told = [toldRows(rows, 4), toldRows(rows, 6)];
  const metros = textColumns(metroId, { rows: Uint32Array.from(metroId.keys()) });
  const columns: RouteColumns = {
    ...places,
    ...prefixColumns(rows, told),
    ...listColumns(rows, told),
    ranking: encodeUtf8(ranking.join(',')).slice(),
    linkCost: linkCost ?? new Float64Array(0),
    metroText: metros.text,
    metroTextStart: metros.start,
  };
  const at = placeSectionsOf(routesLayout, (section) => columns[section].byteLength, fleet);
  const bytes = new Uint8Array(at.end);
  const name = { fleet, epoch, sequence };
  writeFileHeader(bytes, routesKind, { name, contentDigest, places: at.places });
  writeColumns(bytes, routesLayout, at.places, columns);
  sealFile(bytes);
  return bytes;
}

/**
 * What `resumeCompiler` and `readRoutes` need beside `snapshot`: the routes of the `world` that it
 * was compiled from, and the ranking that it was compiled with, as the bytes of a file. They are
 * of this fleet, version and content digest alone. Of AS paths the length is kept. O(routes).
 *
 * @example
 * const compiled = compileSnapshot(world).snapshot;
 * const { kept } = readRoutes(compiled, encodeRoutes(compiled, world));
 * console.log(kept?.ranking.join()); // => prefix-length,as-path,med,distance
 */
export function encodeRoutes(
  snapshot: Snapshot,
  world: World,
  ranking: Texts = defaultRanking,
): Uint8Array {
  given(snapshot, 'snapshot');
  given(world, 'world');
  given(ranking, 'list');
  const sources = worldSources(world, orderFleet(world));
  const { prefixes, placeOf, groups } = sources;
  const { word0, word1, word2, word3, length } = prefixes;
  const rows: RouteRows = {
    order: { 4: orderPrefixes(prefixes, 4), 6: orderPrefixes(prefixes, 6) },
    length,
    words: [word0, word1, word2, word3],
    placeOf,
    heardOf: (row) => groups.heardOf[row],
    heard: groups.pools.heard,
  };
  return writeRoutes(rows, sources, ranking, snapshot);
}
