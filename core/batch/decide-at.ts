// What does this client of the batch get? By what was prepared, and the state as it is now.
import { healthyBit, type StateView, shedMask, upBit } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import { staysOnLink } from '../overlay/link.ts';
import { staysOnAppliance } from '../overlay/load.ts';
import type { Batch } from './batch.ts';

/**
 * Decides request `k` of a batch that `prepare` filled: what `decide` answers, to the byte. The
 * state may change between two calls. Never throws, never allocates. @hot
 */
export function decideAt(
  batch: Batch,
  state: StateView,
  k: number,
  out: Decision,
  policy?: DecisionPolicy,
): void {
  const isReady = batch.candidates[k] !== 0 && batch.told[k] !== 0 && !mayPanic(policy);
  if (isReady && choose(batch, state, k, out)) return;
  const { request } = batch.scratch;
  request.vantage = batch.vantage[k] | 0;
  request.file = batch.file[k] | 0;
  request.fileHash = batch.fileHash[k] | 0;
  request.sessionHash = batch.sessionHash[k] | 0;
  request.want = batch.want;
  decide(batch.snapshot, state, request, out, policy);
}

function mayPanic(policy: DecisionPolicy | undefined): boolean {
  return policy !== undefined && policy.panicShare > 0;
}

const fit = upBit | healthyBit;

/**
 * Takes the first of the holders who are well. False when that is not the whole answer: a candidate
 * with the file has nobody who is, or there are too few, so that later ranks are asked.
 */
function choose(batch: Batch, state: StateView, k: number, out: Decision): boolean {
  const { snapshot, rows, holders, holderOf } = batch;
  const { targetAppliance, targetLink, targetRank } = out;
  const session = batch.sessionHash[k] | 0;
  const start = batch.candidateStart[k] | 0;
  const first = batch.holderStart[k] | 0;
  const end = (first + batch.holderCount[k]) | 0;
  const want = batch.want | 0;
  let serving = 0;
  let count = 0;
  for (let place = first; place < end; place++) {
    const row = holders[place] | 0;
    const candidate = holderOf[place] | 0;
    const link = rows[start + candidate * 4 + 3] | 0;
    const word = state.appliance[row] | 0;
    const shed = state.link[link] | 0;
    // One comparison for those who are up, healthy and shed nobody.
    if ((word & (fit | shedMask)) !== fit || shed !== 0) {
      if ((word & fit) !== fit) continue;
      if (!staysOnAppliance(word, session, snapshot.applianceHash[row] | 0)) continue;
      if (!staysOnLink(shed, session, snapshot.linkHash[link] | 0)) continue;
    }
    serving |= 1 << candidate;
    if (count < want) {
      targetAppliance[count] = row;
      targetLink[count] = link;
      targetRank[count] = rows[start + candidate * 4 + 2] >>> 29;
    }
    count++;
  }
  const holding = batch.holding[k] | 0;
  if (count < want || serving !== holding) return false;
  out.vantage = batch.vantage[k] | 0;
  out.reason = 0;
  out.targetCount = want;
  out.passedCount = 0;
  const candidates = batch.candidates[k] | 0;
  for (let candidate = 0; candidate < candidates; candidate++)
    if ((holding & (1 << candidate)) === 0) pass(rows[start + candidate * 4 + 2], out);
  return true;
}

/** Notes a candidate that has not the file. */
function pass(rankAndCluster: number, out: Decision): void {
  out.passedCluster[out.passedCount] = rankAndCluster & 0x1fffffff;
  out.passedRank[out.passedCount] = rankAndCluster >>> 29;
  out.passedLabel[out.passedCount++] = 0;
}
