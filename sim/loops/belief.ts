// What does one steering instance believe the fleet carries? The last report, and its own doings.
import {
  createState,
  estimateLoad,
  healthyBit,
  type State,
  shedMask,
  shedShare,
  shedUnits,
  upBit,
} from '@fairlead/core';
import type { Stage } from '../stage/stage.ts';
import type { Bulletin } from './bulletin.ts';

/** Loads in kbit/s per appliance and per link. */
type Loads = { readonly appliance: Float64Array; readonly link: Float64Array };

/**
 * `own` is what this instance's sessions reserve now; `ownAt` the same at the last report
 * boundaries, one per epoch of delay and one more, in a ring.
 */
export type Belief = {
  readonly state: State;
  readonly own: Loads;
  readonly ownAt: readonly Loads[];
  /** Place in the ring of the boundary that the bulletin's report is of. */
  reportPlace: number;
};

export function createBelief({ snapshot, delayEpochs }: Stage): Belief {
  const loads = (): Loads => ({
    appliance: new Float64Array(snapshot.applianceCount),
    link: new Float64Array(snapshot.linkCount),
  });
  return {
    state: createState(snapshot),
    own: loads(),
    ownAt: Array.from({ length: delayEpochs + 1 }, loads),
    reportPlace: 0,
  };
}

/** Takes in the bulletin at the begin of `epoch`: the report is of `delayEpochs` boundaries ago. */
export function refreshBelief(
  belief: Belief,
  stage: Stage,
  bulletin: Bulletin,
  epoch: number,
): void {
  const places = stage.delayEpochs + 1;
  const now = belief.ownAt[epoch % places];
  now.appliance.set(belief.own.appliance);
  now.link.set(belief.own.link);
  belief.reportPlace = (epoch + 1) % places; // the oldest boundary kept; now itself without delay
  const { snapshot } = stage;
  for (let appliance = 0; appliance < snapshot.applianceCount; appliance++) {
    const isUp = snapshot.applianceState[appliance] === 0 && bulletin.leased[appliance] === 1;
    belief.state.appliance[appliance] =
      (isUp ? upBit : 0) | (bulletin.healthy[appliance] ? healthyBit : 0);
    believeAppliance(belief, stage, bulletin, appliance);
  }
  for (let link = 0; link < snapshot.linkCount; link++) believeLink(belief, stage, bulletin, link);
}

/** Sets the shed share of an appliance from what it is believed to carry. @hot */
export function believeAppliance(
  belief: Belief,
  stage: Stage,
  bulletin: Bulletin,
  appliance: number,
): void {
  const { scenario, snapshot } = stage;
  const since =
    belief.own.appliance[appliance] - belief.ownAt[belief.reportPlace].appliance[appliance];
  const load = estimateLoad(bulletin.applianceKbps[appliance], since, scenario.instances);
  const utilisation = load * 1000 * snapshot.inverseCapacity[appliance];
  const units = shedUnits(shedShare(utilisation, scenario.policy.applianceShed));
  const word = belief.state.appliance[appliance];
  if ((word & shedMask) !== units) belief.state.appliance[appliance] = (word & ~shedMask) | units;
}

/** Sets the shed share of a link; one that is reported cut is shed by everybody. @hot */
export function believeLink(belief: Belief, stage: Stage, bulletin: Bulletin, link: number): void {
  const { scenario, snapshot } = stage;
  if (bulletin.isCut[link]) {
    belief.state.link[link] = 65536;
    return;
  }
  const since = belief.own.link[link] - belief.ownAt[belief.reportPlace].link[link];
  const load = estimateLoad(bulletin.linkKbps[link], since, scenario.instances);
  const utilisation = (load * 1000) / snapshot.linkCapacityBps[link];
  belief.state.link[link] = shedUnits(shedShare(utilisation, scenario.policy.linkShed));
}
