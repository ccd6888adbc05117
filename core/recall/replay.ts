// What would have been decided otherwise, and where would how much have gone?
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import { decide } from '../decide/decide.ts';
import { createDecision, type Decision } from '../decide/decision.ts';
import type { Request } from '../decide/request.ts';
import { findFile } from '../snapshot/find-file.ts';
import { readId, readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { matchVantages, type VantageMatch } from './match-vantages.ts';
import { type DecisionRecord, readRecord, recordBytes } from './record.ts';
import {
  type Basis,
  basisFor,
  brokenFault,
  foreignFault,
  type RecordFault,
} from './record-fault.ts';
import { addServed, createServed, type Served } from './served.ts';
import { type RecordStamp, stampOf } from './stamp.ts';
import { notRouted, resortVerdictOf, verdictOf } from './verdicts.ts';

/** Decisions whose first target is another, for one cause and between two sites. */
export type Move = {
  /**
   * `C`, `D`, `H`, `L` or `K`: that overlay; `network`: routes or ranks; `fleet`: the appliance is
   * not in one of the snapshots; `spread`: the order within the rank.
   */
  readonly cause: string;
  /** `lost`: the first target of before fell away; `won`: that of after became usable. */
  readonly turn: 'lost' | 'won' | 'reordered';
  /** Site of the first target; null: there was none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly decisions: number;
  /** Sum of what the caller's `weigh` says of them. */
  readonly weight: number;
};

/** What a replay found: counts of decisions, and where they went that moved. */
export type Replay = {
  readonly records: number;
  /** No record, or one of another snapshot, state or policy than `before`: left alone. */
  readonly foreign: number;
  /** `before` does not decide what the record says: left alone. Damage, or a bug. */
  readonly broken: number;
  /** The first of those, 20 at most; `record` counts from 0. */
  readonly faults: readonly { readonly record: number; readonly fault: RecordFault }[];
  /** Same reason and same targets in the same order. */
  readonly same: number;
  /** Same first target, but another reason or others after it. */
  readonly tail: number;
  /** Decisions among the replayed ones whose vantage has several likes in `after`. */
  readonly split: number;
  readonly moved: { readonly decisions: number; readonly weight: number };
  /** Heaviest first; equal ones by cause, turn, from, to. */
  readonly moves: readonly Move[];
  /** What the first targets of all replayed decisions carry on either basis. */
  readonly served: { readonly before: Served; readonly after: Served };
};

/** Faults that are listed; all are counted. */
const faultsMax = 20;

/** Rows of one snapshot in another, by id; `noRow` where the id is not there. */
type RowMap = (row: number) => number;

function applianceMap(from: Snapshot, to: Snapshot): RowMap {
  if (from === to) return (row) => row;
  const rows = new Map(readIds(to, 'appliance').map((id, row) => [id, row]));
  const column = readIds(from, 'appliance').map((id) => rows.get(id) ?? noRow);
  return (row) => (row === noRow ? noRow : column[row]);
}

function fileMap(from: Snapshot, to: Snapshot): RowMap {
  if (from === to) return (row) => row;
  const known = new Map<number, number>();
  return (row) => {
    if (row === noRow) return noRow;
    const there = known.get(row) ?? findFile(to, readId(from, 'file', row));
    known.set(row, there);
    return there;
  };
}

/** How rows of `before` stand in `after`, and appliances of `after` in `before`. */
type Crossing = {
  readonly before: Basis;
  readonly after: Basis;
  readonly toAfter: RowMap;
  readonly toBefore: RowMap;
};

const firstOf = (decision: Decision): number =>
  decision.targetCount === 0 ? noRow : decision.targetAppliance[0];

function hasSameTargets(before: Decision, after: Decision, toAfter: RowMap): boolean {
  if (before.reason !== after.reason || before.targetCount !== after.targetCount) return false;
  for (let k = 0; k < before.targetCount; k++)
    if (toAfter(before.targetAppliance[k]) !== after.targetAppliance[k]) return false;
  return true;
}

function siteId(snapshot: Snapshot, appliance: number): string | null {
  if (appliance === noRow) return null;
  return readId(snapshot, 'site', snapshot.clusterSite[snapshot.applianceCluster[appliance]]);
}

type Cause = Pick<Move, 'cause' | 'turn'>;

/** A place in the order: candidates by rank, what is none behind them all. */
const order = (a: { rank: number }, b: { rank: number }): number => Math.sign(a.rank - b.rank);

/** Why the first target `old` (row of before) gave way to `now` (row of after). */
function causeOf(
  { before, after, toAfter, toBefore }: Crossing,
  [old, now]: readonly [number, number],
  [asked, askedAfter]: readonly [Request, Request],
  isResort: boolean,
): Cause {
  const gone = { label: 'fleet', rank: noRow };
  const verdict = ({ snapshot, state, policy }: Basis, request: Request, row: number) => {
    if (row === noRow) return gone;
    if (isResort) return resortVerdictOf(snapshot, state, request, row);
    return verdictOf(snapshot, state, request, row, policy);
  };
  const oldBefore = verdict(before, asked, old);
  const oldAfter = verdict(after, askedAfter, toAfter(old));
  const nowBefore = verdict(before, asked, toBefore(now));
  const nowAfter = verdict(after, askedAfter, now);
  if (old !== noRow && oldAfter.label !== null && oldAfter.label !== oldBefore.label)
    return { cause: oldAfter.label, turn: 'lost' };
  if (now !== noRow && nowBefore.label !== null && nowBefore.label !== nowAfter.label)
    return { cause: nowBefore.label, turn: 'won' };
  const isReordered = order(oldBefore, nowBefore) !== order(oldAfter, nowAfter);
  return { cause: isReordered ? notRouted : 'spread', turn: 'reordered' };
}

type Ledger = Map<string, { -readonly [K in keyof Move]: Move[K] }>;

function book(ledger: Ledger, move: Omit<Move, 'decisions'>): void {
  const { cause, turn, from, to, weight } = move;
  const key = JSON.stringify([cause, turn, from, to]);
  const entry = ledger.get(key);
  if (entry === undefined) {
    ledger.set(key, { ...move, decisions: 1 });
    return;
  }
  entry.decisions++;
  entry.weight += weight;
}

function sortedMoves(ledger: Ledger): Move[] {
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...ledger]
    .sort(([a, one], [b, two]) => two.weight - one.weight || byText(a, b))
    .map(([, move]) => move);
}

