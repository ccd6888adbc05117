// Who serves a client that is served already, or that wants its targets apart?
import { pairBits } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { healthyBit, type StateColumns, shedMask } from '../control/state.ts';
import { wordFor } from '../overlay/drain.ts';
import { hardBits, isSoftCode } from '../overlay/overlays.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { gather, keepEligible, labelOf, wantOf } from './candidate.ts';
import { type Decision, gatheredMax } from './decision.ts';
import { type DecisionPolicy, isIll, neverPanics, panicFrom } from './panic.ts';
import { needOf, type Request, type Wishes } from './request.ts';
import { thin } from './settle.ts';

/** Where no candidate is that of the appliance which serves the session. */
const nowhere = -1;
/** From this share on, in units of 1/65536, shedding moves a session that is served. */
const allShed = 65536;

/** What stays the same while one decision is taken. */
type Task = {
  readonly snapshot: Snapshot;
  readonly state: StateColumns;
  readonly request: Request;
  readonly wishes: Wishes;
  readonly out: Decision;
  readonly want: number;
  readonly hash: number;
};

/**
 * Decides a request with wishes: rules 4 to 8 with the paragraphs "Served by" and "Spread"
 * (RULES.md, options). Pure but for `out`; never throws; work bounded as in `decide`.
 */
export function decideWishes(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  wishes: Wishes,
  out: Decision,
  policy: DecisionPolicy | undefined,
): void {
  const hash = pairBits(request.fileHash | 0, request.sessionHash | 0);
  const task = { snapshot, state, request, wishes, out, want: wantOf(request), hash };
  out.vantage = request.vantage;
  out.reason = 0;
  const isSoft = walk(task, false, policy);
  if (out.targetCount > 0) return;
  if (isSoft) {
    out.reason = 1;
    walk(task, true, undefined);
    return;
  }
  resort(task);
  out.reason = out.targetCount > 0 ? 2 : 3;
}

/** As in decide; ranks are settled one by one, as who may come next depends on who came. */
function walk(task: Task, isOpen: boolean, policy: DecisionPolicy | undefined): boolean {
  const { snapshot, state, request, out, want } = task;
  const { scratch } = out;
  const list = snapshot.vantageList[request.vantage];
  const panicRank = policy ? panicFrom(snapshot, state, request, scratch, policy) : neverPanics;
  const asked = isOpen ? needOf(request) & hardBits : needOf(request);
  const served = takeServed(task, asked, isOpen);
  const servedRank = served === nowhere ? nowhere : snapshot.listRank[served];
  let need = asked;
  let isSoft = false;
  let rank = -1;
  let count = 0;
  out.passedCount = 0;
  for (let at = snapshot.listStart[list]; at < snapshot.listStart[list + 1]; at++) {
    if (snapshot.listRank[at] !== rank) {
      settle(task, count);
      count = 0;
      rank = snapshot.listRank[at];
      if (out.targetCount >= want && rank > servedRank) break;
      const isPanic =
        policy !== undefined &&
        rank >= panicRank &&
        isIll(snapshot, state, request, scratch, policy, at, 0);
      need = isPanic ? asked & ~healthyBit : asked;
    }
    const cluster = snapshot.listCluster[at];
    const found = gather(snapshot, request, cluster, scratch, count);
    const link = snapshot.listLink[at];
    const before = count;
    count = keepEligible(snapshot, state, request, scratch, found, count, link, rank, need, isOpen);
    if (count === before && at !== served) {
      const label = labelOf(snapshot, state, request, scratch, before, found, need);
      isSoft ||= isSoftCode[label] === 1;
      passOver(out, cluster, rank, label);
    }
    if (count > gatheredMax) count = choose(task, count);
  }
  settle(task, count);
  return isSoft;
}

function passOver(out: Decision, cluster: number, rank: number, label: number): void {
  out.passedCluster[out.passedCount] = cluster;
  out.passedRank[out.passedCount] = rank;
  out.passedLabel[out.passedCount++] = label;
}

