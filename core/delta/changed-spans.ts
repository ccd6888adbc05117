// Which spans do changed prefixes give? The sweep again where something changed, and one merge.
import { noRow } from '../base/ids.ts';
import type { ViewPool } from '../compile/views.ts';
import { type PrefixRows, writeLast } from './prefix-table.ts';

/** Spans in a column that grows: starts in four words, and values. */
export function spanPieces() {
  let start = [0, 1, 2, 3].map(() => new Uint32Array(1024));
  let value = new Uint32Array(1024);
  let count = 0;
  return {
    start: () => start,
    value: () => value,
    count: () => count,
    clear(): void {
      count = 0;
    },
    /** Appends a span at `words`; one that starts there already is replaced. */
    push(words: Uint32Array, spanValue: number, first: number): void {
      if (count === value.length) {
        start = start.map((column) => {
          const wider = new Uint32Array(count * 2);
          wider.set(column);
          return wider;
        });
        const wider = new Uint32Array(count * 2);
        wider.set(value);
        value = wider;
      }
      const isSame =
        count > first &&
        start[0][count - 1] === words[0] &&
        start[1][count - 1] === words[1] &&
        start[2][count - 1] === words[2] &&
        start[3][count - 1] === words[3];
      if (isSame) count--;
      if (count > first && value[count - 1] === spanValue) return;
      for (let word = 0; word < 4; word++) start[word][count] = words[word];
      value[count++] = spanValue;
    },
  };
}

export type SpanPieces = ReturnType<typeof spanPieces>;

export type Stretch = {
  /** The prefix around all of the stretch, or `noRow`. */
  readonly parent: number;
  /** Places in the order. */
  readonly from: number;
  readonly to: number;
  /** All prefixes of the family, so all addresses; else the prefix at `from` and what it has. */
  readonly isWhole: boolean;
};

/**
 * A walker of stretches of `order`: it writes parents and views of their rows, and the spans with
 * views to `outPieces`: those inside the first prefix, or all from address 0 on. Returns the place
 * behind the stretch.
 */
export function stretchWalker() {
  const stack = new Uint32Array(130);
  const ends = Array.from({ length: 130 }, () => new Uint32Array(4));
  const at = new Uint32Array(4);
  return (
    outRows: PrefixRows,
    order: Uint32Array,
    stretch: Stretch,
    views: ViewPool,
    outPieces: SpanPieces,
  ): number => {
    const { words, length, group, metro, parent, view } = outRows;
    const { isWhole } = stretch;
    const first = outPieces.count();
    let depth = 0;

    /** Ends the innermost prefix; what follows it belongs to the one around it. */
    function leave(): void {
      const end = ends[--depth];
      if (!isWhole && (depth === 0 || isSame(end, ends[0], 4))) return;
      const isOpen = writeNext(at, end, 4);
      if (isOpen) outPieces.push(at, depth === 0 ? 0 : view[stack[depth - 1]], first);
    }

    if (isWhole) outPieces.push(at.fill(0), 0, first);
    let place = stretch.from;
    for (; place < stretch.to; place++) {
      const row = order[place];
      if (!isWhole && depth > 0 && isAfter(words, row, ends[0])) break;
      while (depth > 0 && isAfter(words, row, ends[depth - 1])) leave();
      const around = depth === 0 ? stretch.parent : stack[depth - 1];
      parent[row] = around;
      const outer = around === noRow ? 0 : view[around];
      view[row] = views.enter(outer, group[row], metro[row], length[row]);
      stack[depth] = row;
      writeLast(ends[depth++], outRows, row);
      for (let word = 0; word < 4; word++) at[word] = words[word][row];
      outPieces.push(at, view[row], first);
    }
    while (depth > 0) leave();
    return place;
  };
}

function isAfter(words: readonly Uint32Array[], row: number, end: Uint32Array): boolean {
  for (let word = 0; word < 4; word++)
    if (words[word][row] !== end[word]) return words[word][row] > end[word];
  return false;
}

