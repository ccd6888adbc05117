// What is one steering instance? Its beliefs, its sessions, and what it yields to the conductor.
import { createDecision, type Decision, noRow, type Snapshot } from '@fairlead/core';
import { createTally, type Tally } from '../measures/tally.ts';
import { createStream, type Stream } from '../random/stream.ts';
import type { Setup } from '../setup/setup.ts';
import { type Belief, createBelief } from './belief.ts';
import type { Bulletin } from './bulletin.ts';
import { createDrawn, type Drawn } from './drawn.ts';
import { createSessions, type Sessions, type Waiting } from './sessions.ts';

/** What the conductor reads of an instance; shared memory. */
export type Output = {
  /** Per flow (and the two rows of nobody's traffic): reserved now, and offered in this epoch. */
  readonly rateKbps: Float64Array;
  readonly bits: Float64Array;
  readonly tally: Tally;
};

export type Instance = {
  readonly index: number;
  readonly setup: Setup;
  readonly bulletin: Bulletin;
  readonly belief: Belief;
  readonly decision: Decision;
  readonly sessions: Sessions;
  readonly drawn: Drawn;
  readonly output: Output;
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

export function createOutput({ flows, snapshot, networkCount }: Setup): Output {
  const doubles = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
  return {
    rateKbps: doubles(flows.count + 2),
    bits: doubles(flows.count + 2),
    tally: createTally(networkCount, snapshot.siteCount),
  };
}

export function createInstance(
  index: number,
  setup: Setup,
  bulletin: Bulletin,
  output: Output,
): Instance {
  const metros: number[] = [];
  for (let metro = 0; metro < setup.audience.count; metro++)
    if (setup.audience.instance[metro] === index) metros.push(metro);
  return {
    index,
    setup,
    bulletin,
    belief: createBelief(setup, index),
    decision: createDecision(setup.snapshot),
    sessions: createSessions(),
    drawn: createDrawn(),
    output,
    metros: Uint32Array.from(metros),
    stream: createStream(),
    deadAppliance: new Uint8Array(setup.snapshot.applianceCount),
    deadLink: new Uint8Array(setup.snapshot.linkCount),
    missedKbps: new Float64Array(8),
    startsAt: new Uint32Array(setup.epochMs).fill(noRow),
    endsAt: new Uint32Array(setup.epochMs).fill(noRow),
    moments: new Uint32Array(Math.ceil(setup.epochMs / 32)),
    endsIn: new Uint32Array(setup.epochCount).fill(noRow),
    waiting: [],
    view: setup.snapshot,
    nextStrike: 0,
    epochStartMs: 0,
    epochEndMs: 0,
  };
}

/** Notes that something starts or ends `ms` after the begin of the epoch. @hot */
export function markMoment({ moments }: Instance, ms: number): void {
  moments[ms >>> 5] |= 0x80000000 >>> (ms & 31);
}
