// When is an appliance that went down taken back? After a hold that grows while it flaps.

/**
 * Age in ms of what is from `sinceMs`, both receive times of one monotonic clock. Never negative:
 * a time that is not yet, or no number, is of now. Since minus infinity: infinite. @hot
 */
export function ageMs(sinceMs: number, nowMs: number): number {
  const age = nowMs - sinceMs;
  return age > 0 ? age : 0;
}

/** A clock that others tell the time: it never goes back, and no odd reading sets it ahead. */
export type Clock = {
  /** The latest time that it took: its own. */
  nowMs: number;
  /** What its own time is ahead of the time that it is told. */
  aheadMs: number;
  /** The last reading that was not taken, and how many in a row went together. */
  oddMs: number;
  odds: number;
};

/** A clock of which `nowMs` is all that is known; minus infinity: any time may be. */
export function createClock(nowMs: number): Clock {
  return { nowMs, aheadMs: 0, oddMs: 0, odds: 0 };
}

/** A reading further from the time than this is odd, ms: a day. */
const stepMsMax = 86_400_000;
/** So many odd readings in a row that go together are the time, told otherwise. */
const oddsMax = 3;

/**
 * Tells the clock that it is `atMs`, by one steady count, and returns whether it believes that.
 * A reading before its time changes nothing; one further off than a day, or none, neither, but
 * three of these in a row that go together are a count that began anew: the clock goes on from
 * where it stands. So neither one wrong number nor any run of them stops it for good. @hot
 */
export function tellClock(out: Clock, atMs: number): boolean {
  if (typeof atMs !== 'number' || !(Math.abs(atMs) <= Number.MAX_SAFE_INTEGER)) return false;
  const ownMs = atMs + out.aheadMs;
  const stepMs = ownMs - out.nowMs;
  if (out.nowMs === Number.NEGATIVE_INFINITY || (stepMs <= stepMsMax && stepMs >= -stepMsMax)) {
    if (stepMs > 0) out.nowMs = ownMs;
    out.odds = 0;
    return true;
  }
  const sinceMs = atMs - out.oddMs;
  out.odds = out.odds > 0 && sinceMs >= 0 && sinceMs <= stepMsMax ? out.odds + 1 : 1;
  out.oddMs = atMs;
  if (out.odds < oddsMax) return false;
  out.aheadMs = out.nowMs - atMs;
  out.odds = 0;
  return true;
}

/** What is believed of one appliance after all observers were heard. */
export type Trust = {
  /** Whether it is offered. */
  readonly healthy: boolean;
  /** Since when; minus infinity: from ever. */
  readonly sinceMs: number;
  /** Hold of the last time that it went down, ms; 0: it never did. */
  readonly holdMs: number;
};

/** How long an appliance stays down at least. */
export type TrustRule = {
  /** The first time, ms. */
  readonly holdMs: number;
  /** However often it flaps, ms. */
  readonly holdMsMax: number;
  /** Each such span that it was healthy halves what the next hold is made from, ms. */
  readonly quietMs: number;
};

/** One minute, doubled up to half an hour, halved after each quarter of an hour of health. */
export const defaultTrustRule: TrustRule = {
  holdMs: 60_000,
  holdMsMax: 1_800_000,
  quietMs: 900_000,
};

/** An appliance that was never down. */
export const fullTrust: Trust = { healthy: true, sinceMs: Number.NEGATIVE_INFINITY, holdMs: 0 };

/**
 * The belief after `verdict` at `nowMs`: healthy or not, `undefined` where there is none. An
 * appliance goes down at once and is taken back when the verdict is good and its hold is over, so
 * there is at most one return a hold. The hold is twice the last one, halved for each `quietMs` of
 * health between, within the rule's bounds. Pure and total; without a verdict nothing changes, and
 * with a clock that stands still or goes back nobody returns. Source: the penalty with a half-life
 * of RFC 2439 (15 minutes there as here), the growing ejection time of Envoy's outlier detection.
 * @hot
 */
export function reduceTrust(
  trust: Trust,
  verdict: boolean | undefined,
  nowMs: number,
  rule: TrustRule,
): Trust {
  if (verdict === undefined || verdict === trust.healthy) return trust;
  const spanMs = ageMs(trust.sinceMs, nowMs);
  if (trust.healthy)
    return { healthy: false, sinceMs: nowMs, holdMs: nextHold(trust, spanMs, rule) };
  if (spanMs < trust.holdMs) return trust;
  return { healthy: true, sinceMs: nowMs, holdMs: trust.holdMs };
}

/** From any hold to below any other: bounds the loop whatever the rule says. */
const halvingsMax = 64;

function nextHold({ holdMs }: Trust, healthyMs: number, rule: TrustRule): number {
  let next = holdMs * 2;
  let quiet = healthyMs;
  for (let n = 0; n < halvingsMax && next > rule.holdMs && quiet >= rule.quietMs; n++) {
    next /= 2;
    quiet -= rule.quietMs;
  }
  return Math.min(rule.holdMsMax, Math.max(rule.holdMs, next));
}
