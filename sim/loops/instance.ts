// What is one steering instance? Its beliefs, its sessions, and what it yields to the conductor.
import { createDecision, type Decision, noRow, type Snapshot } from '@fairlead/core';
import { createTally, type Tally } from '../measures/tally.ts';
import { createStream, type Stream } from '../random/stream.ts';
import type { Stage } from '../stage/stage.ts';
import { type Belief, createBelief } from './belief.ts';
import type { Bulletin } from './bulletin.ts';
import { createDrawn, type Drawn } from './drawn.ts';
import { createSessions, type Sessions, type Waiting } from './sessions.ts';

/** What the conductor reads of an instance; shared memory. */
export type Yield = {
  /** Per flow (and the two rows of nobody's traffic): reserved now, and offered in this epoch. */
  readonly rateKbps: Float64Array;
  readonly bits: Float64Array;
  readonly tally: Tally;
};

export type Instance = {
  readonly index: number;
  readonly stage: Stage;
  readonly bulletin: Bulletin;
  readonly belief: Belief;
  readonly decision: Decision;
  readonly sessions: Sessions;
  readonly drawn: Drawn;
  readonly output: Yield;
  readonly metros: Uint32Array;
  readonly stream: Stream;
  /** 1 where it is dead now. */
  readonly deadAppliance: Uint8Array;
  readonly deadLink: Uint8Array;
  /** kbit/s of running sessions by the label they were passed over with. */
  readonly missedKbps: Float64Array;
  /** First row of the chain of sessions that start, or end, at each ms of the epoch. */
  readonly startsAt: Uint32Array;
  readonly endsAt: Uint32Array;
  /** One bit a ms of the epoch, the highest first: whether something starts or ends then. */
  readonly moments: Uint32Array;
  /** First row of the chain of sessions that end in each epoch. */
  readonly endsIn: Uint32Array;
  /** Sessions for which no target was alive, in the order in which they began to wait. */
  waiting: Waiting[];
  /** The routes as they are known in this epoch. */
  view: Snapshot;
  nextStrike: number;
  /** Begin and end of the epoch, ms from the start of the simulation. */
  epochStartMs: number;
  epochEndMs: number;
};

export function createYield({ flows, snapshot, networkCount }: Stage): Yield {
  const doubles = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
  return {
    rateKbps: doubles(flows.count + 2),
    bits: doubles(flows.count + 2),
    tally: createTally(networkCount, snapshot.siteCount),
  };
}

export function createInstance(
  index: number,
  stage: Stage,
  bulletin: Bulletin,
  output: Yield,
): Instance {
  const metros: number[] = [];
  for (let metro = 0; metro < stage.crowd.count; metro++)
    if (stage.crowd.instance[metro] === index) metros.push(metro);
  return {
    index,
    stage,
    bulletin,
    belief: createBelief(stage, index),
    decision: createDecision(stage.snapshot),
    sessions: createSessions(),
    drawn: createDrawn(),
    output,
    metros: Uint32Array.from(metros),
    stream: createStream(),
    deadAppliance: new Uint8Array(stage.snapshot.applianceCount),
    deadLink: new Uint8Array(stage.snapshot.linkCount),
    missedKbps: new Float64Array(8),
    startsAt: new Uint32Array(stage.epochMs).fill(noRow),
    endsAt: new Uint32Array(stage.epochMs).fill(noRow),
    moments: new Uint32Array(Math.ceil(stage.epochMs / 32)),
    endsIn: new Uint32Array(stage.epochCount).fill(noRow),
    waiting: [],
    view: stage.snapshot,
    nextStrike: 0,
    epochStartMs: 0,
    epochEndMs: 0,
  };
}

/** Notes that something starts or ends `ms` after the begin of the epoch. @hot */
export function markMoment({ moments }: Instance, ms: number): void {
  moments[ms >>> 5] |= 0x80000000 >>> (ms & 31);
}