/** Whether the first targets are the same appliance, or none on both sides. */
function isSameFirst([old, now]: readonly [number, number], toAfter: RowMap): boolean {
  return toAfter(old) === now && (now !== noRow || old === noRow);
}

/** The wishes of a request in the rows of after: who serves it goes by id. */
function wishesAfter({ wishes }: Request, toAfter: RowMap): Pick<Request, 'wishes'> {
  if (wishes === undefined) return {};
  return { wishes: { ...wishes, servedBy: toAfter(wishes.servedBy) } };
}

type Counted = 'records' | 'foreign' | 'broken' | 'same' | 'tail' | 'split';
type Weigh = (record: DecisionRecord) => number;

/** A replay on its way: how the two bases meet, room for both decisions, and what is found. */
type Retaking = Crossing & {
  readonly fileAfter: RowMap;
  readonly match: VantageMatch;
  readonly stamp: RecordStamp;
  readonly was: Decision;
  readonly is: Decision;
  readonly weigh: Weigh;
  readonly count: { [what in Counted]: number };
  readonly moved: { decisions: number; weight: number };
  readonly faults: { record: number; fault: RecordFault }[];
  readonly served: Replay['served'];
  readonly ledger: Ledger;
};

function beginRetaking(before: Basis, after: Basis, weigh: Weigh): Retaking {
  return {
    before,
    after,
    toAfter: applianceMap(before.snapshot, after.snapshot),
    toBefore: applianceMap(after.snapshot, before.snapshot),
    fileAfter: fileMap(before.snapshot, after.snapshot),
    match: matchVantages(before.snapshot, after.snapshot),
    stamp: stampOf(before.snapshot, before.state),
    was: createDecision(before.snapshot),
    is: createDecision(after.snapshot),
    weigh,
    count: { records: 0, foreign: 0, broken: 0, same: 0, tail: 0, split: 0 },
    moved: { decisions: 0, weight: 0 },
    faults: [],
    served: { before: createServed(before.snapshot), after: createServed(after.snapshot) },
    ledger: new Map(),
  };
}

