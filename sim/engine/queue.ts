// Which event comes next? Buckets by time for the far events, a small heap for the near ones.
import { assert, noRow } from '@fairlead/core';
import { createHeap, type EventHeap, heapDrop, heapPush } from './heap.ts';

/**
 * Pending events in the order of (atMs, priority, sequence); the sequence is the order of `push`.
 *
 * An event is in one of three places, by its bucket `floor((atMs - startMs) × bucketsPerMs)`:
 * up to `current` in `near`, a heap; up to `bucketCount` in a list of that bucket, unordered;
 * later still in the list `far`. When near is empty the next bucket is poured into it, and after
 * the last bucket the far events are spread over new buckets. The bucket never falls when the time
 * grows, whatever the rounding, so the order is exact. Skew costs at most what one heap costs.
 *
 * | column  | rows        | holds                                                           |
 * | ------- | ----------- | --------------------------------------------------------------- |
 * | `key`   | 3 × slots   | slot `s`: atMs at 3s, order at 3s + 1                           |
 * | `word`  | 6 × slots   | the same bytes: payload at 6s + 4, next slot of the list at     |
 * |         |             | 6s + 5, `noSlot` at its end; one event is in one line of memory |
 * | `first` | bucketCount | first slot of the bucket's list                                 |
 *
 * Source: W. T. Tang, R. Goh, I. Thng, "Ladder queue: an O(1) priority queue structure for
 * large-scale discrete event simulation", ACM TOMACS 15, 2005; one rung here.
 */
export type EventQueue = {
  /** Events pending. */
  count: number;
  /** Time of the event that `pop` gave last, ms; -Infinity before the first. */
  nowMs: number;
  /** Events pushed so far. */
  sequence: number;
  near: EventHeap;
  slots: number;
  key: Float64Array;
  word: Int32Array;
  freeSlot: number;
  first: Int32Array;
  bucketCount: number;
  current: number;
  startMs: number;
  bucketsPerMs: number;
  farSlot: number;
  farCount: number;
  /** Least and greatest time of the far events, and the sum of their distances from `startMs`. */
  farLeastMs: number;
  farMostMs: number;
  farSumMs: number;
};

const noSlot = -1;
/** 2⁴⁵: above every sequence, and 256 priorities of it are still exact integers in a double. */
const sequencesPerPriority = 35184372088832;
/** Events of a bucket, on average, when the far events are spread. */
const eventsPerBucket = 1;
/** New buckets span this many times the mean distance of the far events: most of them fit. */
const meansPerSpan = 8;

/** An empty queue with room for `room` events; it grows. */
export function createQueue(room = 1024): EventQueue {
  const queue: EventQueue = {
    count: 0,
    nowMs: -Infinity,
    sequence: 0,
    near: createHeap(64),
    slots: 0,
    key: new Float64Array(0),
    word: new Int32Array(0),
    freeSlot: noSlot,
    first: new Int32Array(0),
    bucketCount: 0,
    current: -1,
    startMs: 0,
    bucketsPerMs: 0,
    farSlot: noSlot,
    farCount: 0,
    farLeastMs: Infinity,
    farMostMs: -Infinity,
    farSumMs: 0,
  };
  addSlots(queue, room);
  return queue;
}

/**
 * Adds an event at `atMs` (finite) with `priority` 0..255, lower first among equal times, and a
 * uint32 `payload`, usually a row of the caller's own columns. @hot
 */
export function push(queue: EventQueue, atMs: number, priority: number, payload: number): void {
  assert(atMs - atMs === 0, 'an event has a finite time');
  const order = priority * sequencesPerPriority + queue.sequence++;
  queue.count++;
  const bucket = (atMs - queue.startMs) * queue.bucketsPerMs;
  if (bucket < queue.current + 1) {
    heapPush(queue.near, atMs, order, payload);
    return;
  }
  if (queue.freeSlot === noSlot) addSlots(queue, queue.slots);
  const slot = queue.freeSlot;
  const { key, word } = queue;
  queue.freeSlot = word[6 * slot + 5];
  key[3 * slot] = atMs;
  key[3 * slot + 1] = order;
  word[6 * slot + 4] = payload;
  if (bucket < queue.bucketCount) {
    const row = Math.floor(bucket);
    word[6 * slot + 5] = queue.first[row];
    queue.first[row] = slot;
  } else addFar(queue, slot);
}

