// By which rules does a steering instance believe, decide and change over?
import { type AdmissionPolicy, defaultAdmission } from '../admit/admit.ts';
import { type BakeRule, defaultBake } from '../admit/generations.ts';
import { defaultLeaseRule, type LeaseRule } from '../control/lease.ts';
import { defaultLoadRule, type LoadRule } from '../control/loads.ts';
import { defaultFleetHealthRule, type FleetHealthRule } from '../control/observers.ts';
import { defaultSlowStart, type SlowStartRule } from '../control/shed.ts';
import type { DecisionPolicy } from '../decide/panic.ts';

/** How long an instance remembers what it knew of itself, so that old reports can be read. */
export type MarkRule = {
  /** Marks that are kept, at least 1; each holds three float64 an appliance and a link. */
  readonly count: number;
  /** From one mark to the next, ms; what lies between two is interpolated. */
  readonly everyMs: number;
};

/** All rules of an instance. Observers, marks and the unit of loads are for its life. */
export type InstancePolicy = {
  readonly decision: DecisionPolicy;
  readonly health: FleetHealthRule;
  /** Votes of each observer of the fleet. */
  readonly observerWeights: readonly number[];
  readonly lease: LeaseRule;
  /** See `Standing`. */
  readonly isFailClosed: boolean;
  readonly applianceLoad: LoadRule;
  readonly linkLoad: LoadRule;
  /** Steering instances that decide as this one does, 1 or more. */
  readonly instances: number;
  /** Unit of all loads, bits per second. */
  readonly loadUnitBps: number;
  readonly marks: MarkRule;
  readonly slowStart: SlowStartRule;
  readonly bake: BakeRule;
  readonly admission: AdmissionPolicy;
};

/** One instance, two observers, loads in bit/s, reports of up to eighty seconds of age. */
export const defaultInstancePolicy: InstancePolicy = {
  decision: { panicShare: 0 },
  health: defaultFleetHealthRule,
  observerWeights: [1, 1],
  lease: defaultLeaseRule,
  isFailClosed: false,
  applianceLoad: defaultLoadRule,
  linkLoad: defaultLoadRule,
  instances: 1,
  loadUnitBps: 1,
  marks: { count: 8, everyMs: 10_000 },
  slowStart: defaultSlowStart,
  bake: defaultBake,
  admission: defaultAdmission,
};

/** What makes a policy one that nobody can decide by; empty: nothing. */
export function policyFault(policy: InstancePolicy): string {
  const { instances, loadUnitBps, marks, decision, applianceLoad, linkLoad } = policy;
  const { panicShare } = decision;
  if (!(instances >= 1 && instances < Infinity)) return 'instances must be 1 or more';
  if (!(loadUnitBps > 0 && loadUnitBps < Infinity)) return 'loadUnitBps must be above 0';
  if (!(Number.isSafeInteger(marks.count) && marks.count >= 1)) return 'marks.count must be from 1';
  if (!(marks.everyMs >= 0)) return 'marks.everyMs must be 0 or more';
  if (!(panicShare >= 0 && panicShare <= 1)) return 'panicShare must be 0..1';
  for (const { shed, sessionMs } of [applianceLoad, linkLoad]) {
    if (!(shed.from < shed.full)) return 'shed.from must be below shed.full';
    if (!(sessionMs > 0)) return 'sessionMs must be above 0';
  }
  return '';
}

/** Whether an instance can go over from one to the other without losing what it knows. */
export function isSameShape(a: InstancePolicy, b: InstancePolicy): boolean {
  const observers = a.observerWeights.length === b.observerWeights.length;
  const weights = a.observerWeights.every((weight, row) => weight === b.observerWeights[row]);
  return observers && weights && a.marks.count === b.marks.count && a.loadUnitBps === b.loadUnitBps;
}
