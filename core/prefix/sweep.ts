// How do nested prefixes become disjoint spans? One walk over them in order, with a stack.
import type { Numbers } from '../base/columns.ts';
import type { PrefixColumns } from '../world/world.ts';

/** Rows of `prefixes` of one family, ordered by first address, then shorter before longer. */
export function orderPrefixes(prefixes: PrefixColumns, family: 4 | 6): Uint32Array {
  let count = 0;
  for (let row = 0; row < prefixes.count; row++) if (prefixes.family[row] === family) count++;
  let rows = new Uint32Array(count);
  let spare = new Uint32Array(count);
  for (let row = 0, k = 0; row < prefixes.count; row++)
    if (prefixes.family[row] === family) rows[k++] = row;
  const { word0, word1, word2, word3, length } = prefixes;
  const keys: Numbers[] = family === 4 ? [length, word0] : [length, word3, word2, word1, word0];
  const tally = new Uint32Array(65537);
  for (const key of keys) {
    for (const shift of key === length ? [0] : [0, 16]) {
      tally.fill(0);
      for (let k = 0; k < count; k++) tally[((key[rows[k]] >>> shift) & 0xffff) + 1]++;
      for (let digit = 0; digit < 65536; digit++) tally[digit + 1] += tally[digit];
      for (let k = 0; k < count; k++) spare[tally[(key[rows[k]] >>> shift) & 0xffff]++] = rows[k];
      [rows, spare] = [spare, rows];
    }
  }
  return rows;
}

/** What a sweep does at the places where the covering prefixes change. */
export type SweepVisitor = {
  /** A value for `prefix` below a prefix with value `parent`. */
  readonly enter: (prefix: number, parent: number) => number;
};

/**
 * Disjoint spans: starts in four words, ascending, and the value of each. IPv4 spans fill the first
 * word; the other three are empty.
 */
export type Spans = {
  readonly count: number;
  readonly start: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  readonly value: Uint32Array;
};

/**
 * Flattens the prefixes `rows` (in order of `orderPrefixes`) into spans. A span's value is that of
 * its longest covering prefix, as `enter` gave it from its parent's; `root` where none covers.
 * Adjacent spans differ in value. The first span starts at 0. No rows at all give one span of four
 * words.
 */
export function sweep(
  prefixes: PrefixColumns,
  rows: Uint32Array,
  root: number,
  visitor: SweepVisitor,
): Spans {
  const isV4 = rows.length > 0 && prefixes.family[rows[0]] === 4;
  return isV4 ? sweepV4(prefixes, rows, root, visitor) : sweepV6(prefixes, rows, root, visitor);
}

function sweepV4(
  { word0, length }: PrefixColumns,
  rows: Uint32Array,
  root: number,
  { enter }: SweepVisitor,
): Spans {
  const start = new Uint32Array(rows.length * 2 + 1);
  const value = new Uint32Array(rows.length * 2 + 1);
  const stackEnd = new Uint32Array(34); // last addresses of the prefixes around
  const stackValue = new Uint32Array(34);
  let depth = 0;
  let count = 1; // of spans; the first begins at 0
  stackValue[0] = root;
  value[0] = root;

  function emit(at: number, spanValue: number): void {
    // A longer prefix begins at the same address: its value replaces the shorter one's.
    if (start[count - 1] === at) count--;
    if (count > 0 && value[count - 1] === spanValue) return;
    start[count] = at;
    value[count++] = spanValue;
  }

  for (let k = 0; k <= rows.length; k++) {
    const isEnd = k === rows.length;
    const row = isEnd ? 0 : rows[k];
    const first = word0[row];
    while (depth > 0 && (isEnd || first > stackEnd[depth])) {
      const end = stackEnd[depth--];
      if (end !== 0xffffffff) emit(end + 1, stackValue[depth]);
    }
    if (isEnd) break;
    const inside = enter(row, stackValue[depth++]) >>> 0;
    const kept = length[row];
    stackValue[depth] = inside;
    stackEnd[depth] = kept === 0 ? 0xffffffff : first | (kept === 32 ? 0 : 0xffffffff >>> kept);
    emit(first, inside);
  }
  const none = new Uint32Array(0);
  return {
    count,
    start: [start.subarray(0, count), none, none, none],
    value: value.subarray(0, count),
  };
}

function sweepV6(
  prefixes: PrefixColumns,
  rows: Uint32Array,
  root: number,
  visitor: SweepVisitor,
): Spans {
  const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
  const room = rows.length * 2 + 1;
  const start = [0, 1, 2, 3].map(() => new Uint32Array(room));
  const value = new Uint32Array(room);
  const at = new Uint32Array(4); // where the next span starts
  const stackEnd = Array.from({ length: 130 }, () => new Uint32Array(4));
  const stackValue = new Uint32Array(130);
  let depth = 0;
  let count = 0;

  function emit(spanValue: number): void {
    let last = count - 1;
    if (count > 0 && start.every((column, word) => column[last] === at[word])) {
      // A longer prefix begins at the same address: its value replaces the shorter one's.
      count--;
      last--;
    }
    if (count > 0 && value[last] === spanValue) return;
    for (let word = 0; word < 4; word++) start[word][count] = at[word];
    value[count++] = spanValue;
  }

  /** Ends the innermost prefix: what follows it belongs to its parent. */
  function leave(): void {
    depth--;
    const end = stackEnd[depth + 1];
    let carry = 1;
    for (let word = 3; word >= 0; word--) {
      const sum = end[word] + carry;
      at[word] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
    if (carry === 0) emit(stackValue[depth]);
  }

  function isAfter(row: number, end: Uint32Array): boolean {
    for (let word = 0; word < 4; word++)
      if (words[word][row] !== end[word]) return words[word][row] > end[word];
    return false;
  }

  stackValue[0] = root;
  emit(root);
  for (const row of rows) {
    while (depth > 0 && isAfter(row, stackEnd[depth])) leave();
    const inside = visitor.enter(row, stackValue[depth]);
    depth++;
    stackValue[depth] = inside;
    for (let word = 0; word < 4; word++) {
      const kept = prefixes.length[row] - word * 32;
      const host = kept >= 32 ? 0 : kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
      at[word] = words[word][row];
      stackEnd[depth][word] = words[word][row] | host;
    }
    emit(inside);
  }
  while (depth > 0) leave();
  return {
    count,
    start: start.map((column) => column.slice(0, count)) as never,
    value: value.slice(0, count),
  };
}
