// From what does a service answer now? Snapshot, belief and buffers that belong together.
import { isNewerVersion, type Version } from '../base/version.ts';
import { carryState } from '../control/carry.ts';
import { createState, type StateView } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import { createDecision, type Decision } from '../decide/decision.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Request } from '../decide/request.ts';
import { isCurrent } from '../snapshot/header.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { isMapOf, joinRows, type RowMap } from '../snapshot/row-map.ts';

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
 * | `reused`   | its bytes hold another snapshot by now: nobody had retained it   |
 */
export type ServingRefusal = 'fleet' | 'version' | 'snapshot' | 'rows' | 'reused';

/** What serves after an update: the same reference where it was refused. */
export type Served = { readonly serving: Serving; readonly refusal?: ServingRefusal };

/** The first value: a snapshot that `admit` let in, and its fleet as declared. */
export function startServing(snapshot: Snapshot): Serving {
  return { snapshot, state: createState(snapshot), decision: createDecision(snapshot) };
}

/**
 * What serves when `snapshot` takes over: what is believed of appliances and links is carried to
 * their rows, new ones are as declared, and the belief keeps its version. What a lease or a drain
 * kept out though it was declared up stays out until the next belief. An older snapshot is taken
 * with `isRollback` alone. `rows` is the map from what serves to it, joined in another thread; one
 * of other snapshots is not used. Pure: `serving` goes on answering until the caller replaces it.
 * O(rows), and the bytes of ids where there is no map and the snapshots are not of one compiler.
 */
export function serveSnapshot(
  serving: Serving,
  snapshot: Snapshot,
  isRollback = false,
  rows?: RowMap,
): Served {
  if (!isCurrent(snapshot)) return { serving, refusal: 'reused' };
  if (snapshot.fleet !== serving.snapshot.fleet) return { serving, refusal: 'fleet' };
  if (!isRollback && !isNewerVersion(snapshot, serving.snapshot))
    return { serving, refusal: 'version' };
  const { believed } = serving;
  const { snapshot: before } = serving;
  const isOurs = rows !== undefined && isMapOf(rows, before, snapshot);
  const map = isOurs ? rows : joinRows(before, snapshot);
  const state = carryState(before, serving.state, snapshot, map);
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
