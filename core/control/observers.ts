// Which appliances do the observers together believe healthy, and which observer is to be doubted?
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';
import { type Health, type HealthRule, isCounted, orderOf, reduceHealth } from './health.ts';
import {
  ageMs,
  type Clock,
  createClock,
  reduceTrust,
  type Trust,
  type TrustRule,
  tellClock,
} from './trust.ts';

/**
 * Belief about the health of a fleet, and what each observer says. Row numbers of appliances are
 * those of the snapshot that it was made for; `carryFleet` takes it to another.
 *
 * Columns, because a verdict looks at every appliance and every observer: 18,000 appliances under
 * three observers are 1.2 MB and a judgement of well under a millisecond, without garbage. What is
 * decided for one appliance are the pure `reduceHealth` and `reduceTrust`.
 *
 * | column                 | rows                   | holds                                      |
 * | ---------------------- | ---------------------- | ------------------------------------------ |
 * | `says`                 | observers × appliances | 1: this observer finds it healthy          |
 * | `against`              | observers × appliances | its reports in a row that say otherwise    |
 * | `heardMs`, `heard`     | observers × appliances | receive time, sequence of its last report  |
 * | `booted`               | observers × appliances | boot epoch of its last report              |
 * | `healthy`              | appliances             | 1: believed healthy                        |
 * | `sinceMs`, `holdMs`    | appliances             | since when; hold of the last time down     |
 * | `weight`               | observers              | votes of this observer                     |
 * | `isSuspect`            | observers              | 1: was not let vote when last judged       |
 *
 * Row of (observer, appliance): observer × applianceCount + appliance.
 */
export type FleetHealth = {
  readonly applianceCount: number;
  readonly observerCount: number;
  readonly says: Uint8Array;
  readonly against: Uint32Array;
  readonly heardMs: Float64Array;
  readonly heard: Float64Array;
  readonly booted: Float64Array;
  readonly healthy: Uint8Array;
  readonly sinceMs: Float64Array;
  readonly holdMs: Float64Array;
  readonly weight: Float64Array;
  readonly isSuspect: Uint8Array;
  /** Room for a judgement; what it holds afterwards means nothing. */
  readonly scratch: { readonly alone: Uint32Array; readonly voted: Uint32Array };
} & Clock;

/** When observers are believed. */
export type ObserverRule = {
  /** Votes that a verdict needs; at most as many as all observers together have. */
  readonly quorum: number;
  /** A report older than this is no vote: its observer is silent. */
  readonly voteMsMax: number;
  /** An observer that alone sees a larger share of its appliances fail is suspect, 0..1. */
  readonly suspectShare: number;
  /** Within this time: a report interval. */
  readonly windowMs: number;
};

/** All that turns reports into a belief. */
export type FleetHealthRule = HealthRule & TrustRule & ObserverRule;

/**
 * For reports every ten seconds: two observers must agree, so one bad report of each is enough and
 * an interval later nobody is sent there; back after three good ones and the hold; an observer that
 * alone sees 30 % fail within an interval is suspect.
 */
export const defaultFleetHealthRule: FleetHealthRule = {
  downAfter: 1,
  upAfter: 3,
  holdMs: 60_000,
  holdMsMax: 1_800_000,
  quietMs: 900_000,
  quorum: 2,
  voteMsMax: 30_000,
  suspectShare: 0.3,
  windowMs: 10_000,
};

/** All appliances believed healthy from ever, nothing heard; `weights` has a row an observer. */
export function createFleetHealth(applianceCount: number, weights: readonly number[]): FleetHealth {
  given(applianceCount, 'count');
  given(weights, 'list');
  const observerCount = weights.length;
  const votes = observerCount * applianceCount;
  return {
    applianceCount,
    observerCount,
    says: new Uint8Array(votes).fill(1),
    against: new Uint32Array(votes),
    heardMs: new Float64Array(votes).fill(Number.NEGATIVE_INFINITY),
    heard: new Float64Array(votes).fill(Number.NEGATIVE_INFINITY),
    booted: new Float64Array(votes),
    healthy: new Uint8Array(applianceCount).fill(1),
    sinceMs: new Float64Array(applianceCount).fill(Number.NEGATIVE_INFINITY),
    holdMs: new Float64Array(applianceCount),
    weight: Float64Array.from(weights, (weight) => (weight > 0 ? weight : 0)),
    isSuspect: new Uint8Array(observerCount),
    ...createClock(Number.NEGATIVE_INFINITY),
    scratch: {
      alone: new Uint32Array(observerCount),
      voted: new Uint32Array(observerCount),
    },
  };
}

