// By which rules does a steering instance believe, decide and change over?
import { bakeLimits, defaultBake, type GenerationRule } from '../admit/generations.ts';
import { type AdmissionPolicy, admissionLimits, defaultAdmission } from '../admit/policy.ts';
import { defaultLeaseRule, type LeaseRule } from '../control/lease.ts';
import { defaultFleetHealthRule, type FleetHealthRule } from '../control/observers.ts';
import {
  defaultLoadRule,
  defaultSlowStart,
  type LoadRule,
  type SlowStartRule,
} from '../control/shed.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import { aboveZero, type Limit, limitFault } from '../door/limits.ts';

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
  /** See `Belief`. */
  readonly isFailClosed: boolean;
  readonly applianceLoad: LoadRule;
  readonly linkLoad: LoadRule;
  /** Steering instances that decide as this one does, 1 or more. */
  readonly instances: number;
  /** Unit of all loads, bits per second. */
  readonly loadUnitBps: number;
  readonly marks: MarkRule;
  readonly slowStart: SlowStartRule;
  readonly bake: GenerationRule;
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

const infinite = Number.POSITIVE_INFINITY;
/** Each keeps three numbers of every appliance and link. */
const marksMax = 1024;
const share: readonly [number, number] = [0, 1];

/** Which numbers the parts of a policy take; a time without an end is one. */
const parts: readonly (readonly [part: keyof InstancePolicy, limits: readonly Limit[]])[] = [
  ['decision', [['panicShare', ...share]]],
  [
    'health',
    [
      ['downAfter', 1, infinite],
      ['upAfter', 1, infinite],
      ['holdMs', 0, infinite],
      ['holdMsMax', 0, infinite],
      ['quietMs', 0, infinite],
      ['quorum', aboveZero, infinite],
      ['voteMsMax', 0, infinite],
      ['suspectShare', ...share],
      ['windowMs', 0, infinite],
    ],
  ],
  [
    'lease',
    [
      ['leaseMs', 0, infinite],
      ['lateMs', 0, infinite],
      ['lateShareMax', ...share],
    ],
  ],
  [
    'marks',
    [
      ['count', 1, marksMax, 'whole'],
      ['everyMs', 0, infinite],
    ],
  ],
  [
    'slowStart',
    [
      ['rampMs', -infinite, infinite],
      ['floorShare', ...share],
    ],
  ],
  ['bake', bakeLimits],
  ['admission', admissionLimits],
];
const loadLimits: readonly Limit[] = [
  ['sessionMs', aboveZero, infinite],
  ['surpriseShare', 0, infinite],
  ['playShare', 0, infinite],
  ['slackShare', 0, infinite],
];
const shedLimits: readonly Limit[] = [
  ['from', 0, infinite],
  ['full', 0, infinite],
];
const ownLimits: readonly Limit[] = [
  ['instances', 1, Number.MAX_VALUE],
  ['loadUnitBps', aboveZero, Number.MAX_VALUE],
];

/**
 * What makes a policy one that nobody can decide by, in words; '': nothing. Whatever comes in as a
 * policy; what it leaves out is a fault.
 */
export function policyFault(policy: InstancePolicy): string {
  const own = limitFault(policy, ownLimits);
  if (own !== '') return own;
  for (const [part, limits] of parts) {
    const fault = limitFault(policy[part], limits, part);
    if (fault !== '') return fault;
  }
  for (const table of ['applianceLoad', 'linkLoad'] as const) {
    const fault = loadFault(policy[table], table);
    if (fault !== '') return fault;
  }
  const { observerWeights, isFailClosed } = policy;
  if (!Array.isArray(observerWeights) || !Array.from(observerWeights).every(isWeight))
    return 'observerWeights must be a list of numbers, 0 or more';
  return typeof isFailClosed === 'boolean' ? '' : 'isFailClosed must be true or false';
}

const isWeight = (weight: unknown): boolean =>
  typeof weight === 'number' && weight >= 0 && weight < infinite;

function loadFault(rule: LoadRule, path: string): string {
  const fault =
    limitFault(rule, loadLimits, path) || limitFault(rule.shed, shedLimits, `${path}.shed`);
  if (fault !== '') return fault;
  const { from, full } = rule.shed;
  return from < full ? '' : `${path}.shed.from must be below ${path}.shed.full`;
}

/** Whether an instance can go over from one to the other without losing what it knows. */
export function isSameShape(a: InstancePolicy, b: InstancePolicy): boolean {
  const observers = a.observerWeights.length === b.observerWeights.length;
  const weights = a.observerWeights.every((weight, row) => weight === b.observerWeights[row]);
  return observers && weights && a.marks.count === b.marks.count && a.loadUnitBps === b.loadUnitBps;
}
