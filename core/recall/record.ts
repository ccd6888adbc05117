// What has to be kept of a decision to take it again, bit for bit? 64 bytes, and no address.
import { given } from '../base/given.ts';
import { pairBits } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { shedMask } from '../control/state.ts';
import { type Decision, wantMax } from '../decide/decision.ts';
import type { Request, Wishes } from '../decide/request.ts';
import { labels } from '../overlay/overlays.ts';
import { type RecordStamp, shareSteps } from './stamp.ts';

/** Bytes of one record. */
export const recordBytes = 64;
const version = 2;
/** Of other letters than five, or of what a request needs: bytes 60..63 are told anew. */
const versionWide = 3;
/** With wishes: bytes 48..51 and 60..63 are told anew. */
const versionWishes = 4;
/** A spread of more than this is none: nobody gets more targets. */
const spreadMax = 15;
/** Its epoch and sequence are float64 in bytes 8..23, and it was decided without a policy. */
const versionBefore = 1;
const rankMax = 0xfffe;
const countMax = 63;
/** Labels of which versions 1 and 2 keep counts, and the most that version 3 has room for. */
const labelsBefore = 5;
const labelsMax = 16;
/** The lowest bit of a word of `State.appliance` that a request can need. */
const needShift = 17;
/** The same in version 4, whose labels have codes below 8. */
const wishShift = 18;
const highUnit = 4_294_967_296;

/** A record as it is read; little-endian throughout, unsigned unless said otherwise. */
export type DecisionRecord = {
  readonly stamp: RecordStamp;
  readonly request: Request;
  /** Code in `reasons`. */
  readonly reason: number;
  readonly targetCount: number;
  /** Row in the snapshot of the record; `noRow`: no target, or a request with wishes. */
  readonly firstTarget: number;
  /** Rank of the first target, 65534 at most; `noRow`: last resort or no target. */
  readonly firstRank: number;
  /** Passed-over candidates by code in `labels`, each 63 at most; 1 at most in version 3. */
  readonly passedCounts: readonly number[];
  /** Over all targets and passed-over candidates, int32. */
  readonly outcome: number;
};

/** Targets wanted as decide brings them into 1..16; a fraction counts as the next whole number. */
export function wantedCount({ want }: Request): number {
  return want >= 1 ? Math.min(wantMax, Math.ceil(want)) : 1;
}

/** One int32 over everything that a decision says. Never allocates. */
export function outcomeOf(decision: Decision): number {
  let hash = pairBits(decision.reason, decision.targetCount);
  for (let k = 0; k < decision.targetCount; k++) {
    hash = pairBits(hash, decision.targetAppliance[k] | 0);
    hash = pairBits(hash, decision.targetLink[k] | 0);
    hash = pairBits(hash, decision.targetRank[k] | 0);
  }
  for (let k = 0; k < decision.passedCount; k++) {
    hash = pairBits(hash, decision.passedCluster[k] | 0);
    hash = pairBits(hash, decision.passedRank[k] | 0);
    hash = pairBits(hash, decision.passedLabel[k]);
  }
  return hash;
}

/** Whether five counts in six bits each do not say all of it. */
function isWide(request: Request, decision: Decision): boolean {
  if ((request.needBits ?? 0) !== 0) return true;
  for (let k = 0; k < decision.passedCount; k++)
    if (decision.passedLabel[k] >= labelsBefore) return true;
  return false;
}

/** Which labels passed a candidate over, and above 16 bits what the request needs. */
function wideBits({ needBits = 0 }: Request, decision: Decision): number {
  let bits = 0;
  for (let k = 0; k < decision.passedCount; k++) bits |= 1 << decision.passedLabel[k];
  return (((needBits & ~shedMask) >>> needShift) << 16) | bits;
}

/** A limit of targets in four bits; 0: none. */
const limitBits = (limit: number): number => (limit > 0 && limit <= spreadMax ? limit : 0);

