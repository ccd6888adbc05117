// What may a snapshot lose, move and grow, and still be applied by itself?
import { assert } from '../base/assert.ts';
import { type Limit, limitFault } from '../door/limits.ts';

/**
 * What a snapshot may lose and still be applied by itself, shares 0..1 unless told; more is held.
 * Requests are those of the dry run: the same ones asked of both snapshots.
 */
export type AdmissionPolicy = {
  /** Of the appliances that are up: those that are gone, no longer up, or in another cluster. */
  readonly applianceLossShareMax: number;
  /** Of the appliances that are up: those that stand in another cluster. */
  readonly applianceStrayShareMax: number;
  /** Of the appliances of the candidate that are up: those that were not there. */
  readonly applianceGainShareMax: number;
  /** Of the capacity of appliances that are up, box by box, over all and per kind of site. */
  readonly capacityLossShareMax: number;
  /** Of the capacity of links, link by link, over all and per kind of link. */
  readonly linkLossShareMax: number;
  /** Of the address space with candidates, in the family that loses more. */
  readonly coverageLossShareMax: number;
  /** Of the candidates that clients have, in the mean over clients: those that are gone. */
  readonly candidateLossShareMax: number;
  /** Of the sampled traffic: what goes to another site at rank 0, whatever the cause. */
  readonly movedShareMax: number;
  /** Of the files that some cluster holds: those that none holds any more. */
  readonly fileLossShareMax: number;
  /** Of all copies of all files: those that are gone. */
  readonly copyLossShareMax: number;
  /** Of the requests: those that were answered and get nobody. */
  readonly noneShareMax: number;
  /** Of the requests: those whose answer is worse, whatever the cause. */
  readonly worseShareMax: number;
  /** Of the requests: those whose answer is worse though the appliances do not explain it. */
  readonly brokenShareMax: number;
  /** Of the requests: those whose answer is another though nothing explains it. */
  readonly changedShareMax: number;
  /** Of the requests: those whose answer is another as copies are more or fewer. */
  readonly filledShareMax: number;
  /** Of the requests: those that others than the appliance that is there draw to them. */
  readonly pulledShareMax: number;
  /** Of all targets: those that are missing though the appliances do not explain it. */
  readonly targetLossShareMax: number;
  /** Of the requests of one group, or of those that links of one kind took: other, unexplained. */
  readonly groupShareMax: number;
  /** Most times as many rows, copies, or bits per second of capacity as there were, 1 or more. */
  readonly growthMax: number;
  /** Most times the capacity that one appliance had, or a part of it or of a link; 1 or more. */
  readonly rowGrowthMax: number;
  /** Within an hour: how many times as much as one snapshot may, where that is a fine limit. */
  readonly hourTimesMax: number;
};

const share: readonly [number, number] = [0, 1];
const times: readonly [number, number] = [1, Number.POSITIVE_INFINITY];

/** Which numbers an `AdmissionPolicy` takes. */
export const admissionLimits: readonly Limit[] = [
  ['applianceLossShareMax', ...share],
  ['applianceStrayShareMax', ...share],
  ['applianceGainShareMax', ...share],
  ['capacityLossShareMax', ...share],
  ['linkLossShareMax', ...share],
  ['coverageLossShareMax', ...share],
  ['candidateLossShareMax', ...share],
  ['movedShareMax', ...share],
  ['fileLossShareMax', ...share],
  ['copyLossShareMax', ...share],
  ['noneShareMax', ...share],
  ['worseShareMax', ...share],
  ['brokenShareMax', ...share],
  ['changedShareMax', ...share],
  ['filledShareMax', ...share],
  ['pulledShareMax', ...share],
  ['targetLossShareMax', ...share],
  ['groupShareMax', ...share],
  ['growthMax', ...times],
  ['rowGrowthMax', ...times],
  ['hourTimesMax', ...times],
];

/** Tables and fleets with fewer rows than this grow as they like: a second box is no flood. */
export const rowsMin = 64;

/** Throws `bad-policy` where a limit is none: what it held back would be let through. */
export function assertAdmission(policy: AdmissionPolicy): void {
  const fault = limitFault(policy, admissionLimits);
  assert(fault === '', `a policy of admission: ${fault}`, 'bad-policy');
}

/**
 * Limits of two kinds. What appliances explain is somebody's plan: 10 % of them may go, come or
 * lose their capacity at once, 15 % of the requests may be worse for it or move, 20 % be drawn to
 * what came. A gate cannot tell such a plan from a lie of the same size. What the fleet does not
 * explain is held to the noise of a batch of routes: five requests in 1,000 worse, seven other.
 * A night's fill moves copies; over all together fewer than one in fifty go. No box walks to
 * another cluster, no fleet doubles, no capacity is ten times what it was or a tenth: a unit was
 * mistaken then. An hour may bring as much of a plan as one snapshot, and four times the noise.
 */
export const defaultAdmission: AdmissionPolicy = {
  applianceLossShareMax: 0.1,
  applianceStrayShareMax: 0.005,
  applianceGainShareMax: 0.1,
  capacityLossShareMax: 0.1,
  linkLossShareMax: 0.05,
  coverageLossShareMax: 0.1,
  candidateLossShareMax: 0.015,
  movedShareMax: 0.15,
  fileLossShareMax: 0.02,
  copyLossShareMax: 0.02,
  noneShareMax: 0.005,
  worseShareMax: 0.15,
  brokenShareMax: 0.005,
  changedShareMax: 0.007,
  filledShareMax: 0.03,
  pulledShareMax: 0.2,
  targetLossShareMax: 0.02,
  groupShareMax: 0.1,
  growthMax: 2,
  rowGrowthMax: 10,
  hourTimesMax: 4,
};