/** Spans of one family: starts in one word (IPv4) or four, and vantages. */
export type SpanTable = { readonly start: readonly Uint32Array[]; readonly value: Uint32Array };

/** A stretch of addresses whose spans are new: `from..to` of the pieces begin at `first`. */
export type ChangedRange = {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  readonly from: number;
  readonly to: number;
};

/** Rows of a table before and after, between which all that changed lies. */
export type ChangedRows = {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
};

function compareAt(start: readonly Uint32Array[], row: number, words: Uint32Array): number {
  for (let word = 0; word < start.length; word++) {
    const gap = start[word][row] - words[word];
    if (gap !== 0) return gap;
  }
  return 0;
}

/** First row of the first `count` that starts at or behind `words`. */
function rowAt(table: SpanTable, count: number, words: Uint32Array): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareAt(table.start, middle, words) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Writes the address behind `words` to `out`; whether a family of `width` words has one. */
function writeNext(out: Uint32Array, words: Uint32Array, width: number): boolean {
  let carry = 1;
  for (let word = width - 1; word >= 0; word--) {
    const sum = words[word] + carry;
    out[word] = sum;
    carry = sum > 0xffffffff ? 1 : 0;
  }
  return carry === 0;
}

/**
 * Writes the spans of `old` (exact columns) with those of `ranges` (ascending, apart) replaced by
 * `pieces` to `out`, where there must be room: old + pieces + ranges + 1. Equal neighbours merge.
 * Returns the count and, per run of adjacent ranges, the rows between which it changed.
 */
export function mergeSpans(
  old: SpanTable,
  pieces: SpanTable,
  ranges: readonly ChangedRange[],
  out: SpanTable,
): { readonly count: number; readonly changed: readonly ChangedRows[] } {
  const width = old.start.length;
  const oldCount = old.value.length;
  const behind = new Uint32Array(4);
  const changed: ChangedRows[] = [];
  let count = 0;
  let cursor = 0; // the first old row that is neither copied nor replaced

  function copy(to: number): void {
    for (let word = 0; word < width; word++)
      out.start[word].set(old.start[word].subarray(cursor, to), count);
    out.value.set(old.value.subarray(cursor, to), count);
    count += to - cursor;
    cursor = to;
  }

  function push(start: readonly Uint32Array[], row: number, value: number): void {
    if (count > 0 && out.value[count - 1] === value) return;
    for (let word = 0; word < width; word++) out.start[word][count] = start[word][row];
    out.value[count++] = value;
  }

  const single = Array.from({ length: width }, () => new Uint32Array(1));
  for (let k = 0; k < ranges.length; ) {
    const oldFrom = rowAt(old, oldCount, ranges[k].first);
    copy(oldFrom);
    const newFrom = count;
    let isOpen = true;
    for (let isNext = true; isNext; k++) {
      const range = ranges[k];
      for (let row = range.from; row < range.to; row++) push(pieces.start, row, pieces.value[row]);
      isOpen = writeNext(behind, range.last, width);
      const next = ranges[k + 1];
      isNext = isOpen && next !== undefined && isSame(behind, next.first, width);
    }
    if (isOpen) {
      const at = rowAt(old, oldCount, behind);
      const isCut = at < oldCount && compareAt(old.start, at, behind) === 0;
      for (let word = 0; word < width; word++) single[word][0] = behind[word];
      push(single, 0, old.value[isCut ? at : at - 1]);
      cursor = isCut ? at + 1 : at;
    } else cursor = oldCount;
    changed.push({ oldFrom, oldTo: cursor, newFrom, newTo: count });
  }
  copy(oldCount);
  return { count, changed };
}

function isSame(a: Uint32Array, b: Uint32Array, width: number): boolean {
  for (let word = 0; word < width; word++) if (a[word] !== b[word]) return false;
  return true;
}