/** Labels in eight bits, bits 18..31 of what the request needs, and its two limits. */
function wishBits({ needBits = 0, wishes }: Request, decision: Decision): number {
  let bits = 0;
  for (let k = 0; k < decision.passedCount; k++) bits |= 1 << decision.passedLabel[k];
  const limits = limitBits(wishes?.clusterMax ?? 0) | (limitBits(wishes?.siteMax ?? 0) << 4);
  return (bits & 0xff) | ((needBits >>> wishShift) << 8) | (limits << 22);
}

/** Passed-over candidates by label in six bits each: C lowest. */
function passedBits(decision: Decision): number {
  let bits = 0;
  for (let k = 0; k < decision.passedCount; k++) {
    const shift = decision.passedLabel[k] * 6;
    if (((bits >>> shift) & countMax) < countMax) bits += 1 << shift;
  }
  return bits;
}

/** Writes a whole number from 0 below 2⁵³ in seven bytes. */
function writeCount(out: DataView, at: number, count: number): void {
  const high = Math.floor(count / highUnit);
  out.setUint32(at, count >>> 0, true);
  out.setUint16(at + 4, high & 0xffff, true);
  out.setUint8(at + 6, high >>> 16);
}

function readCount(from: DataView, at: number): number {
  const high = from.getUint16(at + 4, true) + from.getUint8(at + 6) * 65_536;
  return from.getUint32(at, true) + high * highUnit;
}

/**
 * Writes the 64 bytes of one decision at `offset`; never allocates.
 *
 * | bytes  | holds                                                                |
 * | ------ | -------------------------------------------------------------------- |
 * | 0..7   | first half of the content digest of the snapshot; see `secondWord`   |
 * | 8..14  | epoch of the snapshot, 56 bits                                       |
 * | 15..21 | its sequence, 56 bits                                                |
 * | 22..23 | panic share of the policy in ten-thousandths, 10000 at most; 0: none |
 * | 24..31 | digest of the state                                                  |
 * | 32..35 | vantage                                                              |
 * | 36..43 | row of the file (`noRow`: unknown), hash of the file                 |
 * | 44..47 | hash of the session                                                  |
 * | 48..51 | row of the first target, or `noRow`                                  |
 * | 52..55 | outcome, int32                                                       |
 * | 56..57 | bits 0..3 want − 1; 4..8 targets; 9..10 reason; 11..15 version       |
 * | 58..59 | rank of the first target, 65534 at most; 65535: none                 |
 * | 60..63 | passed-over candidates C, D, H, L, K in six bits each, 63 at most    |
 *
 * That is version 2. One of other letters, or of a request with `needBits`, is written as version
 * 3: bytes 60..61 have a bit for each code in `labels` that passed a candidate over, and 62..63
 * bits 17..31 of `needBits`. One of a request with `wishes` is version 4: bytes 48..51 have
 * `servedBy`, and of the word in 60..63 bits 0..7 the codes that passed a candidate over, 8..21
 * bits 18..31 of `needBits`, 22..25 `clusterMax` and 26..29 `siteMax` (above 15: 0). Version 1 had
 * epoch and sequence in bytes 8..23, float64, and no policy; it is still read. @hot
 */
