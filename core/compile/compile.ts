// What does steering need to know of a world? Everything slow happens here, before any decision.
import { assert } from '../base/assert.ts';
import { noRow } from '../base/ids.ts';
import { internLists } from '../base/intern.ts';
import type { Problem } from '../base/problem.ts';
import { routeVerdicts } from '../prefix/accept.ts';
import { directV4, jumpV4, jumpV6 } from '../prefix/spans.ts';
import { orderPrefixes, type Spans, sweep } from '../prefix/sweep.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { encodeSnapshot, type SnapshotName } from '../snapshot/codec.ts';
import { allCopies, type Snapshot, type SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import {
  type CoverLists,
  candidateLists,
  candidateWords,
  coverLists,
  resortLists,
  resortWords,
  siteDistances,
} from './candidate-lists.ts';
import { fleetColumns, orderFleet } from './fleet.ts';
import { groupRoutes, type RouteGroups } from './route-groups.ts';

export type CompileOptions = Partial<SnapshotName> & {
  /** Comparators by name in order; a leading `-` reverses one. Default: `defaultRanking`. */
  readonly ranking?: readonly string[];
  /** Where the bytes go; an ArrayBuffer unless told. */
  readonly buffer?: (byteLength: number) => ArrayBufferLike;
};

export type Compiled = {
  readonly snapshot: Snapshot;
  /** Routes by what became of them: `ok`, `length`, `special-use`, `rpki-invalid`. */
  readonly routes: readonly { readonly verdict: string; readonly count: number }[];
};

/** More copies than this many bytes of manifest table are refused: (manifests × files). */
const copiesMax = 2_147_483_648;

/** Reasons why a world cannot be compiled, though each of its tables is sound. */
export function checkCompile(world: World, ranking: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const resolved = resolveRanking(ranking);
  if ('unknown' in resolved)
    problems.push({ code: 'unknown-comparator', path: 'ranking', text: resolved.unknown });
  if (world.manifestId.length * world.files.count > copiesMax)
    problems.push({
      code: 'too-large',
      path: 'manifests',
      text: `${world.manifestId.length} manifests × ${world.files.count} files: share manifests`,
    });
  const row = uncountable(world);
  if (row !== noRow)
    problems.push({
      code: 'too-many-copies',
      path: 'manifests.copies',
      text: `${world.manifests.copies[row]} of a larger cluster: at most ${allCopies - 1}, or all`,
    });
  return problems;
}

/** First row of `manifests` whose copies no byte counts and that are not all of a cluster. */
function uncountable({ clusters, appliances, manifestId, manifests }: World): number {
  const size = new Uint32Array(clusters.count);
  for (const cluster of appliances.cluster) size[cluster]++;
  const largest = new Uint32Array(manifestId.length);
  clusters.manifest.forEach((manifest, cluster) => {
    largest[manifest] = Math.max(largest[manifest], size[cluster]);
  });
  const isTooMany = (copies: number, row: number): boolean =>
    copies >= allCopies && copies < largest[manifests.manifest[row]];
  const row = manifests.copies.findIndex(isTooMany);
  return row < 0 ? noRow : row;
}

/**
 * Compiles a sound world (`checkCompile` finds nothing): equal worlds, in whatever row order,
 * give equal bytes. Throws only when that promise is broken.
 */
export function compileSnapshot(world: World, options: CompileOptions = {}): Compiled {
  const names = options.ranking ?? defaultRanking;
  assert(checkCompile(world, names).length === 0, 'checkCompile finds no problem');
  const resolved = resolveRanking(names);
  const ranking = 'ranking' in resolved ? resolved.ranking : [];
  const order = orderFleet(world);
  const fleet = fleetColumns(world, order);
  const groups = groupRoutes(world, order);
  const covers = coverLists(groups);
  const kilometres = siteDistances(world, order);
  const candidates = candidateLists(covers, fleet, kilometres, ranking);
  const resorts = resortLists(fleet.siteTransit, kilometres);
  const sight = vantageViews(world, groups, covers);
  const views = vantageTable(sight.views, candidates.add, resorts.add);
  // Renaming fills the lists of candidates and resorts: they are read after it.
  const v4 = views.rename(sight.v4);
  const v6 = views.rename(sight.v6);
  const lists = unzip(candidates.lists, candidateWords);
  const resort = unzip(resorts.lists, resortWords);
  const [start0, start1, start2, start3] = v6.start;
  const columns: SnapshotColumns = {
    ...fleet,
    vantageList: views.list(),
    vantageResort: views.resort(),
    listStart: lists.start,
    listCluster: lists.columns[0],
    listLink: lists.columns[1],
    listRank: lists.columns[2],
    resortStart: resort.start,
    resortSite: resort.columns[0],
    resortRank: resort.columns[1],
    spanStart: v4.start[0],
    spanValue: v4.value,
    jump: jumpV4(v4.start[0]),
    direct: directV4(v4.start[0], v4.value),
    start0,
    start1,
    start2,
    start3,
    span6Value: v6.value,
    jump6: jumpV6({ start0, start1, start2, start3 }),
  };
  const name = {
    fleet: options.fleet ?? 'default',
    epoch: options.epoch ?? 0,
    sequence: options.sequence ?? 0,
  };
  return {
    snapshot: encodeSnapshot(columns, name, options.buffer),
    routes: routeVerdicts.map((verdict, k) => ({ verdict, count: groups.counts[k] })),
  };
}

/** Splits interned lists of fixed-width rows into one column per word. */
function unzip(lists: ReturnType<typeof internLists>, width: number) {
  const count = lists.count();
  const start = lists
    .start()
    .slice(0, count + 1)
    .map((word) => word / width);
  const rows = start[count];
  const words = lists.words();
  const columns = Array.from({ length: width }, (_, word) => {
    const column = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) column[row] = words[row * width + word];
    return column;
  });
  return { start, columns };
}