/** The record if it is one of before that comes out again there; undefined: counted as a fault. */
function soundOf(
  outRetaking: Retaking,
  record: DecisionRecord | undefined,
): DecisionRecord | undefined {
  const { before, stamp, was, count, faults } = outRetaking;
  const foreign = foreignFault(record, before, stamp);
  const fault = foreign ?? (record && brokenFault(record, before, was));
  count.records++;
  if (record !== undefined && fault === undefined) return record;
  if (foreign !== undefined) count.foreign++;
  else count.broken++;
  if (faults.length < faultsMax)
    faults.push({ record: count.records - 1, fault: fault ?? 'no-record' });
  return undefined;
}

/** Decides what a sound record asked on after, and counts how that differs from before. */
function retake(outRetaking: Retaking, record: DecisionRecord): void {
  const { before, after, toAfter, toBefore, match, was, is } = outRetaking;
  const { count, moved, served } = outRetaking;
  const { request } = record;
  const vantage = match.vantage[request.vantage];
  const file = outRetaking.fileAfter(request.file);
  const askedAfter = { ...request, ...wishesAfter(request, toAfter), vantage, file };
  const elsewhere = basisFor(after, record);
  decide(after.snapshot, after.state, askedAfter, is, elsewhere.policy);
  count.split += match.isSplit[request.vantage];
  const weight = outRetaking.weigh(record);
  addServed(served.before, was, weight);
  addServed(served.after, is, weight);
  const firsts = [firstOf(was), firstOf(is)] as const;
  if (isSameFirst(firsts, toAfter)) {
    if (hasSameTargets(was, is, toAfter)) count.same++;
    else count.tail++;
    return;
  }
  moved.decisions++;
  moved.weight += weight;
  const isResort = was.reason > 1 && is.reason > 1; // last resort or none, on both sides
  const from = siteId(before.snapshot, firsts[0]);
  const to = siteId(after.snapshot, firsts[1]);
  const told = { before: basisFor(before, record), after: elsewhere, toAfter, toBefore };
  const cause = causeOf(told, firsts, [request, askedAfter], isResort);
  book(outRetaking.ledger, { ...cause, from, to, weight });
}

/**
 * Takes the decisions in `records` (one every 64 bytes) again on `before`, on which they must come
 * out as recorded bit for bit, and on `after`: another snapshot, policy or state. Counts what
 * differs; `weigh` says what a decision weighs, for example bitrate × seconds / 8 for bytes. With
 * after = before nothing differs. A file unknown before stays unknown, and who served goes by id;
 * what a request needs are bits, which mean the same words in both states. Allocates.
 *
 * @example
 * const basis = { snapshot, state: createState(snapshot) };
 * const out = createDecision(snapshot);
 * decide(snapshot, basis.state, request, out);
 * const records = new DataView(new ArrayBuffer(recordBytes));
 * writeRecord(records, 0, stampOf(snapshot, basis.state), request, out);
 * const { same, broken } = replay(records, basis, basis, () => 1);
 * console.log(same, broken); // => 1 0
 */
export function replay(
  records: DataView,
  before: Basis,
  after: Basis,
  weigh: (record: DecisionRecord) => number,
): Replay {
  given(records, 'view');
  given(before, 'basis');
  given(after, 'basis');
  given(weigh, 'function');
  const retaking = beginRetaking(before, after, weigh);
  for (let at = 0; at + recordBytes <= records.byteLength; at += recordBytes) {
    const record = soundOf(retaking, readRecord(records, at));
    if (record !== undefined) retake(retaking, record);
  }
  const { count, faults, moved, ledger, served } = retaking;
  return { ...count, faults, moved, moves: sortedMoves(ledger), served };
}
