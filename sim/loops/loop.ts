// What is a control loop? A step between epochs: of what was reported it makes what steering knows.
import type { Bulletin } from '../desk/bulletin.ts';
import type { Setup } from '../setup/setup.ts';
import type { SnapshotSource } from '../setup/snapshots.ts';
import type { ReportSource } from './feeds.ts';
import type { Report } from './reports.ts';

/** What a loop reads and writes. */
export type LoopGround = {
  readonly setup: Setup;
  /** What all instances read in the next epoch. */
  readonly bulletin: Bulletin;
  /** Takes changes of the network, for the next epoch. */
  readonly snapshots: SnapshotSource;
  /** Feeds that something is wrong with; absent: every report comes as it should. */
  readonly feeds?: readonly ReportSource[];
};

/** When a loop takes a step, and what it sees then. */
export type LoopMoment = {
  /** Epochs that have ended; 1 at the first boundary. */
  readonly boundary: number;
  /** Ms from the start of the simulation. */
  readonly atMs: number;
  /** `delayEpochs` boundaries ago. */
  readonly due: number;
  /** The report of `delayEpochs` boundaries ago: of nothing at all where there was none yet. */
  readonly seen: Report;
  /** The report of a boundary, as far back as one may come late. */
  readonly reportAt: (boundary: number) => Report;
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
