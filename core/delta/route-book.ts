// Which routes are heard now, and whose view does a batch of changes touch?
import { noRow } from '../base/ids.ts';
import { countRoutes, heardWords, type RoutePools, routePools } from '../compile/route-groups.ts';
import { judgePrefix } from '../prefix/accept.ts';
import type { RouteRows } from '../routes/encode-routes.ts';
import type { RouteSources } from '../routes/sources.ts';
import type { RouteEdit } from './changes.ts';
import {
  comparePrefix,
  type Family,
  type PrefixTable,
  prefixTable,
  writeLast,
} from './prefix-table.ts';

/** A prefix whose routes changed, and its place in the order before new ones were inserted. */
type Touched = {
  readonly row: number;
  readonly family: Family;
  readonly place: number;
  readonly isNew: boolean;
  readonly group: number;
};

/** By row of a prefix: a list of heard routes, a row in `RoutePools.heard`. */
export type Heard = ReadonlyMap<number, number>;

/** The routes as they are heard, and what the batch at hand has touched. */
type Book = {
  readonly table: PrefixTable;
  readonly counts: Uint32Array;
  pools: RoutePools;
  scratch: Uint32Array;
  touched: Map<number, Touched>;
  /** Rows of prefixes that are new in this batch, by their text. */
  pending: Map<string, number>;
  /** What was heard, before this batch, at the prefixes that it touches. */
  before: Map<number, number>;
};

function verdictOf(table: PrefixTable, row: number): 0 | 1 | 2 {
  const { family, length, words } = table.rows();
  return judgePrefix(family[row], length[row], words[0][row]);
}

function touch({ table, touched, before }: Book, row: number, place: number, isNew: boolean): void {
  if (touched.has(row)) return;
  const { family, group, heard } = table.rows();
  before.set(row, heard[row]);
  touched.set(row, { row, family: family[row] as Family, place, isNew, group: group[row] });
}

/** Takes away the routes of a prefix that match, and adds the new one where there is one. */
function edit(
  book: Book,
  row: number,
  { route, isWithdrawn }: Pick<RouteEdit, 'route' | 'isWithdrawn'>,
): void {
  const { table, pools } = book;
  const { heard } = table.rows();
  const from = pools.heard.start()[heard[row]];
  const to = pools.heard.start()[heard[row] + 1];
  const words = pools.heard.words();
  if (to - from + heardWords > book.scratch.length)
    book.scratch = new Uint32Array((to - from) * 2 + 64);
  const { scratch } = book;
  let length = 0;
  for (let at = from; at < to; at += heardWords) {
    const isGone =
      (route[0] === noRow || words[at] === route[0]) &&
      (route[3] === noRow || words[at + 3] === route[3]);
    if (isGone) continue;
    for (let k = 0; k < heardWords; k++) scratch[length++] = words[at + k];
  }
  if (!isWithdrawn) for (let k = 0; k < heardWords; k++) scratch[length++] = route[k];
  hear(book, row, pools.hear(scratch, length));
}

/** Lets the prefix hear the list `list` instead of what it has heard. */
function hear({ table, pools, counts }: Book, row: number, list: number): void {
  const { heard } = table.rows();
  const verdict = verdictOf(table, row);
  countRoutes(counts, pools, heard[row], verdict, -1);
  heard[row] = list;
  countRoutes(counts, pools, list, verdict, 1);
}

/** Lets each prefix of `lists` hear its list there. */
function restore(book: Book, lists: Heard): void {
  const { table } = book;
  const { family, length, words } = table.rows();
  const first = new Uint32Array(4);
  for (const [row, list] of lists) {
    for (let word = 0; word < 4; word++) first[word] = words[word][row];
    touch(book, row, table.place(family[row] as Family, first, length[row]), false);
    hear(book, row, list);
  }
}

function editRoute(book: Book, change: RouteEdit): void {
  const { table, pending } = book;
  const { family, words, length } = change;
  const place = table.place(family, words, length);
  const sorted = table.order(family);
  let row = sorted[place] ?? noRow;
  if (row === noRow || comparePrefix(table.rows(), row, words, length) !== 0) {
    const key = `${family} ${words.join()} ${length}`;
    row = pending.get(key) ?? noRow;
    if (row === noRow) {
      if (change.isWithdrawn) return;
      row = table.add(family, words, length);
      pending.set(key, row);
      touch(book, row, place, true);
    }
  } else touch(book, row, place, false);
  edit(book, row, change);
}

