// How does an appliance stand before a request? Who holds the file, and which overlay refuses it.
import { noRow } from '../base/ids.ts';
import { type StateColumns, shedMask } from '../control/state.ts';
import { createDecision } from '../decide/decision.ts';
import { type DecisionPolicy, isIll, panicFrom } from '../decide/panic.ts';
import type { Request } from '../decide/request.ts';
import { copiesHeld, writeHolders } from '../holders/content.ts';
import { health } from '../overlay/health.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { overlays } from '../overlay/overlays.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** A cluster as decide meets it: `block` is the rank, or the place of the site in a resort. */
export type Stop = {
  readonly cluster: number;
  readonly link: number;
  readonly block: number;
  readonly isResort: boolean;
};

/** Who asks about what: what every part of an explanation looks at. */
export type Scene = {
  readonly snapshot: Snapshot;
  readonly state: StateColumns;
  readonly request: Request;
  /** Whether H is ignored in the rank. */
  readonly isPanic: (rank: number) => boolean;
};

/** Which ranks panic, asked of the functions that decide asks. */
export function panicIn(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  policy: DecisionPolicy | undefined,
): Scene['isPanic'] {
  if (policy === undefined) return () => false;
  const { scratch } = createDecision(snapshot);
  const from = panicFrom(snapshot, state, request, scratch, policy);
  const list = snapshot.vantageList[request.vantage];
  const ranks = snapshot.listRank.subarray(snapshot.listStart[list], snapshot.listStart[list + 1]);
  return (rank) => {
    const first = snapshot.listStart[list] + ranks.indexOf(rank);
    return rank >= from && isIll(snapshot, state, request, scratch, policy, first, 0);
  };
}

/**
 * Letter of the first overlay that refuses `appliance` behind `link`, or null. Shedding is ignored
 * for who serves the session already.
 */
export function refusalOf(
  { snapshot, state, request }: Scene,
  appliance: number,
  link: number,
  ignoresSoft: boolean,
  ignoresHealth = false,
): { readonly label: string | null; readonly ignored: boolean } {
  const look = {
    state,
    appliance,
    applianceHash: snapshot.applianceHash[appliance] | 0,
    link,
    linkHash: snapshot.linkHash[link] | 0,
    sessionHash: request.sessionHash | 0,
    needBits: request.needBits ?? 0,
  };
  const refusing = overlays.filter((overlay) => !overlay.admits(look));
  const isServing = appliance === request.wishes?.servedBy;
  if (isServing && refusing.length > 0 && staysServing(refusing, state, appliance, link))
    return { label: refusing[0].letter, ignored: true };
  const heard = refusing.find(({ letter }) => !(ignoresHealth && letter === health.letter));
  const first = heard ?? refusing[0];
  const ignored = heard === undefined ? refusing.length > 0 : ignoresSoft && heard.isSoft;
  return { label: first?.letter ?? null, ignored };
}

/** Whether only shedding refuses the appliance that serves already, and not of all sessions. */
function staysServing(
  refusing: readonly Overlay[],
  state: StateColumns,
  appliance: number,
  link: number,
): boolean {
  const isShedding = refusing.every(({ bits }) => bits === 0);
  const isAll = (state.appliance[appliance] & shedMask) >= 65536 || state.link[link] >= 65536;
  return isShedding && !isAll;
}

/** Rows of the appliances of `cluster` that hold the file, as decide finds them. */
export function holdersOf({ snapshot, request }: Scene, cluster: number): Uint32Array {
  const size = snapshot.clusterStart[cluster + 1] - snapshot.clusterStart[cluster];
  const copies = request.file === noRow ? 0 : copiesHeld(snapshot, cluster, request.file);
  const rows = new Uint32Array(size);
  if (copies === 0) return rows.subarray(0, 0);
  const space = { rows, keys: new Float64Array(size + 1) };
  return rows.subarray(0, writeHolders(snapshot, cluster, request.fileHash | 0, copies, space, 0));
}

/** The candidates of the client, by rank, then cluster. */
export function candidatesOf({ snapshot, request }: Scene): Stop[] {
  const list = snapshot.vantageList[request.vantage];
  const stops: Stop[] = [];
  for (let at = snapshot.listStart[list]; at < snapshot.listStart[list + 1]; at++)
    stops.push({
      cluster: snapshot.listCluster[at],
      link: snapshot.listLink[at],
      block: snapshot.listRank[at],
      isResort: false,
    });
  return stops;
}

/** The clusters of the last resort, nearest first. */
export function resortOf({ snapshot, request }: Scene): Stop[] {
  const list = snapshot.vantageResort[request.vantage];
  const stops: Stop[] = [];
  for (let at = snapshot.resortStart[list]; at < snapshot.resortStart[list + 1]; at++) {
    const site = snapshot.resortSite[at];
    const end = snapshot.siteClusterStart[site + 1];
    for (let k = snapshot.siteClusterStart[site]; k < end; k++)
      stops.push({
        cluster: snapshot.siteCluster[k],
        link: snapshot.siteTransit[site],
        block: snapshot.resortRank[at],
        isResort: true,
      });
  }
  return stops;
}

/** Belief of an appliance that is not a candidate's. */
export const notRouted = 'network';

/**
 * How `appliance` stands before this request: the letter that removes it, null when nothing does,
 * `network` when no candidate of the vantage is its cluster.
 */
export function verdictOf(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  appliance: number,
  policy?: DecisionPolicy,
): { readonly label: string | null; readonly rank: number } {
  const isPanic = panicIn(snapshot, state, request, policy);
  const scene = { snapshot, state, request, isPanic };
  const cluster = snapshot.applianceCluster[appliance];
  const stop = candidatesOf(scene).find((each) => each.cluster === cluster);
  if (stop === undefined) return { label: notRouted, rank: noRow };
  if (!holdersOf(scene, cluster).includes(appliance)) return { label: 'C', rank: stop.block };
  const refusal = refusalOf(scene, appliance, stop.link, false, isPanic(stop.block));
  return { label: refusal.ignored ? null : refusal.label, rank: stop.block };
}

/** The same among the sites of the last resort, where the rank is the place of the site. */
export function resortVerdictOf(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  appliance: number,
): { readonly label: string | null; readonly rank: number } {
  const scene = { snapshot, state, request, isPanic: () => false };
  const cluster = snapshot.applianceCluster[appliance];
  const stop = resortOf(scene).find((each) => each.cluster === cluster);
  if (stop === undefined) return { label: notRouted, rank: noRow };
  if (!holdersOf(scene, cluster).includes(appliance)) return { label: 'C', rank: stop.block };
  const { label, ignored } = refusalOf(scene, appliance, stop.link, true, false);
  return { label: ignored ? null : label, rank: stop.block };
}
