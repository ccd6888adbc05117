// May an appliance still be offered, when nothing has been heard from it for a while?

/** Reports in a row that did not come before an appliance stops being offered; at least 1. */
export type LeaseRule = { readonly silentReportsMax: number };

/** Silent reports in a row after one more report came (`hasCome`) or did not. Pure, total. */
export function reduceSilence(silentReports: number, hasCome: boolean): number {
  return hasCome ? 0 : silentReports + 1;
}

/**
 * Whether the lease still runs. Up to its end a silent appliance is only unhealthy (H), so that
 * fail-open may still try it; afterwards it counts as not up (D) and is not tried at all.
 */
export function holdsLease(silentReports: number, rule: LeaseRule): boolean {
  return silentReports <= rule.silentReportsMax;
}
