// What must hold in every run, whatever the world and the policy?
import type { Totals } from '../measures/totals.ts';

/** What a check may look at when a run is over. */
export type Evidence = {
  readonly totals: Totals;
  /** Reserved kbit/s that no session accounts for once all have ended; every row must be 0. */
  readonly leftKbps: Float64Array;
};

export type Check = {
  readonly name: string;
  /** Results list checks in ascending order of place. */
  readonly place: number;
  /** Whether a run can meet it at all; where it cannot, the result leaves it out. */
  readonly applies: (totals: Totals) => boolean;
  readonly judge: (evidence: Evidence) => { readonly checked: number; readonly violated: number };
};
