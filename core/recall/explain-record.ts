// Why was this recorded decision taken? Only what it was taken on can say.
import { assert } from '../base/assert.ts';
import { given, givenIf } from '../base/given.ts';
import { createDecision } from '../decide/decision.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type Explanation, explain } from './explain.ts';
import type { DecisionRecord } from './record.ts';
import {
  type Basis,
  basisFor,
  brokenFault,
  foreignFault,
  type RecordFault,
} from './record-fault.ts';
import { stampOf } from './stamp.ts';
import type { ClientAddress } from './world-routes.ts';

/** The explanation, or why there is none. */
export type RecordVerdict =
  | { readonly explanation: Explanation; readonly refusal?: undefined }
  | { readonly explanation?: undefined; readonly refusal: RecordFault };

/**
 * The explanation of a recorded decision on the snapshot and state it was taken on, under its own
 * policy unless the basis has one. It is refused where the record is of another snapshot, state or
 * policy, or where the decision does not come out of it bit for bit.
 *
 * @example
 * const basis = { snapshot, state: createState(snapshot) };
 * console.log(explainRecord(basis, undefined).refusal); // => no-record
 */
export function explainRecord(basis: Basis, record: DecisionRecord | undefined): RecordVerdict {
  given(basis, 'basis');
  givenIf(record, 'record');
  const { snapshot, state } = basis;
  const foreign = foreignFault(record, basis, stampOf(snapshot, state));
  if (foreign !== undefined) return { refusal: foreign };
  assert(record !== undefined, 'what is no record is foreign');
  const broken = brokenFault(record, basis, createDecision(snapshot));
  if (broken !== undefined) return { refusal: broken };
  const { policy } = basisFor(basis, record);
  return { explanation: explain(snapshot, state, record.request, policy) };
}

/**
 * First address of the first range of a vantage, IPv4 before IPv6: it stands for a client of whom
 * the vantage alone is known. Undefined where no address has the vantage.
 */
export function firstAddressOf(snapshot: Snapshot, vantage: number): ClientAddress | undefined {
  given(snapshot, 'snapshot');
  given(vantage, 'number');
  const { spanStart, spanValue, span6Value, start0, start1, start2, start3 } = snapshot;
  const row = spanValue.indexOf(vantage);
  if (row >= 0) return { family: 4, words: [spanStart[row], 0, 0, 0] };
  const row6 = span6Value.indexOf(vantage);
  if (row6 < 0) return undefined;
  return { family: 6, words: [start0[row6], start1[row6], start2[row6], start3[row6]] };
}
