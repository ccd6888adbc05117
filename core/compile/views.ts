// What is seen from where? Views under prefixes, and the vantages that equal views share.
import { noRow } from '../base/ids.ts';
import { type InternedLists, internLists } from '../base/intern.ts';
import type { Comparator } from '../rank/comparator.ts';
import type { SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import {
  type CoveringRoutes,
  candidateLists,
  candidateWords,
  type RankedColumns,
  resortLists,
  resortWords,
  type SiteDistances,
} from './candidate-lists.ts';

/**
 * In a place of clients: the metro of `fallback.csv`, which orders a last resort and nothing else,
 * as `prefixes.csv` has none.
 */
export const fallbackBit = 0x80000000;

/** Whether a place is not one that `prefixes.csv` declares: that of a fallback, or none. */
const isUndeclared = (place: number): boolean => place >= fallbackBit;

/** Distinct (covering routes, place) views; view 0 has no route and no place. */
export function viewPool(covers: CoveringRoutes) {
  const lists = internLists();
  const words = new Uint32Array(2);
  const add = (cover: number, metro: number): number => {
    words[0] = cover;
    words[1] = metro;
    return lists.add(words, 2);
  };
  add(0, noRow);
  return {
    covers,
    lists,
    /** The view inside a prefix with these routes and place (`noRow`: none) below `parent`. */
    enter(parent: number, group: number, place: number, length: number): number {
      if (group === noRow && place === noRow) return parent;
      const known = lists.words();
      const [cover, around] = [known[parent * 2], known[parent * 2 + 1]];
      const isKept = place === noRow || (isUndeclared(place) && !isUndeclared(around));
      return add(
        group === noRow ? cover : covers.add(cover, group, length),
        isKept ? around : place,
      );
    },
  };
}

export type ViewPool = ReturnType<typeof viewPool>;

/** Gives vantage numbers to views in order of first use; equal vantages share one. */
function vantagePool(
  views: ViewPool,
  candidatesOf: (cover: number, metro: number) => number,
  resortOf: (metro: number) => number,
) {
  const lists = internLists();
  let known = new Uint32Array(0);
  const words = new Uint32Array(2);
  const of = (view: number): number => {
    if (view >= known.length) {
      const wider = new Uint32Array(Math.max(1024, views.lists.count() * 2)).fill(noRow);
      wider.set(known);
      known = wider;
    }
    if (known[view] === noRow) {
      const at = views.lists.words();
      const place = at[view * 2 + 1];
      words[0] = candidatesOf(at[view * 2], isUndeclared(place) ? noRow : place);
      words[1] = resortOf(place === noRow ? noRow : (place & ~fallbackBit) >>> 0);
      known[view] = lists.add(words, 2);
    }
    return known[view];
  };
  of(0); // vantage 0: no route, no place
  return { lists, of };
}

export type VantagePool = ReturnType<typeof vantagePool>;

/** What vantages see: candidate lists, orders of last resort, and the pairs of them. */
export type Sight = {
  readonly vantages: VantagePool;
  readonly candidates: InternedLists;
  readonly resorts: InternedLists;
};

/** An empty sight of the fleet, filled by `vantages.of`. */
export function sightOf(
  views: ViewPool,
  fleet: RankedColumns & { readonly siteTransit: Uint32Array },
  kilometres: SiteDistances,
  ranking: readonly Comparator[],
): Sight {
  const candidates = candidateLists(views.covers, fleet, kilometres, ranking);
  const resorts = resortLists(fleet.siteTransit, kilometres);
  const vantages = vantagePool(views, candidates.add, resorts.add);
  return { vantages, candidates: candidates.lists, resorts: resorts.lists };
}

/** The sections that hold a sight. */
export type SightColumns = Pick<
  SnapshotColumns,
  | 'vantageList'
  | 'vantageResort'
  | 'listStart'
  | 'listCluster'
  | 'listLink'
  | 'listRank'
  | 'resortStart'
  | 'resortSite'
  | 'resortRank'
>;
export type SightCounts = { readonly [section in keyof SightColumns]: number };

/** Rows that each section needs. */
export function sightCounts({ vantages, candidates, resorts }: Sight): SightCounts {
  const lists = candidates.count();
  const candidateRows = candidates.start()[lists] / candidateWords;
  const resortRows = resorts.start()[resorts.count()] / resortWords;
  return {
    vantageList: vantages.lists.count(),
    vantageResort: vantages.lists.count(),
    listStart: lists + 1,
    listCluster: candidateRows,
    listLink: candidateRows,
    listRank: candidateRows,
    resortStart: resorts.count() + 1,
    resortSite: resortRows,
    resortRank: resortRows,
  };
}

/** Writes the rows of a sight to columns with room; those before `from` stand there already. */
export function writeSight(out: SightColumns, sight: Sight, from: SightCounts): void {
  const { vantages, candidates, resorts } = sight;
  const writeVantages = wordWriter(vantages.lists, 2);
  writeVantages(out.vantageList, 0, from.vantageList);
  writeVantages(out.vantageResort, 1, from.vantageResort);
  writeStarts(out.listStart, candidates, candidateWords, from.listStart);
  const writeCandidates = wordWriter(candidates, candidateWords);
  writeCandidates(out.listCluster, 0, from.listCluster);
  writeCandidates(out.listLink, 1, from.listLink);
  writeCandidates(out.listRank, 2, from.listRank);
  writeStarts(out.resortStart, resorts, resortWords, from.resortStart);
  const writeResorts = wordWriter(resorts, resortWords);
  writeResorts(out.resortSite, 0, from.resortSite);
  writeResorts(out.resortRank, 1, from.resortRank);
}

/** Writes one word of each row of `width` words to a column, from a row on. */
function wordWriter(lists: InternedLists, width: number) {
  const words = lists.words();
  const rows = lists.start()[lists.count()] / width;
  return (out: Uint32Array, word: number, from: number): void => {
    for (let row = from; row < rows; row++) out[row] = words[row * width + word];
  };
}

function writeStarts(out: Uint32Array, lists: InternedLists, width: number, from: number): void {
  const start = lists.start();
  for (let row = from; row <= lists.count(); row++) out[row] = start[row] / width;
}

export const noSight: SightCounts = {
  vantageList: 0,
  vantageResort: 0,
  listStart: 0,
  listCluster: 0,
  listLink: 0,
  listRank: 0,
  resortStart: 0,
  resortSite: 0,
  resortRank: 0,
};

/** A sight in columns of its own. */
export function sightColumns(sight: Sight): SightColumns {
  const counts = sightCounts(sight);
  const columns: { -readonly [section in keyof SightColumns]: Uint32Array } = {
    vantageList: new Uint32Array(counts.vantageList),
    vantageResort: new Uint32Array(counts.vantageResort),
    listStart: new Uint32Array(counts.listStart),
    listCluster: new Uint32Array(counts.listCluster),
    listLink: new Uint32Array(counts.listLink),
    listRank: new Uint32Array(counts.listRank),
    resortStart: new Uint32Array(counts.resortStart),
    resortSite: new Uint32Array(counts.resortSite),
    resortRank: new Uint32Array(counts.resortRank),
  };
  writeSight(columns, sight, noSight);
  return columns;
}

/** Per prefix row the place of its clients: a metro, that of a fallback marked, or `noRow`. */
export function placesOf({ prefixes, clients, fallback }: World): Uint32Array {
  const placeOf = new Uint32Array(prefixes.count).fill(noRow);
  for (let row = 0; row < (fallback?.count ?? 0); row++)
    if (fallback) placeOf[fallback.prefix[row]] = fallback.metro[row] + fallbackBit;
  for (let row = 0; row < clients.count; row++) placeOf[clients.prefix[row]] = clients.metro[row];
  return placeOf;
}

/** Gives a new sight the lists and vantages of `columns`, under their numbers there. */
export function seedSight(outSight: Sight, columns: SightColumns): void {
  const { listStart, listCluster, listLink, listRank, resortStart } = columns;
  const seed = (lists: InternedLists, start: Uint32Array, parts: readonly Uint32Array[]): void => {
    const words = new Uint32Array(parts.length * (start[start.length - 1] + 1));
    for (let list = 0; list + 1 < start.length; list++) {
      let length = 0;
      for (let row = start[list]; row < start[list + 1]; row++)
        for (const part of parts) words[length++] = part[row];
      lists.add(words, length);
    }
  };
  seed(outSight.candidates, listStart, [listCluster, listLink, listRank]);
  seed(outSight.resorts, resortStart, [columns.resortSite, columns.resortRank]);
  const each = Uint32Array.from({ length: columns.vantageList.length + 1 }, (_, row) => row);
  seed(outSight.vantages.lists, each, [columns.vantageList, columns.vantageResort]);
}