/** Takes the first event: its payload, its time in `nowMs`. `noRow` when there is none. @hot */
export function pop(queue: EventQueue): number {
  if (queue.near.count === 0 && !advance(queue)) return noRow;
  const near = queue.near;
  const payload = near.payload[0];
  queue.nowMs = near.key[0];
  queue.count--;
  heapDrop(near);
  return payload;
}

/** Time of the first event, ms; Infinity when there is none. */
export function peekMs(queue: EventQueue): number {
  if (queue.near.count === 0 && !advance(queue)) return Infinity;
  return queue.near.key[0];
}

/** Fills `near`, which is empty, with the next bucket that is not; false when nothing pends. */
function advance(queue: EventQueue): boolean {
  if (queue.count === 0) return false;
  while (queue.near.count === 0) {
    const { first, bucketCount } = queue;
    let current = queue.current + 1;
    while (current < bucketCount && first[current] === noSlot) current++;
    queue.current = current;
    if (current < bucketCount) pour(queue, current);
    else spread(queue);
  }
  return true;
}

/** Moves the list of one bucket into `near`. */
function pour(queue: EventQueue, bucket: number): void {
  const { near, key, word } = queue;
  let slot = queue.first[bucket];
  queue.first[bucket] = noSlot;
  while (slot !== noSlot) {
    const after = word[6 * slot + 5];
    heapPush(near, key[3 * slot], key[3 * slot + 1], word[6 * slot + 4]);
    word[6 * slot + 5] = queue.freeSlot;
    queue.freeSlot = slot;
    slot = after;
  }
}

/** Links a slot into the list of far events. */
function addFar(queue: EventQueue, slot: number): void {
  const atMs = queue.key[3 * slot];
  if (atMs < queue.farLeastMs) queue.farLeastMs = atMs;
  if (atMs > queue.farMostMs) queue.farMostMs = atMs;
  queue.farSumMs += atMs - queue.startMs;
  queue.word[6 * slot + 5] = queue.farSlot;
  queue.farSlot = slot;
  queue.farCount++;
}

/** Makes new buckets for the far events, which are all that pends, and spreads them. */
function spread(queue: EventQueue): void {
  const { key, word, farCount } = queue;
  const startMs = queue.farLeastMs;
  const meanMs = queue.startMs + queue.farSumMs / farCount - startMs;
  const spanMs = Math.min(queue.farMostMs - startMs, meansPerSpan * meanMs);
  const bucketCount = Math.ceil(farCount / eventsPerBucket);
  if (queue.first.length < bucketCount) queue.first = new Int32Array(2 * bucketCount).fill(noSlot);
  const first = queue.first;
  const bucketsPerMs = bucketCount / spanMs;
  queue.bucketCount = bucketCount;
  queue.current = -1;
  queue.startMs = startMs;
  // Without a span the first bucket is the one instant, and whatever is later stays far.
  queue.bucketsPerMs = bucketsPerMs > 0 && bucketsPerMs < 1e300 ? bucketsPerMs : 1e300;
  let slot = queue.farSlot;
  queue.farSlot = noSlot;
  queue.farCount = 0;
  queue.farLeastMs = Infinity;
  queue.farMostMs = -Infinity;
  queue.farSumMs = 0;
  while (slot !== noSlot) {
    const after = word[6 * slot + 5];
    const bucket = (key[3 * slot] - startMs) * queue.bucketsPerMs;
    if (bucket < bucketCount) {
      const row = Math.floor(bucket);
      word[6 * slot + 5] = first[row];
      first[row] = slot;
    } else addFar(queue, slot);
    slot = after;
  }
}

/** Makes room for at least `count` more events. */
function addSlots(queue: EventQueue, count: number): void {
  const before = queue.slots;
  const slots = before + Math.max(count, 16);
  const bytes = new ArrayBuffer(24 * slots);
  const word = new Int32Array(bytes);
  word.set(queue.word);
  for (let slot = slots - 1; slot >= before; slot--) {
    word[6 * slot + 5] = queue.freeSlot;
    queue.freeSlot = slot;
  }
  queue.slots = slots;
  queue.key = new Float64Array(bytes);
  queue.word = word;
}
