// What does this client of the batch get? By what was prepared, and the state as it is now.
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import { leavingBit, type StateColumns, shedMask } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import { assertRoomOf } from '../decide/guard.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Request } from '../decide/request.ts';
import { staysOnLink } from '../overlay/link.ts';
import { staysOnAppliance } from '../overlay/load.ts';
import { needAlways } from '../overlay/overlays.ts';
import type { Batch, Requests } from './batch.ts';
import { clusterBits, clusterMask } from './kernel.ts';

/**
 * Decides request `k` of a batch that `prepare` filled: what `decide` answers, to the byte. The
 * state may change between two calls. Requests with needs or wishes go through `decide` itself, at
 * its price. Never throws; allocates for those alone. @hot
 */
export function decideAt(
  batch: Batch,
  state: StateColumns,
  k: number,
  out: Decision,
  policy?: DecisionPolicy,
): void {
  const { kernel } = batch;
  if (out.isChecked) {
    assertRoomOf(batch.snapshot, state, out);
    assert(k >= 0 && k < batch.count, 'the request was prepared', 'no-row');
  }
  const isReady =
    moreAt(batch, k) === undefined &&
    kernel.candidateCount[k] !== 0 &&
    kernel.told[k] !== 0 &&
    !mayPanic(policy);
  if (isReady && (takeFirst(batch, state, k, out) || takeWell(batch, state, k, out))) {
    writeRest(batch, k, out);
    return;
  }
  decide(batch.snapshot, state, preparedAt(batch, k), out, policy);
}

/** Request `k` of a prepared batch, as `decide` is asked; the next call overwrites it. */
export function requestAt(batch: Batch, k: number): Request {
  given(batch, 'batch');
  given(k, 'number');
  return preparedAt(batch, k);
}

/** The same inside of the loop. */
export function preparedAt(batch: Batch, k: number): Request {
  const { kernel, snapshot } = batch;
  const { request } = batch.scratch;
  const file = kernel.file[k] | 0;
  request.vantage = kernel.vantage[k] | 0;
  request.file = file;
  request.sessionHash = kernel.sessionHash[k] | 0;
  request.want = batch.want;
  request.fileHash = file < 0 ? 0 : snapshot.fileHash[file] | 0;
  const more = moreAt(batch, k);
  return more ? { ...request, ...more } : request;
}

/** What request `k` needs and wishes beyond the rules; undefined: nothing. */
export function moreAt({ asked, askedFrom }: Batch, k: number): More | undefined {
  return asked === undefined ? undefined : moreOf(asked, askedFrom + k);
}

/** What a request may have beyond the rules. */
export type More = Pick<Request, 'needBits' | 'wishes'>;

function moreOf({ needBits, wishes }: Requests, row: number): More | undefined {
  const bits = needBits === undefined ? 0 : needBits[row];
  const wished = wishes === undefined ? undefined : wishes[row];
  if (bits === 0 && wished === undefined) return undefined;
  return { needBits: bits, wishes: wished };
}

function mayPanic(policy: DecisionPolicy | undefined): boolean {
  return policy !== undefined && policy.panicShare > 0;
}

/** Takes the first holders if all of them are well; false where one is not, or they are too few. */
function takeFirst(
  { kernel, want }: Batch,
  state: StateColumns,
  k: number,
  out: Decision,
): boolean {
  const { holders } = kernel;
  const { appliance, link } = state;
  const { targetAppliance, targetLink, targetRank } = out;
  const first = kernel.holderStart[k] * 4;
  const size = kernel.holderCount[k] * 4;
  if (size < want * 4) return false;
  const need = needAlways;
  const asked = need | shedMask | leavingBit;
  let trouble = 0;
  // All bits that are needed, no drain by share, and neither appliance nor link sheds: see `State`.
  for (let at = 0; at < size; at += 4)
    trouble |= ((appliance[holders[first + at]] & asked) ^ need) | link[holders[first + at + 1]];
  if (trouble !== 0) return false;
  for (let place = 0; place < want; place++) {
    targetAppliance[place] = holders[first + place * 4];
    targetLink[place] = holders[first + place * 4 + 1];
    targetRank[place] = holders[first + place * 4 + 2];
  }
  return true;
}

/**
 * Takes the first of the holders who are well. False when that is not the whole answer: a candidate
 * with the file has nobody who is, or there are too few, so that later ranks are asked.
 */
function takeWell(batch: Batch, state: StateColumns, k: number, out: Decision): boolean {
  const { snapshot, kernel } = batch;
  const { holders } = kernel;
  const { targetAppliance, targetLink, targetRank } = out;
  const session = kernel.sessionHash[k] | 0;
  const first = (kernel.holderStart[k] * 4) | 0;
  const end = (first + kernel.holderCount[k] * 4) | 0;
  const want = batch.want | 0;
  const need = needAlways;
  let serving = 0;
  let count = 0;
  for (let at = first; at < end; at += 4) {
    const row = holders[at] | 0;
    const link = holders[at + 1] | 0;
    const word = state.appliance[row] | 0;
    if ((word & leavingBit) !== 0) return false;
    if ((word & need) !== need) continue;
    if (!staysOnAppliance(word, session, snapshot.applianceHash[row] | 0)) continue;
    if (!staysOnLink(state.link[link] | 0, session, snapshot.linkHash[link] | 0)) continue;
    serving |= 1 << holders[at + 3];
    if (count < want) {
      targetAppliance[count] = row;
      targetLink[count] = link;
      targetRank[count] = holders[at + 2];
    }
    count++;
  }
  return count >= want && serving === kernel.holding[k];
}

/** All but the targets; passed over are the candidates that have not the file. */
function writeRest({ kernel, want }: Batch, k: number, out: Decision): void {
  const { candidates } = kernel;
  const start = kernel.candidateStart[k] | 0;
  out.vantage = kernel.vantage[k] | 0;
  out.reason = 0;
  out.targetCount = want;
  let count = 0;
  let rest = ~kernel.holding[k] & ((1 << kernel.candidateCount[k]) - 1);
  while (rest !== 0) {
    const candidate = 31 - Math.clz32(rest & -rest);
    const rankAndCluster = candidates[start + candidate * 4 + 2];
    rest &= rest - 1;
    out.passedCluster[count] = rankAndCluster & clusterMask;
    out.passedRank[count] = rankAndCluster >>> clusterBits;
    out.passedLabel[count++] = 0;
  }
  out.passedCount = count;
}
