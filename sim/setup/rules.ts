// By which rules does every steering instance of a scenario believe?
import { defaultInstancePolicy, defaultLoadRule, type InstancePolicy } from '@fairlead/core';
import type { Timeline } from './rounds.ts';
import type { Scenario } from './scenario.ts';

/** What the rules of a run follow from. */
type RuleGround = {
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly share: number;
  readonly delayEpochs: number;
};

const marksMin = defaultInstancePolicy.marks.count;

/**
 * The policy of the instances: loads in bit/s, each of which stands in a
 * sample for as many as it is a share of, one mark a report boundary, as many as a report is
 * old and as a service keeps at least. A vote lasts two report intervals, and a lease is late
 * after half of it.
 */
export function instancePolicy({
  scenario,
  timeline,
  share,
  delayEpochs,
}: RuleGround): InstancePolicy {
  const { policy, instances } = scenario;
  const { health } = policy;
  const { epochMs } = timeline;
  const leaseMs = health.leaseReports * epochMs;
  return {
    ...defaultInstancePolicy,
    decision: { panicShare: policy.panicShare ?? 0 },
    health: { ...health, voteMsMax: epochMs * 2, windowMs: epochMs },
    observerWeights: Array(health.observers).fill(1),
    lease: { leaseMs, lateMs: leaseMs / 2, lateShareMax: health.leaseShareMax },
    applianceLoad: { ...defaultLoadRule, shed: policy.applianceShed },
    linkLoad: { ...defaultLoadRule, shed: policy.linkShed },
    instances,
    loadUnitBps: 1 / share,
    marks: { count: Math.max(marksMin, delayEpochs), everyMs: epochMs },
  };
}
