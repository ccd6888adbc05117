// What happens in which millisecond? Starts, ends and second tries of one minute, by chains.
import { noRow } from '@fairlead/core';
import { cellMs } from '../demand/arrivals.ts';
import { createHeap, type EventHeap, heapDrop, heapPush } from '../engine/heap.ts';

/**
 * The minute of UTC that is played, and what is known of later ones. Milliseconds count from the
 * begin of the minute.
 */
export type Calendar = {
  /** First row of the chain of sessions that start, or end, at each ms. */
  readonly startsAt: Uint32Array;
  readonly endsAt: Uint32Array;
  /** One bit a ms, the highest first: whether something happens then. */
  readonly moments: Uint32Array;
  /** First row of the chain of sessions that end in each minute of the run. */
  readonly endsIn: Uint32Array;
  /** Sessions that try again, by instant; equal ones in the order in which they were told to. */
  readonly wakes: EventHeap;
  wakeCount: number;
  /** Minutes since 1970 of the first minute of the run, and of the one that is played. */
  readonly firstCell: number;
  cell: number;
  /** Begin of that minute, ms from the start of the simulation: below 0 for the first. */
  cellStartMs: number;
};

export function createCalendar(firstCell: number, cellCount: number): Calendar {
  return {
    startsAt: new Uint32Array(cellMs).fill(noRow),
    endsAt: new Uint32Array(cellMs).fill(noRow),
    moments: new Uint32Array(Math.ceil(cellMs / 32)),
    endsIn: new Uint32Array(cellCount).fill(noRow),
    wakes: createHeap(64),
    wakeCount: 0,
    firstCell,
    cell: firstCell - 1,
    cellStartMs: 0,
  };
}

/** Notes that something happens `ms` after the begin of the minute. @hot */
export function markMoment({ moments }: Calendar, ms: number): void {
  moments[ms >>> 5] |= 0x80000000 >>> (ms & 31);
}

/** Begins a minute: what ends or wakes in it is chained to its millisecond. */
export function openMinute(
  calendar: Calendar,
  { cell, startMs }: { readonly cell: number; readonly startMs: number },
  { endMs, next }: { readonly endMs: Float64Array; readonly next: Uint32Array },
): void {
  calendar.cell = cell;
  calendar.cellStartMs = cell * cellMs - startMs;
  for (let row = calendar.endsIn[cell - calendar.firstCell]; row !== noRow; ) {
    const after = next[row];
    chainEnd(calendar, next, row, endMs[row]);
    row = after;
  }
  const { wakes, cellStartMs } = calendar;
  for (let event = 0; event < wakes.count; event++) {
    const ms = wakes.key[2 * event] - cellStartMs;
    if (ms < cellMs) markMoment(calendar, Math.max(0, ms));
  }
}

/** Chains a session to the moment, or the later minute, in which it ends. @hot */
export function scheduleEnd(
  calendar: Calendar,
  next: Uint32Array,
  row: number,
  endMs: number,
): void {
  const { endsIn, cellStartMs } = calendar;
  const minute = calendar.cell - calendar.firstCell + Math.floor((endMs - cellStartMs) / cellMs);
  if (endMs < cellStartMs + cellMs) {
    chainEnd(calendar, next, row, endMs);
    return;
  }
  if (minute >= endsIn.length) return;
  next[row] = endsIn[minute];
  endsIn[minute] = row;
}

function chainEnd(calendar: Calendar, next: Uint32Array, row: number, endMs: number): void {
  const ms = endMs - calendar.cellStartMs;
  next[row] = calendar.endsAt[ms];
  calendar.endsAt[ms] = row;
  markMoment(calendar, ms);
}

/** Lets a session try again at an instant. */
export function scheduleWake(calendar: Calendar, row: number, atMs: number): void {
  heapPush(calendar.wakes, atMs, calendar.wakeCount++, row);
  const ms = atMs - calendar.cellStartMs;
  if (ms < cellMs) markMoment(calendar, ms);
}

/** The session that tries again at `atMs` or before, or `noRow`. */
export function nextWake({ wakes }: Calendar, atMs: number): number {
  if (wakes.count === 0 || wakes.key[0] > atMs) return noRow;
  const row = wakes.payload[0];
  heapDrop(wakes);
  return row;
}