/** What one observer found of one appliance. */
export type HealthReport = {
  readonly observer: number;
  readonly appliance: number;
  /** Whether it did what it should; a probe without an answer is false. */
  readonly isFit: boolean;
  /** The observer's count of its reports since it was booted: doubles do not count. */
  readonly sequence: number;
  /** Rises whenever the observer is booted and counts anew, such as that second; absent: 0. */
  readonly boot?: number | undefined;
  /** When it was received, by the receiver's monotonic clock. */
  readonly atMs: number;
};

/**
 * What became of a health report: `taken`, `stale` (doubled, overtaken, or of an earlier boot),
 * `jump` (a boot or a sequence that is no count, or leaps further than one goes on), `row` (no such
 * appliance) or `observer` (no such observer).
 */
export type HealthVerdict = 'taken' | 'stale' | 'jump' | 'row' | 'observer';

/**
 * Takes in a report. An observer is its number, its boot and its count: one that is doubled or
 * overtaken changes nothing, so that a reordered replay agrees; neither does one that leaps, or of
 * a row that is not there. Time is the receiver's. The belief waits for `judgeFleet`. Total. @hot
 */
export function hearReport(
  out: FleetHealth,
  report: HealthReport,
  rule: HealthRule,
): HealthVerdict {
  const { observer, appliance, sequence, boot = 0 } = report;
  tellClock(out, report.atMs);
  if (!isRow(observer, out.observerCount)) return 'observer';
  if (!isRow(appliance, out.applianceCount)) return 'row';
  const vote = observer * out.applianceCount + appliance;
  const verdict = isCounted(sequence, boot)
    ? orderOf(sequence, out.heard[vote], boot - out.booted[vote])
    : 'jump';
  if (verdict !== 'taken') return verdict;
  out.heard[vote] = sequence;
  out.booted[vote] = boot;
  out.heardMs[vote] = out.nowMs;
  const before: Health = { healthy: out.says[vote] === 1, against: out.against[vote] };
  const after = reduceHealth(before, report.isFit, rule);
  out.says[vote] = after.healthy ? 1 : 0;
  out.against[vote] = after.against;
  return 'taken';
}

/**
 * Whether an observer of which nothing was taken on an appliance for longer than `voteMsMax` counts
 * otherwise now, as one does that was restarted without another boot: its next report is then taken
 * whatever its count. Without this it would not be heard again until it has caught up. Total.
 */
export function forgetRestarted(
  out: FleetHealth,
  report: HealthReport,
  { voteMsMax }: ObserverRule,
): boolean {
  const { observer, appliance, sequence, boot = 0 } = report;
  const vote = observer * out.applianceCount + appliance;
  const isOther = sequence !== out.heard[vote] || boot !== out.booted[vote];
  if (!isOther || !isCounted(sequence, boot)) return false;
  if (!(ageMs(out.heardMs[vote], out.nowMs) > voteMsMax)) return false;
  out.heard[vote] = Number.NEGATIVE_INFINITY;
  return true;
}

