// What became of requests that were asked of two snapshots, as shares of their weight?
import type { Place } from './room.ts';

/**
 * What becomes of requests when they are asked of the next snapshot: shares 0..1 of their weight.
 * An answer is worse when its first target is reached over a link of a later kind (embedded, pni,
 * ix, transit), when health or load must be ignored for it, when it is a last resort, or none. With
 * everything up and healthy nothing is ever ignored, so what a fleet without room comes to shows
 * here as a last resort or as none. An answer is another when its first target is, or the link to
 * it. What is explained would be so too if only appliances had come, gone, or got another capacity,
 * with routes, links, holdings and weights as they are served.
 */
export type RequestChange = {
  /** `all IPv4`, `all IPv6` or `sample`; a group of the sample; or `by pni links`, as it was. */
  readonly clients: string;
  /** All clients of a family or of the sample, those of a group, or those of a kind of link. */
  readonly over: 'all' | 'group' | 'links';
  /** How many were asked. */
  readonly requestCount: number;
  /** Answered before, and no more. */
  readonly noneShare: number;
  /** A last resort now, and something better before. */
  readonly resortShare: number;
  /** All whose answer is worse, those two among them. */
  readonly worseShare: number;
  /** Worse, and not explained. */
  readonly brokenShare: number;
  /** Another answer, worse or not, that nothing explains: neither the fleet nor what follows. */
  readonly changedShare: number;
  /** Another answer because copies are more or fewer, of a file that is held where it was. */
  readonly filledShare: number;
  /** Another answer though the appliance is there: what has room came, or has another capacity. */
  readonly pulledShare: number;
  /** Of the targets before: those that are missing, and not explained. */
  readonly targetLossShare: number;
};

/** What became of one request. */
export type Fate = {
  /** The class of the answer before. */
  readonly was: number;
  readonly isNone: boolean;
  readonly isResort: boolean;
  readonly isWorse: boolean;
  readonly isBroken: boolean;
  /** Another first target: because appliances are, because copies are, or nobody knows why. */
  readonly effect: 'none' | 'pulled' | 'filled' | 'changed';
  readonly targets: number;
  readonly lost: number;
  /** What answered as served, and what else answers now. */
  readonly from: Place;
  readonly to: Place;
};

/** Sums of weights, and what they come to. */
export type Fates = { -readonly [part in Part]: number } & {
  readonly changeOf: () => RequestChange;
};

type Part =
  | ('asked' | 'weight' | 'none' | 'resort' | 'worse' | 'broken')
  | ('changed' | 'filled' | 'pulled' | 'targets' | 'lostTargets');

export function newFates(over: RequestChange['over'], clients: string): Fates {
  const tally = {
    ...{ asked: 0, weight: 0, none: 0, resort: 0, worse: 0, broken: 0 },
    ...{ changed: 0, filled: 0, pulled: 0, targets: 0, lostTargets: 0 },
  };
  const of = (part: number): number => (tally.weight > 0 ? part / tally.weight : 0);
  const changeOf = (): RequestChange => ({
    clients,
    over,
    requestCount: tally.asked,
    noneShare: of(tally.none),
    resortShare: of(tally.resort),
    worseShare: of(tally.worse),
    brokenShare: of(tally.broken),
    changedShare: of(tally.changed),
    filledShare: of(tally.filled),
    pulledShare: of(tally.pulled),
    targetLossShare: tally.targets > 0 ? tally.lostTargets / tally.targets : 0,
  });
  return Object.assign(tally, { changeOf });
}

export function addTo(out: Fates, found: Fate, weight: number): void {
  out.asked++;
  out.weight += weight;
  out.targets += weight * found.targets;
  out.lostTargets += weight * found.lost;
  if (found.isNone) out.none += weight;
  if (found.isResort) out.resort += weight;
  if (found.isWorse) out.worse += weight;
  if (found.isBroken) out.broken += weight;
  if (found.effect !== 'none') out[found.effect] += weight;
}