export function writeRecord(
  out: DataView,
  offset: number,
  stamp: RecordStamp,
  request: Request,
  decision: Decision,
): void {
  out.setUint32(offset, stamp.snapshot0, true);
  out.setUint32(offset + 4, stamp.snapshot1, true);
  writeCount(out, offset + 8, stamp.epoch);
  writeCount(out, offset + 15, stamp.sequence);
  out.setUint16(offset + 22, Math.round(stamp.panicShare * shareSteps), true);
  out.setUint32(offset + 24, stamp.state0, true);
  out.setUint32(offset + 28, stamp.state1, true);
  out.setUint32(offset + 32, request.vantage, true);
  out.setUint32(offset + 36, request.file, true);
  out.setUint32(offset + 40, request.fileHash, true);
  out.setUint32(offset + 44, request.sessionHash, true);
  const { targetCount, reason } = decision;
  const hasTarget = targetCount > 0;
  const { wishes } = request;
  const first = hasTarget ? decision.targetAppliance[0] : noRow;
  out.setUint32(offset + 48, wishes === undefined ? first : wishes.servedBy, true);
  out.setInt32(offset + 52, outcomeOf(decision), true);
  const wide = isWide(request, decision);
  const its = wishes !== undefined ? versionWishes : wide ? versionWide : version;
  const want = wantedCount(request);
  out.setUint16(offset + 56, (want - 1) | (targetCount << 4) | (reason << 9) | (its << 11), true);
  const isRanked = hasTarget && decision.targetRank[0] !== noRow;
  out.setUint16(offset + 58, isRanked ? Math.min(rankMax, decision.targetRank[0]) : 0xffff, true);
  const told = wide ? wideBits(request, decision) : passedBits(decision);
  out.setUint32(offset + 60, wishes === undefined ? told : wishBits(request, decision), true);
}

/** The stamp of the record at `offset`; its epoch and sequence stand as its version has them. */
function readStamp(from: DataView, offset: number, isBefore: boolean): RecordStamp {
  const word = (at: number) => from.getUint32(offset + at, true);
  const count = (at: number, atBefore: number) =>
    isBefore ? from.getFloat64(offset + atBefore, true) : readCount(from, offset + at);
  return {
    epoch: count(8, 8),
    sequence: count(15, 16),
    snapshot0: word(0),
    snapshot1: word(4),
    state0: word(24),
    state1: word(28),
    panicShare: isBefore ? 0 : from.getUint16(offset + 22, true) / shareSteps,
  };
}

/** What a record of version 4 says of the wishes. */
function readWishes(servedBy: number, bits: number): Wishes {
  return { servedBy, clusterMax: (bits >>> 22) & 15, siteMax: (bits >>> 26) & 15 };
}

/** What the request needs, by the last word of a record of version `its`. */
function neededIn(its: number, bits: number): number {
  if (its === versionWide) return (bits >>> 16) << needShift;
  return its === versionWishes ? ((bits >>> 8) & 0x3fff) << wishShift : 0;
}

/** The record at `offset`, or undefined when no record of version 1 to 4 stands there. */
export function readRecord(from: DataView, offset: number): DecisionRecord | undefined {
  given(from, 'view');
  given(offset, 'number');
  if (offset < 0 || offset + recordBytes > from.byteLength) return undefined;
  const bits = from.getUint16(offset + 56, true);
  const its = bits >>> 11;
  if (its < versionBefore || its > versionWishes) return undefined;
  const stamp = readStamp(from, offset, its === versionBefore);
  if (stamp.panicShare > 1) return undefined;
  const word = (at: number) => from.getUint32(offset + at, true);
  const rank = from.getUint16(offset + 58, true);
  const hasWishes = its === versionWishes;
  const isWider = its === versionWide;
  const needBits = neededIn(its, word(60));
  const count = (code: number): number => {
    if (hasWishes) return code < 8 ? (word(60) >>> code) & 1 : 0;
    if (isWider) return code < labelsMax ? (word(60) >>> code) & 1 : 0;
    return code < labelsBefore ? (word(60) >>> (6 * code)) & countMax : 0;
  };
  return {
    stamp,
    request: {
      vantage: word(32),
      file: word(36),
      fileHash: word(40),
      sessionHash: word(44),
      want: (bits & 15) + 1,
      ...(needBits === 0 ? {} : { needBits }),
      ...(hasWishes && { wishes: readWishes(word(48), word(60)) }),
    },
    reason: (bits >>> 9) & 3,
    targetCount: (bits >>> 4) & 31,
    firstTarget: hasWishes ? noRow : word(48),
    firstRank: rank === 0xffff ? noRow : rank,
    passedCounts: Array.from({ length: labels.length }, (_, code) => count(code)),
    outcome: from.getInt32(offset + 52, true),
  };
}
