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
  /** Of the capacity of appliances that are up, box by box, over all and per kind of site. */
  readonly capacityLossShareMax: number;
  /** Of the capacity of links, link by link, over all and per kind of link. */
  readonly linkLossShareMax: number;
  /** Of the address space with candidates, in the family that loses more. */
  readonly coverageLossShareMax: number;
  /** Of the candidates that clients have, in the mean over clients: those that are gone. */
  readonly candidateLossShareMax: number;
  /** Of the sampled traffic: what goes to another site at rank 0. */
  readonly movedShareMax: number;
  /** Of the files that some cluster holds: those that none holds any more. */
  readonly fileLossShareMax: number;
  /** Of all copies of all files: those that are gone. */
  readonly copyLossShareMax: number;
  /** Of the requests: those that were answered and get nobody. */
  readonly noneShareMax: number;
  /** Of the requests: those whose answer is worse, whatever the cause. */
  readonly worseShareMax: number;
  /** Of the requests: those whose answer is worse though no appliance that is gone explains it. */
  readonly brokenShareMax: number;
  /** Of all targets: those that are missing, and that no appliance that is gone explains. */
  readonly targetLossShareMax: number;
  /** Of the requests of one group, or of those that links of one kind took: worse, unexplained. */
  readonly groupShareMax: number;
  /** Most times as many rows, copies, or bits per second of capacity as there were, 1 or more. */
  readonly growthMax: number;
  /** Most times the capacity that one appliance or link had, 1 or more. */
  readonly rowGrowthMax: number;
  /** Of anything above that is a share: what goes within an hour, over all snapshots applied. */
  readonly hourShareMax: number;
};

const share: readonly [number, number] = [0, 1];
const times: readonly [number, number] = [1, Number.POSITIVE_INFINITY];

/** Which numbers an `AdmissionPolicy` takes. */
export const admissionLimits: readonly Limit[] = [
  ['applianceLossShareMax', ...share],
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
  ['targetLossShareMax', ...share],
  ['groupShareMax', ...share],
  ['growthMax', ...times],
  ['rowGrowthMax', ...times],
  ['hourShareMax', ...share],
];

/** Throws `bad-policy` where a limit is none: what it held back would be let through. */
export function assertAdmission(policy: AdmissionPolicy): void {
  const fault = limitFault(policy, admissionLimits);
  assert(fault === '', `a policy of admission: ${fault}`, 'bad-policy');
}

/**
 * The limits of the design: 10 % of appliances or capacity, 20 % of the space, 15 % moved. What is
 * drained, taken down or removed is somebody's plan and is held to those. What gets worse without
 * it is not: one request, or one candidate, in two hundred is more than a batch of routes brings,
 * and less than the smallest harm that is worth a call. A night's fill moves
 * copies between clusters; over all together fewer than one in fifty go. No fleet
 * doubles at once, and no box becomes more than ten times as fast: a unit was mistaken then.
 */
export const defaultAdmission: AdmissionPolicy = {
  applianceLossShareMax: 0.1,
  capacityLossShareMax: 0.1,
  linkLossShareMax: 0.05,
  coverageLossShareMax: 0.2,
  candidateLossShareMax: 0.005,
  movedShareMax: 0.15,
  fileLossShareMax: 0.02,
  copyLossShareMax: 0.02,
  noneShareMax: 0.005,
  worseShareMax: 0.15,
  brokenShareMax: 0.005,
  targetLossShareMax: 0.05,
  groupShareMax: 0.1,
  growthMax: 2,
  rowGrowthMax: 10,
  hourShareMax: 0.1,
};
