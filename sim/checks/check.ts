// What must hold in every run, whatever the world and the policy?
import type { Conductor } from '../loops/conductor.ts';
import { roundAt } from '../measures/ledger.ts';

/** What nobody accounts for once all sessions are let go: all of it must be 0. */
export type Unreturned = { readonly rows: number; readonly notZero: number };

/** What a check may look at when a run is over. */
export type Evidence = { readonly conductor: Conductor; readonly left: Unreturned };

export type Check = {
  readonly name: string;
  /** Results list checks in ascending order of place. */
  readonly place: number;
  /** Whether a run can meet it at all; where it cannot, the result leaves it out. */
  readonly applies: (conductor: Conductor) => boolean;
  readonly judge: (evidence: Evidence) => { readonly checked: number; readonly violated: number };
};

/** A check of what desks counted as they decided: how often they looked, and found it violated. */
export function counted(
  checked: keyof typeof roundAt,
  violated: keyof typeof roundAt,
): Check['judge'] {
  return ({ conductor: { outputs } }) => {
    const sum = (name: keyof typeof roundAt): number =>
      outputs.reduce((all, { ledger }) => all + ledger.counts[roundAt[name]], 0);
    return { checked: sum(checked), violated: sum(violated) };
  };
}
