// What is a desk? One steering instance of the core, the members that ask it, and their sessions.
import {
  answer,
  countSession,
  createInstance,
  type Decision,
  type FleetBelief,
  type Instance,
  noRow,
  type Request,
  type SessionLoad,
} from '@fairlead/core';
import { createTally, labelCount, type Tally } from '../measures/tally.ts';
import { createKey, type Key } from '../random/keyed.ts';
import { instancePolicy } from '../setup/rules.ts';
import type { Setup } from '../setup/setup.ts';
import type { Bulletin } from './bulletin.ts';
import { createDrawn, type Drawn } from './drawn.ts';
import { createSessions, type Sessions, type Waiting } from './sessions.ts';

/** Words of an address of either family. */
const addressWords = 4;

/** What the conductor reads of a desk; shared memory. */
export type Output = {
  /** Per flow (and the two rows of nobody's traffic): reserved now, and offered in this epoch. */
  readonly rateKbps: Float64Array;
  readonly bits: Float64Array;
  readonly tally: Tally;
};

export type Desk = {
  readonly index: number;
  readonly setup: Setup;
  readonly bulletin: Bulletin;
  /** What decides: the same as in a service. */
  readonly instance: Instance;
  /** How it is asked and told of sessions: the calls of the core, or a recorder around them. */
  ask: (instance: Instance, request: Request) => Decision;
  tell: (instance: Instance, leg: SessionLoad) => void;
  /** Room for what it is asked and told, and for the address that asks. */
  readonly request: { -readonly [field in keyof Request]: Request[field] };
  readonly leg: { -readonly [field in keyof SessionLoad]: SessionLoad[field] };
  readonly client: Uint32Array;
  /** 1 where the report of a row arrived in this epoch; appliances and links. */
  readonly heardAppliance: Uint8Array;
  readonly heardLink: Uint8Array;
  readonly sessions: Sessions;
  readonly drawn: Drawn;
  readonly output: Output;
  readonly metros: Uint32Array;
  readonly key: Key;
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

export function createDesk(index: number, setup: Setup, bulletin: Bulletin, output: Output): Desk {
  const { audience } = setup;
  const metros = audience.order.filter((metro) => audience.instance[metro] === index);
  return {
    index,
    setup,
    bulletin,
    instance: createInstance(setup.snapshot, instancePolicy(setup), {
      shared: fleetOf(bulletin),
    }),
    ask: answer,
    tell: countSession,
    request: { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: setup.scenario.policy.want },
    leg: { atMs: 0, appliance: 0, link: 0, load: 0 },
    client: new Uint32Array(addressWords),
    heardAppliance: new Uint8Array(setup.snapshot.applianceCount),
    heardLink: new Uint8Array(setup.snapshot.linkCount),
    sessions: createSessions(),
    drawn: createDrawn(),
    output,
    metros,
    key: createKey(),
    deadAppliance: new Uint8Array(setup.snapshot.applianceCount),
    deadLink: new Uint8Array(setup.snapshot.linkCount),
    missedKbps: new Float64Array(labelCount),
    ...createChains(setup),
    waiting: [],
    nextStrike: 0,
    epochStartMs: 0,
    epochEndMs: 0,
  };
}

function createChains({ epochMs, epochCount }: Setup) {
  return {
    startsAt: new Uint32Array(epochMs).fill(noRow),
    endsAt: new Uint32Array(epochMs).fill(noRow),
    moments: new Uint32Array(Math.ceil(epochMs / 32)),
    endsIn: new Uint32Array(epochCount).fill(noRow),
  };
}

/** What the conductor judges for all instances at once. */
function fleetOf({ healthy, healthySinceMs, leased, isCut }: Bulletin): FleetBelief {
  return { healthy, sinceMs: healthySinceMs, isLeased: leased, isCut };
}

/** Notes that something starts or ends `ms` after the begin of the epoch. @hot */
export function markMoment({ moments }: Desk, ms: number): void {
  moments[ms >>> 5] |= 0x80000000 >>> (ms & 31);
}
