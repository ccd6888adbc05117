// How much of the new load should go elsewhere? A ramp over utilisation, never a switch.

/** Nothing is shed up to utilisation `from`, everything from `full` on; from < full. */
export type ShedRule = { readonly from: number; readonly full: number };

/**
 * Shed share 0..1 at a utilisation (reserved nominal bitrate ÷ capacity): 0 up to `from`, rising
 * in a straight line to 1 at `full`. Graded, so that a small change of load moves few sessions;
 * sessions that are served already are never moved. Total: NaN sheds nothing. @hot
 */
export function shedShare(utilisation: number, rule: ShedRule): number {
  if (!(utilisation > rule.from)) return 0;
  if (utilisation >= rule.full) return 1;
  return (utilisation - rule.from) / (rule.full - rule.from);
}

/**
 * What one of `instances` steering instances believes an appliance or a link carries: the report,
 * and its own sessions begun less ended since then, times the number of instances, as the others
 * do what it does. Without the factor, many instances with old reports herd onto the same box.
 * The error grows with the factor: `believedLoad` weighs this estimate by what its sample says.
 * @hot
 */
export function estimateLoad(reported: number, ownSinceReport: number, instances: number): number {
  const estimate = reported + ownSinceReport * instances;
  return estimate > 0 ? estimate : 0;
}

/** From `floorShare` of its part at once to all of it after `rampMs`. */
export type SlowStartRule = {
  /** Time to full load, ms; 0 or less: at once. */
  readonly rampMs: number;
  /** Share that it gets from the first moment on, 0 to 1: without load nothing is learnt. */
  readonly floorShare: number;
};

/** A minute, from a tenth on. */
export const defaultSlowStart: SlowStartRule = { rampMs: 60_000, floorShare: 0.1 };

/**
 * Shed share 0..1 of an appliance that became healthy `sinceMs` ago (Infinity: it always was):
 * 1 − max(floorShare, sinceMs ÷ rampMs), 0 from `rampMs` on. It takes effect as the larger of this
 * and the share shed for load: one share a moment, so that a larger one still sheds whom a smaller
 * one did, and whoever the ramp let in stays let in. Where nobody else can serve, all shares of a
 * decision are ignored (fail-open): a slow start refuses nobody. Total: a clock that went
 * backwards, or NaN, counts as the first moment. Source: the slow start of Envoy's load balancers,
 * weight × max(min_weight_percent, time factor), with aggression 1. @hot
 */
export function slowStartShare(sinceMs: number, rule: SlowStartRule): number {
  if (sinceMs >= rule.rampMs) return 0;
  const ramp = sinceMs > 0 ? sinceMs / rule.rampMs : 0;
  const given = ramp > rule.floorShare ? ramp : rule.floorShare;
  return given < 1 ? 1 - given : 0;
}
