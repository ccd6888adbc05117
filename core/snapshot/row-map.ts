// Which row of one snapshot is which row of the next? By ids, without making a string.
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { IdTable } from './ids.ts';
import type { Snapshot } from './layout.ts';
import { hasSameIds } from './same-ids.ts';

/** The tables of a row map, in the order in which they stand in its buffer. */
const mapped = ['appliance', 'link', 'site', 'cluster'] as const;

/**
 * For each row of `to` its row in `from`, or `noRow` where it is new: all that is carried from one
 * snapshot to the next goes by one of these. Its columns are views of one buffer, so a thread
 * joins and another carries.
 */
export type RowMap = {
  readonly appliance: Uint32Array;
  readonly link: Uint32Array;
  readonly site: Uint32Array;
  readonly cluster: Uint32Array;
  readonly buffer: ArrayBufferLike;
  /** Which snapshots: equal fleets are joined, so epoch and sequence tell them. */
  readonly from: Pick<Snapshot, 'epoch' | 'sequence'>;
  readonly to: Pick<Snapshot, 'epoch' | 'sequence'>;
  /** Every row is where it was: carrying is a copy. */
  readonly isIdentity: boolean;
};

/** Float64: identity, epoch and sequence of either side; then rows of each table, uint32. */
const headDoubles = 5;
const headBytes = headDoubles * 8 + mapped.length * 4;

/**
 * Bytes of a map to the rows of `to`.
 *
 * @example
 * const buffer = new SharedArrayBuffer(rowMapBytes(snapshot));
 * console.log(joinRows(snapshot, snapshot, buffer).buffer === buffer); // => true
 */
export function rowMapBytes(to: Snapshot): number {
  given(to, 'snapshot');
  return headBytes + 4 * mapped.reduce((sum, table) => sum + to[`${table}Count`], 0);
}

/**
 * Joins the rows of `from` with those of `to` by id, into `buffer` (of `rowMapBytes(to)` at least;
 * shared memory where another thread carries), or a new one. O(1) to recognise two snapshots of
 * one compiler, else O(bytes of ids): a merge, as tables stand in byte order.
 *
 * @example
 * const next = compileSnapshot(world, { sequence: 1 }).snapshot;
 * const rows = joinRows(compileSnapshot(world).snapshot, next);
 * console.log(rows.isIdentity, rows.appliance[3]); // => true 3
 */
export function joinRows(
  from: Snapshot,
  to: Snapshot,
  buffer: ArrayBufferLike = new ArrayBuffer(rowMapBytes(to)),
): RowMap {
  given(from, 'snapshot');
  given(to, 'snapshot');
  given(buffer, 'buffer');
  assert(buffer.byteLength >= rowMapBytes(to), 'a buffer of rowMapBytes(to) bytes');
  const isIdentity = hasSameRows(from, to);
  const head = new Float64Array(buffer, 0, headDoubles);
  head.set([Number(isIdentity), from.epoch, from.sequence, to.epoch, to.sequence]);
  const counts = new Uint32Array(buffer, headDoubles * 8, mapped.length);
  mapped.forEach((table, k) => {
    counts[k] = to[`${table}Count`];
  });
  const map = readRowMap(buffer);
  for (const table of mapped) {
    if (isIdentity) fillIdentity(map[table]);
    else mergeTable(from, to, table, map[table]);
  }
  return map;
}

/**
 * The map that `joinRows` wrote to `buffer`, in this thread or another one.
 *
 * @example
 * const rows = joinRows(snapshot, snapshot, new SharedArrayBuffer(rowMapBytes(snapshot)));
 * console.log(readRowMap(rows.buffer).appliance.length === snapshot.applianceCount); // => true
 */
