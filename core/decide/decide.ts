// Which appliances serve this client this file, best first, and why not the others?
import { pairBits } from '../base/hash.ts';
import { noRow, type VantageId } from '../base/ids.ts';
import { healthyBit, type StateView, shedMask } from '../control/state.ts';
import { copiesHeld, writeHolders } from '../holders/content.ts';
import { staysOnLink } from '../overlay/link.ts';
import { staysOnAppliance } from '../overlay/load.ts';
import {
  hardBits,
  isSoftCode,
  linkStage,
  loadStage,
  stageBits,
  stageCode,
} from '../overlay/overlays.ts';
import { lookupV4, lookupV6 } from '../prefix/spans.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type Decision, gatheredMax, type Scratch, wantMax } from './decision.ts';
import { assertTogether } from './guard.ts';
import { type DecisionPolicy, isIll, neverPanics, panicFrom } from './panic.ts';
import { isKnown, needOf, type Request } from './request.ts';
import { thin, writeTargets } from './settle.ts';

/**
 * Vantage of a client address: its family (4 or 6) and words, IPv4-mapped ones unmapped. Of any
 * other family, such as the 0 of what is no address, vantage 0: nobody knows where. @hot
 */
export function vantageOf(snapshot: Snapshot, family: number, words: Uint32Array): VantageId {
  if (family === 4) return lookupV4(snapshot, words[0]);
  return family === 6 ? lookupV6(snapshot, words) : 0;
}

/** Code in `labels` of a candidate that has no holder of the file. */
const content = 0;

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
  state: StateView,
  request: Request,
  out: Decision,
  policy?: DecisionPolicy,
): void {
  if (out.isChecked) assertTogether(snapshot, state, request, out);
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
  state: StateView,
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

function wantOf(request: Request): number {
  return request.want >= 1 ? Math.ceil(Math.min(wantMax, request.want)) : 1;
}

/** Writes the holders of the file in a cluster to the scratch from `count` on; how many. */
function gather(
  snapshot: Snapshot,
  request: Request,
  cluster: number,
  scratch: Scratch,
  count: number,
): number {
  const copies = isKnown(request) ? copiesHeld(snapshot, cluster, request.file) : 0;
  if (copies === 0) return 0;
  return writeHolders(snapshot, cluster, request.fileHash | 0, copies, scratch, count);
}

/**
 * Of the `found` holders in the scratch from `count` on those stay that have the bits `need` and
 * are not shed; returns the new count.
 */
function keepEligible(
  snapshot: Snapshot,
  state: StateView,
  request: Request,
  scratch: Scratch,
  found: number,
  count: number,
  link: number,
  rank: number,
  need: number,
  isOpen: boolean,
): number {
  const session = request.sessionHash | 0;
  if (!isOpen && !staysOnLink(state.link[link] | 0, session, snapshot.linkHash[link] | 0))
    return count;
  const { appliance } = state;
  const { rows, links, ranks } = scratch;
  // Who has the bits that are needed and sheds nobody is told by one comparison.
  const asked = isOpen ? need : need | shedMask;
  const end = count + found;
  for (let k = count; k < end; k++) {
    const row = rows[k] | 0;
    const word = appliance[row] | 0;
    if ((word & asked) !== need) {
      if ((word & need) !== need) continue;
      if (!staysOnAppliance(word, session, snapshot.applianceHash[row] | 0)) continue;
    }
    rows[count] = row;
    links[count] = link;
    ranks[count++] = rank;
  }
  return count;
}

/**
 * What emptied a candidate, a code in `labels`: the last overlay that refused one of its `found`
 * holders, which stand in the scratch from `from` on.
 */
function labelOf(
  snapshot: Snapshot,
  state: StateView,
  request: Request,
  { rows }: Scratch,
  from: number,
  found: number,
  need: number,
): number {
  if (found === 0) return content;
  let last = 0;
  for (let k = from; k < from + found; k++) {
    const row = rows[k] | 0;
    const word = state.appliance[row] | 0;
    const missing = need & ~word;
    let stage = loadStage;
    if (missing !== 0) {
      stage = 0;
      while ((stageBits[stage] & missing) === 0) stage++;
    } else if (staysOnAppliance(word, request.sessionHash | 0, snapshot.applianceHash[row] | 0))
      stage = linkStage;
    if (stage > last) last = stage;
  }
  return stageCode[last];
}

/**
 * Answers with the last resort alone, for a caller whose `decide` has failed: it reads neither
 * candidates nor loads. May fail in turn where what it reads is broken too.
 */
export function decideLastResort(
  snapshot: Snapshot,
  state: StateView,
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
function resort(snapshot: Snapshot, state: StateView, request: Request, out: Decision): void {
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