/** Makes the appliance that serves the session the first target, if it may; its candidate. */
function takeServed(task: Task, need: number, isOpen: boolean): number {
  const { snapshot, state, request, wishes, out } = task;
  out.targetCount = 0;
  const row = wishes.servedBy;
  if (!(row < snapshot.applianceCount)) return nowhere;
  const list = snapshot.vantageList[request.vantage];
  const end = snapshot.listStart[list + 1];
  let at = snapshot.listStart[list];
  while (at < end && snapshot.listCluster[at] !== snapshot.applianceCluster[row]) at++;
  if (at === end) return nowhere;
  const found = gather(snapshot, request, snapshot.listCluster[at], out.scratch, 0);
  let place = 0;
  while (place < found && out.scratch.rows[place] !== row) place++;
  if (place === found) return nowhere;
  const word = wordFor(state, row, request.sessionHash | 0, snapshot.applianceHash[row] | 0);
  if ((word & need) !== need) return nowhere;
  const link = snapshot.listLink[at];
  if (!isOpen && ((word & shedMask) >= allShed || state.link[link] >= allShed)) return nowhere;
  out.targetAppliance[0] = row;
  out.targetLink[0] = link;
  out.targetRank[0] = snapshot.listRank[at];
  out.targetCount = 1;
  return at;
}

/**
 * Writes the best of the `count` appliances in the scratch, all of one rank, behind the targets.
 */
function settle(task: Task, count: number): void {
  const { out } = task;
  const { rows, links, ranks } = out.scratch;
  const kept = choose(task, count);
  for (let k = 0; k < kept; k++) {
    out.targetAppliance[out.targetCount] = rows[k];
    out.targetLink[out.targetCount] = links[k];
    out.targetRank[out.targetCount++] = ranks[k];
  }
}

/**
 * Of the `count` appliances in the scratch, all of one rank, keeps those that may still become
 * targets: the best first, each unless its cluster or site has as many as are wished. What is left
 * out here would be left out whatever comes after: the limits are those of a matroid.
 */
function choose(task: Task, count: number): number {
  const { snapshot, wishes, out, want, hash } = task;
  const { rows, links, ranks } = out.scratch;
  if (count === 0) return 0;
  thin(snapshot, out.scratch, count, count, hash);
  let kept = 0;
  for (let k = 0; k < count && out.targetCount + kept < want; k++) {
    const row = rows[k];
    if (row === wishes.servedBy && isTarget(out, row)) continue;
    if (isFull(task, row, kept)) continue;
    rows[kept] = row;
    links[kept] = links[k];
    ranks[kept++] = ranks[k];
  }
  return kept;
}

function isTarget({ targetAppliance, targetCount }: Decision, row: number): boolean {
  return targetCount > 0 && targetAppliance[0] === row;
}

/**
 * Whether cluster or site of `row` has its targets, those in the scratch up to `kept` among them.
 */
function isFull({ snapshot, wishes, out }: Task, row: number, kept: number): boolean {
  const { applianceCluster, clusterSite } = snapshot;
  const cluster = applianceCluster[row];
  let ofCluster = 0;
  let ofSite = 0;
  for (let k = 0; k < out.targetCount + kept; k++) {
    const other =
      k < out.targetCount ? out.targetAppliance[k] : out.scratch.rows[k - out.targetCount];
    if (applianceCluster[other] === cluster) ofCluster++;
    if (clusterSite[applianceCluster[other]] === clusterSite[cluster]) ofSite++;
  }
  const { clusterMax, siteMax } = wishes;
  return (clusterMax > 0 && ofCluster >= clusterMax) || (siteMax > 0 && ofSite >= siteMax);
}

/** Rule 8, last resort, with targets apart; nobody stays there who serves already. */
function resort(task: Task): void {
  const { snapshot, state, request, out, want } = task;
  const { scratch } = out;
  const list = snapshot.vantageResort[request.vantage];
  const need = needOf(request) & hardBits;
  let rank = -1;
  let count = 0;
  for (let at = snapshot.resortStart[list]; at < snapshot.resortStart[list + 1]; at++) {
    if (snapshot.resortRank[at] !== rank) {
      settle(task, count);
      count = 0;
      rank = snapshot.resortRank[at];
      if (out.targetCount >= want) break;
    }
    const site = snapshot.resortSite[at];
    const link = snapshot.siteTransit[site];
    for (let k = snapshot.siteClusterStart[site]; k < snapshot.siteClusterStart[site + 1]; k++) {
      const found = gather(snapshot, request, snapshot.siteCluster[k], scratch, count);
      count = keepEligible(snapshot, state, request, scratch, found, count, link, rank, need, true);
      if (count > gatheredMax) count = choose(task, count);
    }
  }
  settle(task, count);
  out.targetRank.fill(noRow, 0, out.targetCount);
}