/** Walks both families: every span gets the row of its (cover list, metro) view. */
function vantageViews(world: World, groups: RouteGroups, covers: CoverLists) {
  const metroOf = new Uint32Array(world.prefixes.count).fill(noRow);
  const { clients } = world;
  for (let row = 0; row < clients.count; row++) metroOf[clients.prefix[row]] = clients.metro[row];
  const views = internLists();
  const pairOf = new Uint32Array(2);
  const view = (cover: number, metro: number): number => {
    pairOf[0] = cover;
    pairOf[1] = metro;
    return views.add(pairOf, 2);
  };
  const root = view(0, noRow);
  const enter = (prefix: number, parent: number): number => {
    const words = views.words();
    let cover = words[parent * 2];
    let metro = words[parent * 2 + 1];
    if (groups.groupOf[prefix] !== noRow)
      cover = covers.add(cover, groups.groupOf[prefix], world.prefixes.length[prefix]);
    if (metroOf[prefix] !== noRow) metro = metroOf[prefix];
    return view(cover, metro);
  };
  const walk = (family: 4 | 6): Spans =>
    sweep(world.prefixes, orderPrefixes(world.prefixes, family), root, { enter });
  const v4 = walk(4);
  return { views, v4, v6: walk(6) };
}

/** Gives vantage numbers to views in order of first use; equal vantages merge. */
function vantageTable(
  views: ReturnType<typeof internLists>,
  candidatesOf: (cover: number, metro: number) => number,
  resortOf: (metro: number) => number,
) {
  const vantages = internLists();
  const vantageOfView = new Uint32Array(views.count()).fill(noRow);
  const pairOf = new Uint32Array(2);
  const vantageOf = (viewRow: number): number => {
    if (vantageOfView[viewRow] === noRow) {
      const cover = views.words()[viewRow * 2];
      const metro = views.words()[viewRow * 2 + 1];
      pairOf[0] = candidatesOf(cover, metro);
      pairOf[1] = resortOf(metro);
      vantageOfView[viewRow] = vantages.add(pairOf, 2);
    }
    return vantageOfView[viewRow];
  };
  vantageOf(0); // vantage 0: no route, no metro
  const column = (word: number): Uint32Array =>
    Uint32Array.from({ length: vantages.count() }, (_, row) => vantages.words()[row * 2 + word]);
  return {
    /** Spans with views turned into spans with vantages; equal neighbours merge. */
    rename(spans: Spans): Spans {
      const start = spans.start.map((words) => words.slice()) as unknown as Spans['start'];
      const value = new Uint32Array(spans.count);
      let count = 0;
      for (let row = 0; row < spans.count; row++) {
        const vantage = vantageOf(spans.value[row]);
        if (count > 0 && value[count - 1] === vantage) continue;
        for (const words of start) words[count] = words[row];
        value[count++] = vantage;
      }
      return {
        count,
        start: start.map((words) => words.slice(0, count)) as unknown as Spans['start'],
        value: value.slice(0, count),
      };
    },
    list: () => column(0),
    resort: () => column(1),
  };
}
