// Which prefixes does the compiler know? In order of a sweep, with what is heard and seen there.
import { noRow } from '../base/ids.ts';
import { orderPrefixes } from '../prefix/sweep.ts';
import type { PrefixColumns } from '../world/world.ts';

export type Family = 4 | 6;

/** Columns with room, a row a prefix; rows never move. */
export type PrefixRows = {
  readonly family: Uint8Array;
  readonly length: Uint8Array;
  /** First address. */
  readonly words: readonly Uint32Array[];
  /** Row in `RoutePools.heard`, and in `RoutePools.groups` or `noRow`. */
  readonly heard: Uint32Array;
  readonly group: Uint32Array;
  /** Metro of the clients, or `noRow`. */
  readonly metro: Uint32Array;
  /** Longest prefix around it, or `noRow`. */
  readonly parent: Uint32Array;
  /** View inside it, where no longer prefix is. */
  readonly view: Uint32Array;
};

function widened<T extends Uint8Array | Uint32Array>(column: T, length: number): T {
  const wider = new (column.constructor as new (length: number) => T)(length);
  wider.set(column as never);
  return wider;
}

/** Negative, 0 or positive: a row against a prefix, by first address, shorter before longer. */
export function comparePrefix(
  rows: PrefixRows,
  row: number,
  words: ArrayLike<number>,
  length: number,
): number {
  for (let word = 0; word < 4; word++) {
    const gap = rows.words[word][row] - words[word];
    if (gap !== 0) return gap;
  }
  return rows.length[row] - length;
}

/** Writes the last address of a prefix to `out`. */
export function writeLast(out: Uint32Array, rows: PrefixRows, row: number): void {
  const length = rows.length[row];
  for (let word = 0; word < 4; word++) {
    const kept = length - word * 32;
    const host = kept >= 32 ? 0 : kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
    out[word] = rows.words[word][row] | host;
  }
}

function firstRows(source: PrefixColumns, metroOf: Uint32Array): PrefixRows {
  const plain = (): Uint32Array => new Uint32Array(source.count);
  return {
    family: source.family.slice(),
    length: source.length.slice(),
    words: [source.word0, source.word1, source.word2, source.word3].map((word) => word.slice()),
    heard: plain(),
    group: plain().fill(noRow),
    metro: metroOf.slice(),
    parent: plain().fill(noRow),
    view: plain(),
  };
}

/** The same rows with room for more. */
function roomyRows(rows: PrefixRows, room: number): PrefixRows {
  return {
    family: widened(rows.family, room),
    length: widened(rows.length, room),
    words: rows.words.map((word) => widened(word, room)),
    heard: widened(rows.heard, room),
    group: widened(rows.group, room),
    metro: widened(rows.metro, room),
    parent: widened(rows.parent, room),
    view: widened(rows.view, room),
  };
}

/** A table that grows from the prefixes of a world; nothing is heard there yet. */
export function prefixTable(source: PrefixColumns, metroOf: Uint32Array) {
  let count = source.count;
  let rows = firstRows(source, metroOf);
  const orders = { 4: orderPrefixes(source, 4), 6: orderPrefixes(source, 6) };
  const counts = { 4: orders[4].length, 6: orders[6].length };

  /** First place in the order whose prefix is not before this one. */
  function place(family: Family, words: ArrayLike<number>, length: number): number {
    const order = orders[family];
    let low = 0;
    let high = counts[family];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePrefix(rows, order[middle], words, length) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    rows: () => rows,
    count: () => count,
    order: (family: Family) => orders[family].subarray(0, counts[family]),
    place,
    /** Adds a prefix that no row has; it has no place in the order before `insert`. */
    add(family: Family, words: ArrayLike<number>, length: number): number {
      if (count === rows.family.length)
        rows = roomyRows(rows, Math.max(1024, count + (count >>> 3) + 1));
      const row = count++;
      rows.family[row] = family;
      rows.length[row] = length;
      for (let word = 0; word < 4; word++) rows.words[word][row] = words[word];
      rows.heard[row] = 0;
      rows.group[row] = noRow;
      rows.metro[row] = noRow;
      rows.parent[row] = noRow;
      return row;
    },
    /** Gives added rows, which stand in order, their places: before those in `places`. */
    insert(family: Family, added: readonly number[], places: readonly number[]): void {
      const wanted = counts[family] + added.length;
      if (wanted > orders[family].length)
        orders[family] = widened(orders[family], wanted + (wanted >>> 3) + 64);
      const order = orders[family];
      let end = counts[family];
      for (let k = added.length - 1; k >= 0; k--) {
        order.copyWithin(places[k] + k + 1, places[k], end);
        order[places[k] + k] = added[k];
        end = places[k];
      }
      counts[family] = wanted;
    },
  };
}

export type PrefixTable = ReturnType<typeof prefixTable>;