/**
 * Judges the whole fleet at `nowMs`, once an interval or oftener, and returns how many appliances
 * are now believed otherwise.
 * - An appliance is down or up when that side has the quorum and more votes than the other; else
 *   the belief stays as it is: no quorum, disagreement or silence change nothing.
 * - What an observer has not reported on for `voteMsMax` it does not vote on.
 * - An observer that alone, within `windowMs`, finds more than `suspectShare` of the appliances
 *   down that it votes on is more likely ill itself: it does not vote until others find the same,
 *   or it recovers. One appliance alone makes nobody suspect.
 * - Down and up take effect as `reduceTrust` says.
 * Total: any times, also equal, going back, or none. O(appliances × observers).
 *
 * @example
 * const fleet = createFleetHealth(2, [1, 1]);
 * const ill = { appliance: 0, isFit: false, sequence: 1, atMs: 1 };
 * for (const observer of [0, 1]) hearReport(fleet, { ...ill, observer }, defaultFleetHealthRule);
 * console.log(judgeFleet(fleet, 1, defaultFleetHealthRule), fleet.healthy.join('')); // => 1 01
 */
export function judgeFleet(out: FleetHealth, nowMs: number, rule: FleetHealthRule): number {
  given(out, 'fleetHealth');
  given(rule, 'object');
  tellClock(out, nowMs);
  markSuspects(out, rule);
  const quorum = quorumOf(out, rule);
  let changed = 0;
  for (let row = 0; row < out.applianceCount; row++) {
    const verdict = verdictOf(out, row, quorum, rule.voteMsMax);
    if (verdict === undefined || verdict === (out.healthy[row] === 1)) continue;
    const before = trustOf(out, row);
    const after = reduceTrust(before, verdict, out.nowMs, rule);
    if (after === before) continue;
    out.healthy[row] = after.healthy ? 1 : 0;
    out.sinceMs[row] = after.sinceMs;
    out.holdMs[row] = after.holdMs;
    changed++;
  }
  return changed;
}

/** What is believed of one appliance. */
export function trustOf(fleet: FleetHealth, appliance: number): Trust {
  given(fleet, 'fleetHealth');
  return {
    healthy: fleet.healthy[appliance] === 1,
    sinceMs: fleet.sinceMs[appliance],
    holdMs: fleet.holdMs[appliance],
  };
}

function quorumOf({ weight }: FleetHealth, { quorum }: ObserverRule): number {
  let all = 0;
  for (let observer = 0; observer < weight.length; observer++) all += weight[observer];
  return quorum < all ? quorum : all;
}

function isVoting(fleet: FleetHealth, vote: number, voteMsMax: number): boolean {
  return ageMs(fleet.heardMs[vote], fleet.nowMs) <= voteMsMax;
}

function markSuspects(out: FleetHealth, rule: ObserverRule): void {
  const { alone, voted } = out.scratch;
  alone.fill(0);
  voted.fill(0);
  for (let row = 0; row < out.applianceCount; row++) {
    const isNews = out.healthy[row] === 1 || ageMs(out.sinceMs[row], out.nowMs) <= rule.windowMs;
    if (isNews) countAlone(out, row, rule.voteMsMax);
  }
  for (let observer = 0; observer < out.observerCount; observer++) {
    const most = Math.max(1, rule.suspectShare * voted[observer]);
    out.isSuspect[observer] = alone[observer] > most ? 1 : 0;
  }
}

/** Counts one appliance for those who vote on it, and for the one who alone finds it down. */
function countAlone(out: FleetHealth, row: number, voteMsMax: number): void {
  const { alone, voted } = out.scratch;
  let downCount = 0;
  let last = 0;
  for (let observer = 0; observer < out.observerCount; observer++) {
    const vote = observer * out.applianceCount + row;
    if (!isVoting(out, vote, voteMsMax)) continue;
    voted[observer]++;
    if (out.says[vote] === 1) continue;
    downCount++;
    last = observer;
  }
  if (downCount === 1) alone[last]++;
}

function verdictOf(
  out: FleetHealth,
  row: number,
  quorum: number,
  voteMsMax: number,
): boolean | undefined {
  let up = 0;
  let down = 0;
  for (let observer = 0; observer < out.observerCount; observer++) {
    const vote = observer * out.applianceCount + row;
    if (out.isSuspect[observer] === 1 || !isVoting(out, vote, voteMsMax)) continue;
    if (out.says[vote] === 1) up += out.weight[observer];
    else down += out.weight[observer];
  }
  if (down >= quorum && down > up) return false;
  if (up >= quorum && up > down) return true;
  return undefined;
}
