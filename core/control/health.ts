// Is an appliance to be believed healthy? Counts in a row, so that one odd report moves nobody.

/** What is believed of one appliance, and how many reports in a row have said otherwise. */
export type Health = { readonly healthy: boolean; readonly against: number };

/** Bad reports in a row that end trust, good ones that restore it; both at least 1. */
export type HealthRule = { readonly downAfter: number; readonly upAfter: number };

/**
 * The belief after one more report (`isFit`; a report that did not come is a bad one). Pure and
 * total. Source: the `fall` and `rise` counts of HAProxy server checks.
 */
export function reduceHealth(health: Health, isFit: boolean, rule: HealthRule): Health {
  if (isFit === health.healthy) return health.against === 0 ? health : { ...health, against: 0 };
  const against = health.against + 1;
  const needed = health.healthy ? rule.downAfter : rule.upAfter;
  if (against < needed) return { healthy: health.healthy, against };
  return { healthy: isFit, against: 0 };
}