function loseLink(book: Book, link: number): void {
  const { table, pools } = book;
  const isOver = new Uint8Array(pools.heard.count());
  for (let list = 0; list < isOver.length; list++)
    for (let at = pools.heard.start()[list]; at < pools.heard.start()[list + 1]; at += heardWords)
      if (pools.heard.words()[at + 3] === link) isOver[list] = 1;
  const { family, length, heard, words } = table.rows();
  const first = new Uint32Array(4);
  const route = new Uint32Array([noRow, 0, 0, link, 0]);
  for (let row = 0; row < table.count(); row++) {
    if (isOver[heard[row]] !== 1) continue;
    for (let word = 0; word < 4; word++) first[word] = words[word][row];
    touch(book, row, table.place(family[row] as Family, first, length[row]), false);
    edit(book, row, { route, isWithdrawn: true });
  }
}

/** Inserts what is new and returns the final places, ascending, of what is seen otherwise. */
function settle({ table, pools, touched }: Book, family: Family): number[] {
  const rows = table.rows();
  const words = [0, 0, 0, 0];
  const own = [...touched.values()].filter(({ row, isNew, group, family: of }) => {
    if (of !== family) return false;
    rows.group[row] = verdictOf(table, row) === 0 ? pools.groupOf(rows.heard[row]) : noRow;
    return isNew || rows.group[row] !== group;
  });
  own.sort((a, b) => {
    if (a.place !== b.place || !a.isNew || !b.isNew)
      return a.place - b.place || Number(b.isNew) - Number(a.isNew);
    for (let word = 0; word < 4; word++) words[word] = rows.words[word][b.row];
    return comparePrefix(rows, a.row, words, rows.length[b.row]);
  });
  const added = own.filter(({ isNew }) => isNew);
  table.insert(
    family,
    added.map(({ row }) => row),
    added.map(({ place }) => place),
  );
  let before = 0;
  return own.map(({ place, isNew }) => place + (isNew ? before++ : before));
}

/** The longest prefix around the one at `place`, if all before it know theirs. */
function parentAt(table: PrefixTable, family: Family, place: number): number {
  const rows = table.rows();
  const sorted = table.order(family);
  const last = new Uint32Array(4);
  let around = place === 0 ? noRow : sorted[place - 1];
  for (; around !== noRow; around = rows.parent[around]) {
    writeLast(last, rows, around);
    if (comparePrefix(rows, sorted[place], last, 129) <= 0) break;
  }
  return around;
}

/** Stores the heard lists anew, without those that no prefix has, now or in `outKept`. */
function collect(book: Book, outKept: readonly Map<number, number>[]): void {
  const { table } = book;
  const { heard, group } = table.rows();
  const old = book.pools.heard;
  const pools = routePools();
  book.pools = pools;
  const again = (list: number): number => {
    const words = old.words().slice(old.start()[list], old.start()[list + 1]);
    return pools.hear(words, words.length);
  };
  for (const lists of outKept) for (const [row, list] of lists) lists.set(row, again(list));
  for (let row = 0; row < table.count(); row++) {
    heard[row] = again(heard[row]);
    if (group[row] !== noRow) group[row] = pools.groupOf(heard[row]);
  }
}

/** What a batch did to the book. */
export type Settled = {
  readonly places: { readonly 4: readonly number[]; readonly 6: readonly number[] };
  readonly before: Map<number, number>;
};

/** The routes of a world, and their changes. Nothing of the sources is kept but `groups`. */
export function routeBook({ prefixes, placeOf, groups }: RouteSources) {
  const { counts, pools, heardOf, groupOf } = groups;
  const table = prefixTable(prefixes, placeOf);
  table.rows().heard.set(heardOf);
  table.rows().group.set(groupOf);
  const book: Book = {
    table,
    counts,
    pools,
    scratch: new Uint32Array(64 * heardWords),
    touched: new Map(),
    pending: new Map(),
    before: new Map(),
  };
  return {
    table,
    counts,
    pools: (): RoutePools => book.pools,
    editRoute: (change: RouteEdit): void => editRoute(book, change),
    loseLink: (link: number): void => loseLink(book, link),
    restore: (lists: Heard): void => restore(book, lists),
    /**
     * Ends a batch: places in order whose views may be others (parents are those before it), and
     * what was heard before where it was touched: `restore` of that undoes the batch.
     */
    settle(): Settled {
      const { before } = book;
      const places = { 4: settle(book, 4), 6: settle(book, 6) };
      book.touched = new Map();
      book.pending = new Map();
      book.before = new Map();
      return { places, before };
    },
    parentAt: (family: Family, place: number): number => parentAt(table, family, place),
    collect: (outKept: readonly Map<number, number>[]): void => collect(book, outKept),
  };
}

export type RouteBook = ReturnType<typeof routeBook>;

/** What the book has as rows of a file; where it was changed since, what was heard `before`. */
export function rowsHeard({ table, pools }: RouteBook, before?: Heard): RouteRows {
  const { length, words, metro, heard } = table.rows();
  return {
    order: { 4: table.order(4), 6: table.order(6) },
    length,
    words,
    placeOf: metro,
    heardOf: (row) => before?.get(row) ?? heard[row],
    heard: pools().heard,
  };
}
