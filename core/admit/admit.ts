// May a new snapshot take over? What it would drop and move is weighed before anything is applied.
import { assert } from '../base/assert.ts';
import { given, givenIf } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import { isNewerVersion, isVersion, versionText } from '../base/version.ts';
import { diffSnapshots, type SnapshotDiff } from '../diff/diff.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import { type Limit, limitFault } from '../door/limits.ts';
import { isCurrent } from '../snapshot/header.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { joinTable } from '../snapshot/row-map.ts';
import { siteKinds } from '../world/world.ts';

/** What a snapshot may lose and still be applied by itself, shares 0..1; more is held. */
export type AdmissionPolicy = {
  /** Of the appliances that are up: those that are gone or no longer up. */
  readonly applianceLossShareMax: number;
  /** Of the capacity of appliances that are up, over all and per kind of site. */
  readonly capacityLossShareMax: number;
  /** Of the address space with candidates, in the family that loses more. */
  readonly coverageLossShareMax: number;
  /** Of the sampled traffic: what goes to another site at rank 0. */
  readonly movedShareMax: number;
};

/** Which numbers an `AdmissionPolicy` takes. */
export const admissionLimits: readonly Limit[] = [
  ['applianceLossShareMax', 0, 1],
  ['capacityLossShareMax', 0, 1],
  ['coverageLossShareMax', 0, 1],
  ['movedShareMax', 0, 1],
];

/** Throws `bad-policy` where a limit is no share: what it held back would be let through. */
export function assertAdmission(policy: AdmissionPolicy): void {
  const fault = limitFault(policy, admissionLimits);
  assert(fault === '', `a policy of admission: ${fault}`, 'bad-policy');
}

/** The limits of the design: 10 % of appliances or capacity, 20 % of the space, 15 % moved. */
export const defaultAdmission: AdmissionPolicy = {
  applianceLossShareMax: 0.1,
  capacityLossShareMax: 0.1,
  coverageLossShareMax: 0.2,
  movedShareMax: 0.15,
};

/**
 * | code        | verdict | says                                                             |
 * | ----------- | ------- | ---------------------------------------------------------------- |
 * | `fleet`     | refuse  | it is of another fleet                                           |
 * | `version`   | refuse  | (epoch, sequence) is not newer, or no version at all             |
 * | `reused`    | refuse  | the bytes of one of both hold another snapshot by now            |
 * | `empty`     | refuse  | the first snapshot ever, and no vantage has a candidate          |
 * | `appliances`| hold    | too many appliances are gone or no longer up                     |
 * | `capacity`  | hold    | too much capacity is gone, over all or at one kind of site       |
 * | `coverage`  | hold    | too much address space has no candidates any more                |
 * | `moved`     | hold    | too much traffic would go to another site at rank 0              |
 */
export type AdmissionReason = {
  readonly code:
    | ('fleet' | 'version' | 'empty' | 'reused')
    | ('appliances' | 'capacity' | 'coverage' | 'moved');
  /** What is held against it, for a reader. */
  readonly text: string;
  /** What would be lost or moved and the limit it passes; absent where nothing is measured. */
  readonly share?: number;
  readonly shareMax?: number;
};

/** Capacity of appliances that are up, at sites of one kind or (`all`) at all. */
export type CapacityChange = {
  readonly sites: string;
  readonly beforeBps: number;
  readonly afterBps: number;
  readonly lossShare: number;
};

/** What a candidate would change: counts, shares 0..1 of the current one, and the whole diff. */
export type AdmissionChange = {
  readonly upApplianceCount: number;
  readonly lostApplianceCount: number;
  readonly applianceLossShare: number;
  readonly capacities: readonly CapacityChange[];
  readonly coverageLossShare: number;
  readonly movedShare: number;
  /** Over what `movedShare` was taken: the sample, or without one the covered address space. */
  readonly movedOver: 'sample' | 'address space';
  readonly diff: SnapshotDiff;
};

