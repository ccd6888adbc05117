// Which appliances serve this client this file, best first, and why not the others?
import { pairBits } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import type { StateView } from '../control/state.ts';
import { copiesHeld, writeHolders } from '../overlay/content.ts';
import { isUp } from '../overlay/drain.ts';
import { isHealthy } from '../overlay/health.ts';
import { staysOnLink } from '../overlay/link.ts';
import { staysOnAppliance } from '../overlay/load.ts';
import { lookupV4, lookupV6 } from '../prefix/spans.ts';
import { writeNegativeLog } from '../rank/spread.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type Decision, wantMax } from './decision.ts';

/** What is asked. Hashes are `hashId` of the ids; `file` is `noRow` when nobody knows it. */
export type Request = {
  /** From `vantageOf`. */
  readonly vantage: number;
  readonly file: number;
  readonly fileHash: number;
  readonly sessionHash: number;
  /** 1 to 16; outside that it is brought back into it. */
  readonly want: number;
};

/** Vantage of a client address: its family (4 or 6) and words, IPv4-mapped ones unmapped. @hot */
export function vantageOf(snapshot: Snapshot, family: number, words: Uint32Array): number {
  return family === 4 ? lookupV4(snapshot, words[0]) : lookupV6(snapshot, words);
}

/** How far a candidate's appliances got: the code in `labels` of what emptied it, or eligible. */
const content = 0;
const drained = 1;
const eligible = 5;

/**
 * Decides `request` into `out`: contracts, "Steering, exactly", rules 4 to 8. Pure but for `out`;
 * never throws, never allocates, work bounded by the candidates of the vantage. @hot
 */
export function decide(
  snapshot: Snapshot,
  state: StateView,
  request: Request,
  out: Decision,
): void {
  out.vantage = request.vantage;
  out.reason = 0;
  const isSoft = walk(snapshot, state, request, out, false);
  if (out.targetCount > 0) return;
  if (isSoft) {
    out.reason = 1;
    walk(snapshot, state, request, out, true);
    return;
  }
  resort(snapshot, state, request, out);
  out.reason = out.targetCount > 0 ? 2 : 3;
}

/**
 * Goes through the candidates rank by rank until enough targets stand. With `isOpen` health and
 * load are ignored. Returns whether health or load alone emptied some candidate.
 */
function walk(
  snapshot: Snapshot,
  state: StateView,
  request: Request,
  out: Decision,
  isOpen: boolean,
): boolean {
  const list = snapshot.vantageList[request.vantage];
  const end = snapshot.listStart[list + 1];
  const want = wantOf(request);
  const order = pairBits(request.fileHash | 0, request.sessionHash | 0);
  let isSoft = false;
  let rank = -1;
  let blockStart = 0;
  out.targetCount = 0;
  out.passedCount = 0;
  for (let at = snapshot.listStart[list]; at < end; at++) {
    if (snapshot.listRank[at] !== rank) {
      if (out.targetCount >= want) break;
      rank = snapshot.listRank[at];
      blockStart = out.targetCount;
    }
    const label = judge(snapshot, state, request, out, at, isOpen, blockStart, want, order);
    if (label === eligible) continue;
    isSoft ||= label > drained;
    out.passedCluster[out.passedCount] = snapshot.listCluster[at];
    out.passedRank[out.passedCount] = rank;
    out.passedLabel[out.passedCount++] = label;
  }
  return isSoft;
}

function wantOf(request: Request): number {
  return request.want >= 1 ? Math.min(wantMax, request.want) : 1;
}

/** Judges one candidate and enlists its eligible appliances; returns the label, or `eligible`. */
function judge(
  snapshot: Snapshot,
  state: StateView,
  request: Request,
  out: Decision,
  at: number,
  isOpen: boolean,
  blockStart: number,
  want: number,
  order: number,
): number {
  const cluster = snapshot.listCluster[at];
  const copies = request.file === noRow ? 0 : copiesHeld(snapshot, cluster, request.file);
  if (copies === 0) return content;
  const { holders } = out.scratch;
  const count = writeHolders(snapshot, cluster, request.fileHash | 0, copies, holders);
  const link = snapshot.listLink[at];
  const linkStays =
    isOpen || staysOnLink(state.link[link], request.sessionHash | 0, snapshot.linkHash[link] | 0);
  let label = count === 0 ? content : drained;
  for (let k = 0; k < count; k++) {
    const appliance = holders[k];
    const word = state.appliance[appliance];
    if (!isUp(word)) continue;
    const hash = snapshot.applianceHash[appliance] | 0;
    if (!isOpen) {
      if (label < 2) label = 2;
      if (!isHealthy(word)) continue;
      if (label < 3) label = 3;
      if (!staysOnAppliance(word, request.sessionHash | 0, hash)) continue;
      if (label < 4) label = 4;
      if (!linkStays) continue;
    }
    label = eligible;
    enlist(snapshot, out, appliance, link, snapshot.listRank[at], blockStart, want, order);
  }
  return label;
}

/** Enlists an appliance among the targets of its rank, which begin at `blockStart`. */
function enlist(
  snapshot: Snapshot,
  out: Decision,
  appliance: number,
  link: number,
  rank: number,
  blockStart: number,
  want: number,
  order: number,
): void {
  const { keys } = out.scratch;
  writeNegativeLog(pairBits(order, snapshot.applianceHash[appliance] | 0), keys, wantMax);
  const key = keys[wantMax] * snapshot.inverseCapacity[appliance];
  let hole = out.targetCount;
  while (hole > blockStart) {
    const other = hole - 1;
    if (keys[other] < key) break;
    if (keys[other] === key) {
      const { applianceOrder } = snapshot;
      if (applianceOrder[out.targetAppliance[other]] < applianceOrder[appliance]) break;
    }
    if (hole < want) {
      keys[hole] = keys[other];
      out.targetAppliance[hole] = out.targetAppliance[other];
      out.targetLink[hole] = out.targetLink[other];
      out.targetRank[hole] = out.targetRank[other];
    }
    hole--;
  }
  if (hole >= want) return;
  keys[hole] = key;
  out.targetAppliance[hole] = appliance;
  out.targetLink[hole] = link;
  out.targetRank[hole] = rank;
  if (out.targetCount < want) out.targetCount++;
}

/** Rule 8, last resort: up holders at exchange sites with transit, nearest first. */
function resort(snapshot: Snapshot, state: StateView, request: Request, out: Decision): void {
  if (request.file === noRow) return;
  const list = snapshot.vantageResort[request.vantage];
  const end = snapshot.resortStart[list + 1];
  const want = wantOf(request);
  const order = pairBits(request.fileHash | 0, request.sessionHash | 0);
  const { holders } = out.scratch;
  let rank = -1;
  let blockStart = 0;
  for (let at = snapshot.resortStart[list]; at < end; at++) {
    if (snapshot.resortRank[at] !== rank) {
      if (out.targetCount >= want) return;
      rank = snapshot.resortRank[at];
      blockStart = out.targetCount;
    }
    const site = snapshot.resortSite[at];
    const last = snapshot.siteClusterStart[site + 1];
    for (let k = snapshot.siteClusterStart[site]; k < last; k++) {
      const cluster = snapshot.siteCluster[k];
      const copies = copiesHeld(snapshot, cluster, request.file);
      if (copies === 0) continue;
      const count = writeHolders(snapshot, cluster, request.fileHash | 0, copies, holders);
      const link = snapshot.siteTransit[site];
      for (let h = 0; h < count; h++)
        if (isUp(state.appliance[holders[h]]))
          enlist(snapshot, out, holders[h], link, noRow, blockStart, want, order);
    }
  }
}
