// Is this record one of these decisions, and does it come out again?
import { noRow } from '../base/ids.ts';
import type { StateColumns } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type DecisionRecord, outcomeOf } from './record.ts';
import { isRenumbered, isStampOf, type RecordStamp } from './stamp.ts';

/**
 * What decisions are taken on; the ranking is in the snapshot. Without a policy each record is
 * taken under its own; `{ panicShare: 0 }` is the contract.
 */
export type Basis = {
  readonly snapshot: Snapshot;
  readonly state: StateColumns;
  readonly policy?: DecisionPolicy;
};

/**
 * Why a record was left alone: `no-record` (or one of another version), `other-snapshot`;
 * `other-rows`: of a compiler's snapshot that answers like this one, with other numbers for its
 * vantages (take `Compiler.copy` of it, not `compact`);
 * `other-state`, `other-policy` (where the basis has one); `bad-row`: it names a row that the
 * snapshot has not; `differs`: the basis decides something else.
 */
export type RecordFault =
  | 'no-record'
  | 'other-snapshot'
  | 'other-rows'
  | 'other-state'
  | 'other-policy'
  | 'bad-row'
  | 'differs';

/** `basis` as `record` is taken on it: under a policy in any case. */
export function basisFor(basis: Basis, { stamp }: DecisionRecord): Required<Basis> {
  return { ...basis, policy: basis.policy ?? stamp };
}

/** Why a record is not one of a basis with this stamp, or undefined. */
export function foreignFault(
  record: DecisionRecord | undefined,
  { snapshot, policy }: Basis,
  basis: RecordStamp,
) {
  if (record === undefined) return 'no-record';
  const { stamp } = record;
  if (!isStampOf(stamp, snapshot))
    return isRenumbered(stamp, snapshot) ? 'other-rows' : 'other-snapshot';
  const isOfState = stamp.state0 === basis.state0 && stamp.state1 === basis.state1;
  if (!isOfState) return 'other-state';
  const isOfPolicy = policy === undefined || policy.panicShare === stamp.panicShare;
  return isOfPolicy ? undefined : 'other-policy';
}

/** Decides into `out` what `record` asked; why that is not what it says, or undefined. */
export function brokenFault(record: DecisionRecord, basis: Basis, out: Decision) {
  const { request, outcome } = record;
  const { snapshot, state, policy } = basisFor(basis, record);
  const knowsFile = request.file === noRow || request.file < snapshot.fileCount;
  const servedBy = request.wishes?.servedBy ?? noRow;
  const knowsServing = servedBy === noRow || servedBy < snapshot.applianceCount;
  if (!(request.vantage < snapshot.vantageCount && knowsFile && knowsServing)) return 'bad-row';
  decide(snapshot, state, request, out, policy);
  return outcomeOf(out) === outcome ? undefined : 'differs';
}