/** The verdict on a candidate, typed reasons against it, and its impact. */
export type Admission = {
  readonly verdict: 'apply' | 'hold' | 'refuse';
  /** Why not `apply`; empty where it is. */
  readonly reasons: readonly AdmissionReason[];
  /** Absent where there is nothing to compare with, or it is refused unseen. */
  readonly impact?: AdmissionChange;
  /** Why a human applied what was held: for the log, beside the reasons that stand. */
  readonly overridden?: string;
};

const isUp = (snapshot: Snapshot, row: number): boolean => snapshot.applianceState[row] === 0;
const shareOf = (part: number, whole: number): number =>
  whole > 0 ? Math.min(1, part / whole) : 0;

/**
 * Whether `candidate`, an opened snapshot, may replace `current` (undefined: the first ever):
 * `apply` it, `hold` it for a human who looks at the reasons, or `refuse` it. A snapshot has no
 * countries, so capacity is judged over all and per kind of site. Without a `sample` that weighs
 * anything, moved traffic is taken over the covered address space, in the family that moves more.
 * Pure; throws `bad-policy` where a limit is no share from 0 to 1. Source of the idea: the
 * assertion and gating rules of a zone shift in Route 53 Application Recovery Controller.
 *
 * @example
 * const next = compileSnapshot(world, { sequence: 1 }).snapshot;
 * const { verdict, reasons } = admit(compileSnapshot(world).snapshot, next);
 * console.log(verdict, reasons.length, admit(next, next).reasons[0]?.code); // => apply 0 version
 */
export function admit(
  current: Snapshot | undefined,
  candidate: Snapshot,
  sample?: TrafficSample,
  policy: AdmissionPolicy = defaultAdmission,
): Admission {
  givenIf(current, 'snapshot');
  given(candidate, 'snapshot');
  givenIf(sample, 'sample');
  assertAdmission(policy);
  const refusal = refuseUnseen(current, candidate);
  if (refusal !== undefined) return { verdict: 'refuse', reasons: [refusal] };
  if (current === undefined) return { verdict: 'apply', reasons: [] };
  const impact = impactOf(current, candidate, diffSnapshots(current, candidate, sample));
  const reasons = reasonsToHold(impact, policy);
  return { verdict: reasons.length > 0 ? 'hold' : 'apply', reasons, impact };
}

/**
 * The admission after a human said why a held candidate is applied all the same: its reasons stay,
 * and `because` with them. What is refused stays refused, and a blank reason changes nothing. Pure.
 */
export function overrideHold(admission: Admission, because: string): Admission {
  given(admission, 'admission');
  given(because, 'text');
  const overridden = because.trim();
  if (admission.verdict !== 'hold' || overridden === '') return admission;
  return { ...admission, verdict: 'apply', overridden };
}

/** Why `candidate` is refused, without a look at what it would change; undefined: no. Total. */
export function refuseUnseen(
  current: Snapshot | undefined,
  candidate: Snapshot,
): AdmissionReason | undefined {
  const { fleet } = candidate;
  const version = versionText(candidate);
  if (!isVersion(candidate))
    return { code: 'version', text: `${version} is no version: two whole numbers from 0 on` };
  if (!isCurrent(candidate) || (current !== undefined && !isCurrent(current)))
    return { code: 'reused', text: 'the buffer holds another snapshot by now: nobody retained it' };
  if (current === undefined)
    return hasCandidates(candidate)
      ? undefined
      : { code: 'empty', text: 'no vantage has a candidate: it would serve nobody' };
  if (fleet !== current.fleet)
    return { code: 'fleet', text: `fleet "${fleet}" where "${current.fleet}" is served` };
  if (isNewerVersion(candidate, current)) return undefined;
  const text = `version ${version} is not newer than ${versionText(current)}`;
  return { code: 'version', text };
}

function hasCandidates({ vantageList, listStart }: Snapshot): boolean {
  return vantageList.some((list) => listStart[list + 1] > listStart[list]);
}

