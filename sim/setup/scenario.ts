// What is a run asked? A scenario after its YAML was read, checked and completed.
import { defaultTrustRule, type HealthRule, type ShedRule, type TrustRule } from '@fairlead/core';
import type { Broadcast } from '../demand/live/live.ts';
import type { ScenarioEvent } from '../events/event.ts';

export type { ShedRule } from '@fairlead/core';
export type { Broadcast } from '../demand/live/live.ts';
export type { ScenarioEvent } from '../events/event.ts';

/**
 * When an appliance is believed healthy and may be offered. Reports come once an interval, by each
 * of the observers; `quorum` of them must agree.
 */
export type HealthPolicy = HealthRule &
  TrustRule & {
    readonly observers: number;
    readonly quorum: number;
    /** An observer that alone sees a larger share of the fleet fail does not vote, 0..1. */
    readonly suspectShare: number;
    /** Silent reports in a row after which an appliance is not offered any more. */
    readonly leaseReports: number;
    /** When a larger share of the fleet is silent at once no lease runs out, 0..1. */
    readonly leaseShareMax: number;
  };

/** One missing report ends trust, two good ones and a minute restore it, four end the lease. */
export const defaultHealthPolicy: HealthPolicy = {
  ...defaultTrustRule,
  observers: 2,
  quorum: 2,
  suspectShare: 0.3,
  downAfter: 1,
  upAfter: 2,
  leaseReports: 3,
  leaseShareMax: 0.5,
};

export type Policy = {
  /** Comparators of a ranking in order; a leading `-` reverses one. */
  readonly ranking: readonly string[];
  /** Targets a client asks for, 1..16. */
  readonly want: number;
  readonly applianceShed: ShedRule;
  readonly linkShed: ShedRule;
  /** What steering counts of a session: absent the bitrate of its file, else what it asks now. */
  readonly reserve?: 'observed';
  /** `panicShare` of the core's `DecisionPolicy`, above 0 to 1; absent: off. */
  readonly panicShare?: number;
  readonly health: HealthPolicy;
  /** Clients say which starts failed; where too many did is reported ill. Absent: nobody asks. */
  readonly outcomes?: true;
  /** False: whatever is published serves, and nothing is held; absent: the gate judges. */
  readonly isAdmitted?: false;
};

/**
 * What starting costs: an appliance answers so many tries a second, in the order in which they
 * come; whoever would wait longer than a try lasts is made to wait in vain and tries again.
 */
export type RetryRule = {
  /** Tries a second that an appliance answers for each Gbit/s of its capacity, above 0. */
  readonly startsPerGbps: number;
  /** The same in all of an appliance, by its model; others go by capacity. */
  readonly startsOf: readonly (readonly [model: string, starts: number])[];
  /** Part of those whose try timed out that try again, 0..1; the others leave. */
  readonly share: number;
  /** Tries made again for each first one that an instance allows; absent: as many as come. */
  readonly budget?: number;
  /** First wait of a player that has tried all its targets; each is twice the one before. */
  readonly backoffMs: number;
  /** Who has had no picture for `afterMs` is restarted: each try weighs as much as `times`. */
  readonly restart?: { readonly afterMs: number; readonly times: number };
};

export type Demand = {
  /** Sessions that a member starts on an average day. */
  readonly startsPerMemberDay: number;
  /**
   * Share of the world's members that are simulated, above 0 to 1; 1 unless the scenario samples.
   * Each then stands for 1 / share: loads and bytes are those of all members, counts of sessions
   * are those of the sample.
   */
  readonly memberShare: number;
  /** Live events; absent: none. */
  readonly lives?: readonly Broadcast[];
  /** What starting costs; absent: nothing, no try times out but at what is dead. */
  readonly retry?: RetryRule;
};

/** How long players and members wait. */
export type PlayerRule = {
  /** How long a player stays without a picture before it gives up, ms. */
  readonly patienceMs: number;
  /** Part of the members that leaves with each second beyond two without a first picture; absent:
   * they wait as long as their players. */
  readonly abandon?: number;
};

export type Scenario = {
  readonly name: string;
  readonly seed: number;
  /** Instants in ms since 1970-01-01 UTC: what is measured. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Simulated before `fromMs`, unmeasured, so that the evening does not begin empty. */
  readonly warmupMs: number;
  readonly reportIntervalMs: number;
  /** Age of a report when steering sees it: a multiple of the interval. */
  readonly reportDelayMs: number;
  /** Share of the load reports that do not reach an instance, each by its own toss, 0..1. */
  readonly reportLossShare: number;
  /** How often changes of the network are published, and how long after steering has them. */
  readonly publish: { readonly everyMs: number; readonly delayMs: number };
  /** Steering instances; part of the question, not of the machine. */
  readonly instances: number;
  readonly demand: Demand;
  readonly policy: Policy;
  /** Absent: three minutes, and nobody leaves before. */
  readonly player?: PlayerRule;
  readonly events: readonly ScenarioEvent[];
  readonly expect: readonly {
    readonly kpi: string;
    readonly op: '<' | '<=' | '>' | '>=' | '=';
    readonly bound: number;
  }[];
};

/** UTC offset of a zone over time: offset `k` holds from `fromMs[k]` (the first from ever). */
export type ZoneRules = {
  readonly [zone: string]: { readonly fromMs: Float64Array; readonly offsetMs: Float64Array };
};
