// Which sessions run? One row each in columns that grow; ended rows are used again.
import { noRow } from '@fairlead/core';

/** Marks of a session: bits 0..3 the code in `labels` it was passed over with, or `noLabel`. */
export const noLabel = 15;
/** Its best-ranked candidate stands in an embedded site. */
export const embeddedFirst = 16;
/** A rank-0 candidate serves it. */
export const servedFirst = 32;

/** Instants are ms from the start of the simulation, below 2³². */
export type Sessions = {
  room: number;
  /** First free row; free rows are chained by `next`. */
  free: number;
  active: number;
  flow: Uint32Array;
  /** When the present leg began, and when the session ends. */
  legMs: Uint32Array;
  endMs: Uint32Array;
  kbps: Uint32Array;
  floorKbps: Uint32Array;
  metro: Uint32Array;
  /** From which address: see `writeClient`. */
  prefixPick: Uint32Array;
  hostPick: Uint32Array;
  file: Uint32Array;
  hash: Uint32Array;
  mark: Uint8Array;
  /** Loss of the flow, integrated, when the leg began. */
  lossMs: Float64Array;
  /** Next row in a chain (free rows, or one moment's). */
  next: Uint32Array;
};

export function createSessions(): Sessions {
  const room = 1024;
  const u32 = () => new Uint32Array(room);
  const sessions: Sessions = {
    room,
    free: 0,
    active: 0,
    flow: u32().fill(noRow),
    legMs: u32(),
    endMs: u32(),
    kbps: u32(),
    floorKbps: u32(),
    metro: u32(),
    prefixPick: u32(),
    hostPick: u32(),
    file: u32(),
    hash: u32(),
    mark: new Uint8Array(room),
    lossMs: new Float64Array(room),
    next: u32(),
  };
  chain(sessions, 0);
  return sessions;
}

function chain(sessions: Sessions, from: number): void {
  for (let row = from; row < sessions.room; row++) sessions.next[row] = row + 1;
  sessions.next[sessions.room - 1] = noRow;
  sessions.free = from;
}

function wider<T extends Uint32Array | Uint8Array | Float64Array>(column: T): T {
  const copy = new (column.constructor as new (length: number) => T)(column.length * 2);
  copy.set(column as never);
  return copy;
}

function grow(sessions: Sessions): void {
  const old = sessions.room;
  sessions.room = old * 2;
  sessions.flow = wider(sessions.flow).fill(noRow, old);
  sessions.legMs = wider(sessions.legMs);
  sessions.endMs = wider(sessions.endMs);
  sessions.kbps = wider(sessions.kbps);
  sessions.floorKbps = wider(sessions.floorKbps);
  sessions.metro = wider(sessions.metro);
  sessions.prefixPick = wider(sessions.prefixPick);
  sessions.hostPick = wider(sessions.hostPick);
  sessions.file = wider(sessions.file);
  sessions.hash = wider(sessions.hash);
  sessions.mark = wider(sessions.mark);
  sessions.lossMs = wider(sessions.lossMs);
  sessions.next = wider(sessions.next);
  chain(sessions, old);
}

/** A free row, now in use. @hot */
export function openSession(sessions: Sessions): number {
  if (sessions.free === noRow) grow(sessions);
  const row = sessions.free;
  sessions.free = sessions.next[row];
  sessions.active++;
  return row;
}

/** Gives a row back. @hot */
export function closeSession(sessions: Sessions, row: number): void {
  sessions.flow[row] = noRow;
  sessions.next[row] = sessions.free;
  sessions.free = row;
  sessions.active--;
}

/** A session that waits: which one it is, and since when. */
export type Waiting = { readonly session: number; readonly hash: number; readonly sinceMs: number };