function impactOf(current: Snapshot, candidate: Snapshot, diff: SnapshotDiff): AdmissionChange {
  const { up: upApplianceCount, lost: lostApplianceCount } = countUp(current, candidate);
  const { coveredBefore, lost, moved, coveredAfter, sampleWeight } = diff.space;
  const covered = (measure: 'v4AddressCount' | 'v6BlockCount'): number =>
    coveredAfter[measure] + lost[measure]; // before, after, or both
  const overSpace = Math.max(
    shareOf(moved.v4AddressCount, covered('v4AddressCount')),
    shareOf(moved.v6BlockCount, covered('v6BlockCount')),
  );
  return {
    upApplianceCount,
    lostApplianceCount,
    applianceLossShare: shareOf(lostApplianceCount, upApplianceCount),
    capacities: capacities(current, candidate),
    coverageLossShare: Math.max(
      shareOf(lost.v4AddressCount, coveredBefore.v4AddressCount),
      shareOf(lost.v6BlockCount, coveredBefore.v6BlockCount),
    ),
    movedShare: sampleWeight > 0 ? shareOf(moved.sampleWeight, sampleWeight) : overSpace,
    movedOver: sampleWeight > 0 ? 'sample' : 'address space',
    diff,
  };
}

/** Appliances that are up in `current`, and those of them that are gone or not up afterwards. */
function countUp(current: Snapshot, candidate: Snapshot): { up: number; lost: number } {
  const rowAfter = joinTable(candidate, current, 'appliance');
  let up = 0;
  let lost = 0;
  for (let row = 0; row < current.applianceCount; row++) {
    if (!isUp(current, row)) continue;
    up++;
    const after = rowAfter[row];
    if (after === noRow || !isUp(candidate, after)) lost++;
  }
  return { up, lost };
}

/** Capacity that is up, per kind of site. */
function upCapacity(snapshot: Snapshot): Float64Array {
  const capacity = new Float64Array(siteKinds.length);
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const capacityBps = snapshot.capacityBps[row];
    const site = snapshot.clusterSite[snapshot.applianceCluster[row]];
    const isCounted = isUp(snapshot, row) && capacityBps < Number.POSITIVE_INFINITY;
    if (isCounted && capacityBps > 0) capacity[snapshot.siteKind[site]] += capacityBps;
  }
  return capacity;
}

function capacities(current: Snapshot, candidate: Snapshot): CapacityChange[] {
  const [before, after] = [upCapacity(current), upCapacity(candidate)];
  const impact = (sites: string, beforeBps: number, afterBps: number): CapacityChange => {
    const lossShare = shareOf(Math.max(0, beforeBps - afterBps), beforeBps);
    return { sites, beforeBps, afterBps, lossShare };
  };
  const sum = (capacity: Float64Array): number => capacity.reduce((total, each) => total + each, 0);
  return [
    impact('all', sum(before), sum(after)),
    ...siteKinds.map((kind, code) => impact(kind, before[code], after[code])),
  ];
}

/** Rounded up in the last digit, so that a share beyond its limit never reads as the limit. */
const percent = (share: number): string => `${Math.ceil(share * 1000 - 1e-9) / 10} %`;

function reasonsToHold(impact: AdmissionChange, policy: AdmissionPolicy): AdmissionReason[] {
  const reasons: AdmissionReason[] = [];
  const hold = (
    code: AdmissionReason['code'],
    what: string,
    [share, shareMax]: readonly [number, number],
  ): void => {
    if (share <= shareMax) return;
    const text = `${percent(share)} of ${what}; at most ${percent(shareMax)} is applied`;
    reasons.push({ code, text, share, shareMax });
  };
  const { applianceLossShare, capacities: all, coverageLossShare, movedShare } = impact;
  hold('appliances', 'the appliances that are up are gone or no longer up', [
    applianceLossShare,
    policy.applianceLossShareMax,
  ]);
  for (const { sites, lossShare } of all)
    hold('capacity', `the capacity of ${sites === 'all' ? 'all' : sites} sites is gone`, [
      lossShare,
      policy.capacityLossShareMax,
    ]);
  hold('coverage', 'the covered address space has no candidates any more', [
    coverageLossShare,
    policy.coverageLossShareMax,
  ]);
  const traffic = impact.movedOver === 'sample' ? 'sampled traffic' : 'covered address space';
  hold('moved', `the ${traffic} goes to another site at rank 0`, [
    movedShare,
    policy.movedShareMax,
  ]);
  return reasons;
}
