// What does one steering instance believe the fleet carries? The last report, and its own doings.
import {
  countOwn,
  createLoadMark,
  createLoads,
  createState,
  defaultLoadRule,
  defaultSlowStart,
  healthyBit,
  type LoadMark,
  type LoadPolicy,
  type Loads,
  pair,
  type ShedRule,
  type State,
  shedMask,
  slowStartShare,
  takeReport,
  upBit,
  updateShedUnits,
  writeLoadMark,
} from '@fairlead/core';
import { createStream, nextUnit, openStream, type Stream } from '../random/stream.ts';
import type { Setup } from '../setup/setup.ts';
import type { Bulletin } from './bulletin.ts';

/** Stream of random numbers for reports that get lost on their way to this instance. */
const lossPurpose = 7;
/** What steering takes for the mean length of a session; see `startsPerMemberDay`. */
const sessionMs = 3_000_000;

/** One table of the fleet, in kbit/s: what is known of its loads, and how they are read. */
type Table = {
  readonly loads: Loads;
  /** What was known at the last report boundaries, one per epoch of delay and one more: a ring. */
  readonly marks: readonly LoadMark[];
  readonly policy: LoadPolicy;
};

export type Belief = {
  readonly state: State;
  readonly appliance: Table;
  readonly link: Table;
  /** Which instance believes this: every one loses other reports. */
  readonly index: number;
  readonly stream: Stream;
};

const sight = { room: 0, atMs: 0, leastShare: 0 };

export function createBelief({ snapshot, scenario, delayEpochs }: Setup, index: number): Belief {
  const table = (count: number, shed: ShedRule): Table => ({
    loads: createLoads(count, 0),
    marks: Array.from({ length: delayEpochs + 1 }, () => createLoadMark(count)),
    policy: { rule: { ...defaultLoadRule, shed, sessionMs }, instances: scenario.instances },
  });
  return {
    state: createState(snapshot),
    appliance: table(snapshot.applianceCount, scenario.policy.applianceShed),
    link: table(snapshot.linkCount, scenario.policy.linkShed),
    index,
    stream: createStream(),
  };
}

/** Takes in the bulletin at the begin of `epoch`: the report is of `delayEpochs` boundaries ago. */
export function refreshBelief(
  belief: Belief,
  setup: Setup,
  bulletin: Bulletin,
  epoch: number,
): void {
  const { snapshot, epochMs } = setup;
  const atMs = epoch * epochMs;
  hear(belief.appliance, belief, setup, bulletin.applianceKbps, epoch, snapshot.applianceHash);
  hear(belief.link, belief, setup, bulletin.linkKbps, epoch, snapshot.linkHash);
  for (let appliance = 0; appliance < snapshot.applianceCount; appliance++) {
    const isUp = snapshot.applianceState[appliance] === 0 && bulletin.leased[appliance] === 1;
    belief.state.appliance[appliance] =
      (isUp ? upBit : 0) | (bulletin.healthy[appliance] ? healthyBit : 0);
    believeAppliance(belief, setup, bulletin, appliance, atMs);
  }
  for (let link = 0; link < snapshot.linkCount; link++)
    believeLink(belief, setup, bulletin, link, atMs);
}

/** Marks what is known at this boundary, and takes in the reports of the oldest one kept. */
function hear(
  { loads, marks }: Table,
  { stream, index }: Belief,
  { scenario, epochMs }: Setup,
  reportedKbps: Float64Array,
  epoch: number,
  hashes: Uint32Array,
): void {
  writeLoadMark(marks[epoch % marks.length], loads, epoch * epochMs);
  const mark = marks[(epoch + 1) % marks.length]; // now itself without delay
  const { seed, reportLossShare } = scenario;
  for (let row = 0; row < hashes.length; row++) {
    if (reportLossShare > 0) {
      openStream(stream, seed, pair(hashes[row], index), lossPurpose, epoch);
      if (nextUnit(stream) < reportLossShare) continue;
    }
    takeReport(loads, row, reportedKbps[row], mark);
  }
}

/** Counts `kbps` that this instance starts (or, negative, ends) on an appliance and a link. @hot */
export function countLeg(belief: Belief, appliance: number, link: number, kbps: number): void {
  countOwn(belief.appliance.loads, appliance, kbps);
  countOwn(belief.link.loads, link, kbps);
}

/** Sets the shed share of an appliance from its believed load and its slow start. @hot */
export function believeAppliance(
  belief: Belief,
  setup: Setup,
  bulletin: Bulletin,
  appliance: number,
  atMs: number,
): void {
  sight.room = setup.snapshot.capacityBps[appliance] / 1000;
  sight.atMs = atMs;
  sight.leastShare = slowStartShare(atMs - bulletin.healthySinceMs[appliance], defaultSlowStart);
  const { loads, policy } = belief.appliance;
  const units = updateShedUnits(loads, appliance, sight, policy);
  const word = belief.state.appliance[appliance];
  if ((word & shedMask) !== units) belief.state.appliance[appliance] = (word & ~shedMask) | units;
}

/** Sets the shed share of a link; one that is reported cut is shed by everybody. @hot */
export function believeLink(
  belief: Belief,
  setup: Setup,
  bulletin: Bulletin,
  link: number,
  atMs: number,
): void {
  sight.room = setup.snapshot.linkCapacityBps[link] / 1000;
  sight.atMs = atMs;
  sight.leastShare = bulletin.isCut[link];
  const { loads, policy } = belief.link;
  belief.state.link[link] = updateShedUnits(loads, link, sight, policy);
}
