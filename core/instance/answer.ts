// Which appliances serve this request now? An answer always comes, whatever breaks on the way.
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';
import type { Batch } from '../batch/batch.ts';
import { decideAt, type More, moreAt, preparedAt } from '../batch/decide-at.ts';
import { decide, decideLastResort } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import { isKnown, type Request } from '../decide/request.ts';
import { recordBytes, writeRecord } from '../recall/record.ts';
import { stampOf } from '../recall/stamp.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { Instance } from './instance.ts';

const noRowBits = 0xffffffff;

/**
 * Decides on what serves; the answer stands until the next one. Never throws and, as long as
 * nothing breaks, never allocates. What throws within is contained: the answer is the last resort
 * without wishes, or none, it is counted, and the first since the last tick is kept as a record for
 * the next `step` to hand out. A request with rows that the snapshot does not have is answered by
 * nobody and is the caller's fault, not the snapshot's. @hot
 */
export function answer(instance: Instance, request: Request): Decision {
  const { snapshot, decision, policy } = instance;
  let isAsked = false;
  try {
    isAsked = isAskable(snapshot, request);
    if (isAsked) decide(snapshot, instance.state, request, decision, policy.decision);
    else refuse(instance);
    if (isAsked && !isKnown(request)) instance.counts.unknownFiles++;
  } catch (error) {
    if (isAsked) contain(instance, request, error);
    else refuse(instance);
  }
  instance.counts.decisions++;
  instance.since.decisions++;
  return instance.decision;
}

/**
 * What `answer` says to request `k` of a batch that `prepare` filled, to the byte, by what is
 * believed now: that may change between two calls. One that was not prepared, or for another
 * snapshot than the one that serves, is answered by nobody and is the caller's fault.
 */
export function answerAt(instance: Instance, batch: Batch, k: number): Decision {
  if (instance?.counts === undefined || batch?.kernel === undefined) refuseRoom(instance, batch);
  const { snapshot, decision, policy } = instance;
  let isAsked = false;
  try {
    isAsked =
      batch.snapshot === snapshot && isRow(k, batch.count) && isMore(moreAt(batch, k) ?? {});
    if (isAsked) decideAt(batch, instance.state, k, decision, policy.decision);
    else refuse(instance);
    if (isAsked && batch.kernel.file[k] < 0) instance.counts.unknownFiles++;
  } catch (error) {
    if (isAsked) contain(instance, preparedOf(batch, k), error);
    else refuse(instance);
  }
  instance.counts.decisions++;
  instance.since.decisions++;
  return instance.decision;
}

/** Throws `bad-argument` for the one of both that is none. */
function refuseRoom(instance: Instance, batch: Batch): void {
  given(instance, 'instance');
  given(batch, 'batch');
}

/** Request `k`, as far as it can be read. */
function preparedOf(batch: Batch, k: number): Request {
  try {
    return preparedAt(batch, k);
  } catch {
    return batch.scratch.request; // all but the hash of its file, which is what broke
  }
}

/**
 * Whether the snapshot has the rows of the request, and all else in it are numbers; `noRow` is a
 * file that nobody knows. What throws here is the caller's.
 */
function isAskable(snapshot: Snapshot, request: Request): boolean {
  const { vantage, file, fileHash, sessionHash, want } = request;
  const bits = file >>> 0;
  const isFile = (bits === file && file < snapshot.fileCount) || bits === noRowBits;
  const isVantage = vantage >>> 0 === vantage && vantage < snapshot.vantageCount;
  if (!isFile || !isVantage || typeof want !== 'number') return false;
  if (typeof fileHash !== 'number' || typeof sessionHash !== 'number') return false;
  return isMore(request);
}

/** Whether all that it needs and wishes are numbers. */
function isMore({ needBits = 0, wishes }: More): boolean {
  if (typeof needBits !== 'number') return false;
  if (wishes === undefined) return true;
  const { servedBy, clusterMax, siteMax } = wishes;
  return (
    typeof servedBy === 'number' && typeof clusterMax === 'number' && typeof siteMax === 'number'
  );
}

function answerNone({ decision }: Instance): void {
  decision.vantage = 0;
  decision.reason = 3;
  decision.targetCount = 0;
  decision.passedCount = 0;
}

function refuse(instance: Instance): void {
  instance.counts.ignored.request++;
  answerNone(instance);
}

function contain(instance: Instance, request: Request, error: unknown): void {
  const { counts, since, snapshot, state, decision } = instance;
  counts.contained++;
  since.contained++;
  try {
    decideLastResort(snapshot, state, request, decision);
  } catch {
    answerNone(instance); // the last resort reads what is broken, too
  }
  if (since.contained > 1) return;
  since.text = error instanceof Error ? error.message : 'something that is not an error was thrown';
  since.record = recordOf(instance, request);
}

/** The record of a decision that failed, with the answer that was given; undefined: unreadable. */
function recordOf(instance: Instance, request: Request): Uint8Array | undefined {
  const { snapshot, state, decision, policy } = instance;
  const panicShare = Math.round(policy.decision.panicShare * 10_000) / 10_000;
  try {
    const record = new Uint8Array(recordBytes);
    const stamp = stampOf(snapshot, state, { panicShare });
    writeRecord(new DataView(record.buffer), 0, stamp, request, decision);
    return record;
  } catch {
    return undefined; // what broke the decision breaks its record: the text has to do
  }
}
