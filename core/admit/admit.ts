// May a new snapshot take over? What it would drop and move is weighed before anything is applied.
import { given, givenIf } from '../base/given.ts';
import { isNewerVersion, isVersion, versionText } from '../base/version.ts';
import { compareSnapshots } from '../diff/diff.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import { isCurrent } from '../snapshot/header.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type AdmissionChange, impactOf } from './impact.ts';
import { type AdmissionReason, reasonsToHold } from './measures.ts';
import { type AdmissionPolicy, assertAdmission, defaultAdmission } from './policy.ts';

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

/**
 * Whether `candidate`, an opened snapshot, may replace `current` (undefined: the first ever):
 * `apply` it, `hold` it for a human who looks at the reasons, or `refuse` it. Requests are asked of
 * both and the answers compared (`RequestChange`); what stands in the catalogue, on links and at
 * sites is compared as a whole. A snapshot has no countries and no members: who knows them gives a
 * `sample` with weights and groups. Without one that weighs anything, clients are taken by address
 * space that has candidates, in the family that is worse, and any file as often as another.
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
  const compared = compareSnapshots(current, candidate, sample);
  const impact = impactOf(current, candidate, compared, sample);
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
    return { code: 'version', text: `${version} is not a version: two whole numbers from 0 on` };
  if (!isCurrent(candidate) || (current !== undefined && !isCurrent(current)))
    return { code: 'reused', text: 'the buffer holds another snapshot by now: nobody retained it' };
  if (current === undefined)
    return servesAnybody(candidate)
      ? undefined
      : {
          code: 'empty',
          text: 'no candidate of anybody is up and holds a file: a last resort answers, or nobody',
        };
  if (fleet !== current.fleet)
    return { code: 'fleet', text: `fleet "${fleet}" where "${current.fleet}" is served` };
  if (isNewerVersion(candidate, current)) return undefined;
  const text = `version ${version} is not newer than ${versionText(current)}`;
  return { code: 'version', text };
}

/** Whether some candidate of somebody holds something, with an appliance that is up. */
function servesAnybody(snapshot: Snapshot): boolean {
  const { fileCopies, copies, clusterManifest, applianceCluster, applianceState } = snapshot;
  const { vantageList, listStart, listCluster } = snapshot;
  const rows = new Set(fileCopies);
  const holds = new Map<number, boolean>();
  const isHolder = (cluster: number): boolean => {
    const manifest = clusterManifest[cluster];
    const known = holds.get(manifest) ?? [...rows].some((begin) => copies[begin + manifest] > 0);
    holds.set(manifest, known);
    return known;
  };
  const isUp = new Uint8Array(snapshot.clusterCount);
  applianceCluster.forEach((cluster, row) => {
    if (applianceState[row] === 0) isUp[cluster] = 1;
  });
  return vantageList.some((list) => {
    for (let at = listStart[list]; at < listStart[list + 1]; at++)
      if (isUp[listCluster[at]] === 1 && isHolder(listCluster[at])) return true;
    return false;
  });
}
