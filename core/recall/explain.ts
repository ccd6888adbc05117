// Why does this client get what it gets? A decision with every holder it looked at, and its fate.
import { given, givenIf } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import { type StateColumns, shedMask } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import { createDecision, type Decision, reasons } from '../decide/decision.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Request } from '../decide/request.ts';
import { labels, overlays } from '../overlay/overlays.ts';
import { readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { wantedCount } from './record.ts';
import {
  candidatesOf,
  holdersOf,
  panicIn,
  refusalOf,
  resortOf,
  type Scene,
  type Stop,
} from './verdicts.ts';

/** What became of one appliance that holds the file. */
export type HolderAccount = {
  readonly appliance: string;
  /** Place among the targets from 0; null: it is none. */
  readonly place: number | null;
  /** Letter of the overlay that refuses it; null: none does. */
  readonly label: string | null;
  /** Whether it is ignored here: fail-open and last resort ignore H, L and K, panic ignores H. */
  readonly ignored: boolean;
  /** Share of sessions that the appliance sheds, 0..1. */
  readonly shedShare: number;
  /** What has as many targets as the request allows, so that this one is none; absent: nothing. */
  readonly full?: 'cluster' | 'site';
};

/** What became of one cluster. */
export type CandidateAccount = {
  readonly cluster: string;
  readonly site: string;
  readonly link: string;
  /** Null in the last resort, which knows no ranks. */
  readonly rank: number | null;
  /** Letter of what left it without an eligible appliance; null: it has one. */
  readonly label: string | null;
  /** Whether decide came to it before it had enough targets. */
  readonly reached: boolean;
  /** Share of sessions that the link sheds, 0..1. */
  readonly linkShedShare: number;
  /** Those with the largest hash first, as placement picks them; none: it lacks the file. */
  readonly holders: readonly HolderAccount[];
};

/** One target by ids; `rank` is null in a last resort. */
export type TargetAccount = {
  readonly appliance: string;
  readonly cluster: string;
  readonly site: string;
  readonly link: string;
  readonly rank: number | null;
};

/** A decision and its reasons, with ids for rows. */
export type Explanation = {
  readonly vantage: number;
  readonly want: number;
  /** Whether any manifest names the file. */
  readonly fileKnown: boolean;
  /** The appliance that serves the session and stays first; absent: none does. */
  readonly served?: string;
  readonly reason: string;
  readonly targets: readonly TargetAccount[];
  readonly passedOver: readonly {
    readonly cluster: string;
    readonly rank: number;
    readonly label: string;
  }[];
  /** By rank, then cluster. */
  readonly candidates: readonly CandidateAccount[];
  /** Clusters of the last resort, nearest first; empty unless it was asked. */
  readonly resort: readonly CandidateAccount[];
};

/** Last block in which a target stands when there are as many as wanted, else infinity. */
function lastBlock({ snapshot, request }: Scene, stops: readonly Stop[], out: Decision): number {
  if (out.targetCount < wantedCount(request)) return Number.POSITIVE_INFINITY;
  const blockOf = (target: number) => {
    const cluster = snapshot.applianceCluster[target];
    return stops.find((stop) => stop.cluster === cluster)?.block ?? Number.POSITIVE_INFINITY;
  };
  const targets = Array.from(out.targetAppliance.subarray(0, out.targetCount), blockOf);
  return Math.max(...targets);
}

/** What of `appliance` has as many targets as the request allows. */
function fullOf(
  { snapshot, request }: Scene,
  appliance: number,
  targets: Uint32Array,
): HolderAccount['full'] {
  const { clusterMax = 0, siteMax = 0 } = request.wishes ?? {};
  const { applianceCluster, clusterSite } = snapshot;
  const cluster = applianceCluster[appliance];
  const ofCluster = targets.filter((row) => applianceCluster[row] === cluster).length;
  if (clusterMax > 0 && ofCluster >= clusterMax) return 'cluster';
  const site = clusterSite[cluster];
  const ofSite = targets.filter((row) => clusterSite[applianceCluster[row]] === site).length;
  return siteMax > 0 && ofSite >= siteMax ? 'site' : undefined;
}

/** The last letter, in the order in which overlays act: it left the candidate empty. */
function labelOf(holders: readonly HolderAccount[]): string | null {
  if (holders.some(({ label, ignored }) => label === null || ignored)) return null;
  const last = overlays.findLast(({ letter }) => holders.some(({ label }) => label === letter));
  return last?.letter ?? labels[0];
}

function accountOf(scene: Scene, stop: Stop, out: Decision, last: number): CandidateAccount {
  const { snapshot, state } = scene;
  const { cluster, link, block, isResort } = stop;
  const ignoresSoft = isResort || reasons[out.reason] === 'fail-open';
  const ignoresHealth = !ignoresSoft && scene.isPanic(block);
  const targets = out.targetAppliance.subarray(0, out.targetCount);
  const holders = Array.from(holdersOf(scene, cluster), (appliance): HolderAccount => {
    const place = targets.indexOf(appliance);
    const refusal = refusalOf(scene, appliance, link, ignoresSoft, ignoresHealth);
    const isLeftOut = place < 0 && block <= last && (refusal.label === null || refusal.ignored);
    const full = isLeftOut ? fullOf(scene, appliance, targets) : undefined;
    return {
      appliance: readId(snapshot, 'appliance', appliance),
      place: place < 0 ? null : place,
      ...refusal,
      shedShare: (state.appliance[appliance] & shedMask) / 65536,
      ...(full && { full }),
    };
  });
  return {
    cluster: readId(snapshot, 'cluster', cluster),
    site: readId(snapshot, 'site', snapshot.clusterSite[cluster]),
    link: readId(snapshot, 'link', link),
    rank: isResort ? null : block,
    label: labelOf(holders),
    reached: block <= last,
    linkShedShare: state.link[link] / 65536,
    holders,
  };
}

function targetsOf(snapshot: Snapshot, out: Decision): TargetAccount[] {
  return Array.from({ length: out.targetCount }, (_, k) => {
    const appliance = out.targetAppliance[k];
    const cluster = snapshot.applianceCluster[appliance];
    return {
      appliance: readId(snapshot, 'appliance', appliance),
      cluster: readId(snapshot, 'cluster', cluster),
      site: readId(snapshot, 'site', snapshot.clusterSite[cluster]),
      link: readId(snapshot, 'link', out.targetLink[k]),
      rank: out.targetRank[k] === noRow ? null : out.targetRank[k],
    };
  });
}

/** Who serves the session and stays first: nobody does in a last resort. */
function servedOf({ snapshot, request }: Scene, out: Decision): Pick<Explanation, 'served'> {
  const row = request.wishes?.servedBy ?? noRow;
  const isFirst = out.targetCount > 0 && out.targetAppliance[0] === row;
  if (!isFirst || out.reason > 1) return {};
  return { served: readId(snapshot, 'appliance', row) };
}

/**
 * What `decide` answers to `request`, and why: every candidate in the order of decide with each
 * holder of the file, its letter or its place. Targets, reason and passedOver are those that
 * decide itself wrote. The letters of single holders, which decide does not keep (a recorder in
 * its loop would cost every decision), come from the registry of overlays over the same holders:
 * its judges call the very functions that decide calls, and a test holds both together over
 * random worlds. Allocates; not for hot loops.
 *
 * @example
 * const { targets, reason } = explain(snapshot, createState(snapshot), request);
 * console.log(reason, targets[0]?.site); // => ranked man001-ix
 */
export function explain(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  policy?: DecisionPolicy,
): Explanation {
  given(snapshot, 'snapshot');
  given(state, 'state');
  given(request, 'request');
  givenIf(policy, 'object');
  const out = createDecision(snapshot);
  decide(snapshot, state, request, out, policy);
  const isPanic = panicIn(snapshot, state, request, policy);
  const scene = { snapshot, state, request, isPanic };
  const reason = reasons[out.reason];
  const asksResort = reason === 'last-resort' || reason === 'none';
  const account = (stops: readonly Stop[]) => {
    const last = lastBlock(scene, stops, out);
    return stops.map((stop) => accountOf(scene, stop, out, last));
  };
  const candidates = candidatesOf(scene);
  return {
    vantage: out.vantage,
    want: wantedCount(request),
    fileKnown: request.file !== noRow,
    ...servedOf(scene, out),
    reason,
    targets: targetsOf(snapshot, out),
    passedOver: Array.from({ length: out.passedCount }, (_, k) => ({
      cluster: readId(snapshot, 'cluster', out.passedCluster[k]),
      rank: out.passedRank[k],
      label: labels[out.passedLabel[k]],
    })),
    candidates: asksResort
      ? candidates.map((stop) => accountOf(scene, stop, out, Number.POSITIVE_INFINITY))
      : account(candidates),
    resort: asksResort ? account(resortOf(scene)) : [],
  };
}
