// Which sessions run? One row each, its fields side by side; ended rows are used again later.
import { noRow } from '@fairlead/core';

/** Flags of a session. */
export const flags = {
  /** It lost a target, or found one dead, and has no other yet. */
  hasLost: 1,
  /** It counts in the window's failovers. */
  failedOver: 2,
  /** It gave up: it plays no more, though its member still wants it. */
  isGone: 4,
  /** It is on a flow whose appliance has not answered its try yet. */
  isKnocking: 8,
  /** Its last try timed out: the next one is made again. */
  timedOut: 16,
  /** Its appliance has answered and takes it when its turn comes. */
  isAnswered: 32,
  /** Its member does not stay for another try. */
  isLeaving: 64,
  /** It is among those of its desk that wait for their first picture. */
  isStarting: 128,
  /** It is in the sample that is played chunk by chunk, too. */
  isSampled: 256,
  /** A start of it failed at an appliance that answers every probe. */
  hasFailed: 512,
} as const;

/** Rows are so many places apart. */
export const rowPlaces = 8;

/**
 * Fields of sessions; a session is the place of its row, a multiple of `rowPlaces`, in each.
 * All numbers of a row lie beside each other, and all its words: whoever looks at a session waits
 * for two lines of memory, not for one a field. Instants are ms from the start of the simulation.
 *
 * | number       | holds                                                                     |
 * | ------------ | ------------------------------------------------------------------------- |
 * | `startMs`    | when its member began to want it, and                                     |
 * | `endMs`      | until when                                                                |
 * | `legMs`      | since when it is on its flow, or on none                                  |
 * | `pictureMs`  | its first picture; Infinity: none yet, but                                |
 * | `dueMs`      | when it is due, once it is on a flow                                      |
 * | `freeBps`    | what it asks: the least of its file and its line                          |
 * | `nominalBps` | bitrate of its file, which steering reserves                              |
 * | `lineBps`    | what its access line gives                                                |
 *
 * | word         | holds                                                                     |
 * | ------------ | ------------------------------------------------------------------------- |
 * | `flow`       | the flow that it is on; `absent`: on none; `noRow`: not begun, or a free row |
 * | `next`       | next row of those that start at one moment                                |
 * | `file`       | file row of the snapshot                                                  |
 * | `metro`      | where its member is                                                       |
 * | `member`     | its number in its metro and minute, from which all of it can be drawn again |
 * | `key`        | hash of the session, for the core                                         |
 * | `cause`      | why no appliance of rank 0 has it, or that one has                        |
 * | `flags`      | see `flags`                                                               |
 * | `vantage`    | until it begins, in the place of its cause: where it will ask from        |
 */
export type Sessions = {
  /** Places there are; from `used` on they were never in use. */
  room: number;
  used: number;
  /** Free rows below `used`; the last one is taken first. */
  readonly free: number[];
  active: number;
  /** Rows that ended in this round: free when it is over. */
  ended: number[];
} & Fields;

type NumberField =
  | 'startMs'
  | 'endMs'
  | 'legMs'
  | 'pictureMs'
  | 'dueMs'
  | 'freeBps'
  | 'nominalBps'
  | 'lineBps';
type WordField =
  | 'flow'
  | 'next'
  | 'file'
  | 'metro'
  | 'member'
  | 'key'
  | 'cause'
  | 'vantage'
  | 'flags';
type Fields = { [name in NumberField]: Float64Array } & { [name in WordField]: Uint32Array };

function fieldsOf(room: number, old?: Fields): Fields {
  const numberBytes = new ArrayBuffer(8 * room);
  const wordBytes = new ArrayBuffer(4 * room);
  if (old !== undefined) {
    new Float64Array(numberBytes).set(new Float64Array(old.startMs.buffer));
    new Uint32Array(wordBytes).set(new Uint32Array(old.flow.buffer));
  }
  const numberAt = (place: number) => new Float64Array(numberBytes, 8 * place);
  const wordAt = (place: number) => new Uint32Array(wordBytes, 4 * place);
  return {
    startMs: numberAt(0),
    endMs: numberAt(1),
    legMs: numberAt(2),
    pictureMs: numberAt(3),
    dueMs: numberAt(4),
    freeBps: numberAt(5),
    nominalBps: numberAt(6),
    lineBps: numberAt(7),
    flow: wordAt(0),
    next: wordAt(1),
    file: wordAt(2),
    metro: wordAt(3),
    member: wordAt(4),
    key: wordAt(5),
    cause: wordAt(6),
    vantage: wordAt(6),
    flags: wordAt(7),
  };
}

export function createSessions(): Sessions {
  const room = 1024 * rowPlaces;
  return { room, used: 0, free: [], active: 0, ended: [], ...fieldsOf(room) };
}

/** Whether it waits for an appliance to answer its try. */
export function isKnocking(sessions: Sessions, row: number): boolean {
  return (sessions.flags[row] & flags.isKnocking) !== 0;
}

/** A free row, on no flow. @hot */
export function openSession(sessions: Sessions): number {
  const row = sessions.free.pop();
  if (row !== undefined) return row;
  if (sessions.used === sessions.room) {
    sessions.room *= 2;
    Object.assign(sessions, fieldsOf(sessions.room, sessions));
  }
  const fresh = sessions.used;
  sessions.used += rowPlaces;
  sessions.flow[fresh] = noRow;
  return fresh;
}

/** The session is over: its row is kept until `freeEnded`. @hot */
export function endRow(sessions: Sessions, row: number): void {
  sessions.ended.push(row);
  if ((sessions.flags[row] & flags.isGone) === 0) sessions.active--;
}

/** Gives the rows back that ended in the round. */
export function freeEnded(sessions: Sessions): void {
  const { ended, flow, free } = sessions;
  for (const row of ended) {
    flow[row] = noRow;
    free.push(row);
  }
  ended.length = 0;
}

/** Flow of a session that is on no appliance: it waits, fails over, was refused or gave up. */
export const absent = 0xfffffffe;

/** What a session knows that waits on no flow, or moves from one to the next. */
export type Wait = {
  /** Since when it has no picture. */
  darkMs: number;
  /** When it tries again. */
  wakeMs: number;
  /** The flow that it will be on then; `absent`: it asks. */
  toFlow: number;
  /** How often in a row it found nobody alive. */
  tries: number;
  /** Targets of its list, from the first on, whose tries timed out. */
  place: number;
};

/** Viewers of live events who were drawn and are not over: the account of who was drawn. */
export type Viewers = {
  readonly live: number;
  readonly fileBps: number;
  readonly lineBps: number;
  readonly endMs: number;
}[];

/** A stretch of a session on a flow that it left within the round. */
export type Stay = {
  readonly session: number;
  readonly flow: number;
  readonly cause: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** Bits that a start still waits for, and since when they flow. */
export type Startup = { fromMs: number; leftBits: number };
