// What is one steering instance? A snapshot, all that it believes, and room for its answers.
import type { Admission } from '../admit/admit.ts';
import { type Generation, type Generations, noGenerations } from '../admit/generations.ts';
import { assert } from '../base/assert.ts';
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Version } from '../base/version.ts';
import type { Drain } from '../control/drain.ts';
import { createFleet, type Fleet } from '../control/fleet.ts';
import { createState, type State } from '../control/state.ts';
import { type Clock, createClock, tellClock } from '../control/trust.ts';
import { createDecision, type Decision } from '../decide/decision.ts';
import { readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { RowMap } from '../snapshot/row-map.ts';
import { type Counts, createCounts } from './counts.ts';
import { createLoadTable, type LoadTable } from './load-table.ts';
import { defaultInstancePolicy, type InstancePolicy, policyFault } from './policy.ts';

/**
 * What is judged of the fleet; rows as in the snapshot.
 *
 * | column    | rows       | holds                                                      |
 * | --------- | ---------- | ---------------------------------------------------------- |
 * | `healthy` | appliances | 1: believed healthy                                        |
 * | `sinceMs` | appliances | since when; minus infinity: from ever                      |
 * | `isLeased` | appliances | 1: its lease runs                                         |
 * | `isCut`   | links      | 1: reported cut, everybody sheds it                        |
 */
export type FleetBelief = {
  readonly healthy: Numbers;
  readonly sinceMs: Numbers;
  readonly isLeased: Numbers;
  readonly isCut: Numbers;
};

/** Rows by id. */
export type IdRows = { [table in 'appliance' | 'link']?: ReadonlyMap<string, number> };

/** A snapshot that waits for a human, with the verdict on it. */
export type HeldSnapshot = {
  readonly snapshot: Snapshot;
  readonly admission: Admission;
  readonly rows: RowMap | undefined;
};

/**
 * One steering instance. `step` and the calls beside it change it in place between answers, and
 * `answer` reads it: on one thread no decision sees half a step. What is in it is for reading.
 */
export type Instance = {
  snapshot: Snapshot;
  /** What `decide` reads of all the rest; rows as in `snapshot`. */
  state: State;
  /** Room for answers; each overwrites the one before. */
  decision: Decision;
  policy: InstancePolicy;
  readonly counts: Counts;
  /** Who judges the fleet here; undefined: somebody else does, for many instances. */
  fleet: Fleet | undefined;
  belief: FleetBelief;
  appliance: LoadTable;
  link: LoadTable;
  /** All drains that were ever told, by id of the appliance. */
  readonly drains: Map<string, Drain>;
  /** Those of appliances that the snapshot has, by row. */
  readonly drainRows: Map<number, Drain>;
  generations: Generations;
  /** The snapshots of all generations. */
  kept: readonly Snapshot[];
  held: HeldSnapshot | undefined;
  /** Rows by id of the snapshot that serves, each table made when it is first asked for. */
  rows: IdRows;
  /** What has happened in answers since it was last settled. */
  readonly since: {
    decisions: number;
    contained: number;
    text: string;
    record: Uint8Array | undefined;
  };
} & Clock;

/** A generation by its version and content. */
export function generationOf(snapshot: Snapshot): Generation {
  const { contentDigest, epoch, sequence } = snapshot;
  const words = Array.from(contentDigest, (word) => word.toString(16).padStart(8, '0'));
  return { digest: words.join(''), epoch, sequence };
}

export function versionOf({ epoch, sequence }: Version): Version {
  return { epoch, sequence };
}

/** Whether both have the same epoch and sequence. */
export function isOne(a: Version, b: Version | undefined): boolean {
  return b !== undefined && a.epoch === b.epoch && a.sequence === b.sequence;
}

/** When an instance begins, and who judges the fleet if it does not itself. */
export type InstanceStart = { readonly atMs?: number; readonly shared?: FleetBelief };

/**
 * An instance that serves `snapshot`, which counts as good: it is the last good one of before, or
 * a human or `admit` let it in. Everything is as declared, nothing was heard. Throws `bad-policy`
 * where a number of the policy is none that can be gone by, and says which.
 *
 * @example
 * const instance = createInstance(snapshot, { ...defaultInstancePolicy, instances: 12 });
 * console.log(instance.snapshot === snapshot, instance.counts.decisions); // => true 0
 */
export function createInstance(
  snapshot: Snapshot,
  policy: InstancePolicy = defaultInstancePolicy,
  start: InstanceStart = {},
): Instance {
  given(snapshot, 'snapshot');
  given(start, 'object');
  const { atMs = 0, shared } = start;
  const fault = policyFault(policy);
  assert(fault === '', `a policy: ${fault}`, 'bad-policy');
  assert(typeof atMs === 'number' && Math.abs(atMs) < Infinity, 'an instant: start.atMs');
  const { applianceLoad, linkLoad, instances, marks } = policy;
  const { applianceCount, linkCount } = snapshot;
  const fleet = shared === undefined ? createFleet(snapshot, policy, atMs) : undefined;
  const generation = generationOf(snapshot);
  const appliance = { rule: applianceLoad, instances };
  const link = { rule: linkLoad, instances };
  return {
    snapshot,
    state: createState(snapshot),
    decision: createDecision(snapshot),
    policy,
    counts: createCounts(),
    fleet,
    belief: beliefOf(snapshot, fleet, shared),
    appliance: createLoadTable(applianceCount, atMs, appliance, marks),
    link: createLoadTable(linkCount, atMs, link, marks),
    drains: new Map(),
    drainRows: new Map(),
    generations: { ...noGenerations, serving: generation, good: [generation], newest: generation },
    kept: [snapshot],
    held: undefined,
    rows: {},
    ...createClock(atMs),
    since: { decisions: 0, contained: 0, text: '', record: undefined },
  };
}

/** Columns of `fleet`, or else those that are shared. */
function beliefOf(
  snapshot: Snapshot,
  fleet: Fleet | undefined,
  shared: FleetBelief | undefined,
): FleetBelief {
  if (fleet !== undefined) return fleetBelief(fleet);
  assert(shared?.healthy.length === snapshot.applianceCount, 'a row an appliance');
  assert(shared.isCut.length === snapshot.linkCount, 'a row a link');
  return shared;
}

export function fleetBelief({ health, leases, isCut }: Fleet): FleetBelief {
  return { healthy: health.healthy, sinceMs: health.sinceMs, isLeased: leases.isLeased, isCut };
}

/** Row of an id in the snapshot that serves, or `noRow`. O(1) but for the first of a table. */
export function rowById(instance: Instance, table: keyof IdRows, id: string): number {
  const { rows, snapshot } = instance;
  const known = rows[table] ?? new Map(readIds(snapshot, table).map((each, row) => [each, row]));
  rows[table] = known;
  return known.get(id) ?? noRow;
}

/** Tells the clock, which never goes back, and returns it; what it does not believe is counted. */
export function tellTime(instance: Instance, atMs: number): number {
  if (!tellClock(instance, atMs)) instance.counts.ignored.time++;
  return instance.nowMs;
}
