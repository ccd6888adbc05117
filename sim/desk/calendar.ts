// What happens in which millisecond? Starts, ends and second tries of one minute, by chains.
import { noRow } from '@fairlead/core';
import { cellMs } from '../demand/arrivals.ts';
import { createHeap, type EventHeap, heapDrop, heapPush } from '../engine/heap.ts';

/**
 * The minute of UTC that is played, and what is known of later ones. Milliseconds count from the
 * begin of the minute.
 */
export type Calendar = {
  /** First session of the chain of those that start at each ms. */
  readonly startsAt: Uint32Array;
  /** First place in `ending` of those that end at each ms. */
  readonly endsAt: Uint32Array;
  /** Sessions that end in the minute, and the next place of each that ends in the same ms. */
  readonly ending: { count: number; session: Uint32Array; next: Uint32Array };
  /** One bit a ms, the highest first: whether something happens then. */
  readonly moments: Uint32Array;
  /** Who ends in each later minute of the run; undefined: nobody. */
  readonly endsIn: (Ends | undefined)[];
  /** Sessions that try again, by instant; equal ones in the order in which they were told to. */
  readonly wakes: EventHeap;
  wakeCount: number;
  /** Minutes since 1970 of the first minute of the run, and of the one that is played. */
  readonly firstCell: number;
  cell: number;
  /** Begin of that minute, ms from the start of the simulation: below 0 for the first. */
  cellStartMs: number;
};

/** Sessions that end in a minute, as they began, and the ms of it: no row is read to find them. */
type Ends = { count: number; session: Uint32Array; ms: Uint16Array };

export function createCalendar(firstCell: number, cellCount: number): Calendar {
  return {
    startsAt: new Uint32Array(cellMs).fill(noRow),
    endsAt: new Uint32Array(cellMs).fill(noRow),
    moments: new Uint32Array(Math.ceil(cellMs / 32)),
    ending: { count: 0, session: new Uint32Array(64), next: new Uint32Array(64) },
    endsIn: new Array(cellCount).fill(undefined),
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
): void {
  calendar.cell = cell;
  calendar.cellStartMs = cell * cellMs - startMs;
  calendar.ending.count = 0;
  const ends = calendar.endsIn[cell - calendar.firstCell];
  // Whoever began first ends first where several end at once.
  for (let k = (ends?.count ?? 0) - 1; ends && k >= 0; k--)
    chainEnd(calendar, ends.session[k], ends.ms[k]);
  calendar.endsIn[cell - calendar.firstCell] = undefined;
  const { wakes, cellStartMs } = calendar;
  for (let event = 0; event < wakes.count; event++) {
    const ms = wakes.key[2 * event] - cellStartMs;
    if (ms < cellMs) markMoment(calendar, Math.max(0, ms));
  }
}

/** Puts a session to the moment, or the later minute, in which it ends. @hot */
export function scheduleEnd(calendar: Calendar, session: number, endMs: number): void {
  const { endsIn, cellStartMs } = calendar;
  const ms = endMs - cellStartMs;
  if (ms < cellMs) {
    chainEnd(calendar, session, ms);
    return;
  }
  const later = Math.floor(ms / cellMs);
  const minute = calendar.cell - calendar.firstCell + later;
  if (minute >= endsIn.length) return;
  const ends = endsIn[minute] ?? emptyEnds();
  endsIn[minute] = ends;
  if (ends.count === ends.session.length) {
    ends.session = wider(ends.session);
    ends.ms = wider(ends.ms);
  }
  ends.session[ends.count] = session;
  ends.ms[ends.count++] = ms - later * cellMs;
}

function emptyEnds(): Ends {
  return { count: 0, session: new Uint32Array(64), ms: new Uint16Array(64) };
}

function wider<T extends Uint32Array | Uint16Array>(column: T): T {
  const copy = new (column.constructor as new (length: number) => T)(column.length * 2);
  copy.set(column);
  return copy;
}

function chainEnd(calendar: Calendar, session: number, ms: number): void {
  const { ending, endsAt } = calendar;
  if (ending.count === ending.session.length) {
    ending.session = wider(ending.session);
    ending.next = wider(ending.next);
  }
  ending.session[ending.count] = session;
  ending.next[ending.count] = endsAt[ms];
  endsAt[ms] = ending.count++;
  markMoment(calendar, ms);
}

/** The next session that ends at `ms` of the minute, or `noRow`; it is told once. @hot */
export function nextEnd({ ending, endsAt }: Calendar, ms: number): number {
  const place = endsAt[ms];
  if (place === noRow) return noRow;
  endsAt[ms] = ending.next[place];
  return ending.session[place];
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
