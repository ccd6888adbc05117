// How much of the new load should go elsewhere? A ramp over utilisation, never a switch.

/** Nothing is shed up to utilisation `from`, everything from `full` on; from < full. */
export type ShedRule = { readonly from: number; readonly full: number };

/**
 * Shed share 0..1 at a utilisation (reserved nominal bitrate ÷ capacity): 0 up to `from`, rising
 * in a straight line to 1 at `full`. Graded, so that a small change of load moves few sessions;
 * sessions that are served already are never moved. Total: NaN sheds nothing.
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
 */
export function estimateLoad(reported: number, ownSinceReport: number, instances: number): number {
  const estimate = reported + ownSinceReport * instances;
  return estimate > 0 ? estimate : 0;
}
