// What is judged of the fleet, by one instance for itself or once for many of them?
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { carryFleet } from './carry.ts';
import {
  carryLeases,
  createLeases,
  judgeLeases,
  type LeaseRule,
  type Leases,
  renewLease,
} from './lease.ts';
import {
  createFleetHealth,
  type FleetHealth,
  type FleetHealthRule,
  forgetRestarted,
  type HealthReport,
  type HealthVerdict,
  hearReport,
  judgeFleet,
} from './observers.ts';

/** Health and leases of appliances, and which links are reported cut (1). */
export type Fleet = {
  readonly health: FleetHealth;
  readonly leases: Leases;
  readonly isCut: Uint8Array;
};

/** How a fleet is judged, and the votes of each observer. */
export type FleetRule = {
  readonly health: FleetHealthRule;
  readonly lease: LeaseRule;
  readonly observerWeights: readonly number[];
};

/**
 * A fleet of which nothing was heard yet: everything is well, leases begin at `atMs`.
 *
 * @example
 * const fleet = createFleet(snapshot, defaultInstancePolicy, 0);
 * console.log(fleet.health.observerCount, fleet.isCut.length === snapshot.linkCount); // => 2 true
 */
export function createFleet(snapshot: Snapshot, rule: FleetRule, atMs: number): Fleet {
  given(snapshot, 'snapshot');
  given(rule, 'object');
  given(atMs, 'number');
  return {
    health: createFleetHealth(snapshot.applianceCount, rule.observerWeights),
    leases: createLeases(snapshot.applianceCount, atMs),
    isCut: new Uint8Array(snapshot.linkCount),
  };
}

/** For each row of the next snapshot its row in the one before, or `noRow`. */
type Rows = { readonly appliance: Uint32Array; readonly link: Uint32Array };

/** The same on other rows: what is new is believed well. */
export function carryFleetRows(fleet: Fleet, { appliance, link }: Rows): Fleet {
  return {
    health: carryFleet(fleet.health, appliance),
    leases: carryLeases(fleet.leases, appliance),
    isCut: Uint8Array.from(link, (before) => (before === noRow ? 0 : fleet.isCut[before])),
  };
}

/**
 * Takes in what an observer found. `restarted`: taken, though it counts otherwise than before
 * without another boot, as nothing of it was taken for longer than its vote lasts. Total. @hot
 */
export function hearHealth(
  out: Fleet,
  report: HealthReport,
  rules: FleetRule,
): HealthVerdict | 'restarted' {
  const { health: rule } = rules;
  const verdict = hearReport(out.health, report, rule);
  const isOther = verdict === 'stale' || verdict === 'jump';
  if (!isOther || !forgetRestarted(out.health, report, rule)) return verdict;
  hearReport(out.health, report, rule);
  return 'restarted';
}

/** Takes in that something was heard of an appliance. Total. @hot */
export function hearLease(out: Fleet, appliance: number, atMs: number): 'taken' | 'row' {
  return renewLease(out.leases, appliance, atMs);
}

/**
 * Judges health and leases at `atMs`.
 *
 * @example
 * const fleet = createFleet(snapshot, defaultInstancePolicy, 0);
 * const ill = { appliance: 0, isFit: false, sequence: 1, atMs: 1 };
 * for (const observer of [0, 1]) hearHealth(fleet, { ...ill, observer }, defaultInstancePolicy);
 * judgeBelief(fleet, 1, defaultInstancePolicy);
 * console.log(fleet.health.healthy[0], fleet.health.healthy[1]); // => 0 1
 */
export function judgeBelief(out: Fleet, atMs: number, rule: FleetRule): void {
  given(out, 'fleet');
  given(atMs, 'number');
  given(rule, 'fleetRule');
  judgeFleet(out.health, atMs, rule.health);
  judgeLeases(out.leases, atMs, rule.lease);
}
