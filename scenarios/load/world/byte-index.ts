// Which row has this id? A hash table over bytes, so that a field need not become a string.
import { hashBytes, noRow } from '@fairlead/core';

/** Byte strings, one a row, that can be looked up. */
export type ByteIndex = {
  count: number;
  /** Row `r` is `heap[offset[r] .. offset[r + 1])`. */
  heap: Uint8Array;
  offset: Uint32Array;
  slots: Uint32Array;
  /** The row found last. */
  last: number;
  /** Whether a row was appended that equals an earlier one. */
  hasTwins: boolean;
};

export function createByteIndex(): ByteIndex {
  return {
    count: 0,
    heap: new Uint8Array(4096),
    offset: new Uint32Array(257),
    slots: new Uint32Array(1024).fill(noRow),
    last: 0,
    hasTwins: false,
  };
}

function lengthOf({ offset }: ByteIndex, row: number): number {
  return (offset[row + 1] as number) - (offset[row] as number);
}

/** Whether the row is the bytes before `end`; compared from there, where ids of one kind differ. */
function endsAt({ heap, offset }: ByteIndex, row: number, bytes: Uint8Array, end: number): boolean {
  const from = offset[row] as number;
  let k = offset[row + 1] as number;
  let at = end;
  while (k > from) if (heap[--k] !== bytes[--at]) return false;
  return true;
}

/** The slot that holds these bytes, or the free one where they belong. */
function slotOf(index: ByteIndex, bytes: Uint8Array, start: number, end: number): number {
  const { slots } = index;
  const mask = slots.length - 1;
  for (let slot = hashBytes(bytes, 0, start, end) & mask; ; slot = (slot + 1) & mask) {
    const row = slots[slot] as number;
    if (row === noRow) return slot;
    if (lengthOf(index, row) === end - start && endsAt(index, row, bytes, end)) return slot;
  }
}

/**
 * Row of `bytes[start..end)`, or `noRow`; the first one where several rows are equal. The row found
 * last and the one after it are tried first: rows of one cluster follow each other, and clusters
 * name the same prefixes in the same order.
 */
export function findBytes(index: ByteIndex, bytes: Uint8Array, start: number, end: number): number {
  const { last, count } = index;
  const next = last + 1;
  const length = end - start;
  if (last < count && lengthOf(index, last) === length && endsAt(index, last, bytes, end))
    return last;
  const isNext = next < count && !index.hasTwins && lengthOf(index, next) === length;
  if (isNext && endsAt(index, next, bytes, end)) {
    index.last = next;
    return next;
  }
  const row = index.slots[slotOf(index, bytes, start, end)] as number;
  if (row !== noRow) index.last = row;
  return row;
}

function grow(index: ByteIndex, bytesMore: number): void {
  const used = index.offset[index.count] as number;
  if (used + bytesMore > index.heap.length) {
    const heap = new Uint8Array((used + bytesMore) * 2);
    heap.set(index.heap.subarray(0, used));
    index.heap = heap;
  }
  if (index.count + 2 > index.offset.length) {
    const offset = new Uint32Array(index.offset.length * 2);
    offset.set(index.offset);
    index.offset = offset;
  }
  if ((index.count + 1) * 2 <= index.slots.length) return;
  index.slots = new Uint32Array(index.slots.length * 4).fill(noRow);
  for (let row = 0; row < index.count; row++) {
    const slot = slotOf(
      index,
      index.heap,
      index.offset[row] as number,
      index.offset[row + 1] as number,
    );
    if (index.slots[slot] === noRow) index.slots[slot] = row;
  }
}

/** Appends a row whatever was there; returns whether these bytes were new. */
export function appendBytes(
  index: ByteIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  grow(index, end - start);
  const slot = slotOf(index, bytes, start, end);
  const isNew = index.slots[slot] === noRow;
  if (isNew) index.slots[slot] = index.count;
  else index.hasTwins = true;
  const offset = index.offset[index.count] as number;
  for (let k = start; k < end; k++) index.heap[offset + k - start] = bytes[k] as number;
  index.count++;
  index.offset[index.count] = offset + end - start;
  return isNew;
}

/** Row of these bytes, which are appended where they are new. */
export function internBytes(
  index: ByteIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const row = findBytes(index, bytes, start, end);
  if (row !== noRow) return row;
  appendBytes(index, bytes, start, end);
  return index.count - 1;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function textOfBytes(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** The text of one row. */
export function textAt(index: ByteIndex, row: number): string {
  return textOfBytes(index.heap, index.offset[row] as number, index.offset[row + 1] as number);
}

/** The texts of all rows in order. */
export function allTexts(index: ByteIndex): string[] {
  const texts = new Array<string>(index.count);
  for (let row = 0; row < index.count; row++) texts[row] = textAt(index, row);
  return texts;
}
