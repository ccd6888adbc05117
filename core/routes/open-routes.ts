// Which routes stand in these bytes, and are they those of this snapshot?
import type { Texts } from '../base/columns.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { decodeUtf8 } from '../base/utf8.ts';
import { versionText } from '../base/version.ts';
import { acceptHeard, heardWords, type RoutePools, routePools } from '../compile/route-groups.ts';
import type { Comparator } from '../rank/comparator.ts';
import { resolveRanking } from '../rank/ranking.ts';
import {
  type ColumnKind,
  checkDigest,
  columnBytes,
  type FileHeader,
  isProblem,
  isSameDigest,
  problemAt,
  readFileHeader,
  viewColumns,
} from '../snapshot/container.ts';
import { readFormatOf } from '../snapshot/header.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { PrefixColumns } from '../world/world.ts';
import { checkRoutes, metroIds } from './check-routes.ts';
import {
  heardSections,
  type RouteColumnName,
  type RouteColumns,
  routesKind,
  routesLayout,
} from './layout.ts';
import type { RouteSources } from './sources.ts';

const sectionOf = new Map(routesLayout.map(([section]) => [section, section] as const));
const kindOf: ReadonlyMap<string, ColumnKind> = new Map(routesLayout);
const widthOf = (section: RouteColumnName): number => columnBytes[kindOf.get(section) ?? 'u8'];

/** Columns that passed every check, as views of the bytes, and the ranking they were kept under. */
export type CheckedRoutes = {
  readonly columns: RouteColumns;
  readonly metroId: Texts;
  readonly names: Texts;
  readonly ranking: readonly Comparator[];
};

/** Why the header is not that of routes of `snapshot`. */
function otherSnapshot(
  { name, contentDigest }: FileHeader,
  snapshot: Snapshot,
): Problem | undefined {
  const { fleet, epoch, sequence } = snapshot;
  const other = (at: number, text: string) =>
    problemAt(at, 'other-snapshot', `are those of ${text}`);
  if (name.fleet !== fleet)
    return other(72, `fleet "${name.fleet}", and the snapshot is of "${fleet}"`);
  if (name.epoch !== epoch || name.sequence !== sequence) {
    const version = `version ${versionText(name)}`;
    return other(32, `${version}, and the snapshot is ${versionText(snapshot)}`);
  }
  if (!isSameDigest(contentDigest, snapshot.contentDigest))
    return other(48, 'another content than the snapshot has, of the same version');
  return undefined;
}

/**
 * Opens the routes of `snapshot` by reference (8-byte aligned, on a little-endian machine), with
 * every count and row number checked. Never throws, whatever the bytes. O(bytes).
 */
export function openRoutes(
  snapshot: Snapshot,
  bytes: Uint8Array,
): Outcome<'opened', CheckedRoutes> {
  const format = readFormatOf(bytes, routesKind);
  if (typeof format === 'object') return { problems: [format] };
  const damage = checkDigest(bytes);
  if (damage !== undefined) return { problems: [damage] };
  const header = readFileHeader(bytes, sectionOf, widthOf);
  if (isProblem(header)) return { problems: [header] };
  const foreign = otherSnapshot(header, snapshot);
  if (foreign !== undefined) return { problems: [foreign] };
  const columns = viewColumns(bytes, routesLayout, header.places);
  const unsound = checkRoutes(columns, bytes, snapshot);
  if (unsound.length > 0) return { problems: unsound };
  const text = decodeUtf8(columns.ranking);
  const names = text === '' ? [] : text.split(',');
  const { ranking, problems } = resolveRanking(names);
  return problems
    ? { problems }
    : { opened: { columns, metroId: metroIds(columns), names, ranking } };
}

/** Both families as one table, IPv4 first. */
export function openedPrefixes(columns: RouteColumns): PrefixColumns {
  const { prefix4, prefix60, prefix61, prefix62, prefix63, length4, length6 } = columns;
  const v4 = prefix4.length;
  const count = v4 + prefix60.length;
  const word = (words: Uint32Array) => {
    const column = new Uint32Array(count);
    column.set(words, v4);
    return column;
  };
  const [word0, length] = [word(prefix60), new Uint8Array(count)];
  word0.set(prefix4);
  length.set(length4);
  length.set(length6, v4);
  const family = new Uint8Array(count).fill(4, 0, v4).fill(6, v4);
  const [word1, word2, word3] = [prefix61, prefix62, prefix63].map(word);
  return { count, family, length, word0, word1, word2, word3 };
}

/** Enters the lists into new pools; the row there of each. */
function hearLists(columns: RouteColumns, outPools: RoutePools): Uint32Array {
  const { heardStart } = columns;
  const rowOf = new Uint32Array(heardStart.length - 1);
  const from = heardSections.map((section) => columns[section]);
  let words = new Uint32Array(64 * heardWords);
  for (let list = 0; list < rowOf.length; list++) {
    const room = (heardStart[list + 1] - heardStart[list]) * heardWords;
    if (room > words.length) words = new Uint32Array(room * 2);
    let length = 0;
    for (let at = heardStart[list]; at < heardStart[list + 1]; at++)
      for (const column of from) words[length++] = column[at];
    rowOf[list] = outPools.hear(words, length);
  }
  return rowOf;
}

/** What a compiler makes of them. O(routes). */
export function openedSources({ columns, metroId }: CheckedRoutes): RouteSources {
  const { siteLat, siteLon, metroLat, metroLon, linkCost, prefixHeard } = columns;
  const prefixes = openedPrefixes(columns);
  const pools = routePools();
  const rowOf = hearLists(columns, pools);
  const heardOf = prefixHeard.map((list) => rowOf[list]);
  return {
    places: {
      siteLat: siteLat.slice(),
      siteLon: siteLon.slice(),
      metroLat: metroLat.slice(),
      metroLon: metroLon.slice(),
    },
    metroId,
    linkCost: linkCost.length === 0 ? undefined : linkCost.slice(),
    prefixes,
    placeOf: columns.prefixPlace.slice(),
    groups: acceptHeard(prefixes, pools, heardOf),
  };
}
