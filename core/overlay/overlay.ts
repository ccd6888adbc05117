// What is one reason to pass an appliance over?
import type { StateView } from '../control/state.ts';

/** What an overlay may look at: one holder of the file in one candidate cluster. */
export type Look = {
  readonly state: StateView;
  readonly appliance: number;
  readonly applianceHash: number;
  /** Link of the candidate's route. */
  readonly link: number;
  readonly linkHash: number;
  readonly sessionHash: number;
};

/** A judge over appliances: `letter` labels a candidate that it left empty. */
export type Overlay = {
  readonly letter: string;
  /** Overlays act in ascending order of phase. */
  readonly phase: number;
  readonly name: string;
  /** Whether fail-open may ignore it. */
  readonly isSoft: boolean;
  /** Whether the appliance stays eligible. Pure, total. */
  readonly admits: (look: Look) => boolean;
};