export function readRowMap(buffer: ArrayBufferLike): RowMap {
  given(buffer, 'buffer');
  assert(isRowMap(buffer), 'a buffer that joinRows wrote', 'bad-argument');
  const [same, epoch, sequence, epochTo, sequenceTo] = new Float64Array(buffer, 0, headDoubles);
  const counts = new Uint32Array(buffer, headDoubles * 8, mapped.length);
  let at = headBytes;
  const column = (k: number): Uint32Array => {
    const rows = new Uint32Array(buffer, at, counts[k]);
    at += rows.byteLength;
    return rows;
  };
  return {
    buffer,
    from: { epoch, sequence },
    to: { epoch: epochTo, sequence: sequenceTo },
    isIdentity: same === 1,
    appliance: column(0),
    link: column(1),
    site: column(2),
    cluster: column(3),
  };
}

/** Whether the buffer is as long as it says that its tables are. */
export function isRowMap(buffer: ArrayBufferLike): boolean {
  if (!(buffer?.byteLength >= headBytes)) return false;
  const counts = new Uint32Array(buffer, headDoubles * 8, mapped.length);
  return counts.reduce((bytes, count) => bytes + count * 4, headBytes) <= buffer.byteLength;
}

/** Whether `map` leads from the rows of `from` to those of `to`. */
export function isMapOf(map: RowMap, from: Snapshot, to: Snapshot): boolean {
  const isOf = (named: RowMap['from'], snapshot: Snapshot): boolean =>
    named.epoch === snapshot.epoch && named.sequence === snapshot.sequence;
  return (
    isOf(map.from, from) &&
    isOf(map.to, to) &&
    mapped.every((table) => map[table].length === to[`${table}Count`])
  );
}

/** Whether all but files have the same ids in the same rows. As soon told as `joinRows`. */
function hasSameRows(a: Snapshot, b: Snapshot): boolean {
  return mapped.every((table) => hasSameIds(a, b, table));
}

/** For each row of a table of `to` its row in `from`, or `noRow`. O(bytes of ids). */
export function joinTable(from: Snapshot, to: Snapshot, table: IdTable): Uint32Array {
  const out = new Uint32Array(to[`${table}TextStart`].length - 1);
  if (hasSameIds(from, to, table)) fillIdentity(out);
  else mergeTable(from, to, table, out);
  return out;
}

function fillIdentity(out: Uint32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = row;
}

/** Rows of a table in byte order of their ids. */
function rowsInOrder(snapshot: Snapshot, table: IdTable): Uint32Array {
  const rows = new Uint32Array(snapshot[`${table}TextStart`].length - 1);
  fillIdentity(rows);
  if (table === 'appliance')
    for (let row = 0; row < rows.length; row++) rows[snapshot.applianceOrder[row]] = row;
  return rows;
}

function mergeTable(from: Snapshot, to: Snapshot, table: IdTable, out: Uint32Array): void {
  out.fill(noRow);
  const [rowsA, rowsB] = [rowsInOrder(from, table), rowsInOrder(to, table)];
  let a = 0;
  let b = 0;
  while (a < rowsA.length && b < rowsB.length) {
    const order = compareIds(from, rowsA[a], to, rowsB[b], table);
    if (order === 0) out[rowsB[b]] = rowsA[a];
    if (order <= 0) a++;
    if (order >= 0) b++;
  }
}

/** Below 0, 0 or above 0 as one id stands before, with or after the other in byte order. */
function compareIds(a: Snapshot, rowA: number, b: Snapshot, rowB: number, table: IdTable): number {
  const [startA, startB] = [a[`${table}TextStart`], b[`${table}TextStart`]];
  const [textA, textB] = [a[`${table}Text`], b[`${table}Text`]];
  const [fromA, fromB] = [startA[rowA], startB[rowB]];
  const [lengthA, lengthB] = [startA[rowA + 1] - fromA, startB[rowB + 1] - fromB];
  const both = Math.min(lengthA, lengthB);
  for (let k = 0; k < both; k++) {
    const gap = textA[fromA + k] - textB[fromB + k];
    if (gap !== 0) return gap;
  }
  return lengthA - lengthB;
}
