// From what does a service answer now? Snapshot, belief and buffers that belong together.
import { noRow } from '../base/ids.ts';
import { createState, type State, type StateView, upBit } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import { createDecision, type Decision } from '../decide/decision.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Request } from '../decide/request.ts';
import { joinIds } from '../snapshot/diff-fleet.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** Which of two is newer: epoch first, then sequence. Whole numbers from 0. */
export type Version = { readonly epoch: number; readonly sequence: number };

/**
 * Everything that a decision reads. A service holds one reference to it and replaces that; it is
 * never changed in parts, so no decision sees the snapshot of one version and the belief of
 * another. The arrays of `state` are not written any more once they are here.
 */
export type Serving = {
  readonly snapshot: Snapshot;
  /** Rows as in `snapshot`. */
  readonly state: StateView;
  /** Of the belief; undefined until the first update. */
  readonly believed?: Version;
  /** Room for answers of this snapshot; each `answer` overwrites it. */
  readonly decision: Decision;
};

/** A whole belief about the fleet of one snapshot. */
export type BeliefUpdate = {
  /** The snapshot whose rows these are. */
  readonly snapshot: Version & { readonly fleet: string };
  /** Of the belief itself; rises over all snapshots. */
  readonly version: Version;
  readonly state: StateView;
};

/**
 * | code       | says                                                             |
 * | ---------- | ---------------------------------------------------------------- |
 * | `fleet`    | it is of another fleet                                           |
 * | `version`  | its (epoch, sequence) is not newer, or no version at all         |
 * | `snapshot` | the rows are those of another snapshot than the one that serves  |
 * | `rows`     | it has more or fewer rows than the snapshot                      |
 */
export type ServingRefusal = 'fleet' | 'version' | 'snapshot' | 'rows';

/** What serves after an update: the same reference where it was refused. */
export type Served = { readonly serving: Serving; readonly refusal?: ServingRefusal };

/** Whether `version` is one, and newer than `than` (undefined: than nothing). Total. */
export function isNewerVersion(version: Version, than: Version | undefined): boolean {
  const isOne = (part: number): boolean => Number.isSafeInteger(part) && part >= 0;
  if (!isOne(version.epoch) || !isOne(version.sequence)) return false;
  if (than === undefined || version.epoch > than.epoch) return true;
  return version.epoch === than.epoch && version.sequence > than.sequence;
}

/** The first value: a snapshot that `admit` let in, and its fleet as declared. */
export function startServing(snapshot: Snapshot): Serving {
  return { snapshot, state: createState(snapshot), decision: createDecision(snapshot) };
}

/**
 * What serves when `snapshot` takes over: what is believed of appliances and links is carried to
 * their rows, new ones are as declared, and the belief keeps its version. What a lease or a drain
 * kept out though it was declared up stays out until the next belief. An older snapshot is taken
 * with `isRollback` alone. Pure: `serving` goes on answering until the caller replaces it. O(rows).
 */
export function serveSnapshot(serving: Serving, snapshot: Snapshot, isRollback = false): Served {
  if (snapshot.fleet !== serving.snapshot.fleet) return { serving, refusal: 'fleet' };
  if (!isRollback && !isNewerVersion(snapshot, serving.snapshot))
    return { serving, refusal: 'version' };
  const { believed } = serving;
  const state = carryState(serving, snapshot);
  const next: Serving = { snapshot, state, decision: createDecision(snapshot) };
  return { serving: believed === undefined ? next : { ...next, believed } };
}

/**
 * What serves with a newer belief: the columns of `update` themselves, not a copy. Refused where
 * they are of another snapshot or not newer. Pure, total, O(1).
 */
export function believe(serving: Serving, update: BeliefUpdate): Served {
  const { snapshot, believed, decision } = serving;
  const { fleet, epoch, sequence } = update.snapshot;
  if (fleet !== snapshot.fleet) return { serving, refusal: 'fleet' };
  if (epoch !== snapshot.epoch || sequence !== snapshot.sequence)
    return { serving, refusal: 'snapshot' };
  const { appliance, link } = update.state;
  if (appliance.length !== snapshot.applianceCount || link.length !== snapshot.linkCount)
    return { serving, refusal: 'rows' };
  if (!isNewerVersion(update.version, believed)) return { serving, refusal: 'version' };
  const { epoch: epochOf, sequence: sequenceOf } = update.version;
  const version = { epoch: epochOf, sequence: sequenceOf };
  return { serving: { snapshot, state: update.state, believed: version, decision } };
}

/** Decides on what serves; the answer stands until the next one. No allocation. */
export function answer(serving: Serving, request: Request, policy?: DecisionPolicy): Decision {
  decide(serving.snapshot, serving.state, request, serving.decision, policy);
  return serving.decision;
}

function carryState(from: Serving, snapshot: Snapshot): State {
  const state = createState(snapshot);
  const appliances = joinIds(from.snapshot, snapshot, 'appliance');
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const before = appliances.rowA[appliances.ofB[row]];
    if (before === noRow) continue;
    const word = from.state.appliance[before];
    const wasOut = (word & upBit) === 0 && from.snapshot.applianceState[before] === 0;
    const up = wasOut ? 0 : state.appliance[row] & upBit;
    state.appliance[row] = ((word & ~upBit) | up) >>> 0;
  }
  const links = joinIds(from.snapshot, snapshot, 'link');
  for (let row = 0; row < snapshot.linkCount; row++) {
    const before = links.rowA[links.ofB[row]];
    if (before !== noRow) state.link[row] = from.state.link[before];
  }
  return state;
}
