// Which appliances serve this client this file, best first, and why not the others?
import { pairBits } from '../base/hash.ts';
import { noRow, type VantageId } from '../base/ids.ts';
import { healthyBit, type StateColumns } from '../control/state.ts';
import { hardBits, isSoftCode } from '../overlay/overlays.ts';
import { lookupV4, lookupV6 } from '../prefix/spans.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { gather, keepEligible, labelOf, wantOf } from './candidate.ts';
import { type Decision, gatheredMax } from './decision.ts';
import { assertTogether } from './guard.ts';
import { type DecisionPolicy, isIll, neverPanics, panicFrom } from './panic.ts';
import { isKnown, needOf, type Request } from './request.ts';
import { thin, writeTargets } from './settle.ts';
import { decideWishes } from './wishes.ts';

/**
 * Vantage of a client address: its family (4 or 6) and words, IPv4-mapped ones unmapped. Of any
 * other family, such as the 0 of what is no address, vantage 0: nobody knows where. @hot
 */
export function vantageOf(snapshot: Snapshot, family: number, words: Uint32Array): VantageId {
  if (family === 4) return lookupV4(snapshot, words[0]);
  return family === 6 ? lookupV6(snapshot, words) : 0;
}

/**
 * Decides `request` into `out`: rules 4 to 8 of core/RULES.md, and what `policy` allows beyond
 * them. Pure but for `out`; never throws (but see `createDecision`), never allocates,
 * work bounded by the candidates of the vantage and their appliances. @hot
 *
 * @example
 * const out = createDecision(snapshot);
 * decide(snapshot, createState(snapshot), request, out);
 * console.log(out.targetCount, reasons[out.reason]); // => 5 ranked
 */
export function decide(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  out: Decision,
  policy?: DecisionPolicy,
): void {
  if (out.isChecked) assertTogether(snapshot, state, request, out);
  if (request.wishes !== undefined) {
    decideWishes(snapshot, state, request, request.wishes, out, policy);
    return;
  }
  out.vantage = request.vantage;
  out.reason = 0;
  const isSoft = walk(snapshot, state, request, out, false, policy);
  if (out.targetCount > 0) return;
  if (isSoft) {
    out.reason = 1;
    walk(snapshot, state, request, out, true, undefined);
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
  state: StateColumns,
  request: Request,
  out: Decision,
  isOpen: boolean,
  policy: DecisionPolicy | undefined,
): boolean {
  const { listRank, listCluster, listLink } = snapshot;
  const { scratch } = out;
  const list = snapshot.vantageList[request.vantage] | 0;
  const end = snapshot.listStart[list + 1] | 0;
  const want = wantOf(request);
  const hash = pairBits(request.fileHash | 0, request.sessionHash | 0);
  const panicRank = policy ? panicFrom(snapshot, state, request, scratch, policy) : neverPanics;
  const asked = isOpen ? needOf(request) & hardBits : needOf(request);
  let need = asked;
  let isSoft = false;
  let rank = -1;
  let count = 0;
  out.passedCount = 0;
  for (let at = snapshot.listStart[list] | 0; at < end; at++) {
    const itsRank = listRank[at] | 0;
    if (itsRank !== rank) {
      if (count >= want) break;
      rank = itsRank;
      if (policy !== undefined) {
        const isPanic =
          rank >= panicRank && isIll(snapshot, state, request, scratch, policy, at, count);
        need = isPanic ? asked & ~healthyBit : asked;
      }
    }
    const cluster = listCluster[at] | 0;
    const found = gather(snapshot, request, cluster, scratch, count);
    const link = listLink[at] | 0;
    const before = count;
    count = keepEligible(snapshot, state, request, scratch, found, count, link, rank, need, isOpen);
    if (count > before) {
      if (count > gatheredMax) count = thin(snapshot, scratch, count, want, hash);
      continue;
    }
    const label = labelOf(snapshot, state, request, scratch, before, found, need);
    isSoft ||= isSoftCode[label] === 1;
    out.passedCluster[out.passedCount] = cluster;
    out.passedRank[out.passedCount] = rank;
    out.passedLabel[out.passedCount++] = label;
  }
  writeTargets(snapshot, out, count, want, hash);
  return isSoft;
}

/**
 * Answers with the last resort alone, for a caller whose `decide` has failed: it reads neither
 * candidates nor loads. May fail in turn where what it reads is broken too.
 */
export function decideLastResort(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  out: Decision,
): void {
  out.vantage = request.vantage;
  out.reason = 3;
  out.targetCount = 0;
  out.passedCount = 0;
  resort(snapshot, state, request, out);
  if (out.targetCount > 0) out.reason = 2;
}

/** Rule 8, last resort: up holders at exchange sites with transit, nearest first. */
function resort(snapshot: Snapshot, state: StateColumns, request: Request, out: Decision): void {
  if (!isKnown(request)) return;
  const { scratch } = out;
  const list = snapshot.vantageResort[request.vantage] | 0;
  const end = snapshot.resortStart[list + 1] | 0;
  const want = wantOf(request);
  const hash = pairBits(request.fileHash | 0, request.sessionHash | 0);
  const need = needOf(request) & hardBits;
  let rank = -1;
  let count = 0;
  for (let at = snapshot.resortStart[list] | 0; at < end; at++) {
    if ((snapshot.resortRank[at] | 0) !== rank) {
      if (count >= want) break;
      rank = snapshot.resortRank[at] | 0;
    }
    const site = snapshot.resortSite[at];
    const last = snapshot.siteClusterStart[site + 1];
    for (let k = snapshot.siteClusterStart[site]; k < last; k++) {
      const cluster = snapshot.siteCluster[k];
      const found = gather(snapshot, request, cluster, scratch, count);
      const link = snapshot.siteTransit[site];
      count = keepEligible(snapshot, state, request, scratch, found, count, link, rank, need, true);
      if (count > gatheredMax) count = thin(snapshot, scratch, count, want, hash);
    }
  }
  writeTargets(snapshot, out, count, want, hash);
  out.targetRank.fill(noRow, 0, out.targetCount);
}
