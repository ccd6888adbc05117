// What is a control loop? A step between epochs: of what was reported it makes what steering knows.
import type { Bulletin } from '../desk/bulletin.ts';
import type { Setup } from '../setup/setup.ts';
import type { SnapshotSource } from '../setup/snapshots.ts';

/** What was reported at one boundary between epochs; rows of appliances and links. */
export type Report = {
  /** Nominal bitrate reserved, bit/s. */
  readonly applianceBps: Float64Array;
  readonly linkBps: Float64Array;
  /** 0: it works; else how many events hold it. */
  readonly isDead: Uint8Array;
  readonly isCut: Uint8Array;
};

/** What a loop reads and writes. */
export type LoopGround = {
  readonly setup: Setup;
  /** What all instances read in the next epoch. */
  readonly bulletin: Bulletin;
  /** Takes changes of the network, for the next epoch. */
  readonly snapshots: SnapshotSource;
};

/** When a loop takes a step, and what it sees then. */
export type LoopMoment = {
  /** Epochs that have ended; 1 at the first boundary. */
  readonly boundary: number;
  /** Ms from the start of the simulation. */
  readonly atMs: number;
  /** The report of `delayEpochs` boundaries ago: of nothing at all where there was none yet. */
  readonly seen: Report;
};

/**
 * A control loop. Loops take their steps on the conductor's thread while all desks rest: between
 * two epochs, once for all instances. What a loop knows beyond the report it keeps itself.
 */
export type Loop = {
  readonly name: string;
  /** Loops take their steps in ascending order of place. */
  readonly place: number;
  /** Epochs from one step to the next, 1 at least, the first after so many. */
  readonly periodEpochs: (setup: Setup) => number;
  /** Age of the report that a step sees, in epochs. */
  readonly delayEpochs: (setup: Setup) => number;
  /** Begins a run; what comes back takes the steps. */
  readonly begin: (ground: LoopGround) => (moment: LoopMoment) => void;
};

/** As often as reports come. */
export const everyReport = (): number => 1;

/** As old as the scenario says that reports are. */
export const reportAge = ({ delayEpochs }: Setup): number => delayEpochs;
