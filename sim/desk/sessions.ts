// Which sessions run? One row each in columns that grow; ended rows are used again a round later.
import { noRow } from '@fairlead/core';

/** Flags of a session. */
export const flags = {
  /** It lost a target, or found one dead, and has no other yet. */
  hasLost: 1,
  /** It counts in the window's failovers. */
  failedOver: 2,
  /** It gave up: it plays no more, though its member still wants it. */
  isGone: 4,
} as const;

/**
 * Sessions in columns; instants are ms from the start of the simulation.
 *
 * | column        | holds                                                                    |
 * | ------------- | ------------------------------------------------------------------------ |
 * | `flow`        | the flow that it is on; `absent`: on none; `noRow`: the row is free      |
 * | `startMs`     | when its member began to want it, and                                    |
 * | `endMs`       | until when                                                               |
 * | `legMs`       | since when it is on its flow, or on none                                 |
 * | `pictureMs`   | its first picture; Infinity: none yet, but                               |
 * | `dueMs`       | when it is due, once it is on a flow                                     |
 * | `freeBps`     | what it asks: the least of its file and its line                         |
 * | `nominalBps`  | bitrate of its file, which steering reserves                             |
 * | `lineBps`     | what its access line gives                                               |
 * | `title`       | title row                                                                |
 * | `file`        | file row of the snapshot                                                 |
 * | `metro`       | where its member is                                                      |
 * | `prefixPick`, `hostPick` | from which address: see `writeClient`                         |
 * | `key`         | hash of the session, for the core                                        |
 * | `cause`       | why no appliance of rank 0 has it, or that one has                       |
 * | `site`        | the site of its flow, and from its metro to there                        |
 * | `km`, `rtt`   | kilometres, and round trip in ms                                         |
 * | `tries`       | how often in a row it found nobody alive                                 |
 * | `flags`       | see `flags`                                                              |
 * | `darkMs`      | since when it has no picture, where it has none                          |
 * | `wakeMs`      | when it tries again; Infinity: it does not                               |
 * | `toFlow`      | the flow that it will be on then; `absent`: it asks                      |
 * | `next`        | next row in a chain (free rows, or those that end at one moment)         |
 */
export type Sessions = {
  room: number;
  /** First free row; free rows are chained by `next`. */
  free: number;
  active: number;
  /** Rows that ended in this round: free when it is over. */
  ended: number[];
  flow: Uint32Array;
  startMs: Float64Array;
  endMs: Float64Array;
  legMs: Float64Array;
  pictureMs: Float64Array;
  dueMs: Float64Array;
  freeBps: Float64Array;
  nominalBps: Float64Array;
  lineBps: Float64Array;
  title: Uint32Array;
  file: Uint32Array;
  metro: Uint32Array;
  prefixPick: Uint32Array;
  hostPick: Uint32Array;
  key: Uint32Array;
  cause: Uint8Array;
  site: Uint32Array;
  km: Float64Array;
  rtt: Float64Array;
  tries: Uint8Array;
  flags: Uint8Array;
  darkMs: Float64Array;
  wakeMs: Float64Array;
  toFlow: Uint32Array;
  next: Uint32Array;
};

export function createSessions(): Sessions {
  const room = 1024;
  const sessions: Sessions = {
    room,
    free: 0,
    active: 0,
    ended: [],
    flow: new Uint32Array(room).fill(noRow),
    startMs: new Float64Array(room),
    endMs: new Float64Array(room),
    legMs: new Float64Array(room),
    pictureMs: new Float64Array(room),
    dueMs: new Float64Array(room),
    freeBps: new Float64Array(room),
    nominalBps: new Float64Array(room),
    lineBps: new Float64Array(room),
    title: new Uint32Array(room),
    file: new Uint32Array(room),
    metro: new Uint32Array(room),
    prefixPick: new Uint32Array(room),
    hostPick: new Uint32Array(room),
    key: new Uint32Array(room),
    cause: new Uint8Array(room),
    site: new Uint32Array(room),
    km: new Float64Array(room),
    rtt: new Float64Array(room),
    tries: new Uint8Array(room),
    flags: new Uint8Array(room),
    darkMs: new Float64Array(room),
    wakeMs: new Float64Array(room),
    toFlow: new Uint32Array(room),
    next: new Uint32Array(room),
  };
  chain(sessions, 0);
  return sessions;
}

function chain(sessions: Sessions, from: number): void {
  for (let row = from; row < sessions.room; row++) sessions.next[row] = row + 1;
  sessions.next[sessions.room - 1] = noRow;
  sessions.free = from;
}

type Column = Uint32Array | Uint8Array | Float64Array;

function wider<T extends Column>(column: T): T {
  const copy = new (column.constructor as new (length: number) => T)(column.length * 2);
  copy.set(column);
  return copy;
}

function grow(sessions: Sessions): void {
  const old = sessions.room;
  sessions.room = old * 2;
  sessions.flow = wider(sessions.flow).fill(noRow, old);
  sessions.startMs = wider(sessions.startMs);
  sessions.endMs = wider(sessions.endMs);
  sessions.legMs = wider(sessions.legMs);
  sessions.pictureMs = wider(sessions.pictureMs);
  sessions.dueMs = wider(sessions.dueMs);
  sessions.freeBps = wider(sessions.freeBps);
  sessions.nominalBps = wider(sessions.nominalBps);
  sessions.lineBps = wider(sessions.lineBps);
  sessions.title = wider(sessions.title);
  sessions.file = wider(sessions.file);
  sessions.metro = wider(sessions.metro);
  sessions.prefixPick = wider(sessions.prefixPick);
  sessions.hostPick = wider(sessions.hostPick);
  sessions.key = wider(sessions.key);
  sessions.cause = wider(sessions.cause);
  sessions.site = wider(sessions.site);
  sessions.km = wider(sessions.km);
  sessions.rtt = wider(sessions.rtt);
  sessions.tries = wider(sessions.tries);
  sessions.flags = wider(sessions.flags);
  sessions.darkMs = wider(sessions.darkMs);
  sessions.wakeMs = wider(sessions.wakeMs);
  sessions.toFlow = wider(sessions.toFlow);
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

/** The session is over: its row is kept until `freeEnded`. @hot */
export function endRow(sessions: Sessions, row: number): void {
  sessions.ended.push(row);
  if ((sessions.flags[row] & flags.isGone) === 0) sessions.active--;
}

/** Gives the rows back that ended in the round. */
export function freeEnded(sessions: Sessions): void {
  const { ended, flow, next } = sessions;
  for (const row of ended) {
    flow[row] = noRow;
    next[row] = sessions.free;
    sessions.free = row;
  }
  ended.length = 0;
}

/** Flow of a session that is on no appliance: it waits, fails over, was refused or gave up. */
export const absent = 0xfffffffe;

/** A stretch of a session on a flow that it left within the round. */
export type Stay = {
  readonly session: number;
  readonly flow: number;
  readonly cause: number;
  readonly site: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** Bits that a start still waits for, and since when they flow. */
export type Startup = { fromMs: number; leftBits: number };
